"""Print what an install without torch needs: python tools/requirements.py EXTRA [EXTRA ...]

pip cannot leave out a dependency, so it is given this list.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

_LEFT_OUT = ("torch", "accelerate")


def requirements(extras: list[str]) -> list[str]:
    """What the project and these extras ask for, less torch and what is of no use without it."""
    file = Path(__file__).resolve().parent.parent / "pyproject.toml"
    project = tomllib.loads(file.read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(each for extra in extras for each in optional[extra])]
    return [each for each in wanted if not each.startswith(_LEFT_OUT)]


if __name__ == "__main__":
    print(*requirements(sys.argv[1:]), sep="\n")
