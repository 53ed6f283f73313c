"""Whether memory holds what a medical picture says it is, asked before it is unpacked."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import StudioError
from ..core.memory import physical_bytes

_COPIES = 3  # what was read, its values, and those of the result


def require_memory(size: int, path: Path) -> None:
    """Raise StudioError "medical-memory" if so many bytes of pixels, and their copies, are too many."""
    needed = _COPIES * size
    if needed > (has := physical_bytes()):
        raise StudioError("medical-memory", path=path, needed=f"{needed / 1e9:.1f}", has=f"{has / 1e9:.1f}")
