"""Inpaint Studio: fill holes in photos, from Python, the command line or the editor.

>>> import numpy as np
>>> import inpaint_studio
>>> photo = np.full((32, 32, 3), 200, np.uint8)
>>> mask = np.zeros((32, 32), bool)
>>> mask[10:14, 8:24] = True
>>> inpaint_studio.fill(photo, mask, engine="telea").shape
(32, 32, 3)

Importing this package loads next to nothing; what `fill` and the others need is loaded at their first
use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .core.errors import StudioError
from .core.version import VERSION

if TYPE_CHECKING:
    from .api import compare, fill, list_engines, open_photo

__version__ = VERSION

__all__ = ["StudioError", "__version__", "compare", "fill", "list_engines", "open_photo"]

_LAZY = ("compare", "fill", "list_engines", "open_photo")


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
