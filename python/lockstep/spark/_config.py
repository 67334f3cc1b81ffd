"""From arguments to the effective configuration."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping

from lockstep import LockstepError

#: The program's exit code for arguments that it cannot use.
WRONG_USAGE = 2
#: Stands before the program's messages.
_MARK = re.compile(r"^(error|lockstep): ")


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
    if said.returncode == 0:
        return said.stdout
    problem = _MARK.sub("", said.stderr.strip().partition("\n")[0])
    raise ValueError(problem) if said.returncode == WRONG_USAGE else LockstepError(problem)
