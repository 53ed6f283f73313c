"""Compile the kernels that a bundle ships: python tools/bundle/kernels.py FOLDER

They are compiled for `program.TARGET`, which every machine can run; fills have the same bytes as with kernels
compiled for this machine. As a kernel is compiled for the types of arrays that it is given, a small picture
goes through all that has kernels. Fails if one of them was not called.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from program import TARGET

_ENGINES = ("telea", "navier-stokes", "exemplar", "sparse", "low-rank", "autoencoder")
_SIDE = 96  # px


def picture() -> np.ndarray:
    """Soft noise, (96, 96, 3) uint8."""
    noise = np.random.default_rng(1).random((_SIDE, _SIDE, 3), np.float32)
    return (np.clip(cv2.GaussianBlur(noise, (0, 0), 2) * 6 - 2.5, 0, 1) * 255).astype(np.uint8)


def commands(folder: Path) -> Iterator[list[str]]:
    """Command lines of all engines and tools that have kernels; their pictures are made in `folder`."""
    from inpaint_studio.engines.registry import REGISTRY

    mask = np.zeros((_SIDE, _SIDE), np.uint8)
    mask[30:52, 34:60] = 255
    cv2.line(mask, (4, 8), (80, 20), 255, 2)
    photo, hole = str(folder / "photo.png"), str(folder / "mask.png")
    cv2.imwrite(photo, picture())
    cv2.imwrite(hole, mask)
    for engine in _ENGINES:
        info = REGISTRY.get(engine).info
        choices = [f"{each.name}={value}" for each in info.params for value in each.choices]
        for options in [[], *(["-p", choice] for choice in choices)]:
            yield ["fill", photo, "-m", hole, "-e", engine, *options]
        if info.uses_guide:
            yield ["fill", photo, "-m", hole, "-e", engine, "--guide", photo]
    yield ["texture", photo, "--size", f"{_SIDE}x{_SIDE}"]
    yield ["texture", photo, "--size", f"{_SIDE}x{_SIDE}", "--tile"]
    yield ["style", photo, "--from", photo]
    yield ["style", photo, "--from", photo, "-m", hole, "--colours", "photo"]
    yield ["compress", photo, "--bpp", "0.3", "-o", str(folder / "small.inpz")]
    yield ["compress", photo, "-o", str(folder / "large.inpz")]
    for name in ("small", "large"):
        yield ["decompress", str(folder / f"{name}.inpz")]


def call_all(folder: Path) -> None:
    """Call every kernel. Exits if a command fails."""
    from inpaint_studio.__main__ import main as program
    from inpaint_studio.codec.few import chosen, made_of

    for command in commands(folder):
        output = [] if "-o" in command else ["-o", str(folder / "out.png"), "--overwrite"]
        if code := program([*command, *output]):
            sys.exit(code)
    made_of(picture(), chosen(picture(), 0.1))


def uncalled() -> list[str]:
    """The kernels of the package that were not compiled."""
    import inpaint_studio

    root = Path(str(inpaint_studio.__file__)).parent
    found = []
    for path in sorted(root.rglob("*.py")):
        if "\n@kernel(" in path.read_text("utf-8"):
            name = ".".join([root.name, *path.relative_to(root).with_suffix("").parts])
            for value in vars(importlib.import_module(name)).values():
                if getattr(value, "__module__", "") == name and getattr(value, "signatures", None) == []:
                    found.append(f"{name}.{value.__name__}")
    return found


def main() -> None:
    """See the module."""
    folder = Path(sys.argv[1]).resolve()
    os.environ |= {**TARGET, "NUMBA_CACHE_DIR": str(folder)}
    with tempfile.TemporaryDirectory() as place:
        os.environ["INPAINT_STUDIO_HOME"] = place
        call_all(Path(place))
    if missed := uncalled():
        sys.exit(f"not compiled: {', '.join(missed)}")


if __name__ == "__main__":
    main()
