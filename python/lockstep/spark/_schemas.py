"""The relations that cross between Spark and the kernels: names and types, in one place.

All times are microseconds since 1970-01-01 UTC. `post` is a post's 64-bit
fingerprint with its top bit flipped, so that its signed order is the unsigned one.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

_TYPES = {
    "tinyint": pa.int8(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "string": pa.string(),
}

# Kinds of the rows that `prepare` gives.
ACT, POST, REJECT, FACT, HANDLE, SUMMARY = range(6)

# What a partial count counts.
PAIR, MEETINGS, GAPS = range(3)

# Where the moment of an object's trigger comes from.
CREATED, ORIGINAL, FIRST_ACT = range(3)


@dataclass(frozen=True)
class Schema:
    """Columns in order, each with the name of its type in SQL."""

    columns: tuple[tuple[str, str], ...]

    @property
    def ddl(self) -> str:
        """For Spark."""
        return ", ".join(f"`{name}` {kind}" for name, kind in self.columns)

    @property
    def arrow(self) -> pa.Schema:
        """For the kernels."""
        return pa.schema([(name, _TYPES[kind]) for name, kind in self.columns])

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [name for name, _ in self.columns]


def schema(text: str, *rungs: str, of: int = 0) -> Schema:
    """From `name type, name type`, and a bigint for each of `of` rungs under each prefix."""
    columns = [tuple(column.split()) for column in text.split(",")]
    columns += [(f"{prefix}{rung}", "bigint") for prefix in rungs for rung in range(of)]
    return Schema(tuple(columns))


PREPARED = schema(
    "kind tinyint, trace tinyint, column tinyint, name string, account string, time bigint, post bigint, "
    "row bigint, seq int, counts boolean, has_id boolean, created bigint, answered string, object_fp bigint"
)
SEQUENCES = schema("account int, time bigint, post bigint, name string")
ALIKE = schema("name string, object string, order bigint, information double")
COMMON = schema("object bigint")
BOUNDS = schema("a bigint, b bigint, bound float")
SPLIT = schema(
    "what tinyint, trace tinyint, object bigint, a bigint, b bigint, rung tinyint, both_enough boolean, n bigint"
)


def partial(rungs: int) -> Schema:
    """Counts that add up: of pairs (`n` on all objects, `m` on those that count at the rung), of
    meetings by popularity, of gaps."""
    return schema("what tinyint, trace tinyint, a bigint, b bigint", "n", "m", of=rungs)


def near(rungs: int) -> Schema:
    """Acts of members, each with the acts near it within every window."""
    return schema("trace tinyint, object bigint, account int, time bigint, post bigint", "n", of=rungs)
