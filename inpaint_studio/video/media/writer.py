"""Writes a film: new pictures with the times, colours and other tracks of the one that they come from."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import av
import av.error
from av.container import InputContainer, OutputContainer
from av.container.core import Flags
from av.format import Flags as FormatFlags
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.format import VideoFormat
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from .about import Colour, Film, Track
from .colour import Colours, is_full_range
from .encoding import Encoding, plain
from .libav import url, writing
from .planes import can_compose, copied
from .probe import picture_stream

OF_CONTAINERS = ("major_brand", "minor_version", "compatible_brands", "encoder", "software")
"""Metadata that muxers write themselves."""
_REWRITTEN = ("duration", "number_of_frames", "number_of_bytes", "bps", "_statistics", "encoder", "vendor_id")
"""Beginnings of metadata of tracks that would not be true any more."""
_BITEXACT: int = cast(Any, Flags.bitexact.value)  # PyAV's stubs have no numbers
_MAY_REPEAT: int = cast(Any, FormatFlags.ts_nonstrict.value)  # containers whose times need not rise strictly
_MOST_DELAY = 17  # frames by which decoding may be ahead of showing, at most, as in H.264
_LEAST_RATE = Fraction(1, 1001)
_MOST_RATE = 65535  # of the numerator and denominator of a rate: what MPEG-4 can hold


@dataclass(frozen=True)
class Part:
    """The frames of a film that are written: from `start` to before `end`."""

    start: int
    end: int

    @classmethod
    def whole(cls, film: Film) -> Self:
        """All frames."""
        return cls(0, film.count)


class FilmWriter:
    """Writes one frame after the other, and the other tracks beside them."""

    def __init__(
        self,
        path: Path,
        film: Film,
        encoding: Encoding,
        tracks: tuple[Track, ...],
        part: Part | None = None,
    ) -> None:
        """Start a file; its name's extension sets the container. `tracks` are copied from the film.

        Raises StudioError "file-unwritable" or "disk-full".
        """
        self._path, self._film, self._encoding = path, film, encoding
        self._part = part or Part.whole(film)
        self._rate = _nominal_rate(film.rate)
        # a part begins at 0, the whole film where it always did
        self._shift = film.times[self._part.start] if self._part != Part.whole(film) else 0
        self._next = self._part.start
        self._last_dts: int | None = None
        self._copied_up_to: dict[int, int] = {}
        self.colour = colour_in(film, encoding.pixel_format)
        self._source: InputContainer | None = None
        with writing(path):
            self._out: OutputContainer = av.open(url(path), "w", options=_container_options(path, film))
            # no random numbers and dates, so that the same pictures give the same file
            self._out.flags |= _BITEXACT
            self._pictures = self._add_pictures()
            self._others = self._add_tracks(tracks)
            self._out.start_encoding()
            self._copying = self._copied_packets()
            self._ahead = next(self._copying, None)

    def write(self, picture: VideoFrame) -> None:
        """Encode the next frame; the picture is in the pixel format of the encoding, lying as in the file."""
        number = self._next - self._part.start
        self._next += 1
        picture.pts, picture.time_base = number, 1 / self._rate
        picture.pict_type = PictureType.NONE
        colour = self.colour  # some encoders look at the frames and not at their own settings
        picture.color_range, picture.colorspace = colour.range, colour.matrix
        picture.color_trc, picture.color_primaries = colour.transfer, colour.primaries
        with writing(self._path):
            self._copy_until(self._film.times[self._next - 1] * self._film.time_base)
            self._mux(self._pictures.encode(picture))

    def finish(self, *, rest: bool = True) -> None:
        """Write what is still in the encoder and the `rest` of the other tracks, and close the file."""
        with writing(self._path):
            self._mux(self._pictures.encode(None))
            if rest:
                self._copy_until(None)
            self._out.close()
        self.close()

    def close(self) -> None:
        """Close the file, whole or not; may be called twice."""
        with contextlib.suppress(av.error.FFmpegError, OSError):
            self._out.close()
        if self._source is not None:
            self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _add_pictures(self) -> VideoStream:
        film, encoding = self._film, self._encoding
        options = dict(encoding.options) | _encoder_options(self._path)
        stream = self._out.add_stream(encoding.encoder, rate=self._rate, options=options)
        assert isinstance(stream, VideoStream)
        size = film.coded_size
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, encoding.pixel_format
        context = stream.codec_context
        context.time_base = 1 / self._rate
        context.sample_aspect_ratio = film.pixel_aspect
        colour = self.colour
        context.color_range, context.colorspace = colour.range, colour.matrix
        context.color_trc, context.color_primaries = colour.transfer, colour.primaries
        stream.time_base = film.time_base
        if film.display is not None:
            stream.set_display_matrix(film.display)
        self._out.metadata.update(
            {key: value for key, value in film.metadata.items() if key not in OF_CONTAINERS}
        )
        return stream

    def _add_tracks(self, tracks: tuple[Track, ...]) -> dict[int, Stream]:
        """The streams that are copied, by their index in the film; also its chapters."""
        self._source = av.open(url(self._film.path), metadata_errors="replace")
        for key, value in self._source.streams[self._picture_index()].metadata.items():
            _tag(self._pictures, key, value)
        if self._part == Part.whole(self._film):
            self._out.set_chapters(self._source.chapters())
        added = {}
        for track in tracks:
            theirs = self._source.streams[track.index]
            mine = self._out.add_stream_from_template(theirs, opaque=True)
            for key, value in theirs.metadata.items():
                _tag(mine, key, value)
            mine.disposition = theirs.disposition
            added[track.index] = mine
        return added

    def _mux(self, packets: list[Packet[VideoStream]]) -> None:
        for packet in packets:
            self._put_at_its_time(packet)
            self._out.mux(packet)

    def _put_at_its_time(self, packet: Packet[VideoStream]) -> None:
        """Give a packet, which the encoder timed by the number of its frame, the time in the film."""
        base = packet.time_base
        first, last = self._part.start, self._next - 1
        pts, dts = (
            None if time is None else first + round(time * base * self._rate)
            for time in (packet.pts, packet.dts)
        )
        packet.time_base = self._film.time_base
        if pts is not None:
            packet.pts = self._time(pts)
            packet.duration = self._time(min(pts, last) + 1) - self._time(min(pts, last))
        if pts is not None and dts is not None:
            # x265 gives any number to the first packet of a film of two frames
            least = first - _MOST_DELAY if self._last_dts is None else self._last_dts + 1
            dts = dts if least <= dts <= pts else least
            self._last_dts = dts
            packet.dts = self._time(dts)

    def _time(self, number: int) -> int:
        """When frame `number` is shown, in the film's time base; before and after the film at its rate."""
        times = self._film.times
        step = max(1, round(1 / (self._film.rate * self._film.time_base)))
        if number < 0:
            time = times[0] + number * step
        elif number < len(times):
            time = times[number]
        else:
            time = times[-1] + (self._film.last or step)
        return time - self._shift

    def _copied_packets(self) -> Iterator[tuple[Fraction, Packet[Stream]]]:
        """The packets of the other tracks that belong to the part, with their times in seconds."""
        if not self._others:
            return
        assert self._source is not None
        film = self._film
        whole = self._part == Part.whole(film)
        start = film.times[self._part.start] * film.time_base
        end = self._time(self._part.end) * film.time_base + self._shift * film.time_base
        for packet in self._source.demux([self._source.streams[index] for index in self._others]):
            time = packet.dts if packet.dts is not None else packet.pts
            if time is None and packet.size and packet.stream.disposition & Disposition.attached_pic:
                time = packet.pts = packet.dts = 0  # the picture of a cover is there from the start
                yield start, packet
                continue
            if time is None or packet.time_base is None:
                continue
            seconds = time * packet.time_base
            if not whole:
                if not start <= seconds < end:
                    continue
                moved = round(start / packet.time_base)
                packet.pts = None if packet.pts is None else packet.pts - moved
                packet.dts = None if packet.dts is None else packet.dts - moved
            yield seconds, packet

    def _copy_until(self, seconds: Fraction | None) -> None:
        """Copy the packets of other tracks that come before a time; all that are left for None."""
        while self._ahead is not None and (seconds is None or self._ahead[0] <= seconds):
            packet = self._ahead[1]
            self._keep_rising(packet)
            packet.stream = self._others[packet.stream.index]
            self._out.mux(packet)
            self._ahead = next(self._copying, None)

    def _keep_rising(self, packet: Packet[Stream]) -> None:
        """Put a packet that a damaged file has out of its order as soon after the one before as may be."""
        if packet.dts is None:
            return
        last = self._copied_up_to.get(packet.stream.index)
        if last is not None:
            least = last if self._out.format.flags & _MAY_REPEAT else last + 1
            packet.dts = max(packet.dts, least)
            packet.pts = None if packet.pts is None else max(packet.pts, packet.dts)
        self._copied_up_to[packet.stream.index] = packet.dts

    def _picture_index(self) -> int:
        assert self._source is not None
        return picture_stream(self._source, self._film.path).index


def _nominal_rate(rate: Fraction) -> Fraction:
    """A rate that encoders take: they want it for their budget only, and one film shows a frame an hour."""
    near = max(rate, _LEAST_RATE).limit_denominator(1001)
    return near if near.numerator <= _MOST_RATE else Fraction(min(round(rate), _MOST_RATE))


class Fitting:
    """Brings decoded pictures into the pixel format that is written, without loss where it can."""

    def __init__(self, film: Film, pixel_format: str) -> None:
        self._format = pixel_format
        self._full = is_full_range(pixel_format)
        height = film.coded_size.height
        self._from = Colours(film.colour, height, full_range=is_full_range(film.pixel_format))
        self.colours = Colours(colour_in(film, pixel_format), height, full_range=self._full)
        """Those of the pictures that come out."""

    def fitted(self, picture: VideoFrame) -> VideoFrame:
        """A new picture, to be written to."""
        name = picture.format.name
        if can_compose(name) and plain(name) == plain(self._format):
            return copied(picture, self._format)
        return copied(self._from.converted(picture, self._format))


def colour_in(film: Film, pixel_format: str) -> Colour:
    """How a film's colours are tagged in a pixel format: as they were, unless RGB becomes YUV or back."""
    was_rgb, is_rgb = (VideoFormat(name).is_rgb for name in (film.pixel_format, pixel_format))
    colour = film.colour
    if is_rgb and not was_rgb:
        return Colour(2, 0, colour.transfer, colour.primaries)
    if was_rgb and not is_rgb:
        return Colour(1, 1 if film.coded_size.height >= 720 else 6, colour.transfer, colour.primaries)
    return colour


def _container_options(path: Path, film: Film) -> dict[str, str]:
    """Options of the muxer: MP4 and MOV can keep the film's own time base."""
    if path.suffix.lower() in (".mp4", ".mov", ".m4v"):
        return {"video_track_timescale": str(film.time_base.denominator)}
    return {}


def _encoder_options(path: Path) -> dict[str, str]:
    """Options of the encoder: no B-frames where the container has no place for the times of showing."""
    return {"bf": "0"} if path.suffix.lower() in (".avi", ".wmv", ".asf") else {}


def _tag(stream: Stream, key: str, value: str) -> None:
    if not key.lower().startswith(_REWRITTEN):
        # MP4 gives the title of a track as its name, but takes it as its title
        stream.metadata["title" if key == "name" else key] = value
