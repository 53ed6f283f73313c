"""How this program was installed, and the commands that install more for it, install it again or update it.

A message names such a command by `{install:PACKAGE}` or `{install:[EXTRA]}`, `{reinstall}` or `{update}`.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Callable
from enum import Enum
from importlib.util import find_spec
from pathlib import Path

_NAME = "inpaint-studio"


class Way(Enum):
    """What installed this program, and so can change its packages."""

    PIP = "pip"
    UV_ENVIRONMENT = "uv environment"
    UV_TOOL = "uv tool"
    PIPX = "pipx"
    BUNDLE = "bundle"
    """A bundle or a Flatpak, to which nothing can be added."""


def way() -> Way:
    """How the running program was installed."""
    if getattr(sys, "frozen", False) or Path("/.flatpak-info").exists():
        return Way.BUNDLE
    prefix = Path(sys.prefix)
    if (prefix / "uv-receipt.toml").is_file():
        return Way.UV_TOOL
    if (prefix / "pipx_metadata.json").is_file():
        return Way.PIPX
    # uv makes environments without pip unless told otherwise
    return Way.PIP if find_spec("pip") is not None else Way.UV_ENVIRONMENT


def install(wanted: str) -> str | None:
    """The command that installs packages, separated by spaces, or an "[extra]"; None for a bundle."""
    extra = wanted[1:-1] if wanted.startswith("[") else ""
    requirements = [f"{_NAME}[{extra}]"] if extra else wanted.split()
    match way():
        case Way.PIP:
            command = "pip install"
        case Way.UV_ENVIRONMENT | Way.UV_TOOL:
            # "uv tool install --with" would drop what was added before, and torch's override
            command = _uv_pip_install()
        case Way.PIPX:
            command = f"pipx inject {Path(sys.prefix).name}"
            requirements = (extra and _requirements_of(extra)) or requirements
        case Way.BUNDLE:
            return None
    return " ".join([command, *map(_quoted, requirements)])


def reinstall() -> str | None:
    """The command that installs this version again; None for a bundle."""
    match way():
        case Way.PIP:
            return f"pip install --force-reinstall --no-deps {_NAME}"
        case Way.UV_ENVIRONMENT:
            return f"{_uv_pip_install()} --reinstall --no-deps {_NAME}"
        case Way.UV_TOOL:
            return f"uv tool upgrade --reinstall {Path(sys.prefix).name}"
        case Way.PIPX:
            return f"pipx reinstall {Path(sys.prefix).name}"
        case Way.BUNDLE:
            return None


def update() -> str | None:
    """The command that installs the newest version; None for a bundle."""
    match way():
        case Way.PIP:
            return f"pip install --upgrade {_NAME}"
        case Way.UV_ENVIRONMENT:
            return f"{_uv_pip_install()} --upgrade {_NAME}"
        case Way.UV_TOOL:
            return f"uv tool upgrade {Path(sys.prefix).name}"
        case Way.PIPX:
            return f"pipx upgrade {Path(sys.prefix).name}"
        case Way.BUNDLE:
            return None


COMMANDS: dict[str, tuple[Callable[[str], str | None], str]] = {
    "install": (install, "bundle-complete"),
    "reinstall": (lambda _: reinstall(), "bundle-again"),
    "update": (lambda _: update(), "bundle-newer"),
}
"""The values of messages that are commands, with the code of the note that a bundle gives instead."""


def _uv_pip_install() -> str:
    return f"uv pip install --python {_quoted(sys.prefix)}"


def _requirements_of(extra: str) -> list[str]:
    """What an extra adds: pipx would look for "inpaint-studio[extra]" on PyPI."""
    try:
        declared = importlib.metadata.requires(_NAME) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    marker = re.compile(rf"""extra\s*==\s*['"]{re.escape(extra)}['"]""")
    return [one.partition(";")[0].strip() for one in declared if marker.search(one)]


def _quoted(argument: str) -> str:
    """An argument for the shells of Unix and Windows."""
    return f'"{argument}"' if re.search(r"[^\w./:\\+=-]", argument) else argument
