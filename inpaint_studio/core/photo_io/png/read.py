"""Reads PNG: the chunks of a file, its pixels in full depth, and its metadata, unpacked with limits.

libpng (through imagecodecs) decodes a file reduced to its pixels: it unpacks no more than the size in the
header needs, and rejects missing rows, which Pillow would invent.

Format: PNG (W3C, third edition); "Raw profile type" texts are a convention of ImageMagick.
"""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from functools import partial
from typing import BinaryIO, NamedTuple

import imagecodecs

from ...arrays import Pixels
from ...errors import Note
from ...limits import inflated
from ..decoded import Damaged, Decoded, FileMetadata, MetadataBudget, require_pixels, split_alpha
from ..metadata import exif, iptc
from ..quiet import quiet
from .write import KEPT_CHUNKS, SIGNATURE, XMP_KEYWORD, chunk

_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGB_ALPHA = 0, 2, 3, 4, 6
_SAMPLES = {_GREY: 1, _RGB: 3, _PALETTE: 1, _GREY_ALPHA: 2, _RGB_ALPHA: 4}
_DEPTHS = {(_GREY, 1), (_GREY, 2), (_GREY, 4), *((_PALETTE, bits) for bits in (1, 2, 4, 8))}
_DEPTHS |= {(kind, bits) for kind in (_GREY, _RGB, _GREY_ALPHA, _RGB_ALPHA) for bits in (8, 16)}
_CRITICAL = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"}
_LONGEST_CHUNK = (1 << 31) - 1
_RAW_PROFILE = re.compile(rb"Raw profile type (exif|APP1|xmp|iptc|8bim|photoshop|icc|icm)\0", re.IGNORECASE)
_RAW_HEAD = re.compile(rb"\s{0,20}\S[^\r\n]{0,200}\r?\n\s{0,20}\d{1,20}\s")
"""A name, possibly of several words, and a length, each on a separate line."""
_PROFILES = {
    **{"icc": Note("colour-profile"), "icm": Note("colour-profile"), "xmp": "XMP"},
    **{"iptc": "IPTC", "8bim": "IPTC", "photoshop": "IPTC"},
}
_JPEG_XMP = b"http://ns.adobe.com/xap/1.0/\0"

Chunks = list[tuple[bytes, bytes]]


class PngHeader(NamedTuple):
    """The first chunk: size in pixels, bits per sample, colour type."""

    width: int
    height: int
    bits: int
    kind: int


def chunks_of(file: BinaryIO, *, pixels: bool = True) -> Chunks:
    """All chunks of a PNG file in order, with checked checksums; without `pixels`, IDAT is skipped.

    Metadata chunks with a wrong checksum get an empty name, with the real one as data. Raises `Damaged`.
    """
    if file.read(8) != SIGNATURE:
        raise Damaged("not-png")
    end = file.seek(0, os.SEEK_END)
    file.seek(8)
    found: Chunks = []
    while True:
        head = file.read(8)
        if len(head) < 8:
            raise Damaged("ends-early")
        length, name = struct.unpack(">I4s", head)
        if not found and (name != b"IHDR" or length != 13):
            raise Damaged("header-missing")
        if length > min(_LONGEST_CHUNK, end - file.tell() - 4):
            raise Damaged("ends-early")
        if name == b"IDAT" and not pixels:
            file.seek(length + 4, os.SEEK_CUR)
            continue
        data = file.read(length)
        if zlib.crc32(data, zlib.crc32(name)) != struct.unpack(">I", file.read(4))[0]:
            if name in _CRITICAL or name[0] & 0x20 == 0:
                raise Damaged("checksum-wrong")
            name, data = b"", name
        found.append((name, data))
        if name == b"IEND":
            return found


def header_of(chunks: Chunks) -> PngHeader:
    """The header. Raises `Damaged` if it is not valid."""
    *fields, packing, filtering, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    header = PngHeader(*fields)
    if (header.kind, header.bits) not in _DEPTHS or packing or filtering or interlaced > 1:
        raise Damaged("header-invalid")
    return header


def sample_bytes(header: PngHeader) -> int:
    """The bytes of a decoded pixel."""
    samples = 4 if header.kind == _PALETTE else _SAMPLES[header.kind]
    return samples * (2 if header.bits == 16 else 1)


def read(file: BinaryIO, most: int) -> Decoded:
    """A PNG with its metadata. Raises `Damaged` or `TooLarge`."""
    chunks = chunks_of(file)
    header = header_of(chunks)
    require_pixels(header.width, header.height, most)
    pixels, alpha = pixels_of(chunks)
    about = metadata_of(chunks)
    return Decoded(pixels, alpha, "PNG", **vars(about))


def pixels_of(chunks: Chunks) -> tuple[Pixels, Pixels | None]:
    """Pixels (H, W, 1|3) and alpha (H, W) of 8 (fewer are scaled to it) or 16 bit. Raises `Damaged`."""
    kind = header_of(chunks).kind
    if not any(name == b"IDAT" for name, _ in chunks):
        raise Damaged("pixels-missing")
    try:
        with quiet():
            array = imagecodecs.png_decode(_bare(chunks, kind))
    except imagecodecs.PngError as error:
        missing = "not enough" in str(error).lower()
        raise Damaged("pixels-partial" if missing else "pixels-packed") from error
    return split_alpha(array)


def _bare(chunks: Chunks, kind: int) -> bytes:
    """The same picture as a file without metadata."""
    wanted = {b"IHDR", b"IDAT"}
    wanted |= {b"PLTE"} if kind == _PALETTE else set()
    wanted |= {b"tRNS"} if kind in (_GREY, _RGB, _PALETTE) else set()
    file = io.BytesIO()
    file.write(SIGNATURE)
    seen = set()
    for name in (b"IHDR", b"PLTE", b"tRNS", b"IDAT"):
        for own, data in chunks:
            if own == name and name in wanted and (name == b"IDAT" or name not in seen):
                seen.add(name)
                chunk(file, name, data)
    chunk(file, b"IEND", b"")
    return file.getvalue()


def dpi_of(chunks: Chunks) -> tuple[float, float] | None:
    """Pixels per inch, or None if the file gives only a ratio."""
    data = dict(chunks).get(b"pHYs", b"")
    if len(data) != 9 or data[8] != 1:
        return None
    x, y = struct.unpack(">II", data[:8])
    return (round(x * 0.0254, 2), round(y * 0.0254, 2)) if x and y else None


def metadata_of(chunks: Chunks) -> FileMetadata:
    """The metadata, unpacked within `METADATA_LIMIT`; its options are the chunks to write to a PNG again."""
    budget = MetadataBudget()
    kept = []
    icc = block = packet = None
    profiles: dict[str, bytes] = {}
    for name, data in chunks:
        if name == b"iCCP" and icc is None:
            icc = budget.unpacked(Note("colour-profile"), partial(_profile, data))
        elif name == b"eXIf" and block is None:
            block = budget.unpacked("EXIF", partial(_exif, data))
        elif name == b"iTXt" and data.startswith(XMP_KEYWORD):
            text = budget.unpacked("XMP", partial(_text, b"iTXt", data))
            packet = packet or text
        elif name in (b"tEXt", b"zTXt", b"iTXt") and (match := _RAW_PROFILE.match(data)):
            what = match.group(1).decode("ascii").lower()
            profile = budget.unpacked(_PROFILES.get(what, "EXIF"), partial(_hex, name, data))
            if profile is not None:
                profiles.setdefault(what, profile)
        elif name in KEPT_CHUNKS:
            kept.append((name, data))
        elif name == b"":
            what = {b"eXIf": "EXIF", b"iCCP": Note("colour-profile")}.get(data)
            budget.lost(what or Note("metadata"))
    # metadata that is only in texts
    if app1 := profiles.get("app1"):
        profiles.setdefault("xmp" if app1.startswith(_JPEG_XMP) else "exif", app1)
    block = block or exif.bare(profiles.get("exif"))
    packet = packet or profiles.get("xmp", b"").removeprefix(_JPEG_XMP) or None
    resources = profiles.get("iptc") or profiles.get("8bim") or profiles.get("photoshop") or b""
    data_sets, others, whole = iptc.of_profile(resources)
    if not whole:
        budget.lost("IPTC")
    if "exif" in profiles and not block:
        budget.lost("EXIF")
    is_animated = any(name == b"acTL" for name, _ in chunks)
    return FileMetadata(
        icc=icc or profiles.get("icc") or profiles.get("icm"),
        exif=block,
        xmp=packet,
        iptc=data_sets,
        photoshop=others,
        dpi=dpi_of(chunks),
        orientation=exif.orientation(block, packet),
        options={"chunks": tuple(kept)},
        notes=(*((Note("first-of-animation"),) if is_animated else ()), *budget.notes),
    )


def _profile(data: bytes, most: int) -> bytes:
    """The colour profile of an iCCP chunk. Raises ValueError.

    Some programs omit the end of the compressed data: the length in the profile shows if it is complete.
    """
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(data[data.index(b"\0") + 2 :], most + 1)
    except zlib.error as error:
        raise ValueError("the compressed data is damaged") from error
    if not unpacker.eof and not 0 < int.from_bytes(profile[:4], "big") <= len(profile) <= most:
        raise ValueError("it ends too early or is too long")
    return profile


def _text(name: bytes, data: bytes, most: int) -> bytes:
    """The text of a tEXt, zTXt or iTXt chunk. Raises ValueError."""
    text = data[data.index(b"\0") + 1 :]
    packed = name == b"zTXt"
    if name == b"iTXt":
        packed = text[:1] == b"\1"
        # after the flag and the method: language and translated keyword, each ended by a null
        text = text[2:].split(b"\0", 2)[2:][0] if text.count(b"\0") >= 2 else b""
    elif packed:
        text = text[1:]
    return inflated(text, most) if packed else text


def _exif(data: bytes, most: int) -> bytes | None:
    return exif.bare(data)


def _hex(name: bytes, data: bytes, most: int) -> bytes:
    """The bytes of a raw profile: its name ("exif", "IPTC profile"), its length, and hexadecimal digits."""
    text = _text(name, data, most)
    head = _RAW_HEAD.match(text)
    block = bytes.fromhex(text[head.end() :].decode("ascii")) if head else b""
    if not block:
        raise ValueError("no digits")
    return block
