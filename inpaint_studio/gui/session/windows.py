"""Photos of 16-bit grey that are shown through a window, and the grey that each of their levels shows as."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from ...core.arrays import Bytes
from ...core.photo import Photo

_tables: WeakKeyDictionary[Photo, Bytes] = WeakKeyDictionary()


def show_through(photo: Photo, table: Bytes) -> None:
    """Show a photo from now on so that each level is the grey of its entry in `table`, (65536,) uint8."""
    _tables[photo] = table


def table_of(photo: Photo) -> Bytes | None:
    """The table of a photo that is shown through a window, or None."""
    return _tables.get(photo)
