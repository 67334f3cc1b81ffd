"""``lockstep.evaluate``."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Sequence, Union

from . import _arguments, _lockstep
from ._arguments import ArrowTable, Data, Path
from ._detection import Detection
from ._progress import ProgressOption, progress as shown

if TYPE_CHECKING:
    from typing import Literal

    import polars as pl


class Evaluation:
    """How good a list or a method is, by accounts whose truth is known."""

    def __init__(self, text: str, record: Dict[str, Any], table: "pl.DataFrame") -> None:
        #: What ``lockstep evaluate`` prints.
        self.text = text
        #: All of it: ``evaluation.json``.
        self.record = record
        #: The measures: ``evaluation.csv``.
        self.table = table

    def __repr__(self) -> str:
        return self.text


def evaluate(
    data: Optional[Data] = None,
    *,
    labels: Union[None, Path, ArrowTable] = None,
    candidates: Union[None, Path, Detection] = None,
    methods: Union[None, str, Sequence[str]] = None,
    null: "Optional[Literal['habit', 'times', 'chance']]" = None,
    categories: Union[None, bool, str] = None,
    traces: Union[None, str, Sequence[str]] = None,
    runs: Optional[int] = None,
    out: Optional[Path] = None,
    overwrite: bool = False,
    preset: Optional[str] = None,
    columns: Optional[Mapping[str, str]] = None,
    time_format: Optional[str] = None,
    encoding: Optional[str] = None,
    sheet: Optional[str] = None,
    timezone: Union[None, str, Sequence[str]] = None,
    rows: Optional[str] = None,
    skip_rows: Optional[int] = None,
    from_: Optional[str] = None,
    to: Optional[str] = None,
    exclude: Optional[Path] = None,
    exclude_domains: Union[None, str, Sequence[str]] = None,
    only_languages: Union[None, str, Sequence[str]] = None,
    rejects: Optional[Path] = None,
    max_rejects: Optional[float] = None,
    config: Union[None, Path, Mapping[str, Any]] = None,
    memory: Union[None, str, int] = None,
    threads: Optional[int] = None,
    temp_dir: Optional[Path] = None,
    progress: ProgressOption = None,
) -> Evaluation:
    """Tell how good a list or a method is. Give one of:

    * ``candidates`` and ``labels``, to judge a finished run;
    * ``data``, ``methods`` and ``labels``, to judge methods on the same data;
    * ``data`` and ``null``, to see what is found in data without coordination;
    * ``data`` and ``categories``, to see how networks agree with what others know
      of the accounts.

    Args:
        data: as of :func:`lockstep.detect`.
        labels: what is known of accounts, as a CSV file or a table with the columns
            ``account_id`` and ``label`` (1 or coordinated, 0 or organic), or the
            ``truth.csv`` of a simulated world.
        candidates: the directory that ``detect`` wrote, or what it gave.
        methods: ``"all"``, or names: ``lockstep``, ``objects``, ``coortweet``,
            ``cosine``, ``centrality``, ``days``, ``disparity``, ``synchrotrap``,
            ``copycatch``, ``fraudar``, ``null_coord``.
        null: ``habit`` shuffles each account's delays, ``times`` its times, ``chance`` who acted
            on what.
        categories: the column that gives the kinds of accounts; True where the
            preset knows it.
        traces: with ``categories``, the traces to use (all that the data carry).
        runs: how often the coordination is destroyed (20).
        out: write ``evaluation.json``, ``evaluation.csv`` and charts to this
            directory.
        overwrite: replace the evaluation that is there.
        preset, columns, time_format, encoding, sheet, timezone, rows,
            skip_rows, from_, to, exclude, exclude_domains, only_languages, rejects, max_rejects, config, memory,
            threads, temp_dir, progress: as of :func:`lockstep.detect`.

    Raises:
        LockstepError, ValueError, TypeError, KeyboardInterrupt: as
            :func:`lockstep.detect`; ``ValueError`` where arguments do not go
            together.
    """
    import polars as pl

    with ExitStack() as until_done:
        arguments = _arguments.keywords(
            labels=None if labels is None else _file(labels, until_done),
            candidates=candidates._run.directory() if isinstance(candidates, Detection) else candidates,
            methods=_arguments.names(methods),
            null=null,
            categories="" if categories is True else categories or None,
            traces=_arguments.names(traces),
            runs=runs,
            out=out,
            overwrite=overwrite,
            preset=preset,
            columns=_arguments.roles(columns),
            time_format=time_format,
            encoding=encoding,
            sheet=sheet,
            timezone=_arguments.names(timezone),
            rows=rows,
            skip_rows=skip_rows,
            from_=from_,
            to=to,
            exclude=exclude,
            exclude_domains=_arguments.names(exclude_domains),
            only_languages=_arguments.names(only_languages),
            rejects=rejects,
            max_rejects=max_rejects,
            config=config,
            memory=_arguments.amount(memory),
            threads=threads,
            temp_dir=temp_dir,
        )
        seen = until_done.enter_context(shown(progress))
        text, record, table = _lockstep.evaluate(_arguments.inputs(data), arguments, seen)
    return Evaluation(text, json.loads(record), pl.read_csv(table, infer_schema_length=None))


def _file(labels: Union[Path, ArrowTable], until_done: ExitStack) -> str:
    """The labels as a file."""
    if isinstance(labels, (str, os.PathLike)):
        return os.fspath(labels)
    import polars as pl

    folder = until_done.enter_context(tempfile.TemporaryDirectory(prefix="lockstep-"))
    path = os.path.join(folder, "labels.csv")
    pl.DataFrame(labels).write_csv(path)
    return path
