"""A fill as clients ask for it, run by the functions that the command line runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ..core.errors import Cancelled, StudioError
from ..core.files import FULL, reason
from ..core.photo_io import ENDINGS, SaveOptions, find_mask, photo_size
from ..core.photo_io.kinds import HEAD_BYTES, kind_of
from ..core.photo_io.tiff.head import is_camera_raw
from ..engines.registry import REGISTRY, Registry
from ..jobs.failures import details, studio_error
from ..jobs.files import FileFill, FileResult, FillSettings, fill_file
from .messages import refusal_of

PHOTO, MASK = "photo", "mask"
"""The files of a request, in its own folder."""
T = TypeVar("T")
_LOG = logging.getLogger(__name__)

FORMATS = {
    "png": (".png", "image/png"),
    "jpeg": (".jpg", "image/jpeg"),
    "tiff": (".tif", "image/tiff"),
    "webp": (".webp", "image/webp"),
    "bmp": (".bmp", "image/bmp"),
}
"""The formats of answers: their ending and media type."""


@dataclass(frozen=True)
class Order:
    """A fill of the photo and mask in a folder. `format` is one of `FORMATS`, or "" for the photo's own."""

    settings: FillSettings
    format: str = ""
    quality: int | None = None


@dataclass(frozen=True)
class Filled:
    """What came of an order: the picture in its file, and what the command line would print of it."""

    result: FileResult
    kind: str

    @property
    def method(self) -> str:
        """The engines that made the fill, separated by commas; the one asked for if nothing was filled."""
        made = dict.fromkeys(patch.engine for patch in self.result.fill.patches)
        return ", ".join(made) or self.result.fill.engine

    @property
    def about(self) -> dict[str, Any]:
        """The fill in the types of JSON."""
        fill = self.result.fill
        return {
            "method": self.method,
            "seed": fill.seed,
            "seconds": round(fill.seconds, 4),
            "mask_pixels": fill.mask_pixels,
            "parameters": dict(fill.params),
            "notes": list(map(str, (*self.result.warnings, *self.result.notes))),
        }


def filled(
    order: Order,
    folder: Path,
    *,
    most_pixels: int,
    is_cancelled: Callable[[], bool],
    registry: Registry = REGISTRY,
) -> Filled:
    """Fill the photo in `folder`. Raises StudioError and `Cancelled`."""
    photo, mask = folder / PHOTO, folder / MASK
    require_few_pixels(photo, most_pixels)
    if photo_size(mask) is None:
        # its size can only be told by decoding it, which may take no more than the photo may
        find_mask(mask, max_pixels=most_pixels)
    ending, kind = FORMATS[order.format or format_like(photo)]
    task = FileFill(
        photo,
        mask,
        (folder / "filled").with_suffix(ending),
        order.settings,
        save=None if order.quality is None else SaveOptions(quality=order.quality),
        max_pixels=most_pixels,
    )
    return Filled(fill_file(task, is_cancelled=is_cancelled, registry=registry), kind)


def require_few_pixels(photo: Path, most: int) -> None:
    """Raise StudioError "serve-pixels" if the head of the photo promises more pixels than `most`."""
    size = photo_size(photo)
    if size is not None and size.area > most:
        raise StudioError("serve-pixels", megapixels=f"{size.area / 1e6:.1f}", limit=f"{most / 1e6:g}")


def format_like(photo: Path) -> str:
    """The format of `FORMATS` that a photo has; "png" for one that can't be written."""
    with photo.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
        if kind == "TIFF" and is_camera_raw(file):
            return "png"
    known = kind in ENDINGS.values() and (kind or "").lower()
    return known if known in FORMATS else "png"


def refused(work: Callable[[], T], folder: Path) -> T:
    """What `work` returns; its errors become refusals, in one line and without paths of this computer."""
    try:
        return work()
    except Cancelled:
        raise
    except Exception as error:
        known = studio_error(error)
        if isinstance(error, OSError) and error.errno in FULL:
            known = StudioError("serve-disk", reason=reason(error))
        if known.code == "internal":  # its text is for people at this computer, and may name files on it
            known = StudioError("serve-internal")
        refusal = refusal_of(known, folder)
        if refusal.status == 500:
            _LOG.error("a request failed: %s", details(error))
        raise refusal from None


def with_settings(order: Order, **changes: Any) -> Order:
    """The order with other settings of its fill."""
    return replace(order, settings=replace(order.settings, **changes))
