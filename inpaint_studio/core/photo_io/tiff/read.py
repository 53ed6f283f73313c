"""Reads TIFF: finds the page with the photo, converts its samples to pixels, and reads its metadata.

tifffile reads the page, `segments` decodes it piece by piece in full depth, and a few old kinds that
neither supports go through `libtiff`. Format: TIFF 6.0 with its supplements, and BigTIFF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

import numpy as np
import tifffile

from ...arrays import AnyArray, Pixels
from ...depth import eight_bit, sixteen_bit
from ...errors import Note
from .. import kept as metadata
from .. import pillow_read
from ..decoded import Damaged, Decoded, Unsuited, left_out, require_pixels, scaled, split_alpha
from ..metadata import exif, iptc
from ..metadata.ifd import Layout, read_ifd
from ..quiet import quiet
from . import colour as tiff_colour
from . import head as tiff_head
from . import libtiff
from . import page as tiff_page
from . import segments as tiff_segments
from . import tags as tiff_tags
from .head import file_bytes

_XMP, _ICC, _INK_SET = 700, 34675, 332
_DESCRIPTION, _IPTC, _RESOURCES = 270, 33723, 34377
_UNSPECIFIED, _PREMULTIPLIED, _PLAIN_ALPHA = 0, 1, 2
_ODD_READERS: dict[str, Any] = {
    f"is_{name}": False for name in ("lsm", "scanimage", "ndpi", "eer", "stk", "philips")
}
"""Kinds for which tifffile would load all pages or change the sizes."""
_MOST_SAMPLES = 4
"""Times the pixel limit: the most samples to unpack in total, used or not."""
_SPARE_BYTES = 64 << 20
_CONVERTED = (tiff_colour.CMYK, tiff_colour.CIE_LAB, tiff_colour.ICC_LAB)
_BETWEEN = 4


@dataclass(frozen=True)
class _Samples:
    """The samples to use: the number of colours, and the index of alpha or None."""

    colours: int
    alpha: int | None
    premultiplied: bool
    lost: int
    """The number of other samples."""

    @property
    def wanted(self) -> tuple[int, ...]:
        return (*range(self.colours), *(() if self.alpha is None else (self.alpha,)))


def read(file: BinaryIO, most: int) -> Decoded:
    """The first page in full size. Raises `Damaged`, `TooLarge` or `Unsuited`."""
    style = tiff_head.style_of(file)
    pages = tiff_head.pages(file)
    with _opened(file, pages.chosen, pages, style, most) as page:
        return _read(file, page, pages, style, most)


def infrared(file: BinaryIO, most: int) -> tuple[Pixels, int] | None:
    """What a scanner saw in infrared, (H, W) uint8 or uint16, and its orientation; None if it isn't there.

    It is a page of its own (SilverFast), maybe smaller than the photo, or a fourth sample of an RGB photo
    that is not declared to be alpha (VueScan). Raises what `read` raises.
    """
    style = tiff_head.style_of(file)
    pages = tiff_head.pages(file)
    turn = tiff_page.valid_orientation(pages.chosen.number(tiff_page.ORIENTATION, style))
    directory = pages.infrared or pages.chosen
    with _opened(file, directory, pages, style, most) as page:
        samples = _infrared_sample(page)
        if pages.infrared is not None:
            turn = tiff_page.valid_orientation(directory.number(tiff_page.ORIENTATION, style) or turn)
            samples = _Samples(1, None, premultiplied=False, lost=0)
        if samples is None:
            return None
        if int(page.compression) not in tiff_segments.READ_HERE:
            raise Unsuited("unsuited-tiff-compression", name=tiff_page.name_of(page.compression))
        plane = _unpacked(file, page, pages, samples, most)[0][..., 0]
        if int(page.photometric) == tiff_colour.GREY_INVERTED:
            plane = tiff_colour.inverted(plane)
        return plane, turn


@contextmanager
def _opened(
    file: BinaryIO, directory: tiff_head.Directory, pages: tiff_head.Pages, style: Layout, most: int
) -> Iterator[tifffile.TiffPage]:
    """The page of a directory, checked; errors of tifffile in the block become `Damaged`."""
    require_pixels(*tiff_head.size_of(directory, style), most)
    for each in {pages.first.at: pages.first, directory.at: directory}.values():
        tiff_head.require_sane(each)
    with quiet():
        try:
            file.seek(0)
            with tifffile.TiffFile(file, **_ODD_READERS) as tiff:
                page = tiff.pages.first
                if directory.at != pages.first.at:
                    tiff.filehandle.seek(directory.at)
                    page = tifffile.TiffPage(tiff, index=pages.index)
                yield page
        except (tifffile.TiffFileError, IndexError, KeyError) as error:
            raise Damaged("header-invalid") from error


def stored_size(file: BinaryIO) -> tuple[int, int, int]:
    """Width, height and orientation of the page that `read` would read. Raises `Damaged`."""
    style = tiff_head.style_of(file)
    chosen = tiff_head.pages(file).chosen
    turn = chosen.number(tiff_page.ORIENTATION, style)
    return *tiff_head.size_of(chosen, style), tiff_page.valid_orientation(turn)


def _read(
    file: BinaryIO, page: tifffile.TiffPage, pages: tiff_head.Pages, style: Layout, most: int
) -> Decoded:
    require_pixels(page.imagewidth, page.imagelength, most)
    orientation = tiff_page.orientation_of(page)
    icc = tiff_page.tag_bytes(page, _ICC)
    pixels, alpha, icc, notes = _pixels(file, page, pages, icc, most)
    description = str(page.description)
    misleading = tiff_tags.describes_layout(description)
    plain = page.sampleformat == 1 and page.bitspersample in (8, 16) and page.photometric in (1, 2)
    tags = tiff_tags.kept(file, pages.chosen, style, turned=orientation != 1, plain=plain)
    size = (page.imagewidth, page.imagelength)
    read_at = partial(file_bytes, file)
    blocks, _ = read_ifd(read_at, pages.first.at, style, (_IPTC, _RESOURCES))
    data_sets, others, sound = iptc.of_tiff(
        *(blocks[tag].data if tag in blocks else None for tag in (_IPTC, _RESOURCES))
    )
    return Decoded(
        pixels,
        alpha,
        icc=icc,
        exif=exif.from_tiff(read_at, style, without=(_DESCRIPTION,) if misleading else ()),
        xmp=tiff_page.tag_bytes(page, _XMP),
        iptc=data_sets,
        photoshop=others,
        dpi=tiff_page.dpi_of(page),
        orientation=orientation,
        name="TIFF",
        options={
            "compression": "none" if page.compression == 1 else "deflate",
            "tags": tags,
            "bits": 8 * pixels.itemsize,
            "size": size[::-1] if orientation > 4 else size,
        },
        notes=(
            *_of_pages(pages, tiff_tags.frames_within(description, page.shape, pages.chosen)),
            *tiff_tags.notes_on_opening(pages.chosen, turned=orientation != 1),
            *(() if sound else (left_out(metadata.RESOURCES),)),
            *notes,
        ),
    )


def _of_pages(pages: tiff_head.Pages, frames: int) -> tuple[str, ...]:
    if pages.is_first:
        return pillow_read.first_of(max(pages.count, frames), "TIFF")
    if pages.count > 1:
        return (Note("first-large-page", count=pages.count),)
    return ()


def _pixels(
    file: BinaryIO, page: tifffile.TiffPage, pages: tiff_head.Pages, icc: bytes | None, most: int
) -> tuple[Pixels, Pixels | None, bytes | None, tuple[str, ...]]:
    """Pixels, alpha, their profile, and notes."""
    compression, photometric = int(page.compression), int(page.photometric)
    subsampled = photometric == tiff_colour.YCBCR and compression in tiff_segments.STREAMS
    if compression in libtiff.ONLY_HERE or subsampled:
        pixels, alpha = libtiff.as_rgb(file, page, pages)
        return pixels, alpha, icc, ()
    if compression not in (*tiff_segments.READ_HERE, *tiff_segments.FAX):
        raise Unsuited("unsuited-tiff-compression", name=tiff_page.name_of(page.compression))
    if photometric not in tiff_colour.COLOURS:
        raise tiff_page.unsuited(page, tiff_page.kind_of(page))
    samples = _samples(page)
    values, note = _unpacked(file, page, pages, samples, most)
    notes = [note] if note else []
    if pages.infrared is not None or _infrared_sample(page) is not None:
        notes.append(Note("infrared-inside"))
    if samples.lost and _infrared_sample(page) is None:
        notes.append(pillow_read.extra_channels(samples.lost, "TIFF"))
    if samples.alpha is not None and samples.colours in (1, 3):
        pixels, alpha = split_alpha(values)
    else:
        pixels = values[..., : samples.colours]
        alpha = values[..., samples.colours] if samples.alpha is not None else None
    if photometric == tiff_colour.GREY_INVERTED:
        pixels = tiff_colour.inverted(pixels)
    if photometric == tiff_colour.PALETTE:
        bits = int(page.bitspersample)
        pixels = tiff_colour.of_palette(pixels[..., 0], tiff_page.colour_map(page), bits)
        if alpha is not None:
            to_depth = eight_bit if pixels.dtype == np.uint8 else sixteen_bit
            alpha = to_depth(scaled(alpha, bits))
    if alpha is not None and samples.premultiplied:
        pixels = tiff_colour.unmultiplied(pixels, alpha)
        notes.append(Note("alpha-unmultiplied"))
    if photometric == tiff_colour.CMYK:
        pixels, icc, more = tiff_colour.of_cmyk(pixels, icc)
        notes += more
        alpha = None if alpha is None else eight_bit(alpha)
    if photometric in (tiff_colour.CIE_LAB, tiff_colour.ICC_LAB):
        pixels, more = tiff_colour.of_lab(np.ascontiguousarray(pixels), photometric)
        notes, icc = [*notes, *more], None
    return (
        np.ascontiguousarray(pixels),
        None if alpha is None else np.ascontiguousarray(alpha),
        icc,
        tuple(notes),
    )


def _samples(page: tifffile.TiffPage) -> _Samples:
    """The samples of a page. Raises `Damaged` if colours are missing, `Unsuited` for unsupported inks."""
    photometric = int(page.photometric)
    colours = tiff_colour.COLOURS[photometric]
    if page.samplesperpixel < colours:
        raise Damaged("few-channels")
    extra = [int(one) for one in page.extrasamples][: page.samplesperpixel - colours]
    alphas = (colours + at for at, one in enumerate(extra) if one in (_PLAIN_ALPHA, _PREMULTIPLIED))
    alpha = next(alphas, None)
    lost = page.samplesperpixel - colours - (alpha is not None)
    if photometric == tiff_colour.CMYK and (lost or page.tags.valueof(_INK_SET, default=1) == 2):
        raise Unsuited("unsuited-inks")
    premultiplied = alpha is not None and extra[alpha - colours] == _PREMULTIPLIED
    return _Samples(colours, alpha, premultiplied, lost)


def _infrared_sample(page: tifffile.TiffPage) -> _Samples | None:
    """The fourth sample of RGB where it is not said to be alpha; scanners put infrared there."""
    plain = int(page.photometric) == tiff_colour.RGB and page.samplesperpixel == 4
    if not plain or [int(one) for one in page.extrasamples] not in ([], [_UNSPECIFIED]):
        return None
    return _Samples(0, 3, premultiplied=False, lost=3)


def _unpacked(
    file: BinaryIO, page: tifffile.TiffPage, pages: tiff_head.Pages, samples: _Samples, most: int
) -> tuple[Pixels, str | None]:
    """The used samples as (H, W, n) uint8 or uint16, and a note if that changed their values.

    Palette indices are not changed.
    """
    convert, dtype, note = _conversion(page)
    _require_budget(page, samples, dtype, most)
    wanted = samples.wanted
    values = np.empty((page.imagelength, page.imagewidth, len(wanted)), dtype)
    separate = page.planarconfig == 2 and page.samplesperpixel > 1

    def place(plane: int, y: int, x: int, block: AnyArray) -> None:
        if separate:
            there = values[y : y + block.shape[0], x : x + block.shape[1], wanted.index(plane)]
            there[...] = convert(block[..., 0])
            return
        there = values[y : y + block.shape[0], x : x + block.shape[1]]
        # usually a single copy of everything, not one per channel
        chosen = block if wanted == tuple(range(block.shape[2])) else block[..., list(wanted)]
        there[...] = convert(chosen)

    if int(page.compression) in tiff_segments.FAX:
        bits = libtiff.decoded(file, page, pages, bytes, asrgb=False)
        place(0, 0, 0, bits.view(np.uint8)[..., None])
    else:
        tiff_segments.unpack(file, page, wanted if separate else (0,), place)
    return values, note


def _conversion(
    page: tifffile.TiffPage,
) -> tuple[Callable[[AnyArray], Pixels], type[np.uint8] | type[np.uint16], str | None]:
    """A function that converts samples to 8 or 16 bit, the dtype, and a note. Raises `Unsuited`."""
    bits, sample = page.bitspersample, page.sampleformat
    photometric = int(page.photometric)
    if isinstance(bits, tuple) or isinstance(sample, tuple):
        each = ", ".join(map(str, bits)) if isinstance(bits, tuple) else str(bits)
        raise Unsuited("unsuited-tiff", bits=each, kind=Note("tiff-mixed"))
    if int(sample) == 3 and photometric in (
        tiff_colour.GREY_INVERTED,
        tiff_colour.GREY,
        tiff_colour.RGB,
    ):
        _, note = pillow_read.of_floats(np.zeros(1, np.float32))
        return (lambda block: pillow_read.of_floats(block)[0]), np.uint16, note
    tiff_colour.require_whole_numbers(int(sample), bits, tiff_page.kind_of(page))
    if photometric == tiff_colour.PALETTE:
        return (lambda block: block), np.uint8 if bits <= 8 else np.uint16, None
    words = Note("values-spread", bits=bits) if 8 < bits < 16 else None
    return (lambda block: scaled(block, bits)), np.uint8 if bits <= 8 else np.uint16, words


def _require_budget(page: tifffile.TiffPage, samples: _Samples, dtype: type, most: int) -> None:
    """Raise `Unsuited` if far more would be unpacked than is used, `TooLarge` for too much memory."""
    grid = tiff_segments.grid_of(page)
    area = grid.height * grid.width
    converted = samples.premultiplied or int(page.photometric) in _CONVERTED
    if converted:  # the input, the result and temporary arrays
        cost = 2 * len(samples.wanted) * np.dtype(dtype).itemsize + _BETWEEN
        require_pixels(grid.width, grid.height, most, cost=cost)
    needed = area * len(samples.wanted) * np.dtype(dtype).itemsize
    piece = grid.rows * grid.columns * grid.samples * max(1, int(page.bitspersample) // 8)
    if piece > _MOST_SAMPLES * needed + _SPARE_BYTES or area * grid.samples > _MOST_SAMPLES * most:
        raise Unsuited("unsuited-pieces")
