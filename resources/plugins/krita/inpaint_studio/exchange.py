"""Takes a layer of Krita to Inpaint Studio and the result back, without a window."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from krita import InfoObject, Krita

from .inpaint_studio_command import SAVED, edit_words, fill_words, folder, run

HOME = Path(__file__).resolve().parent
MODELS = ("RGBA", "GRAYA")
"""The colour models that Inpaint Studio takes."""
_EXCHANGED = {"U8": "U8", "U16": "U16", "F16": "U16", "F32": "U16"}
"""In which depth a layer of each depth is exchanged."""


def exchanged(
    document, layer, engine: str | None, meanwhile: Callable[[], bool] | None = None
) -> tuple[int, str]:
    """Fill the selection with an engine, or edit the layer without one; the result is a new layer above.

    Returns the exit code of Inpaint Studio, and the line for the user if it failed.
    """
    if layer is None or layer.type().endswith("mask"):  # a mask takes no layer above it
        return 2, "Choose a layer."
    if document.colorModel() not in MODELS:
        return 2, "Inpaint Studio takes RGB and greyscale images: convert the image first."
    selection = document.selection()
    if engine is not None and selection is None:
        return 2, "Select what to fill first."
    with folder() as place:
        picture, mask, result = (place / name for name in ("layer.tif", "selection.png", "result.tif"))
        if not save_layer(document, layer, picture):
            return 1, "Krita could not save the layer."
        if selection is not None:
            save_selection(document, selection, mask)
        if engine is None:
            words = edit_words(picture, mask if selection is not None else None, result)
        else:
            words = fill_words(picture, mask, result, engine)
        code, message = run(words, HOME, meanwhile, result)
        if code == SAVED:
            name = "Edited in Inpaint Studio" if engine is None else "Filled by Inpaint Studio"
            if not take_in(document, layer, result, name):
                return 1, "Krita could not add the result."
    return code, message


def save_layer(document, layer, path: Path) -> bool:
    """Write what a layer shows within the canvas, at its depth and with the profile of the image."""
    width, height = document.width(), document.height()
    profile = document.colorProfile()
    copy = Krita.instance().createDocument(
        width, height, "layer", layer.colorModel(), layer.colorDepth(), layer.colorProfile(), 300.0
    )
    copy.setBatchmode(True)
    for node in copy.rootNode().childNodes():
        node.remove()
    picture = copy.createNode("layer", "paintlayer")
    picture.setPixelData(layer.projectionPixelData(0, 0, width, height), 0, 0, width, height)
    copy.rootNode().addChildNode(picture, None)
    depth = _EXCHANGED[document.colorDepth()]
    if (copy.colorModel(), copy.colorDepth(), copy.colorProfile()) != (document.colorModel(), depth, profile):
        copy.setColorSpace(document.colorModel(), depth, profile)
    copy.refreshProjection()
    copy.waitForDone()
    about = InfoObject()
    for name, value in (("alpha", True), ("flatten", True), ("compressiontype", 0), ("saveProfile", True)):
        about.setProperty(name, value)
    done = copy.exportImage(str(path), about)
    copy.close()
    return bool(done) and path.exists()


def save_selection(document, selection, path: Path) -> None:
    """Write the selection on the canvas as a mask, a grey PNG of 8 bit."""
    width, height = document.width(), document.height()
    data = bytes(selection.pixelData(0, 0, width, height))
    rows = b"".join(b"\0" + data[row * width : (row + 1) * width] for row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks))


def take_in(document, layer, path: Path, name: str) -> bool:
    """Add the result as a layer above the one that it was made of."""
    back = Krita.instance().openDocument(str(path))
    if back is None:
        return False
    wanted = (document.colorModel(), document.colorDepth(), document.colorProfile())
    if (back.colorModel(), back.colorDepth(), back.colorProfile()) != wanted:
        back.setColorSpace(*wanted)
        back.waitForDone()
    width, height = back.width(), back.height()
    new = document.createNode(name, "paintlayer")
    new.setPixelData(back.pixelData(0, 0, width, height), 0, 0, width, height)
    back.setBatchmode(True)
    back.close()
    if not layer.parentNode().addChildNode(new, layer):
        return False
    document.setActiveNode(new)
    document.refreshProjection()
    document.waitForDone()
    return True


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
