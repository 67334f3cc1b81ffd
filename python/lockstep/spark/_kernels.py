"""The Rust kernels, as functions of partitions.

A kernel takes the configuration as TOML, what all partitions must know, and the
partition's rows as an Arrow stream; it gives an Arrow stream. A partition holds
its objects (or accounts, or pairs) whole and in order, so that what a kernel
says depends on nothing but the rows.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from lockstep import _lockstep

from ._schemas import Schema
from ._session import ROWS_A_BLOCK

kernel = _lockstep.spark

#: Rows that a kernel is given at once where what it says adds up.
ROWS_AT_ONCE = 1 << 18


class Partition:
    """A kernel over whole partitions. It is sent to the executors by name: they import their own
    copy of the extension."""

    def __init__(self, name: str, schema: Schema, config: str, *known: Any) -> None:
        self.name, self.schema, self.config, self.known = name, schema, config, known

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first = next(batches, None)
        if first is not None:
            yield from self._ask(first.schema, chain([first], batches))

    def _ask(self, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        rows = pa.RecordBatchReader.from_batches(schema, batches)
        said = getattr(kernel, self.name)(self.config, *self.known, rows)
        # Spark does not know views of strings, and asks for the order of the columns; a block of all that
        # is said would be held as a whole on both sides.
        for batch in pa.RecordBatchReader.from_stream(said):
            for start in range(0, batch.num_rows, ROWS_A_BLOCK):
                yield batch.slice(start, ROWS_A_BLOCK).select(self.schema.names).cast(self.schema.arrow)

    def over(self, rows: DataFrame) -> DataFrame:
        """What the kernel says of each partition."""
        return rows.mapInArrow(self, self.schema.ddl)


class Wholes(Partition):
    """A kernel whose sayings add up, over some wholes (objects, blocks of them) at a time: what is said
    of a whole partition would not fit the memory, for one act can meet hundreds."""

    def __init__(self, name: str, schema: Schema, config: str, key: str) -> None:
        super().__init__(name, schema, config)
        self.key = key

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        held: list[pa.RecordBatch] = []
        for batch in batches:
            if sum(part.num_rows for part in held) >= ROWS_AT_ONCE:
                # The whole that the held rows end with goes on for so many rows.
                last = held[-1][self.key][-1]
                end = pc.index(pc.not_equal(batch[self.key], last), True).as_py()
                if end >= 0:
                    yield from self._ask(batch.schema, [*held, batch.slice(0, end)])
                    held, batch = [], batch.slice(end)
            held.append(batch)
        if held:
            yield from self._ask(held[0].schema, held)


class Blocks(Partition):
    """A kernel over rows that need no others: block by block, which bounds the memory."""

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from self._ask(batch.schema, [batch])


def table_of(schema: Schema, stream: Any) -> pa.Table:
    """What a kernel said, on the driver."""
    return pa.table(stream).select(schema.names).cast(schema.arrow)


class Plan:
    """What a configuration asks for, and of which traces."""

    def __init__(self, config: str) -> None:
        told = json.loads(kernel.plan(config))
        self.traces: dict[int, dict[str, Any]] = {trace["code"]: trace for trace in told.pop("traces")}
        self.rungs: int = told.pop("rungs")
        #: Names of the traces that the user named: the data must carry them.
        self.named: list[str] = tomllib.loads(config)["use_traces"]
        self.limits: dict[str, Any] = told

    def __getitem__(self, name: str) -> Any:
        return self.limits[name]

    def where(self, field: str, value: Any = True) -> list[int]:
        """The codes of the traces of which `field` is `value`."""
        return [code for code, trace in self.traces.items() if trace[field] == value]

    def only(self, codes: Iterable[int]) -> None:
        """Forgets all other traces: the data do not carry them."""
        codes = set(codes)
        self.traces = {code: trace for code, trace in self.traces.items() if code in codes}
