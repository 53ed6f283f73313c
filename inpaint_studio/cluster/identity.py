"""What decides about the bytes of a fill: the program, its libraries, the weights, the kind of processor."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence

from ..engines.base import Installable
from ..engines.registry import REGISTRY
from ..finding import network
from ..jobs.environment import versions
from ..weights import inventory

_NOT_FILLS = ("PySide6-Essentials",)
"""Packages that no fill depends on."""

Identity = Mapping[str, str]
"""By name: the version of a package, or the SHA-256 of weights."""


def identity(engines: Sequence[str] = ()) -> dict[str, str]:
    """That of this process; `engines` are those that will fill, whose installed models count too."""
    found = {name: version or "none" for name, version in versions().items() if name not in _NOT_FILLS}
    found["python"] = ".".join(platform.python_version_tuple()[:2])
    machine = platform.machine().lower()
    found["processor"] = {"amd64": "x86_64", "aarch64": "arm64"}.get(machine, machine)
    for one in inventory.inventory():
        found[f"weights {one.name}"] = one.sha256 or one.problem
    found["weights of the finder's network"] = network.digest()
    for name in engines:
        engine = REGISTRY.get(name)
        if isinstance(engine, Installable):
            found[f"model {name}"] = engine.digest()
    return found


def difference(ours: Identity, theirs: Identity) -> str | None:
    """The first thing that differs; None if the same fills come out."""
    return next((name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)), None)


def shown(value: str | None) -> str:
    """A version or a SHA-256 in few letters."""
    return "none" if value is None else value[:12] if len(value) == 64 else value
