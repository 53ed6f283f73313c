"""Reading a project: our own exactly, those of other programs as a photo."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import attempts
from ..arrays import AnyArray
from ..document.curation import Curation
from ..document.document import Document
from ..document.layers import FillLayer, LayerContent, LayerPatch, one_line
from ..document.state import State
from ..errors import Note, StudioError
from ..geometry import Rect, Size
from ..limits import METADATA_LIMIT, pixel_limit
from ..photo import LayerStack, Photo, SourceFormat
from ..photo_io.metadata import iptc
from ..tiles import TILE, TiledArray
from .archive import Archive, opened
from .foreign import open_foreign
from .names import BASE, BENEATH, BENEATH_STACK, COMPOSED, CONTENTS, FORMAT, METADATA, from_json
from .values import Project, StoredResult

_BYTES_OF_A_TILE = 64  # of a tile that was never written
_MOST_DPI = 1e6


def load_project(path: str | os.PathLike[str], *, max_pixels: int | None = None) -> Project:
    """Read a project; `max_pixels`, for each picture in it, is `pixel_limit()` by default.

    An OpenRaster file that another program made or changed opens as a photo without fills, with a note; its
    layers are kept beneath (`Photo.beneath`).
    Raises StudioError "file-missing", "file-is-folder", "file-unreadable", "project-unknown" (no OpenRaster
    file), "project-broken", "project-newer" or "photo-too-large".
    """
    with opened(path, pixel_limit() if max_pixels is None else max_pixels) as archive:
        if not archive.has(CONTENTS):
            return open_foreign(archive, ())
        contents = _contents(archive)
        if not _is_untouched(archive, contents):
            return open_foreign(archive, (Note("project-foreign"),))
        try:
            return _own(archive, contents)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
            raise archive.broken("contents-invalid") from error


def _contents(archive: Archive) -> dict[str, Any]:
    """Our own description. StudioError "project-broken" or "project-newer"."""
    try:
        contents = archive.json(CONTENTS)
        version = contents["format"]
    except (KeyError, TypeError) as error:
        raise archive.broken("contents-invalid") from error
    if not isinstance(version, int) or version < 1:
        raise archive.broken("contents-invalid")
    if version > FORMAT:
        raise StudioError("project-newer", path=archive.path)
    return dict(contents)


def _is_untouched(archive: Archive, contents: Mapping[str, Any]) -> bool:
    """Whether the pictures match their checksums in our description.

    Missing ones are ignored here: they mean that the file is damaged.
    """
    checks = contents.get("checks")
    if not isinstance(checks, dict):
        raise archive.broken("contents-invalid")
    return all(archive.check(name) in (None, check) for name, check in checks.items())


def _own(archive: Archive, contents: Mapping[str, Any]) -> Project:
    photo = _photo(archive, contents)
    canvas = Rect(*_four(contents["canvas"]))
    if not canvas or canvas.area > archive.most:
        raise ValueError(canvas)
    archive.require_room(*_needs(contents, canvas))
    document = Document.of(photo, canvas, [_layer(archive, about, photo) for about in contents["layers"]])
    known: dict[str, TiledArray] = {}
    masks = {
        str(name): _mask(archive, about, canvas.size, known) for name, about in contents["masks"].items()
    }
    results = tuple(
        StoredResult(
            int(about["number"]),
            _content(archive, about, photo),
            _mask(archive, about["mask"], canvas.size, known),
            bool(about["starred"]),
            bool(about["partial"]),
            bool(about["chosen"]),
        )
        for about in contents["results"]
    )
    settings, origin = from_json(contents["settings"]), from_json(contents["about"])
    # earlier versions did not look for damage
    curation = Curation.of(contents["curation"]) if "curation" in contents else Curation()
    return Project(State(document, masks, curation), results, dict(settings), dict(origin))


def _needs(contents: Mapping[str, Any], canvas: Rect) -> tuple[list[str], int]:
    """The pictures that will be unpacked, and how many more bytes are needed."""
    contained = [*contents["layers"], *contents["results"]]
    masks = [*contents["masks"].values(), *(one["mask"] for one in contents["results"])]
    pictures = [_base(contents)]
    pictures += [
        patch[part] for one in contained for patch in one["patches"] for part in ("source", "coverage")
    ]
    sources = dict.fromkeys(one["source"] for one in masks if Rect(*_four(one["rect"])))
    # a mask is unpacked once; each copy has its own list of tiles
    tiles = (1 + canvas.width // TILE) * (1 + canvas.height // TILE)
    return [*pictures, *sources, *sources], len(masks) * tiles * _BYTES_OF_A_TILE


def _base(contents: Mapping[str, Any]) -> str:
    """The entry of the photo."""
    return COMPOSED if "beneath" in contents else BASE


def _beneath(archive: Archive, names: Any) -> LayerStack | None:
    """The layers of another program that the photo was composed of; `names` are their entries."""
    if names is None:
        return None
    files = archive.carried(map(str, names))
    if files is None or not all(name.startswith(BENEATH) for name in files):
        raise ValueError("layers that are not there")
    return LayerStack(archive.bytes(BENEATH_STACK), files)


def _photo(archive: Archive, contents: Mapping[str, Any]) -> Photo:
    about = contents["photo"]
    base = archive.picture(_base(contents))
    blocks: dict[str, Any] = {}
    left = METADATA_LIMIT
    for name, entry in METADATA.items():
        if archive.has(entry):
            block = archive.bytes(entry, left)
            blocks[name], left = block, left - len(block)
    options = from_json(about["options"])
    segments = options.pop("app13", ())  # version 0.1 stored IPTC there
    if segments:
        resources = b"".join(segment.removeprefix(b"Photoshop 3.0\0") for segment in segments)
        blocks["iptc"], blocks["photoshop"], _ = iptc.split(resources)
    return Photo(
        base.pixels,
        base.alpha,
        comments=tuple(bytes(memoryview(one)) for one in from_json(about.get("comments", []))),
        dpi=_dpi(about["dpi"]),
        source=SourceFormat(str(about["source"]), options),
        notes=tuple(str(note) for note in about["notes"]),
        beneath=_beneath(archive, contents.get("beneath")),
        **blocks,
    )


def _dpi(values: Any) -> tuple[float, float] | None:
    """The resolution; None if there is none or it is out of range."""
    if values is None:
        return None
    across, down = float(values[0]), float(values[1])
    return (across, down) if 0 < across < _MOST_DPI and 0 < down < _MOST_DPI else None


def _layer(archive: Archive, about: Mapping[str, Any], photo: Photo) -> FillLayer:
    if not isinstance(about["visible"], bool):
        raise TypeError(about["visible"])
    # earlier versions had neither numbers nor names
    number, group = about.get("number", 0), about.get("group", 0)
    for value in (number, group):
        if not isinstance(value, int) or value < 0:
            raise ValueError(value)
    name, group_name = (one_line(str(about.get(key, ""))) for key in ("called", "group_called"))
    content, opacity = _content(archive, about, photo), float(about["opacity"])
    return FillLayer(content, about["visible"], opacity, number, name, group, group_name)


def _content(archive: Archive, about: Mapping[str, Any], photo: Photo) -> LayerContent:
    patches = []
    for patch in about["patches"]:
        picture, coverage = archive.picture(patch["source"]), archive.picture(patch["coverage"])
        if picture.pixels.dtype != photo.dtype or picture.pixels.shape[2] != photo.channels:
            raise ValueError("a layer of another kind than the photo")
        plane: AnyArray = coverage.pixels.reshape(coverage.pixels.shape[:2])
        patches.append(
            LayerPatch(
                Rect(*_four(patch["rect"])), picture.pixels, plane, picture.alpha if patch["alpha"] else None
            )
        )
    description = dict(from_json(about["description"]))
    attempts.from_json(description.get("attempts", ()))
    return LayerContent(tuple(patches), str(about["name"]), description)


def _mask(archive: Archive, about: Mapping[str, Any], size: Size, known: dict[str, TiledArray]) -> TiledArray:
    """A mask; `known` caches masks by their picture, as several may share one."""
    rect = Rect(*_four(about["rect"]))
    source = str(about["source"]) if rect else ""
    if source in known:
        return known[source].snapshot()
    tiles = TiledArray.blank(size)
    if rect:
        pixels = archive.picture(source).pixels
        if pixels.shape != (rect.height, rect.width, 1) or pixels.dtype != np.uint8:
            raise ValueError("a mask that does not fit")
        tiles.write(rect, pixels[..., 0])
    known[source] = tiles
    return tiles.snapshot()


def _four(values: Any) -> tuple[int, int, int, int]:
    """Four whole numbers in a valid range."""
    x, y, width, height = values
    for value in (x, y, width, height):
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 1 << 31:
            raise ValueError(values)
    return x, y, width, height
