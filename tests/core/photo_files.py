"""Helpers for the tests of photo files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import write_photo

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="archive"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def saved(folder: Path, photo: Photo, ending: str, **options: Any) -> Path:
    """Where the photo has been saved."""
    path = folder / f"saved{ending}"
    write_photo(path, photo, overwrite=True, **options)
    return path


def assert_same(one: Photo, other: Photo) -> None:
    """Depth, pixels and alpha are the same."""
    assert one.dtype == other.dtype
    np.testing.assert_array_equal(one.pixels, other.pixels)
    assert one.has_alpha == other.has_alpha
    if one.alpha is not None and other.alpha is not None:
        np.testing.assert_array_equal(one.alpha, other.alpha)
