"""TIFF: which page, how deep, and which library decodes it.

Pillow reads RGB of 16 bit as 8 bit, so whatever is deeper than 8 bit goes through tifffile, or through
OpenCV where tifffile would need a codec that is not installed (LZW). Format: TIFF 6.0 and BigTIFF.
"""

from __future__ import annotations

import io
from functools import partial
from typing import Any, BinaryIO

import cv2
import numpy as np
import tifffile
from PIL import Image

from . import exif, iptc, pillow_read
from .decoded import Damaged, Decoded, Unsuited, require_pixels
from .ifd import layout, read_ifd
from .quiet import quiet

_COMPRESSIONS = {1: "none", 5: "lzw", 8: "deflate", 32946: "deflate", 32773: "packbits", 34925: "lzma"}
_OURS = {"none", "deflate", "packbits", "lzma"}
"""What tifffile unpacks by itself."""
_GREY_INVERTED, _GREY, _RGB, _CMYK = 0, 1, 2, 5
_PLAIN = (_GREY_INVERTED, _GREY, _RGB)
_CFA, _LINEAR_RAW = 32803, 34892
_ORIENTATION, _XMP, _ICC, _DNG = 274, 700, 34675, 50706
_IPTC, _RESOURCES = 33723, 34377


def read(file: BinaryIO, most: int) -> Decoded:
    """The first page of a TIFF file. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    with quiet():
        try:
            with tifffile.TiffFile(file) as tiff:
                page = tiff.pages.first
                if not isinstance(page, tifffile.TiffPage):
                    raise Damaged("its first page cannot be found")
                pages = len(tiff.pages)
                return _page(file, page, pages, most)
        except (tifffile.TiffFileError, IndexError) as error:
            raise Damaged("its header makes no sense") from error


def _page(file: BinaryIO, page: tifffile.TiffPage, pages: int, most: int) -> Decoded:
    require_pixels(page.imagewidth, page.imagelength, most)
    if _DNG in page.tags or page.photometric in (_CFA, _LINEAR_RAW):
        raise Unsuited("It is a camera raw file. Develop it into a TIFF or PNG first.")
    _require_complete(file, page)
    by_pillow = _needs_pillow(page)
    pixels, alpha, icc, notes = (_through_pillow if by_pillow else _channels)(file, page)
    header = file_bytes(file, 0, 16)
    style = layout(header)
    read = partial(file_bytes, file)
    entries = read_ifd(read, style.first, style)[0] if style else {}
    blocks = (entries[tag].data if tag in entries else None for tag in (_IPTC, _RESOURCES))
    data_sets, others, _ = iptc.of_tiff(*blocks)
    return Decoded(
        pixels,
        alpha,
        icc=icc,
        exif=exif.from_tiff(lambda at, length: file_bytes(file, at, length), style) if style else None,
        xmp=_tag_bytes(page, _XMP),
        iptc=data_sets,
        photoshop=others,
        dpi=_dpi(page),
        orientation=1 if by_pillow else _orientation(page),  # Pillow turns TIFFs by itself
        name="TIFF",
        options={"compression": "none" if page.compression == 1 else "deflate"},
        notes=(*pillow_read.first_of(pages, "TIFF"), *notes),
    )


def _channels(
    file: BinaryIO, page: tifffile.TiffPage
) -> tuple[np.ndarray, np.ndarray | None, bytes | None, tuple[str, ...]]:
    """Pixels, alpha, profile and lines to show."""
    icc = _tag_bytes(page, _ICC)
    bits, sample = page.bitspersample, int(page.sampleformat)
    plain = page.photometric in _PLAIN
    if sample == 3 and plain:
        array, note = pillow_read.of_floats(_unpacked(file, page))
        pixels, alpha, more = _split(array, page)
        return pixels, alpha, icc, (note, *more)
    if sample not in (1, 4) or bits not in (8, 16) or not (plain or page.photometric == _CMYK):
        raise Unsuited(
            f"It is a TIFF of {bits} bit, {_name(page.photometric).lower()}. "
            "Convert it to RGB of 8 or 16 bit first."
        )
    array = _unpacked(file, page)
    if page.photometric == _CMYK:
        return _from_deep_cmyk(array, icc)
    pixels, alpha, notes = _split(array, page)
    return pixels, alpha, icc, notes


def _needs_pillow(page: tifffile.TiffPage) -> bool:
    """Whether it is one of the many kinds of up to 8 bit: palettes, JPEG inside, fax, Lab, LZW …"""
    if page.bitspersample > 8:
        return False
    simple = page.bitspersample == 8 and int(page.sampleformat) in (1, 4)
    return not (simple and page.photometric in _PLAIN and _compression(page) in _OURS)


def _unpacked(file: BinaryIO, page: tifffile.TiffPage) -> np.ndarray:
    """The page as (H, W, samples) in native byte order."""
    try:
        array = page.asarray() if _compression(page) in _OURS else _through_opencv(file, page)
    except (Damaged, Unsuited, MemoryError):
        raise
    except Exception as error:  # corrupt streams fail in as many ways as there are codecs
        raise Damaged("its pixels cannot be unpacked") from error
    height, width = page.imagelength, page.imagewidth
    if page.planarconfig == 2 and page.samplesperpixel > 1:
        array = np.moveaxis(array.reshape(page.samplesperpixel, height, width), 0, -1)
    return np.ascontiguousarray(array.reshape(height, width, -1), array.dtype.newbyteorder("="))


def _through_opencv(file: BinaryIO, page: tifffile.TiffPage) -> np.ndarray:
    file.seek(0)
    array = cv2.imdecode(np.frombuffer(file.read(), np.uint8), cv2.IMREAD_UNCHANGED)
    if array is None:
        raise Unsuited(
            f"Its compression ({_name(page.compression)}) cannot be read at this depth. "
            "Save it uncompressed or with Deflate."
        )
    if array.ndim == 3:
        order = [2, 1, 0, 3][: array.shape[2]]
        array = array[..., order]
    samples = 1 if array.ndim == 2 else array.shape[2]
    if array.shape[:2] != (page.imagelength, page.imagewidth) or samples != page.samplesperpixel:
        raise Unsuited("Its way of storing the channels cannot be read at this depth. Save it uncompressed.")
    return array


def _split(
    array: np.ndarray, page: tifffile.TiffPage
) -> tuple[np.ndarray, np.ndarray | None, tuple[str, ...]]:
    """Colour and alpha apart; inverted grey and premultiplied colour set right, further channels dropped."""
    colours = 3 if page.photometric == _RGB else 1
    extra = tuple(int(one) for one in page.extrasamples)
    if array.shape[2] < colours:
        raise Damaged("it has too few channels")
    pixels = np.ascontiguousarray(array[..., :colours])
    if page.photometric == _GREY_INVERTED:
        pixels = np.iinfo(pixels.dtype).max - pixels
    notes: tuple[str, ...] = ()
    if len(extra) > 1 or (extra and extra[0] == 0):
        lost = len(extra) - (extra[0] in (1, 2))
        notes = (f"{lost} extra channel{'s' if lost > 1 else ''} of the TIFF will not be saved.",)
    if not extra or extra[0] not in (1, 2) or array.shape[2] <= colours:
        return pixels, None, notes
    alpha = np.ascontiguousarray(array[..., colours])
    if extra[0] == 1:
        pixels = _unmultiplied(pixels, alpha)
        notes += ("Premultiplied alpha was turned into plain alpha.",)
    return pixels, alpha, notes


def _unmultiplied(pixels: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    most = int(np.iinfo(pixels.dtype).max)
    weight = np.maximum(alpha, 1).astype(np.uint64)[..., None]
    plain = (pixels.astype(np.uint64) * most + weight // 2) // weight
    return np.asarray(np.minimum(plain, most), pixels.dtype)


def _from_deep_cmyk(
    array: np.ndarray, icc: bytes | None
) -> tuple[np.ndarray, np.ndarray | None, bytes | None, tuple[str, ...]]:
    if array.shape[2] != 4:
        raise Unsuited("It has inks beside CMYK. Convert it to RGB first.")
    eight = ((array.astype(np.uint32) + 128) // 257).astype(np.uint8) if array.itemsize == 2 else array
    pixels, alpha, profile, notes = pillow_read.channels_of(Image.fromarray(eight, "CMYK"), icc)
    if array.itemsize == 2:
        notes = (*notes, "16-bit CMYK was reduced to 8 bit for that.")
    return pixels, alpha, profile, notes


def _through_pillow(
    file: BinaryIO, page: tifffile.TiffPage
) -> tuple[np.ndarray, np.ndarray | None, bytes | None, tuple[str, ...]]:
    file.seek(0)
    # a copy of the bytes: Pillow closes what it decodes TIFF from
    try:
        with Image.open(io.BytesIO(file.read())) as image:
            image.load()
            return pillow_read.channels_of(image, _tag_bytes(page, _ICC))
    except (Unsuited, MemoryError):
        raise
    except Exception as error:
        raise Damaged("its pixels cannot be unpacked") from error


def _require_complete(file: BinaryIO, page: tifffile.TiffPage) -> None:
    """Raise `Damaged` when strips or tiles are missing: decoders would fill in grey for them."""
    end = file.seek(0, io.SEEK_END)
    offsets, counts = page.dataoffsets, page.databytecounts
    if not offsets or len(offsets) != len(counts):
        raise Damaged("its pixels are missing")
    if any(at <= 0 or count <= 0 for at, count in zip(offsets, counts, strict=True)):
        raise Damaged("some of its pixels are missing")
    if any(at + count > end for at, count in zip(offsets, counts, strict=True)):
        raise Damaged("it ends too early")
    if page.compression == 1 and page.photometric != 6 and sum(counts) < page.nbytes:
        raise Damaged("some of its pixels are missing")


def _compression(page: tifffile.TiffPage) -> str:
    if page.predictor == 3:
        return "float-predictor"
    return _COMPRESSIONS.get(int(page.compression), "other")


def _name(value: Any) -> str:
    """The name of one of tifffile's constants, or its number."""
    return str(getattr(value, "name", value))


def _orientation(page: tifffile.TiffPage) -> int:
    value = page.tags.valueof(_ORIENTATION, default=1)
    try:
        return int(value) if 1 <= int(value) <= 8 else 1
    except (TypeError, ValueError):
        return 1


def _dpi(page: tifffile.TiffPage) -> tuple[float, float] | None:
    try:
        unit = int(page.tags.valueof(296, default=2))
        x, y = (_ratio(page.tags.valueof(tag)) for tag in (282, 283))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    factor = {2: 1.0, 3: 2.54}.get(unit)
    if factor is None or not (0 < x < 1e7 and 0 < y < 1e7):
        return None
    return round(x * factor, 4), round(y * factor, 4)


def _ratio(value: Any) -> float:
    return float(value[0]) / float(value[1])


def _tag_bytes(page: tifffile.TiffPage, code: int) -> bytes | None:
    value = page.tags.valueof(code)
    if isinstance(value, str):
        return value.encode("utf-8")
    return bytes(value) if isinstance(value, bytes | tuple) and value else None


def file_bytes(file: BinaryIO, at: int, length: int) -> bytes:
    """Some bytes of a file from an offset on; fewer at its end, none for an impossible offset."""
    if at < 0 or at >= 1 << 62:
        return b""
    file.seek(at)
    return file.read(length)
