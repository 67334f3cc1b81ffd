"""``lockstep.network``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence, Union

from . import _arguments, _lockstep
from ._arguments import Data, Length, Path
from ._progress import ProgressOption, progress as shown

if TYPE_CHECKING:
    from typing import Literal

    import polars as pl


def network(
    data: Data,
    *,
    method: "Literal['objects', 'coortweet', 'cosine', 'days', 'disparity', 'synchrotrap', 'copycatch', 'fraudar', 'null_coord']" = "objects",
    trace: Optional[str] = None,
    window: Optional[Length] = None,
    min_objects: Optional[int] = None,
    min_participation: Optional[int] = None,
    min_acts: Optional[int] = None,
    quantile: Optional[float] = None,
    min_similarity: Optional[float] = None,
    prune: "Optional[Literal['centrality']]" = None,
    prune_quantile: Optional[float] = None,
    alpha: Optional[float] = None,
    min_accounts: Optional[int] = None,
    rho: Optional[float] = None,
    blocks: Optional[int] = None,
    permutations: Optional[int] = None,
    seed: Optional[int] = None,
    leave_out_popular: bool = False,
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
) -> "pl.DataFrame":
    """The raw co-action network of a published method, for comparison.

    Args:
        data: as of :func:`lockstep.detect`.
        method: ``objects`` (distinct objects within the window), ``coortweet``
            (content pairs, as CooRTweet gives them), ``cosine`` (TF-IDF cosine of
            all that two accounts act on), ``days`` (distinct days, then objects),
            ``disparity`` (objects, and the backbone by the disparity filter),
            ``synchrotrap`` (share of acts that match in time, in clusters),
            ``copycatch`` (groups that act on the same objects, on each at one
            time), ``fraudar`` (dense blocks of accounts and objects) or
            ``null_coord`` (the cosine, tested against shuffles). ``copycatch`` and
            ``fraudar`` give groups: a pair has an edge where it shares enough of a
            group's objects.
        trace: the trace; needed where the data carry several and none is ``share``.
        window: two acts on one object at most this far apart form a pair (60 s).
        min_objects: objects, days, disparity, synchrotrap: distinct objects that two
            accounts must share within the window; copycatch: objects of a core;
            copycatch, fraudar: objects of a block that two accounts must share (2).
        min_participation: coortweet: rows that an account must have (2).
        min_acts: cosine, null_coord: acts that an account must have (10).
        quantile: coortweet, cosine: quantile of the edge weights that marks
            (cosine: keeps) an edge, from 0 to 1.
        min_similarity: cosine, synchrotrap: similarity that an edge must reach, from 0
            to 1 (cosine 0, synchrotrap 0.5).
        prune: cosine: keep only the accounts that matter most.
        prune_quantile: cosine: the quantile of centralities that is kept from (0.9).
        alpha: disparity: significance that puts an edge into the backbone;
            null_coord: false discovery rate at which a pair is significant (0.05).
        min_accounts: synchrotrap: accounts of a cluster; copycatch: accounts of a core
            (3).
        rho: copycatch: share of a core's objects on which each of its accounts acts in
            time (0.8).
        blocks: fraudar: how many blocks are sought (5).
        permutations: null_coord: how often the acts are shuffled (1000).
        seed: null_coord: the seed of the shuffles (0).
        leave_out_popular: leave out objects that are too popular, by the rule of
            ``detect``.
        preset, columns, time_format, encoding, sheet, timezone, rows,
            skip_rows, from_, to, exclude, exclude_domains, only_languages, rejects, max_rejects, config, memory,
            threads, temp_dir, progress: as of :func:`lockstep.detect`.

    Returns:
        One row an edge, ``account_a`` and ``account_b`` first, with the columns of
        the file that ``lockstep network`` writes, in its order.

    Raises:
        LockstepError, ValueError, TypeError, KeyboardInterrupt: as
            :func:`lockstep.detect`.
    """
    import polars as pl

    arguments = _arguments.keywords(
        method=method,
        trace=trace,
        window=_arguments.length(window),
        min_objects=min_objects,
        min_participation=min_participation,
        min_acts=min_acts,
        quantile=quantile,
        min_similarity=min_similarity,
        prune=prune,
        prune_quantile=prune_quantile,
        alpha=alpha,
        min_accounts=min_accounts,
        rho=rho,
        blocks=blocks,
        permutations=permutations,
        seed=seed,
        leave_out_popular=leave_out_popular,
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
    with shown(progress) as seen:
        return pl.DataFrame(_lockstep.network(_arguments.inputs(data), arguments, seen))
