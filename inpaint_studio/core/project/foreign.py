"""OpenRaster files of other programs: opened as a photo, their layers kept to be written back."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np

from ..arrays import Floats
from ..depth import eight_bit
from ..document.document import Document
from ..document.state import State
from ..errors import Note, StudioError
from ..geometry import Size
from ..limits import photo_too_large
from ..photo import LayerStack, Photo
from ..photo_io.decoded import Decoded
from .archive import Archive
from .compose import PLAIN, Composed, compose, is_shown, place_of, unknown_modes
from .names import BENEATH, MERGED, MIMETYPE, OURS, STACK, THUMBNAIL
from .values import Project

MOST_STACK = 4 << 20
_DEEPEST = 100
_MOST_DIFFERENCE = 2
"""Of 255, between the merged picture of a file and ours from its layers: other programs round otherwise."""
_BAND = 256  # rows that are compared at a time
_NO_LAYERS = {STACK, MERGED, THUMBNAIL, MIMETYPE.decode()}


def open_foreign(archive: Archive, notes: tuple[str, ...]) -> Project:
    """The project of another program: its picture as a photo without fills, and its layers beneath.

    A file with one layer that is the whole picture opens as that layer. Where layers are missing or cannot be
    unpacked, the merged picture opens alone, with a note. Raises StudioError "project-broken" or
    "photo-too-large".
    """
    size, stack = _stack(archive)
    try:
        layers = list(_layers(stack, 0))
        for element in (*layers, *stack.iter("stack")):
            place_of(element)
    except ValueError as error:
        raise archive.broken("entry-invalid", name=STACK) from error
    if not layers and not archive.has(MERGED):
        raise archive.broken("no-picture")
    if len(layers) == 1 and _is_plain(stack, layers[0]):
        picture = _only(archive, layers[0].attrib["src"])
        if picture is not None and picture.pixels.shape[:2] == (size.height, size.width):
            return _project(picture, notes)
    beneath = _kept(archive, stack) if layers else None
    if beneath is None and archive.has(MERGED):
        lost = Note("layers-lost", count=len(layers))
        return _project(archive.picture(MERGED), (*notes, lost) if layers else notes)
    shown, about = _picture(archive, size, stack)
    return _project(shown, (*notes, Note("layers-kept", count=len(layers)), *about), beneath)


def _only(archive: Archive, name: str) -> Decoded | None:
    """The only layer; None if it is damaged, but there is a merged picture."""
    try:
        return archive.picture(name)
    except StudioError:
        if not archive.has(MERGED):
            raise
        return None


def _project(picture: Decoded, notes: tuple[str, ...], beneath: LayerStack | None = None) -> Project:
    alpha = picture.alpha
    if alpha is not None and alpha.min() == np.iinfo(alpha.dtype).max:
        alpha = None
    notes = (*notes, *picture.notes)
    photo = Photo(picture.pixels, alpha, icc=picture.icc, dpi=picture.dpi, notes=notes, beneath=beneath)
    return Project(State(Document.of(photo)), notes=notes, foreign=True)


def _picture(archive: Archive, size: Size, stack: ElementTree.Element) -> tuple[Decoded, tuple[str, ...]]:
    """The picture that the other program showed, and what is to be said of it.

    That is the merged picture of the file, unless the layers are deeper and give the same.
    """
    merged = archive.picture(MERGED) if archive.has(MERGED) else None
    modes = unknown_modes(stack)
    if merged is not None and modes:
        return merged, (Note("layers-blended", modes=", ".join(sorted(modes))),)
    sources = [layer.attrib["src"] for layer in _layers(stack, 0) if is_shown(layer)]
    if merged is None:
        about = Note("layers-unblended", modes=", ".join(sorted(modes)))
        return _composed(archive, size, stack, sources).picture, (about,) if modes else ()
    try:
        if merged.pixels.dtype == np.uint16 or not any(map(archive.is_deep, sources)):
            return merged, ()
        composed = _composed(archive, size, stack, sources)
    except StudioError:  # too large, or a damaged layer
        return merged, (Note("layers-differ"),)
    picture = composed.picture
    profiles = {icc for icc in (picture.icc, merged.icc) if icc is not None}
    if not composed.is_certain or len(profiles) > 1 or not _look_alike(picture, merged):
        return merged, (Note("layers-differ"),)
    # some programs write the profile and the resolution to the merged picture alone
    return replace(picture, icc=picture.icc or merged.icc, dpi=picture.dpi or merged.dpi), ()


def _composed(archive: Archive, size: Size, stack: ElementTree.Element, sources: list[str]) -> Composed:
    """The picture of the layers, whose shown ones are `sources`."""
    if size.area > archive.most:
        raise photo_too_large(archive.path, size, archive.most)
    archive.require_room(sources, size.area * 8)
    return compose(stack, size, archive.picture)


def _look_alike(one: Decoded, other: Decoded) -> bool:
    """Whether two pictures are the same, but for depth and rounding; colours under alpha 0 don't count."""
    if one.pixels.shape[:2] != other.pixels.shape[:2]:
        return False
    for top in range(0, one.pixels.shape[0], _BAND):
        band = slice(top, top + _BAND)
        pairs = zip(_on_black(one, band), _on_black(other, band), strict=True)
        if any(np.abs(mine - theirs).max(initial=0) > _MOST_DIFFERENCE for mine, theirs in pairs):
            return False
    return True


def _on_black(picture: Decoded, band: slice) -> tuple[Floats, Floats]:
    """Rows of a picture on black (h, w, C), and their alpha (h, w), 0 to 255."""
    pixels = eight_bit(picture.pixels[band])
    alpha = np.full(pixels.shape[:2], np.float32(255))
    if picture.alpha is not None:
        alpha = eight_bit(picture.alpha[band]).astype(np.float32)
    # a colour that is half transparent is stored with fewer levels
    return pixels.reshape(*alpha.shape, -1) * (alpha[..., None] / np.float32(255)), alpha


def _kept(archive: Archive, stack: ElementTree.Element) -> LayerStack | None:
    """The layers with their files under new names; None if a file is missing or cannot be unpacked."""
    stack = copy.deepcopy(stack)
    names: dict[str, str] = {}
    for element in stack.iter():
        for key, value in element.attrib.items():
            if key == "name":  # what the user called it, though that may be the path of a file
                continue
            is_file = archive.has(value) and value not in _NO_LAYERS and not value.startswith(OURS)
            if key == "src" or is_file:
                ending = ".png" if value.lower().endswith(".png") else ""
                names.setdefault(value, f"{BENEATH}{len(names):03}{ending}")
                element.set(key, names[value])
    try:
        files = archive.carried(names)
    except StudioError:
        files = None
    if files is None:
        return None
    xml: bytes = ElementTree.tostring(stack, encoding="UTF-8")
    return LayerStack(xml, {names[name]: data for name, data in files.items()})


def _is_plain(stack: ElementTree.Element, layer: ElementTree.Element) -> bool:
    """Whether a layer at the top of the stack is shown as it is, at the corner."""
    mode = layer.get("composite-op", PLAIN) == PLAIN
    return layer in list(stack) and is_shown(layer) and place_of(layer) == (0, 0, 1.0) and mode


def _stack(archive: Archive) -> tuple[Size, ElementTree.Element]:
    """The size of the canvas, and the element with the layers, the top one first."""
    text = archive.bytes(STACK, MOST_STACK)
    try:
        words = text.decode("utf-8-sig")
        if "<!DOCTYPE" in words or "<!ENTITY" in words:  # against entity expansion attacks, which need one
            raise ValueError("a document type")
        image = ElementTree.fromstring(words.encode())
        size = Size(int(image.attrib["w"]), int(image.attrib["h"]))
    except (ElementTree.ParseError, ValueError, KeyError) as error:
        raise archive.broken("entry-invalid", name=STACK) from error
    stack = image.find("stack")
    return size, ElementTree.Element("stack") if stack is None else stack


def _layers(stack: ElementTree.Element, depth: int) -> Iterator[ElementTree.Element]:
    if depth > _DEEPEST:
        raise ValueError("groups are nested too deeply")
    for child in stack:
        if child.tag == "stack":
            yield from _layers(child, depth + 1)
        elif child.tag == "layer":
            if "src" not in child.attrib:
                raise ValueError("a layer without a picture")
            yield child
