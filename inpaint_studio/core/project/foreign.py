"""OpenRaster files of other programs: opened as a photo, their layers kept to be written back."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import numpy as np

from ..depth import eight_bit
from ..document.document import Document
from ..document.state import State
from ..errors import Note
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
_NO_LAYERS = {STACK, MERGED, THUMBNAIL, MIMETYPE.decode()}


def open_foreign(archive: Archive, notes: tuple[str, ...]) -> Project:
    """The project of another program: its picture as a photo without fills, and its layers beneath.

    A file with one layer that is the whole picture opens as that layer. Raises StudioError "project-broken"
    or "photo-too-large".
    """
    size, stack = _stack(archive)
    try:
        layers = list(_layers(stack, 0))
        for element in stack.iter():
            place_of(element)
    except ValueError as error:
        raise archive.broken("entry-invalid", name=STACK) from error
    if not layers and not archive.has(MERGED):
        raise archive.broken("no-picture")
    if len(layers) == 1 and _is_plain(stack, layers[0]):
        picture = archive.picture(layers[0].attrib["src"])
        if picture.pixels.shape[:2] == (size.height, size.width):
            return _project(picture, notes)
    shown, about = _picture(archive, size, stack)
    beneath = _kept(archive, stack) if layers else None
    if beneath is not None:
        notes = (*notes, Note("layers-kept", count=len(layers)))
    elif len(layers) > 1:
        notes = (*notes, Note("layers-joined", count=len(layers)))
    return _project(shown, (*notes, *about), beneath)


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
    composed = _composed(archive, size, stack)
    if merged is None:
        about = Note("layers-unblended", modes=", ".join(sorted(modes)))
        return composed.picture, (about,) if modes else ()
    if composed.picture.pixels.itemsize <= merged.pixels.itemsize:
        return merged, ()
    if not composed.is_certain or not _look_alike(composed.picture, merged):
        return merged, (Note("layers-differ"),)
    return composed.picture, ()


def _composed(archive: Archive, size: Size, stack: ElementTree.Element) -> Composed:
    if size.area > archive.most:
        raise photo_too_large(archive.path, size, archive.most)
    sources = [layer.attrib["src"] for layer in _layers(stack, 0) if is_shown(layer)]
    archive.require_room(sources, size.area * 8)
    return compose(stack, size, archive.picture)


def _look_alike(one: Decoded, other: Decoded) -> bool:
    """Whether two pictures are the same, but for depth and rounding; colours under alpha 0 don't count."""
    if one.pixels.shape[:2] != other.pixels.shape[:2]:
        return False
    alphas = [_alpha(each) for each in (one, other)]
    if _distance(*alphas) > _MOST_DIFFERENCE:
        return False
    # a colour that is half transparent is stored with fewer levels
    colours = [
        eight_bit(each.pixels).reshape(*alpha.shape, -1) * (alpha[..., None] / np.float32(255))
        for each, alpha in zip((one, other), alphas, strict=True)
    ]
    return _distance(*colours) <= _MOST_DIFFERENCE


def _alpha(picture: Decoded) -> np.ndarray:
    if picture.alpha is None:
        return np.full(picture.pixels.shape[:2], 255, np.uint8)
    return eight_bit(picture.alpha)


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one.astype(np.float32) - other.astype(np.float32)).max(initial=0))


def _kept(archive: Archive, stack: ElementTree.Element) -> LayerStack | None:
    """The layers with their files under new names; None if a file is missing."""
    names: dict[str, str] = {}
    for element in stack.iter():
        for key, value in element.attrib.items():
            is_file = archive.has(value) and value not in _NO_LAYERS and not value.startswith(OURS)
            if key == "src" or is_file:
                ending = ".png" if value.lower().endswith(".png") else ""
                names.setdefault(value, f"{BENEATH}{len(names):03}{ending}")
                element.set(key, names[value])
    files = archive.carried(names)
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
