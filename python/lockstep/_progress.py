"""Which stage a run is at, where somebody looks."""

from __future__ import annotations

import importlib
import sys
import time
from html import escape
from types import TracebackType
from typing import Any, Callable, List, Optional, Tuple, Type, Union

#: None: shown in a terminal and in a notebook. False: not shown. A function is
#: called with the name of each stage.
ProgressOption = Union[None, bool, Callable[[str], Any]]


class Progress:
    """Hears of stages, shows nothing."""

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.end()

    def begin(self, stage: str) -> None:
        """A stage begins."""

    def tick(self) -> None:
        """It still goes on."""

    def end(self) -> None:
        """All is done, or broken off."""


class _Called(Progress):
    def __init__(self, function: Callable[[str], Any]) -> None:
        self._function = function

    def begin(self, stage: str) -> None:
        self._function(stage)


class _Timed(Progress):
    """Stages with their seconds."""

    def __init__(self) -> None:
        self.stages: List[Tuple[str, float]] = []

    def begin(self, stage: str) -> None:
        self.stages.append((stage, time.monotonic()))
        self.show()

    def tick(self) -> None:
        self.show()

    def seconds(self) -> float:
        return time.monotonic() - self.stages[-1][1]

    def show(self) -> None:
        raise NotImplementedError


class _Terminal(_Timed):
    def show(self) -> None:
        if self.stages:
            sys.stderr.write(f"\r\x1b[K{self.stages[-1][0]} ({self.seconds():.0f} s)")
            sys.stderr.flush()

    def end(self) -> None:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


class _Notebook(_Timed):
    def __init__(self) -> None:
        super().__init__()
        self._handle: Any = None
        self._start = time.monotonic()

    def show(self) -> None:
        if self.stages:
            self._put(f"{self.stages[-1][0]} ({self.seconds():.0f} s)")

    def end(self) -> None:
        if self._handle is not None:
            self._put(f"done ({time.monotonic() - self._start:.1f} s)")

    def _put(self, text: str) -> None:
        ipython: Any = importlib.import_module("IPython.display")
        shown = ipython.HTML(f"<small>lockstep: {escape(text)}</small>")
        if self._handle is None:
            self._handle = ipython.display(shown, display_id=True)
        else:
            self._handle.update(shown)


def progress(wanted: ProgressOption) -> Progress:
    """The way in which stages are shown."""
    if callable(wanted):
        return _Called(wanted)
    if wanted is False:
        return Progress()
    if _in_notebook():
        return _Notebook()
    return _Terminal() if wanted or sys.stderr.isatty() else Progress()


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return type(shell).__name__ == "ZMQInteractiveShell"
