"""The command-line program: ``lockstep`` and ``python -m lockstep``."""

import sys
from typing import NoReturn

from . import _lockstep


def main() -> NoReturn:
    """Run the program with the process's arguments, and leave with its exit code."""
    sys.exit(_lockstep.program(["lockstep", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
