"""Writes a photo to a file, in the format of the file name's extension."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

from ..arrays import Bytes, Pixels
from ..depth import eight_bit
from ..errors import Note, StudioError
from ..files import atomic_write
from ..photo import Photo
from . import kept as metadata
from .bmp import profile as bmp
from .jpeg import write as jpeg_write
from .metadata import exif, iptc
from .png import write as png
from .quiet import quiet
from .tiff import tags as tiff_tags
from .tiff import write as tiff_write

ENDINGS = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jpe": "JPEG",
    ".jfif": "JPEG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
    ".bmp": "BMP",
}
"""The extensions that photos can be saved with, and their formats."""

LONGEST_SIDE = {"JPEG": 65500, "WEBP": 16383}
"""In pixels, for formats with such a limit."""

_JPEG_QUALITY, _WEBP_QUALITY = 95, 90
_SUBSAMPLINGS = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}
_MOST_DENSITY = 65535


@dataclass(frozen=True)
class SaveOptions:
    """Options of the codec; None means the settings of the original file, else the format's default.

    `quality` is 1 to 100, for JPEG and lossy WebP. `lossless` is for WebP; by default it is used for photos
    from a lossless file if no quality is given.
    """

    quality: int | None = None
    lossless: bool | None = None

    def __post_init__(self) -> None:
        """Raise StudioError "quality-value" for a quality out of range."""
        if self.quality is not None and not 1 <= self.quality <= 100:
            raise StudioError("quality-value", value=self.quality)


def format_of(path: str | os.PathLike[str]) -> str:
    """The format of a file name's extension: JPEG, PNG … Raises StudioError "format-unknown"."""
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise StudioError("format-unknown", path=Path(path), ending=ending, known=", ".join(ENDINGS))
    return ENDINGS[ending]


def write_photo(
    path: str | os.PathLike[str], photo: Photo, *, options: SaveOptions | None = None, overwrite: bool = False
) -> tuple[str, ...]:
    """Save a photo in the format of the extension of `path`; returns notes for the user.

    PNG and TIFF keep every pixel exactly, in 8 and 16 bit, including alpha. Profile, EXIF (without the
    thumbnail, which would show the old picture), XMP and resolution are kept. Raises StudioError
    "format-unknown", "format-size" or what `atomic_write` raises.
    """
    name = format_of(path)
    longest = LONGEST_SIDE.get(name)
    if longest is not None and max(photo.size.width, photo.size.height) > longest:
        raise StudioError("format-size", path=Path(path), format=name, size=photo.size, longest=longest)
    with atomic_write(path, overwrite=overwrite) as file:
        return _WRITERS[name](file, photo, options or SaveOptions())


def _write_png(file: BinaryIO, photo: Photo, options: SaveOptions) -> tuple[str, ...]:
    kept = list(photo.source.options.get("chunks", ())) if photo.source.name == "PNG" else []
    if photo.iptc or photo.photoshop:
        resources = iptc.joined(photo.iptc, photo.photoshop)
        kept.append((b"zTXt", iptc.as_raw_profile("iptc", resources)))
    kept += [_png_comment(each) for each in photo.comments]
    block = exif.without_thumbnail(photo.exif) if photo.exif else None
    png.write(
        file, photo.pixels, photo.alpha, icc=photo.icc, exif=block, xmp=photo.xmp, dpi=photo.dpi, kept=kept
    )
    return metadata.lost(photo, "PNG")


def _png_comment(comment: bytes) -> tuple[bytes, bytes]:
    """The chunk of a comment: plain text if it is ASCII, else UTF-8."""
    try:
        text = comment.decode("utf-8")
    except UnicodeDecodeError:
        text = comment.decode("latin-1")
    text = text.replace("\0", " ").strip()
    if text.isascii():
        return b"tEXt", b"Comment\0" + text.encode("ascii")
    return b"iTXt", b"Comment\0\0\0\0\0" + text.encode("utf-8")


def _write_tiff(file: BinaryIO, photo: Photo, options: SaveOptions) -> tuple[str, ...]:
    compress = not (photo.source.name == "TIFF" and photo.source.options.get("compression") == "none")
    block = exif.without_thumbnail(photo.exif) if photo.exif else None
    tags, lost = tiff_tags.entries_for(photo)
    tiff_write.write(
        file,
        photo.pixels,
        photo.alpha,
        compress=compress,
        icc=photo.icc,
        exif=block,
        xmp=photo.xmp,
        iptc=photo.iptc,
        photoshop=photo.photoshop,
        dpi=photo.dpi,
        tags=tags,
    )
    return (*lost, *metadata.lost(photo, "TIFF"))


def _write_jpeg(file: BinaryIO, photo: Photo, options: SaveOptions) -> tuple[str, ...]:
    pixels, notes = _flat(photo, "JPEG")
    settings, note = _jpeg_settings(photo, options)
    about, segments, lost = _for_jpeg(photo)
    file.write(_encoded(pixels, "JPEG", extra=segments, **settings, **about))
    return (*notes, note, *lost)


def _for_jpeg(photo: Photo) -> tuple[dict[str, Any], bytes, tuple[str, ...]]:
    """Metadata for Pillow to write, more segments, and notes about what does not fit."""
    about: dict[str, Any] = {}
    segments = b""
    unfit: list[str] = []
    if photo.dpi:
        density = (round(photo.dpi[0]), round(photo.dpi[1]))
        if all(1 <= each <= _MOST_DENSITY for each in density):
            about["dpi"] = density
        elif not exif.dpi(photo.exif):
            unfit.append(metadata.RESOLUTION)
    if photo.exif:
        block = b"Exif\0\0" + exif.without_thumbnail(photo.exif)
        if len(block) <= jpeg_write.LONGEST:
            about["exif"] = block
        else:
            unfit.append(metadata.EXIF)
    if photo.xmp:
        own = jpeg_write.of_xmp(photo.xmp)
        segments += own or b""
        unfit += [] if own else [metadata.XMP]
    if photo.icc and len(photo.icc) <= jpeg_write.MOST_PROFILE:
        about["icc_profile"] = photo.icc
    elif photo.icc:
        unfit.append(metadata.PROFILE)
    segments += jpeg_write.of_resources(photo.iptc, photo.photoshop)
    segments += jpeg_write.of_comments(photo.comments)
    lines = tuple(Note("too-long-for-format", what=what) for what in unfit)
    return about, segments, (*metadata.lost(photo, "JPEG"), *lines)


def _jpeg_settings(photo: Photo, options: SaveOptions) -> tuple[dict[str, Any], str]:
    """How to encode, and the note about it."""
    origin = photo.source.options if photo.source.name == "JPEG" else {}
    sampling = origin.get("subsampling", 0)
    sampling = sampling if sampling in _SUBSAMPLINGS else 0
    settings: dict[str, Any] = {"subsampling": sampling, "progressive": origin.get("progressive", False)}
    colour = photo.channels == 3
    tables = origin.get("qtables", ())
    # a grey photo uses one table; RGB needs the second one for colour, or the same one twice
    if options.quality is None and tables:
        settings["qtables"] = [list(table) for table in tables][:2]
        how = Note("own-tables-colour" if colour else "own-tables", sampling=_SUBSAMPLINGS[sampling])
    else:
        settings["quality"] = options.quality or _JPEG_QUALITY
        code = "quality-colour" if colour else "quality"
        how = Note(code, quality=settings["quality"], sampling=_SUBSAMPLINGS[sampling])
    return settings, Note("jpeg-encodes", how=how)


def _write_webp(file: BinaryIO, photo: Photo, options: SaveOptions) -> tuple[str, ...]:
    pixels, notes = _reduced(photo, "WebP")
    if photo.channels == 1:
        pixels = np.repeat(pixels[..., :1], 3, axis=2) if photo.alpha is None else pixels[..., [0, 0, 0, 1]]
    lossless = options.lossless
    if lossless is None:
        was_lossless = photo.source.name == "WEBP" and bool(photo.source.options.get("lossless"))
        lossless = was_lossless and options.quality is None
    about = {"icc_profile": photo.icc, "exif": photo.exif and exif.without_thumbnail(photo.exif)}
    about = {name: block for name, block in {**about, "xmp": photo.xmp}.items() if block}
    lost = metadata.lost(photo, "WEBP")
    if lossless:
        # quality means effort here; "exact" keeps the colour of transparent pixels
        file.write(_encoded(pixels, "WEBP", lossless=True, quality=20, method=1, exact=True, **about))
        return (*notes, *lost)
    quality = options.quality or _WEBP_QUALITY
    file.write(_encoded(pixels, "WEBP", quality=quality, method=2, exact=True, **about))
    return (*notes, Note("webp-encodes", quality=quality), *lost)


def _write_bmp(file: BinaryIO, photo: Photo, options: SaveOptions) -> tuple[str, ...]:
    pixels, notes = _flat(photo, "BMP")
    encoded = _encoded(pixels, "BMP", **({"dpi": photo.dpi} if photo.dpi else {}))
    file.write(bmp.with_profile(encoded, photo.icc) if photo.icc else encoded)
    return (*notes, *metadata.lost(photo, "BMP"))


_WRITERS: dict[str, Callable[[BinaryIO, Photo, SaveOptions], tuple[str, ...]]] = {
    "PNG": _write_png,
    "TIFF": _write_tiff,
    "JPEG": _write_jpeg,
    "WEBP": _write_webp,
    "BMP": _write_bmp,
}


def _reduced(photo: Photo, name: str) -> tuple[Bytes, tuple[str, ...]]:
    """The photo as uint8 (H, W, 1 to 4), alpha last, and a note if that lost something."""
    both = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
    if both.dtype == np.uint8:
        return np.asarray(both, np.uint8), ()
    return eight_bit(both), (Note("eight-bits", format=name),)


def _flat(photo: Photo, name: str) -> tuple[Bytes, tuple[str, ...]]:
    """The photo as uint8 (H, W, 1|3), on white where it is transparent."""
    both, notes = _reduced(photo, name)
    if photo.alpha is None:
        return both, notes
    alpha = both[..., -1:].astype(np.uint32)
    if alpha.min() == 255:
        return both[..., :-1], notes
    laid = (both[..., :-1] * alpha + 255 * (255 - alpha) + 127) // 255
    return laid.astype(np.uint8), (*notes, Note("no-transparency", format=name))


def _encoded(pixels: Pixels, name: str, **settings: Any) -> memoryview:
    """The bytes of a file, encoded in memory, because encoders hide the errors of a disk."""
    plane = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    buffer = io.BytesIO()
    with quiet():
        Image.fromarray(np.ascontiguousarray(plane)).save(buffer, name, **settings)
    return buffer.getbuffer()
