"""What a film is, found by reading all its packets but decoding only its first picture."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
import av.error
from av.container import InputContainer
from av.sidedata.sidedata import SideData, Type
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from ...core.errors import Note, StudioError
from ...core.files import require_file
from ...core.geometry import Size
from ...core.limits import photo_too_large, pixel_limit
from .about import SIDEWAYS, Colour, Film, Light, Track, is_variable
from .colour import depth_of, has_alpha
from .libav import reading, url

_ORIENTATIONS = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}
"""The orientation of EXIF by the signs of a display matrix (to x by x and y, to y by x and y, transposed)."""
_WITHOUT_SHOWN_TIMES, _REORDERED = ("avi", "asf"), ("h264", "hevc")
"""Containers with the times of decoding only, and codecs for which FFmpeg can't tell others from them."""
_BOTTOM_SHOWN_FIRST = (3, 4)  # of FFmpeg's field orders: coded first or not
_EXTRAS = {
    Type.MASTERING_DISPLAY_METADATA: "mastering-display",
    Type.CONTENT_LIGHT_LEVEL: "content-light",
    Type.DYNAMIC_HDR_PLUS: "hdr10+",
    Type.DOVI_METADATA: "dolby-vision",
    Type.A53_CC: "closed-captions",
}


def probe(path: Path) -> Film:
    """What is in a file.

    Raises StudioError "film-unknown", "film-broken", "film-codec", "film-no-pictures", "photo-too-large" or
    what `core.files.opened` raises.
    """
    require_file(path)
    with reading(path), av.open(url(path), metadata_errors="replace") as container:
        stream = picture_stream(container, path)
        size = Size(stream.codec_context.width, stream.codec_context.height)
        if size.area > pixel_limit():
            raise photo_too_large(path, size, pixel_limit())
        expected, tracks = stream.frames or None, _tracks(container, stream)
        claimed_end = None if stream.duration is None else (stream.start_time or 0) + stream.duration
        base = stream.time_base or Fraction(1, 1000)
        rate = stream.average_rate or stream.guessed_rate
        codec, profile = stream.codec_context.codec.canonical_name, stream.profile
        name, metadata, chapters = container.format.name, dict(container.metadata), len(container.chapters())
        pixel_aspect = stream.sample_aspect_ratio or Fraction(1)
        first = _first_picture(container, stream)
        fields: Literal["top", "bottom"] = (
            "bottom" if stream.codec_context.field_order in _BOTTOM_SHOWN_FIRST else "top"
        )
    with reading(path), av.open(url(path), metadata_errors="replace") as container:
        index = _index(container, picture_stream(container, path))
    if first is None or not index.times:
        raise StudioError("film-broken", path=path, reason=Note("no-frames"))
    times = index.times
    if claimed_end is not None and times[-1] + index.last >= claimed_end:
        expected = None  # what an edit list hides or an AVI skips is counted, but is not missing
    if not rate or is_variable(times):
        length = (times[-1] - times[0] + index.last) * base
        rate = len(times) / length if length else Fraction(25)
    display = _display(first)
    orientation = _orientation(display)
    kinds = {one.type for one in _side_data(first)}
    size = Size(first.width, first.height)
    return Film(
        path=path,
        size=Size(size.height, size.width) if orientation in SIDEWAYS else size,
        times=times,
        time_base=base,
        rate=Fraction(rate),
        codec=codec,
        pixel_format=first.format.name,
        depth=depth_of(first.format.name),
        container=name,
        profile=profile,
        colour=Colour(
            int(first.color_range), int(first.colorspace), int(first.color_trc), int(first.color_primaries)
        ),
        light=_light(first),
        orientation=orientation,
        pixel_aspect=pixel_aspect,
        has_alpha=has_alpha(first.format.name),
        first_field=fields if first.interlaced_frame else None,
        tracks=tracks,
        chapters=chapters,
        metadata=metadata,
        display=display,
        extras=tuple(name for kind, name in _EXTRAS.items() if kind in kinds),
        keys=index.keys,
        last=index.last,
        expected=expected,
    )


def picture_stream(container: InputContainer, path: Path) -> VideoStream:
    """The stream with the film's pictures: not a cover or thumbnail. Raises "film-no-pictures"."""
    streams = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
    best = container.streams.best("video")
    if isinstance(best, VideoStream) and best in streams:
        streams = [best]
    if not streams:
        raise StudioError("film-no-pictures", path=path)
    return streams[0]


@dataclass(frozen=True)
class _Index:
    times: tuple[int, ...]
    keys: tuple[int, ...]
    last: int = 0


def _index(container: InputContainer, stream: VideoStream) -> _Index:
    """The times of all frames and which of them are key frames.

    A file that has no times for its packets is decoded to count its frames; only the first is a key then.
    """
    context = stream.codec_context
    if (
        container.format.name in _WITHOUT_SHOWN_TIMES
        and context.codec.canonical_name in _REORDERED
        and context.has_b_frames
    ):
        return _counted(container, stream)
    times: dict[int, bool] = {}
    end = last = 0
    for packet in container.demux(stream):
        if packet.size == 0 or packet.is_discard:
            continue
        if packet.pts is None or packet.pts in times:
            return _counted(container, stream)
        times[packet.pts] = packet.is_keyframe
        if packet.pts >= end:
            end, last = packet.pts, packet.duration or 0
    ordered = sorted(times)
    keys = tuple(number for number, time in enumerate(ordered) if times[time])
    return _Index(tuple(ordered), keys or (0,), last)


def _counted(container: InputContainer, stream: VideoStream) -> _Index:
    container.seek(0)
    rate = stream.average_rate or Fraction(25)
    step = 1 / (rate * (stream.time_base or Fraction(1, 1000)))
    count = sum(1 for _ in decoded(container, stream))
    return _Index(tuple(round(number * step) for number in range(count)), ())


def decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """The pictures from here on; packets that cannot be decoded are skipped."""
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


def _first_picture(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    return next(decoded(container, stream), None)


def _tracks(container: InputContainer, pictures: VideoStream) -> tuple[Track, ...]:
    return tuple(
        Track(stream.index, stream.type, codec_name(stream), stream.language)
        for stream in container.streams
        if stream.index != pictures.index and stream.type != "unknown"
    )


def codec_name(stream: Stream) -> str:
    """The name of a stream's codec; "" for one that FFmpeg doesn't know."""
    return stream.codec_context.name if stream.codec_context is not None else ""


def _display(frame: VideoFrame) -> tuple[int, ...] | None:
    """The display matrix of a picture: 9 numbers, those of turns and flips in units of 1/65536."""
    matrix = next((one for one in _side_data(frame) if one.type == Type.DISPLAYMATRIX), None)
    return None if matrix is None else struct.unpack("=9i", bytes(matrix))


def _orientation(display: tuple[int, ...] | None) -> int:
    """How the picture lies in the file, 1 to 8 as in EXIF; 1 for angles between the quarter turns."""
    if display is None:
        return 1
    a, b, _, c, d, *_ = (round(value / 65536) for value in display)
    return _ORIENTATIONS.get((a, b, c, d), 1)


def _light(frame: VideoFrame) -> Light:
    """HDR10 metadata, from the structures of FFmpeg that PyAV hands on as bytes."""
    found = {one.type: bytes(one) for one in _side_data(frame)}
    mastering = content = None
    if Type.MASTERING_DISPLAY_METADATA in found:
        *numbers, has_primaries, has_luminance = struct.unpack_from(
            "=22i", found[Type.MASTERING_DISPLAY_METADATA]
        )
        if has_primaries and has_luminance:
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            mastering = tuple(above / below if below else 0.0 for above, below in pairs)
    if Type.CONTENT_LIGHT_LEVEL in found:
        content = struct.unpack_from("=2I", found[Type.CONTENT_LIGHT_LEVEL])
    return Light(mastering, content)


def _side_data(frame: VideoFrame) -> Sequence[SideData]:
    # PyAV's stubs take what it yields for names
    return list(frame.side_data)  # type: ignore[arg-type]
