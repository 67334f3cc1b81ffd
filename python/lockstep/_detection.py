"""``lockstep.detect``, what it gives, and ``lockstep.explain``."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, Union, overload

from . import _arguments, _lockstep
from ._arguments import Data, Length, Path
from ._progress import ProgressOption, progress as shown

if TYPE_CHECKING:
    from typing import Literal

    import polars as pl


class Detection:
    """What :func:`detect` found.

    The tables are polars frames with the columns of the files that the program
    writes. Ids and names are exactly as they came; times are datetimes in UTC;
    what a file rounds is not rounded here. A table is made when it is first
    looked at.
    """

    def __init__(self, run: _lockstep.Detection) -> None:
        self._run = run

    @cached_property
    def candidates(self) -> "pl.DataFrame":
        """The list: one row an account, in the order of review (``candidates.csv``)."""
        return self._frame("candidates")

    @cached_property
    def networks(self) -> "pl.DataFrame":
        """One row a network, in the order of review (``networks.csv``)."""
        return self._frame("networks")

    @cached_property
    def explained(self) -> "pl.DataFrame":
        """Groups that chance does not explain and something innocent does, one row per
        account (``explained.csv``)."""
        return self._frame("explained")

    @cached_property
    def group_acts(self) -> "pl.DataFrame":
        """What members of networks that no pair proves did in them (``group_acts.parquet``,
        which is written where there are any)."""
        return self._frame("group_acts")

    @cached_property
    def group_links(self) -> "pl.DataFrame":
        """Bursts, or accounts, of such networks that have more in common than anything
        explains (``group_links.parquet``)."""
        return self._frame("group_links")

    @cached_property
    def accounts(self) -> "pl.DataFrame":
        """Every account with a tested pair, listed or not (``accounts.parquet``)."""
        return self._frame("accounts")

    @cached_property
    def pairs(self) -> "pl.DataFrame":
        """The evidence: one row a tested pair and trace (``pairs.parquet``)."""
        return self._frame("pairs")

    @cached_property
    def evidence(self) -> "pl.DataFrame":
        """The meetings of the validated pairs, one by one (``evidence.parquet``)."""
        return self._frame("evidence")

    def _frame(self, name: str) -> "pl.DataFrame":
        import polars as pl

        return pl.DataFrame(self._run.table(name))

    @property
    def warnings(self) -> List[str]:
        """What a reader of the list must know about the data."""
        return self._run.warnings

    @property
    def summary(self) -> str:
        """The result in a few lines, as the program prints it."""
        return self._run.summary

    @cached_property
    def record(self) -> Dict[str, Any]:
        """What was done, to what, with which result: ``run.json``, without the
        hashes of outputs that were not written."""
        record: Dict[str, Any] = json.loads(self._run.record())
        return record

    @cached_property
    def report(self) -> str:
        """The page, ``report.html``: self-contained HTML, drawn when first asked for."""
        return self._run.report()

    def write(self, out: Path, *, overwrite: bool = False, progress: ProgressOption = None) -> None:
        """Write the directory that ``lockstep detect --out`` writes, to the byte.

        Only ``run.json`` differs, in what it says of the machine and of the
        inputs' names. The directory is there whole or not at all.

        Args:
            out: the directory.
            overwrite: replace the output of an earlier run that nobody changed since;
                nothing else is ever replaced.
            progress: as of :func:`detect`.

        Raises:
            LockstepError: the directory is there already, or cannot be written.
        """
        with shown(progress) as seen:
            self._run.write(out, overwrite, seen)

    @overload
    def explain(self, account: str, other: Optional[str] = None) -> str: ...
    @overload
    def explain(
        self, account: str, other: Optional[str] = None, *, format: "Literal['text', 'html']"
    ) -> str: ...
    @overload
    def explain(
        self, account: str, other: Optional[str] = None, *, format: "Literal['json']"
    ) -> Dict[str, Any]: ...

    def explain(
        self, account: str, other: Optional[str] = None, *, format: str = "text"
    ) -> Union[str, Dict[str, Any]]:
        """The case for an account, or for a pair: see :func:`explain`.

        The tables are written once to a temporary folder, which is gone with this
        object.
        """
        return _explain(self._run.directory(), account, other, format)

    def __repr__(self) -> str:
        record = self.record
        read = f"{record['rows']:,} rows, {record['accounts']:,} accounts"
        return f"<lockstep.Detection: {read}\n {self._run.headline}>"

    def _repr_html_(self) -> str:
        return self._run.html()


def detect(
    data: Data,
    *,
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
    traces: Union[None, str, Sequence[str]] = None,
    window: Union[None, Length, Sequence[Length]] = None,
    min_objects: Optional[int] = None,
    chance: "Optional[Literal['poisson', 'bicm']]" = None,
    fdr: Optional[float] = None,
    groups: "Union[None, Literal['few-acts', 'same-selection', 'none'], Sequence[str]]" = None,
    null_check: Optional[int] = None,
    seed: Optional[int] = None,
    pseudonymise: Optional[Path] = None,
    config: Union[None, Path, Mapping[str, Any]] = None,
    memory: Union[None, str, int] = None,
    threads: Optional[int] = None,
    temp_dir: Optional[Path] = None,
    progress: ProgressOption = None,
) -> Detection:
    """Find networks of accounts that act in lockstep, as ``lockstep detect`` does.

    Other threads of Python go on meanwhile, and Ctrl-C ends the call.

    Args:
        data: a file's path, a glob, a frame of polars or pandas, an Arrow table,
            or a list of them; or tables under the names that report and messages
            call them: ``{"posts of May": frame}``. Tables are read in place.
        preset: the form of the input, where its columns do not tell (``posts``,
            ``shares``, ``tiktok``, ...; see ``lockstep presets``).
        columns: which column carries which role: ``{"account": "user_id"}``.
        time_format: the format of times in strftime notation, where they are in
            no common form.
        encoding: the encoding of texts in files, where it is not recognised
            (``"windows-1252"``, ``"shift_jis"``, ...).
        sheet: the sheet of workbooks that is read (every one).
        timezone: the zone of times that name none: ``"Europe/Berlin"`` for all
            inputs, ``"FILE=Europe/Berlin"`` for one (UTC).
        rows: where in a JSON document the rows are, where several places hold
            some: ``"data.posts[]"``.
        skip_rows: lines above the header of a table (found).
        from_, to: leave out acts before the first, and from the second day or
            moment on (UTC).
        exclude: leave out the accounts of this table.
        exclude_domains: leave out addresses of these domains.
        only_languages: leave out rows in other languages, or in none that is known.
        rejects: write the rows that could not be used to this CSV file.
        max_rejects: the largest share of rows that may be refused, from 0 to 1
            (0.01 unless told).
        traces: the traces to look at (all that the data carry).
        window: the window of every trace, or a ladder of them, of which the one
            that speaks most clearly counts (``["10s", "60s", "300s", "1800s"]``);
            numbers are seconds.
        min_objects: distinct objects on which two accounts must meet to be tested
            (2).
        chance: the form of the chance model (``"poisson"``).
        fdr: the false discovery rate over all pairs of accounts (0.01).
        groups: where no pair of accounts is proof, groups to look for: ``"few-acts"``,
            ``"same-selection"``, a list of them, or ``"none"`` (both).
        null_check: destroy the coordination in the data this often, under each
            null, and count what is still found (0).
        seed: of clustering, resampling and null runs (0).
        pseudonymise: write keyed pseudonyms instead of account ids; the file that
            holds the key.
        config: a configuration, as a TOML file's path or as its values; other
            arguments go before it.
        memory: about how much memory may be used: ``"4GiB"``, or bytes; it plans what
            is held, and ends nothing.
        threads: threads to use (all cores). Results do not depend on it.
        temp_dir: where records wait that do not fit the memory.
        progress: None shows the stage in terminals and notebooks, False shows
            nothing; a function is called with the name of each stage.

    Returns:
        What was found; nothing is written.

    Raises:
        LockstepError: an input cannot be used; the message names it and the remedy.
        ValueError: an argument is out of its range.
        TypeError: ``data`` is no table and no path.
        KeyboardInterrupt: the call was interrupted; nothing is left behind.
    """
    arguments = _arguments.keywords(
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
        traces=_arguments.names(traces),
        window=_arguments.lengths(window),
        min_objects=min_objects,
        chance=chance,
        fdr=fdr,
        groups=_arguments.names(groups),
        null_check=null_check,
        seed=seed,
        pseudonymise=pseudonymise,
        config=config,
        memory=_arguments.amount(memory),
        threads=threads,
        temp_dir=temp_dir,
    )
    with shown(progress) as seen:
        return Detection(_lockstep.detect(_arguments.inputs(data), arguments, seen))


@overload
def explain(out: Path, account: str, other: Optional[str] = None) -> str: ...
@overload
def explain(out: Path, account: str, other: Optional[str] = None, *, format: "Literal['text', 'html']") -> str: ...
@overload
def explain(
    out: Path, account: str, other: Optional[str] = None, *, format: "Literal['json']"
) -> Dict[str, Any]: ...


def explain(
    out: Path, account: str, other: Optional[str] = None, *, format: str = "text"
) -> Union[str, Dict[str, Any]]:
    """The case for an account or a pair: what was seen, how it was tested, what speaks against it.

    Args:
        out: the directory that ``detect`` wrote.
        account: the account's id.
        other: a second account, for the case of the pair.
        format: ``"text"``, the most telling part; ``"json"``, all of it as a dict;
            ``"html"``, a page with the shared timeline.

    Raises:
        LockstepError: the directory is no output of detect, or holds no such account.
        ValueError: the format is not known.
    """
    return _explain(out, account, other, format)


def _explain(out: Path, account: str, other: Optional[str], format: str) -> Union[str, Dict[str, Any]]:
    case = _lockstep.explain(out, account, _arguments.keywords(other=other, format=format))
    return json.loads(case) if format == "json" else case
