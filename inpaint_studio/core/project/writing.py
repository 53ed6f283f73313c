"""Writing a project: the pictures into the zip one by one, then their description."""

from __future__ import annotations

import contextlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, cast
from xml.etree import ElementTree

import cv2
import numpy as np

from ..arrays import Pixels
from ..depth import eight_bit
from ..document.document import Document
from ..document.layers import FillLayer, LayerContent, LayerPatch
from ..document.tiled_mask import TiledMask
from ..errors import Noted, StudioError
from ..files import atomic_write
from ..geometry import Rect
from ..limits import METADATA_LIMIT, values_in
from ..photo import LayerStack, Photo
from ..photo_io.png import write as png
from ..tiles import TiledArray
from .archive import MOST_TEXT, most_values
from .compose import PLAIN, place_of
from .names import (
    BASE,
    BENEATH_STACK,
    COMPOSED,
    CONTENTS,
    FORMAT,
    MERGED,
    METADATA,
    MIMETYPE,
    OURS,
    STACK,
    THUMBNAIL,
    to_json,
)
from .values import Project, StoredResult

THUMBNAIL_SIDE = 256

_LARGE = 1_900_000_000  # not every program reads the zip64 extension that entries of over 2 GB need


def save_project(path: str | os.PathLike[str], project: Project, *, overwrite: bool = False) -> None:
    """Write the project to `path` atomically.

    Raises what `atomic_write` raises, and StudioError "project-unwritable" if it could not be read again.
    """
    with atomic_write(path, overwrite=overwrite) as file, zipfile.ZipFile(file, "w") as archive:
        try:
            _Writer(archive).write(project)
        except _Unreadable as error:
            raise StudioError("project-unwritable", path=path, reason=error) from error


class _Unreadable(Noted):
    """The project would exceed a limit of the reader."""


@dataclass
class _Writer:
    """A zip being written: the CRC-32 of its pictures by name, and its masks by digest."""

    archive: zipfile.ZipFile
    checks: dict[str, int] = field(default_factory=dict)
    masks: dict[str, dict[str, Any]] = field(default_factory=dict)

    def write(self, project: Project) -> None:
        document = project.state.document
        # first and uncompressed, so that the first bytes identify the kind of file
        self._bytes("mimetype", MIMETYPE)
        photo = document.photo
        self._picture(BASE if photo.beneath is None else COMPOSED, photo.pixels, photo.alpha, photo)
        beneath = {} if photo.beneath is None else {"beneath": self._beneath(photo.beneath)}
        layers = [
            self._layer(f"data/fill{number:03}", layer, photo) for number, layer in enumerate(document.layers)
        ]
        contents = {
            "format": FORMAT if beneath else 1,
            **beneath,
            "photo": self._photo(photo),
            "canvas": document.canvas.numbers,
            "layers": layers,
            "masks": {name: self._mask(tiles) for name, tiles in project.state.masks.items()},
            "curation": project.state.curation.values,
            "results": [self._result(result, photo) for result in project.results],
            "settings": to_json(dict(project.settings)),
            "about": to_json(dict(project.about)),
        }
        self._merged(document)
        self._bytes(STACK, _stack(document, layers))
        # last, as it contains the checksum of every picture
        text = json.dumps({**contents, "checks": self.checks}).encode()
        if len(text) > MOST_TEXT or values_in(text) > most_values(len(self.archive.NameToInfo)):
            raise _Unreadable("description-long")
        self._bytes(CONTENTS, text)

    def _photo(self, photo: Photo) -> dict[str, Any]:
        blocks = {entry: getattr(photo, name) for name, entry in METADATA.items()}
        if sum(len(block) for block in blocks.values() if block is not None) > METADATA_LIMIT:
            raise _Unreadable("metadata-long")
        for entry, block in blocks.items():
            if block is not None:
                self._bytes(entry, block)
        return {
            "source": photo.source.name,
            "options": to_json(dict(photo.source.options)),
            "dpi": photo.dpi,
            "comments": to_json(list(photo.comments)),
            "notes": list(photo.notes),
        }

    def _beneath(self, stack: LayerStack) -> list[str]:
        """Write the layers of another program as they are; returns the names of their entries."""
        if len(stack.xml) > MOST_TEXT:
            raise _Unreadable("description-long")
        for name, data in stack.files.items():
            with self._entry(name, nbytes=len(data)) as file:
                file.write(data)
            self.checks[name] = self.archive.getinfo(name).CRC
        self._bytes(BENEATH_STACK, stack.xml)
        return list(stack.files)

    def _layer(self, stem: str, layer: FillLayer, photo: Photo) -> dict[str, Any]:
        about = self._content(stem, layer.content, photo)
        called = {"number": layer.number, "called": layer.name}
        group = {"group": layer.group, "group_called": layer.group_name}
        return {**about, "visible": layer.visible, "opacity": layer.opacity, **called, **group}

    def _content(self, stem: str, content: LayerContent, photo: Photo) -> dict[str, Any]:
        patches = []
        for number, patch in enumerate(content.patches):
            source = f"{stem}-{number}.png"
            coverage = f"{OURS}coverage/{stem.replace('/', '-')}-{number}.png"
            self._picture(source, *_as_layer(patch), photo)
            self._picture(coverage, patch.coverage[..., None], None)
            patches.append(
                {
                    "rect": patch.rect.numbers,
                    "source": source,
                    "coverage": coverage,
                    "alpha": patch.alpha is not None,
                }
            )
        return {
            "name": content.name,
            "description": to_json(dict(content.description)),
            "patches": patches,
        }

    def _result(self, result: StoredResult, photo: Photo) -> dict[str, Any]:
        return {
            **self._content(f"{OURS}results/{result.number}", result.content, photo),
            "number": result.number,
            "mask": self._mask(result.mask),
            **result.look,
        }

    def _mask(self, tiles: TiledArray) -> dict[str, Any]:
        """A mask cropped to its bounds; equal masks are written once."""
        mask = TiledMask(tiles)
        if mask.digest not in self.masks:
            about: dict[str, Any] = {"rect": mask.bounds.numbers}
            if mask.bounds:
                about["source"] = f"{OURS}masks/{len(self.masks)}.png"
                self._picture(about["source"], mask.read(mask.bounds)[..., None], None)
            self.masks[mask.digest] = about
        return self.masks[mask.digest]

    def _merged(self, document: Document) -> None:
        flat = document.flattened()
        pixels, alpha = eight_bit(flat.pixels), None if flat.alpha is None else eight_bit(flat.alpha)
        self._picture(MERGED, pixels, alpha, flat)
        longest = max(document.size.width, document.size.height)
        factor = min(1.0, THUMBNAIL_SIDE / longest)
        small = (max(1, round(document.size.width * factor)), max(1, round(document.size.height * factor)))
        shrunk = np.asarray(cv2.resize(pixels, small, interpolation=cv2.INTER_AREA), np.uint8)
        if alpha is not None:
            alpha = np.asarray(cv2.resize(alpha, small, interpolation=cv2.INTER_AREA), np.uint8)
        self._picture(THUMBNAIL, shrunk.reshape(small[1], small[0], -1), alpha, flat)

    def _picture(self, name: str, pixels: Pixels, alpha: Pixels | None, photo: Photo | None = None) -> None:
        with self._entry(name, nbytes=pixels.nbytes + (0 if alpha is None else alpha.nbytes)) as file:
            # every picture has the profile, as other programs read each separately
            icc, dpi = (None, None) if photo is None else (photo.icc, photo.dpi)
            png.write(cast(BinaryIO, file), pixels, alpha, icc=icc, dpi=dpi)
        self.checks[name] = self.archive.getinfo(name).CRC

    def _bytes(self, name: str, data: bytes) -> None:
        with self._entry(name, compressed=name.endswith((".json", ".xml"))) as file:
            file.write(data)

    @contextlib.contextmanager
    def _entry(self, name: str, *, compressed: bool = False, nbytes: int = 0) -> Iterator[IO[bytes]]:
        """An entry of about `nbytes`, with a fixed date, so that the same project gives the same bytes."""
        about = zipfile.ZipInfo(name)
        about.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        with self.archive.open(about, "w", force_zip64=nbytes > _LARGE) as file:
            yield file


def _as_layer(patch: LayerPatch) -> tuple[Pixels, Pixels]:
    """Pixels and alpha of a patch as an OpenRaster layer: transparent where it has no coverage."""
    covered = patch.coverage > 0
    opaque = np.iinfo(patch.pixels.dtype).max
    alpha = np.where(covered, opaque if patch.alpha is None else patch.alpha, 0).astype(patch.pixels.dtype)
    return np.where(covered[..., None], patch.pixels, np.zeros((), patch.pixels.dtype)), alpha


def _stack(document: Document, layers: list[dict[str, Any]]) -> bytes:
    """`stack.xml`: the top layer first, places relative to the canvas."""
    canvas = document.canvas
    size = {"w": str(canvas.width), "h": str(canvas.height)}
    image = ElementTree.Element("image", {"version": "0.0.6", **size})
    if document.photo.dpi is not None:
        image.set("xres", str(max(1, round(document.photo.dpi[0]))))
        image.set("yres", str(max(1, round(document.photo.dpi[1]))))
    root = ElementTree.SubElement(image, "stack")
    for layer in reversed(layers):
        look = {
            "name": _printable(layer["called"] or layer["name"]) or "Fill",
            "opacity": f"{layer['opacity']:.6g}",
            "visibility": "visible" if layer["visible"] else "hidden",
            "composite-op": PLAIN,
        }
        if len(layer["patches"]) == 1:
            ElementTree.SubElement(root, "layer", {**look, **_place(layer["patches"][0], canvas)})
            continue
        group = ElementTree.SubElement(root, "stack", {**look, "isolation": "isolate"})
        for patch in reversed(layer["patches"]):
            ElementTree.SubElement(
                group,
                "layer",
                {"name": look["name"], "composite-op": PLAIN, **_place(patch, canvas)},
            )
    if document.photo.beneath is not None:
        root.extend(_moved(document.photo.beneath, canvas))
    else:
        base = {"name": "Photo", "src": BASE, "x": str(-canvas.x), "y": str(-canvas.y)}
        ElementTree.SubElement(root, "layer", {**base, "composite-op": PLAIN, "visibility": "visible"})
    text: bytes = ElementTree.tostring(image, encoding="UTF-8", xml_declaration=True)
    return text


def _moved(beneath: LayerStack, canvas: Rect) -> list[ElementTree.Element]:
    """The layers of another program, at their places on the canvas."""
    stack = ElementTree.fromstring(beneath.xml)
    if canvas.x or canvas.y:
        for layer in stack.iter("layer"):
            x, y, _ = place_of(layer)
            layer.set("x", str(x - canvas.x))
            layer.set("y", str(y - canvas.y))
    return list(stack)


def _place(patch: dict[str, Any], canvas: Rect) -> dict[str, str]:
    return {
        "src": patch["source"],
        "x": str(patch["rect"][0] - canvas.x),
        "y": str(patch["rect"][1] - canvas.y),
    }


def _printable(name: str) -> str:
    """A name without characters that XML cannot contain."""
    return "".join(letter for letter in name if letter.isprintable())
