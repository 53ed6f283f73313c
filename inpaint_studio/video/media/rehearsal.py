"""What of a film cannot be kept: found by writing a few frames of it, and reading these back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from av.video.frame import VideoFrame

from ...core.errors import Note, StudioError, listed
from .about import Film, Track
from .colour import depth_of
from .encoding import Encoding, Quality, candidates, encoding_of, is_exact, require_crf
from .libav import url
from .probe import probe
from .writer import OF_CONTAINERS, FilmWriter, colour_in

_FRAMES = 4
_UNKNOWN = {"range": 0, "matrix": 2, "transfer": 2, "primaries": 2}
_KINDS = {
    "audio": "track-audio",
    "subtitle": "track-subtitle",
    "data": "track-data",
    "attachment": "track-attachment",
    "video": "track-video",
}
_EXTRAS = {
    "mastering-display": "film-mastering-display",
    "content-light": "film-content-light",
    "hdr10+": "film-hdr10",
    "dolby-vision": "film-dolby-vision",
    "closed-captions": "film-closed-captions",
}
"""The notes for kinds of tracks, and for what comes with single frames (`probe`)."""


@dataclass(frozen=True)
class Plan:
    """How a film will be written: the encoding, the tracks that are copied, and what cannot be kept."""

    encoding: Encoding
    tracks: tuple[Track, ...]
    notes: tuple[Note, ...]


def plan_of(film: Film, output: Path, quality: Quality) -> Plan:
    """How a film is written as `output`, tried out.

    Raises StudioError "disk-full", "film-container", "film-lossless", "film-crf" or "film-no-crf".
    """
    with tempfile.TemporaryDirectory(prefix="inpaint-") as folder:
        trial = Path(folder) / f"trial{output.suffix.lower()}"
        encoding = _first_taken(film, output, quality, trial)
        require_crf(encoding.codec, quality.crf)
        tracks = tuple(track for track in film.tracks if _is_taken(film, encoding, trial, (track,)))
        with FilmWriter(trial, film, encoding, tracks) as writer:
            for _ in range(min(_FRAMES, film.count)):
                writer.write(_black(film, encoding))
            writer.finish(rest=False)
        kept = probe(trial)
    return Plan(encoding, tracks, tuple(_notes(film, kept, encoding, tracks)))


def _first_taken(film: Film, output: Path, quality: Quality, trial: Path) -> Encoding:
    for codec in candidates(film, output, quality):
        encoding = encoding_of(film, codec, quality)
        if _is_film(trial) and _is_taken(film, encoding, trial, ()):
            return encoding
    raise StudioError("film-container", path=output, ending=output.suffix)


def _is_film(trial: Path) -> bool:
    """Whether there is a container for the extension, and it is one file."""
    try:
        with av.open(url(trial), "w") as out:
            return not out.format.no_file
    except ValueError:
        return False


def _is_taken(film: Film, encoding: Encoding, trial: Path, tracks: tuple[Track, ...]) -> bool:
    """Whether the container takes the pictures, and these tracks. Raises StudioError "disk-full"."""
    try:
        FilmWriter(trial, film, encoding, tracks).close()
    except ValueError:
        return False
    except StudioError as error:
        if error.code == "disk-full":
            raise
        return False
    return True


def _black(film: Film, encoding: Encoding) -> VideoFrame:
    size = film.coded_size
    picture = VideoFrame(size.width, size.height, encoding.pixel_format)
    for plane in picture.planes:
        plane.update(bytes(plane.buffer_size))
    return picture


def _notes(film: Film, kept: Film, encoding: Encoding, tracks: tuple[Track, ...]) -> Iterator[Note]:
    if encoding.codec not in (film.codec, "ffv1"):
        yield Note("film-codec-becomes", codec=film.codec, other=encoding.codec)
    if depth_of(encoding.pixel_format) < film.depth:
        yield Note("film-depth-becomes", depth=film.depth, bits=depth_of(encoding.pixel_format))
    elif not is_exact(film.pixel_format, encoding.pixel_format):
        yield Note("film-format-becomes", format=film.pixel_format, other=encoding.pixel_format)
    unit = kept.time_base
    if any((time * film.time_base / unit).denominator > 1 for time in film.times):
        yield Note("film-times-rounded", unit=f"{float(unit) * 1000:.3g}")
    lost = list(_lost(film, kept, tracks))
    if lost:
        yield Note("film-loses", things=listed(lost))


def _lost(film: Film, kept: Film, tracks: tuple[Track, ...]) -> Iterator[Note]:
    """What is missing from the file that was written for trial."""
    if film.has_alpha and not kept.has_alpha:
        yield Note("film-alpha")
    if kept.display != film.display:
        yield Note("film-rotation")
    if kept.pixel_aspect != film.pixel_aspect:
        yield Note("film-aspect")
    expected = colour_in(film, kept.pixel_format)
    if any(
        getattr(expected, tag) not in (unknown, getattr(kept.colour, tag))
        for tag, unknown in _UNKNOWN.items()
    ):
        yield Note("film-colour-tags")
    if film.first_field not in (None, kept.first_field):
        yield Note("film-interlacing")
    for track in film.tracks:
        # the titles of chapters are a data track in MP4, which is written anew
        if track not in tracks and not (track.kind == "data" and film.chapters and kept.chapters):
            yield Note("film-track", kind=Note(_KINDS[track.kind]), codec=track.codec or "?")
    if kept.chapters < film.chapters:
        yield Note("film-chapters")
    names = {key.lower() for key in kept.metadata} | set(OF_CONTAINERS)
    for key in film.metadata:
        if key.lower() not in names:
            yield Note("film-metadata", key=key)
    for extra in film.extras:
        if extra not in kept.extras:
            yield Note(_EXTRAS[extra])
