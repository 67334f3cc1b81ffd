"""``lockstep.simulate``."""

from __future__ import annotations

import tempfile
from functools import cached_property
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Optional

from . import _arguments, _lockstep
from ._arguments import Path

if TYPE_CHECKING:
    from typing import Literal

    import polars as pl

#: Columns that hold seconds since 1970-01-01 UTC.
_MOMENTS = ("timestamp", "object_created", "repost_of_time", "timestamp_share")


class World:
    """A simulated world: nothing in it is real, and the truth about it is known."""

    def __init__(self, directory: FilePath, about: str, keep: Optional[object] = None) -> None:
        #: Where its files are; of a world in a temporary folder, while this object is there.
        self.directory = directory
        #: What it holds, in a sentence.
        self.about = about
        self._keep = keep

    @cached_property
    def posts(self) -> "pl.DataFrame":
        """The posts, or shares: ids and addresses as texts, times as datetimes in UTC."""
        shares = self.directory / "shares.csv"
        return _read(shares if shares.exists() else self.directory / "posts.csv.gz")

    @cached_property
    def truth(self) -> "pl.DataFrame":
        """Every account: its role, and the campaign that it belongs to."""
        return _read(self.directory / "truth.csv")

    def __repr__(self) -> str:
        return f"<lockstep.World: {self.about}>"


def simulate(
    out: Optional[Path] = None,
    *,
    world: "Literal['season', 'null', 'trials', 'state-media', 'shares']" = "season",
    posts: Optional[int] = None,
    seed: Optional[int] = None,
    config: Optional[Path] = None,
    overwrite: bool = False,
) -> World:
    """Make a world with known truth, to learn with and to test methods on.

    Args:
        out: the directory to write; None keeps the world in a temporary folder, for
            as long as the result is there.
        world: ``season`` (two months with planted campaigns), ``null`` (the same
            without any), ``trials`` (every style of campaign and every innocent crowd),
            ``state-media`` (a year of invented state media), ``shares``
            (plain shares, to load-test with).
        posts: make about this many posts, or exactly this many shares.
        seed: another one gives another world of the same kind.
        config: read the world's parameters from this TOML file instead.
        overwrite: replace the world that is there.

    Raises:
        LockstepError: the directory is there already, or cannot be written.
        ValueError: an argument is out of its range.
    """
    keep = None
    if out is None:
        keep = tempfile.TemporaryDirectory(prefix="lockstep-")
        out = FilePath(keep.name) / "world"
    arguments = _arguments.keywords(world=world, posts=posts, seed=seed, config=config)
    about = _lockstep.simulate(out, overwrite, arguments)
    return World(FilePath(out), about, keep)


def _read(path: FilePath) -> "pl.DataFrame":
    import polars as pl

    frame = pl.read_csv(path, infer_schema=False)
    moments = [name for name in _MOMENTS if name in frame.columns]
    seconds = pl.col(moments).cast(pl.Int64)
    return frame.with_columns((seconds * 1_000_000).cast(pl.Datetime("us", "UTC")))
