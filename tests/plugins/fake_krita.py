"""Stands in for the module `krita`: documents and layers as arrays, files by our own codecs.

Names, arguments and results are those of Krita 5's Python API, as far as the plug-in uses it.
"""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any

import numpy as np

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo

PROFILES: dict[str, bytes | None] = {"sRGB built-in": None}
"""The profiles that Krita knows by name."""
_DTYPES = {"U8": np.uint8, "U16": np.uint16, "F32": np.float32}
_CHANNELS = {"RGBA": 4, "GRAYA": 2, "CMYKA": 5}


def converted(pixels: np.ndarray, depth: str) -> np.ndarray:
    wanted = _DTYPES[depth]
    if pixels.dtype == wanted:
        return pixels
    unit = pixels / (np.iinfo(pixels.dtype).max if pixels.dtype.kind == "u" else 1)
    if wanted is np.float32:
        return unit.astype(wanted)
    return np.rint(np.clip(unit, 0, 1) * np.iinfo(wanted).max).astype(wanted)


class Node:
    """A layer of a document, on the whole canvas; Krita's order of channels is BGRA for integers."""

    def __init__(self, document: Document, name: str) -> None:
        self.document, self._name, self.kind = document, name, "paintlayer"
        self.pixels = np.zeros(document.shape, _DTYPES[document.depth])

    def name(self) -> str:
        return self._name

    def type(self) -> str:
        return self.kind

    def colorModel(self) -> str:
        return self.document.model

    def colorDepth(self) -> str:
        return self.document.depth

    def colorProfile(self) -> str:
        return self.document.profile

    def parentNode(self) -> Group:
        return self.document.root

    def projectionPixelData(self, x: int, y: int, width: int, height: int) -> bytes:
        return self.pixels[y : y + height, x : x + width].tobytes()

    def setPixelData(self, data: bytes, x: int, y: int, width: int, height: int) -> None:
        shape = (height, width, self.pixels.shape[2])
        self.pixels[y : y + height, x : x + width] = np.frombuffer(data, self.pixels.dtype).reshape(shape)

    def remove(self) -> None:
        self.document.root.nodes.remove(self)


class Group:
    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def childNodes(self) -> list[Node]:
        """From the bottom."""
        return list(self.nodes)

    def addChildNode(self, node: Node, above: Node | None) -> bool:
        self.nodes.insert(len(self.nodes) if above is None else self.nodes.index(above) + 1, node)
        return True


class Selection:
    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def pixelData(self, x: int, y: int, width: int, height: int) -> bytes:
        return self.values[y : y + height, x : x + width].tobytes()


class Document:
    def __init__(self, width: int, height: int, model: str, depth: str, profile: str) -> None:
        self.model, self.depth, self.profile = model, depth, profile
        self.shape = (height, width, _CHANNELS[model])
        self.root = Group()
        self._selection: Selection | None = None
        self.is_batch, self.is_open = False, True
        self.active: Node | None = None

    def colorModel(self) -> str:
        return self.model

    def colorDepth(self) -> str:
        return self.depth

    def colorProfile(self) -> str:
        return self.profile

    def setColorSpace(self, model: str, depth: str, profile: str) -> None:
        assert (model, profile) == (self.model, self.profile)
        self.depth = depth
        for node in self.root.nodes:
            node.pixels = converted(node.pixels, depth)

    def width(self) -> int:
        return self.shape[1]

    def height(self) -> int:
        return self.shape[0]

    def rootNode(self) -> Group:
        return self.root

    def createNode(self, name: str, kind: str) -> Node:
        assert kind == "paintlayer"
        return Node(self, name)

    def selection(self) -> Selection | None:
        return self._selection

    def setSelection(self, selection: Selection | None) -> None:
        self._selection = selection

    def setActiveNode(self, node: Node) -> None:
        self.active = node

    def setBatchmode(self, batch: bool) -> None:
        self.is_batch = batch

    def refreshProjection(self) -> None: ...

    def waitForDone(self) -> None: ...

    def pixelData(self, x: int, y: int, width: int, height: int) -> bytes:
        (node,) = self.root.nodes
        return node.projectionPixelData(x, y, width, height)

    def exportImage(self, path: str, about: InfoObject) -> bool:
        assert self.is_batch  # or Krita would ask
        assert about.values["alpha"] is True
        assert about.values["saveProfile"] is True
        (node,) = self.root.nodes
        colours = node.pixels[..., 2::-1] if self.model == "RGBA" else node.pixels[..., :1]
        write_photo(path, Photo(colours, node.pixels[..., -1], icc=PROFILES[self.profile]))
        return True

    def close(self) -> bool:
        assert self.is_batch
        self.is_open = False
        return True


class InfoObject:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def setProperty(self, name: str, value: Any) -> None:
        self.values[name] = value


class Krita:
    """The program; notes its documents."""

    documents: list[Document] = []  # noqa: RUF012 - of the one program

    @staticmethod
    def instance() -> type[Krita]:
        return Krita

    @staticmethod
    def createDocument(
        width: int, height: int, name: str, model: str, depth: str, profile: str, resolution: float
    ) -> Document:
        made = Document(width, height, model, depth, profile)
        made.root.nodes.append(Node(made, "Background"))
        Krita.documents.append(made)
        return made

    @staticmethod
    def openDocument(path: str) -> Document | None:
        if not Path(path).exists():
            return None
        photo = read_photo(path)
        name = next(name for name, icc in PROFILES.items() if icc == photo.icc)
        model = "RGBA" if photo.channels == 3 else "GRAYA"
        depth = "U8" if photo.dtype == np.uint8 else "U16"
        made = Document(photo.size.width, photo.size.height, model, depth, name)
        node = Node(made, "Background")
        alpha = (
            np.full(photo.pixels.shape[:2], np.iinfo(photo.dtype).max) if photo.alpha is None else photo.alpha
        )
        node.pixels = np.dstack([photo.pixels[..., ::-1], alpha]).astype(photo.dtype)
        made.root.nodes.append(node)
        Krita.documents.append(made)
        return made


def module() -> types.ModuleType:
    """What `from krita import …` finds."""
    made = types.ModuleType("krita")
    made.Krita, made.InfoObject = Krita, InfoObject  # type: ignore[attr-defined]
    return made
