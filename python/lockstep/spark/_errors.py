"""lockstep's errors, raised from here and found again behind Spark's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.errors import PySparkException

from lockstep import LockstepError

_RAISED_IN_A_TASK = re.compile(r"^(?:[\w.]+\.)?LockstepError: (.+)$", re.MULTILINE)


def refused(file: str, problem: str, remedy: str) -> LockstepError:
    """An input that cannot be used."""
    return LockstepError(f"{_visible(file)}: {_visible(problem)}; {remedy}")


def misconfigured(field: str, problem: str) -> ValueError:
    """An argument that is out of its range; as the package's other functions raise it."""
    return ValueError(f"configuration, `{field}`: {_visible(problem)}")


def _visible(text: str) -> str:
    """Characters that move a cursor or cannot be seen, written out."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


@contextmanager
def told() -> Iterator[None]:
    """An error that a kernel raised in a task comes back through Spark, wrapped in the stacks of
    two languages; what is raised again is the one line that it said."""
    try:
        yield
    except PySparkException as error:
        said = _RAISED_IN_A_TASK.findall(str(error))
        if said:
            raise LockstepError(said[0]) from error
        raise
