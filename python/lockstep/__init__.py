"""Finds accounts that act in lockstep beyond what chance, a crowd or fandom would explain.

>>> import lockstep
>>> found = lockstep.detect("posts.parquet")   # or a frame of polars, pandas, pyarrow
>>> found.candidates                            # a polars frame
>>> found.write("out")                          # all that ``lockstep detect`` writes
"""

from __future__ import annotations

from ._detection import Detection, detect, explain
from ._evaluation import Evaluation, evaluate
from ._lockstep import LockstepError, __version__
from ._network import network
from ._world import World, simulate

__all__ = [
    "Detection",
    "Evaluation",
    "LockstepError",
    "World",
    "__version__",
    "detect",
    "evaluate",
    "explain",
    "network",
    "simulate",
]
