"""Real outlines and cut-outs of damage, read from a folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ...core.arrays import Bytes, Doubles
from ...core.errors import StudioError
from .labels import HAIR, SCRATCH, SPECK, STAIN

_OUTLINED = {"Dust": SPECK, "Dirt": SPECK, "Short hair": HAIR, "Long hair": HAIR, "Scratch": SCRATCH}
_CUT_OUT = {
    "dirt": SPECK, "dots": SPECK, "smut": SPECK, "spots": SPECK, "sprinkles": SPECK, "hair": HAIR,
    "hair-short": HAIR, "lint": HAIR, "scratches": SCRATCH, "stain": STAIN,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Scan:
    """The outlines of the damage on one scan, in its pixels."""

    size: Doubles
    """Width and height."""
    polygons: tuple[Doubles, ...]
    """Each (N, 2), x and y."""
    kinds: Bytes
    """The kind of each."""
    boxes: Doubles
    """Their bounding rectangles (count, 4): left, top, right, bottom."""


@dataclass(frozen=True, eq=False)
class CutOuts:
    """Drawn damage of one sort, such as smut or lint."""

    kind: int
    pictures: tuple[Image.Image, ...]
    """In mode L: how far each pixel is covered."""


@dataclass(frozen=True, eq=False)
class Sources:
    """Real outlines and cut-outs of damage, read from a folder; both may be empty."""

    scans: tuple[Scan, ...] = ()
    cutouts: tuple[CutOuts, ...] = ()
    """One of each sort."""
    fingerprint: str = ""


def read_sources(folder: Path) -> Sources:
    """The `outlines/*.json` and `cutouts/KIND/*.png` of a folder.

    An outline file holds `size` (width, height), `polygons` and their `labels` (Dust, Dirt, Short hair,
    Long hair, Scratch); a cut-out is a PNG whose alpha says how far the damage covers.
    Raises StudioError "folder-missing", "damage-empty" if neither is there, "damage-broken".
    """
    if not folder.is_dir():
        raise StudioError("folder-missing", path=folder)
    scans, cutouts, digest = [], [], hashlib.sha256()
    for path in sorted((folder / "outlines").glob("*.json")):
        try:
            scans.append(_read_scan(json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StudioError("damage-broken", path=path) from error
        digest.update(f"{path.name} {path.stat().st_size}\0".encode())
    for name, kind in _CUT_OUT.items():
        pictures = []
        for path in sorted((folder / "cutouts" / name).glob("*.png")):
            try:
                with Image.open(path, formats=("PNG",)) as picture:
                    alpha = picture.convert("RGBA").getchannel("A")
            except OSError as error:
                raise StudioError("damage-broken", path=path) from error
            pictures.append(alpha)
            digest.update(f"{name}/{path.name} {path.stat().st_size}\0".encode())
        if pictures:
            cutouts.append(CutOuts(kind, tuple(pictures)))
    if not scans and not cutouts:
        raise StudioError("damage-empty", path=folder)
    return Sources(tuple(scans), tuple(cutouts), digest.hexdigest())


def _read_scan(scan: Any) -> Scan:
    polygons, kinds = [], []
    for polygon, label in zip(scan["polygons"], scan["labels"], strict=True):
        if label in _OUTLINED and len(polygon) > 2:
            polygons.append(np.array(polygon, np.float64).reshape(-1, 2))
            kinds.append(_OUTLINED[label])
    boxes = np.array([[*p.min(0), *p.max(0)] for p in polygons], np.float64).reshape(-1, 4)
    width, height = scan["size"]
    return Scan(np.array([width, height], np.float64), tuple(polygons), np.array(kinds, np.uint8), boxes)
