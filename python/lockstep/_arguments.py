"""What users give, in the form in which Rust takes it."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any, List, Mapping, Optional, Protocol, Sequence, Tuple, Union

if TYPE_CHECKING:
    import polars as pl


class ArrowTable(Protocol):
    """A table of polars, pandas, pyarrow, DuckDB or another that speaks Arrow."""

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        """A capsule of a C stream."""


Path = Union[str, "os.PathLike[str]"]
One = Union[Path, ArrowTable, "pl.LazyFrame"]
#: A path, a glob, a table, or several of them; tables may have names.
Data = Union[One, Sequence[One], Mapping[str, Union[ArrowTable, "pl.LazyFrame"]]]
#: ``"60s"``, ``"5min"``, ``"500ms"``, a time delta, or a number of seconds.
Length = Union[str, int, float, timedelta]


def inputs(data: Optional[Data]) -> List[Tuple[str, Optional[Any]]]:
    """Paths by themselves, and tables with the names that messages call them."""
    if data is None:
        return []
    if isinstance(data, Mapping):
        return [(name, _table(table)) for name, table in data.items()]
    if isinstance(data, (list, tuple)):
        return [_input(one, f"frame {place}") for place, one in enumerate(data, start=1)]
    return [_input(data, "frame")]


def _input(given: Any, name: str) -> Tuple[str, Optional[Any]]:
    if isinstance(given, (str, os.PathLike)):
        return os.fspath(given), None
    return name, _table(given)


def _table(given: Any) -> ArrowTable:
    if hasattr(given, "__arrow_c_stream__"):
        return given  # type: ignore[no-any-return]
    # A lazy frame of polars; what it is not yet, it becomes here.
    if type(given).__name__ == "LazyFrame" and hasattr(given, "collect"):
        return given.collect()  # type: ignore[no-any-return]
    raise TypeError(
        f"a {type(given).__name__} is no table: it has no __arrow_c_stream__; give a frame of polars or pandas "
        "(2.2 or newer, with pyarrow), an Arrow table, or a file's path"
    )


def keywords(**given: Any) -> str:
    """Keyword arguments as JSON, without those that were not given."""
    return json.dumps({name: value for name, value in given.items() if value is not None}, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "item"):  # a number of numpy
        return value.item()
    raise TypeError(f"a {type(value).__name__} cannot be an argument here")


def roles(columns: Optional[Mapping[str, str]]) -> Optional[List[Tuple[str, str]]]:
    """Which column carries which role."""
    return None if columns is None else list(columns.items())


def names(given: Union[None, str, Sequence[str]]) -> Optional[List[str]]:
    """One name or several."""
    return [given] if isinstance(given, str) else None if given is None else list(given)


def length(given: Optional[Length]) -> Optional[str]:
    """A length of time as the command line takes it."""
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, timedelta):
        return f"{given.total_seconds()}s"
    return f"{given}s"


def lengths(given: Union[None, Length, Sequence[Length]]) -> Optional[str]:
    """One length of time or a ladder of them."""
    if isinstance(given, (list, tuple)):
        return ",".join(length(one) or "" for one in given)
    return length(given)  # type: ignore[arg-type]


def amount(memory: Union[None, str, int]) -> Optional[str]:
    """An amount of memory; a number is bytes."""
    return None if memory is None else str(memory)
