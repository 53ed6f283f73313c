"""What this program runs on: versions, system, CPU."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from typing import Any

from ..core.version import VERSION

PACKAGES = (
    "numpy",
    "opencv-python-headless",
    "pillow",
    "scipy",
    "scikit-image",
    "numba",
    "tifffile",
    "torch",
    "safetensors",
    "onnxruntime",
    "PySide6-Essentials",
)


def versions() -> dict[str, str | None]:
    """Versions of this program, of Python and of the packages that fills depend on; None: not installed."""
    found: dict[str, str | None] = {"inpaint-studio": VERSION, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            found[package] = None
    return found


def machine() -> dict[str, Any]:
    """The system and its CPU."""
    return {"system": platform.platform(), "processor": platform.machine(), "cores": os.cpu_count()}
