"""From arguments to the effective configuration."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping

from lockstep import LockstepError


def effective(
    config: str | os.PathLike[str] | None,
    traces: Iterable[str],
    columns: Mapping[str, str],
    flags: Mapping[str, object],
) -> str:
    """The configuration as TOML, every field with its value.

    The program itself resolves file and flags, so that they mean the same to both.
    """
    arguments = ["detect", "--print-config"]
    arguments += ["--config", os.fspath(config)] if config is not None else []
    arguments += [part for trace in traces for part in ("--trace", trace)]
    arguments += [part for role, name in columns.items() for part in ("--column", f"{role}={name}")]
    for name, value in flags.items():
        arguments += [f"--{name.replace('_', '-')}", str(value)] if value is not None else []
    said = subprocess.run([sys.executable, "-m", "lockstep", *arguments], capture_output=True, text=True, check=False)
    if said.returncode != 0:
        raise LockstepError(said.stderr.strip().removeprefix("error: ") or "the configuration cannot be read")
    return said.stdout
