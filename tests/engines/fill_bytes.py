"""A fill of every engine, at 8 and 16 bit, with a fixed seed: what `test_fill_bytes` compares.

`python -m tests.engines.fill_bytes` rewrites `fills.npz`. An intended change needs that, and a line in the
CHANGELOG.
"""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import cv2
import llvmlite.binding
import numpy as np

import inpaint_studio

KEPT = Path(__file__).with_name("fills.npz")
ENGINES = (
    *("auto", "telea", "navier-stokes", "biharmonic", "exemplar"),
    *("sparse", "low-rank", "autoencoder", "deep-prior", "gan"),
)
DEPTHS = {8: np.uint8, 16: np.uint16}
_LIBRARIES = ("numpy", "scipy", "numba", "torch", "onnxruntime", "opencv-python-headless")


def photo(bits: int) -> np.ndarray:
    """(72, 96, 3): a slope, stripes, a dark square and grain."""
    rows, columns = np.mgrid[0:72, 0:96] / 96
    grain = cv2.GaussianBlur(np.random.default_rng(5).standard_normal((72, 96, 3)), (0, 0), 0.8)
    stripes = 0.12 * np.sin(70 * (columns + 0.4 * rows))
    scene = np.stack([0.3 + 0.4 * columns, 0.35 + 0.3 * rows, 0.7 - 0.3 * columns], axis=2)
    scene = scene + stripes[..., None] + 0.06 * grain
    scene[44:64, 60:84] *= 0.4
    top = np.iinfo(DEPTHS[bits]).max
    return np.asarray(np.round(np.clip(scene, 0, 1) * top), DEPTHS[bits])


def hole() -> np.ndarray:
    """(72, 96) bool: a box over the corner of the square, and a thin stroke."""
    mask = np.zeros((72, 96), np.uint8)
    mask[36:50, 52:68] = 255
    cv2.line(mask, (8, 12), (44, 24), 255, 3)
    return mask > 0


def filled(engine: str, bits: int) -> np.ndarray:
    """The pixels (n, 3) of the hole as that engine fills them."""
    params = {
        entry.name: entry.info.quick_params
        for entry in inpaint_studio.list_engines()
        if entry.info is not None
    }[engine]
    return inpaint_studio.fill(photo(bits), hole(), engine, params=params, seed=11)[hole()]


def here() -> str:
    """Where sums are rounded alike: the processor that kernels are compiled for, and the libraries."""
    return ", ".join([llvmlite.binding.get_host_cpu_name(), *map(_version, _LIBRARIES)])


def _version(library: str) -> str:
    try:
        return f"{library} {importlib.metadata.version(library)}"
    except importlib.metadata.PackageNotFoundError:  # torch may be left out
        return f"no {library}"


def main() -> None:
    arrays = {f"{engine}-{bits}": filled(engine, bits) for engine in ENGINES for bits in DEPTHS}
    np.savez_compressed(KEPT, here=np.array(here()), **arrays)


if __name__ == "__main__":
    main()
