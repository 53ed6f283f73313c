"""Loading torch without freezing the editor."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import sys
from pathlib import Path

_LARGE = ("torch_cpu", "torch_cuda")
"""Its slow libraries; they do not use Python, so loading them does not need the GIL."""


def load_libraries() -> None:
    """Load the large libraries of torch, if it is installed and not imported yet; never raises.

    `import torch` holds the GIL while the system loads them, for a second or more, and windows freeze
    meanwhile. A C function called through ctypes does not hold it. The import that follows finds them
    loaded. Where this is not known to work (Windows), it does nothing.
    """
    if "torch" in sys.modules or os.name != "posix":
        return
    with contextlib.suppress(OSError, ValueError, AttributeError, ImportError):
        spec = importlib.util.find_spec("torch")
        if spec is None or spec.origin is None:
            return
        folder = Path(spec.origin).parent / "lib"
        ending = "dylib" if sys.platform == "darwin" else "so"
        load = ctypes.CDLL(None).dlopen
        load.argtypes, load.restype = (ctypes.c_char_p, ctypes.c_int), ctypes.c_void_p
        for name in _LARGE:
            path = folder / f"lib{name}.{ending}"
            if path.is_file():
                load(os.fsencode(path), os.RTLD_NOW | os.RTLD_LOCAL)
