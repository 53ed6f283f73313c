"""`python -m inpaint_studio` and the console script `inpaint-studio`."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line on `argv` (without the program's name; None: this process's own).

    Returns the exit code: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl+C. Never raises for
    anything that a user can cause.
    """
    try:
        from .cli.run import run

        return run(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:  # while the program itself was still being loaded
        return 130


def edit() -> int:
    """The program `inpaint-studio-editor`: the window, without a terminal."""
    return main(["edit", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
