"""Stands in for `gi.repository` with GIMP 3 in it: images and layers as arrays, files by our own codecs.

Names, arguments and results are those of GIMP 3.0's API, as far as the plug-in uses it.
"""

from __future__ import annotations

import enum
import types
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo


class Precision(enum.IntEnum):
    U8_LINEAR = 100
    U8_NON_LINEAR = 150
    U16_LINEAR = 200
    U16_NON_LINEAR = 250
    FLOAT_LINEAR = 600
    FLOAT_NON_LINEAR = 650


class ImageBaseType(enum.Enum):
    RGB = 0
    GRAY = 1


RunMode = enum.Enum("RunMode", "INTERACTIVE NONINTERACTIVE")
MaskApplyMode = enum.Enum("MaskApplyMode", "APPLY DISCARD")
LayerMode = enum.Enum("LayerMode", "NORMAL MULTIPLY")
PDBProcType = enum.Enum("PDBProcType", "PLUGIN")
PDBStatusType = enum.Enum("PDBStatusType", "EXECUTION_ERROR CALLING_ERROR SUCCESS CANCEL")
ProcedureSensitivityMask = enum.Enum("ProcedureSensitivityMask", "DRAWABLE")


def _dtype(precision: Precision) -> Any:
    return {1: np.uint8, 2: np.uint16, 6: np.float32}[int(precision) // 100]


@dataclass(eq=False)
class Layer:
    """`pixels` (h, w, C) with alpha as the last channel if `has_alpha`."""

    pixels: np.ndarray
    has_alpha: bool = False
    name: str = "layer"
    offsets: tuple[int, int] = (0, 0)
    opacity: float = 100.0
    mode: LayerMode = LayerMode.NORMAL
    visible: bool = True
    mask: object | None = None
    parent: Any = None
    is_deleted: bool = False

    def is_valid(self) -> bool:
        return not self.is_deleted

    @staticmethod
    def new_from_drawable(drawable: Layer, image: Image) -> Layer:
        pixels = drawable.pixels
        wanted = _dtype(image.precision)
        if pixels.dtype != wanted:
            unit = pixels / (np.iinfo(pixels.dtype).max if pixels.dtype.kind == "u" else 1)
            top = np.iinfo(wanted).max if wanted is not np.float32 else 1
            pixels = (np.clip(unit, 0, 1) * top + (0 if wanted is np.float32 else 0.5)).astype(wanted)
        return replace(drawable, pixels=pixels.copy(), parent=None)

    def get_width(self) -> int:
        return int(self.pixels.shape[1])

    def get_height(self) -> int:
        return int(self.pixels.shape[0])

    def get_offsets(self) -> tuple[bool, int, int]:
        return (True, *self.offsets)

    def get_mask(self) -> object | None:
        return self.mask

    def get_parent(self) -> Any:
        return self.parent

    def remove_mask(self, mode: MaskApplyMode) -> None:
        assert mode is MaskApplyMode.DISCARD
        self.mask = None

    def set_offsets(self, x: int, y: int) -> None:
        self.offsets = (x, y)

    def set_visible(self, visible: bool) -> None:
        self.visible = visible

    def set_opacity(self, opacity: float) -> None:
        self.opacity = opacity

    def set_mode(self, mode: LayerMode) -> None:
        self.mode = mode

    def set_name(self, name: str) -> None:
        self.name = name


@dataclass(eq=False)
class Image:
    """`selection` (H, W) uint8 of the canvas, or None."""

    width: int
    height: int
    base_type: ImageBaseType
    precision: Precision
    layers: list[Layer] = field(default_factory=list)
    profile: bytes | None = None
    selection: np.ndarray | None = None
    undo_depth: int = 0
    is_frozen: bool = False
    """Whether changes give no steps to undo."""
    channels: list[Layer] = field(default_factory=list)
    is_deleted: bool = False
    is_scratch: bool = False
    """Whether a plug-in made it."""

    @staticmethod
    def new_with_precision(width: int, height: int, kind: ImageBaseType, precision: Precision) -> Image:
        return Image(width, height, kind, precision, is_scratch=True)

    def get_precision(self) -> Precision:
        return self.precision

    def get_base_type(self) -> ImageBaseType:
        return self.base_type

    def get_color_profile(self) -> bytes | None:
        return self.profile

    def set_color_profile(self, profile: bytes) -> None:
        self.profile = profile

    def insert_layer(self, layer: Layer, parent: Any, position: int) -> None:
        assert self.undo_depth == 1 or self.is_scratch
        layer.parent = parent
        self.layers.insert(position, layer)

    def get_item_position(self, layer: Layer) -> int:
        return self.layers.index(layer)

    def is_valid(self) -> bool:
        return not self.is_deleted

    def remove_channel(self, channel: Layer) -> None:
        assert self.is_frozen
        self.channels.remove(channel)

    def flatten(self) -> None:
        """On black, as the plug-in sets the background."""
        assert _contexts[-1] == "black"
        canvas = np.zeros((self.height, self.width, 1), _dtype(self.precision))
        (layer,) = self.layers
        x, y = layer.offsets
        for row in range(max(0, y), min(self.height, y + layer.get_height())):
            for column in range(max(0, x), min(self.width, x + layer.get_width())):
                canvas[row, column] = layer.pixels[row - y, column - x]
        self.layers = [Layer(canvas)]

    def undo_group_start(self) -> None:
        self.undo_depth += 1

    def undo_group_end(self) -> None:
        self.undo_depth -= 1

    def undo_freeze(self) -> None:
        self.is_frozen = True

    def undo_thaw(self) -> None:
        self.is_frozen = False

    def delete(self) -> None:
        self.is_deleted = True


class Selection:
    @staticmethod
    def is_empty(image: Image) -> bool:
        return image.selection is None

    @staticmethod
    def save(image: Image) -> Layer:
        assert image.selection is not None
        assert image.is_frozen
        image.channels.append(Layer(image.selection[..., None]))
        return image.channels[-1]


def file_save(mode: RunMode, image: Image, file: Path, options: None) -> bool:
    """Only what is opaque, visible and without a mask is saved as it is."""
    (layer,) = image.layers
    assert (layer.visible, layer.opacity, layer.mode, layer.mask) == (True, 100, LayerMode.NORMAL, None)
    assert layer.offsets == (0, 0)
    assert layer.pixels.shape[:2] == (image.height, image.width)
    alpha = layer.pixels[..., -1] if layer.has_alpha else None
    pixels = layer.pixels[..., :-1] if layer.has_alpha else layer.pixels
    write_photo(file, Photo(pixels, alpha, icc=image.profile))
    return True


def file_load_layer(mode: RunMode, image: Image, file: Path) -> Layer:
    photo = read_photo(file)
    assert photo.icc == image.profile
    pixels = photo.pixels if photo.alpha is None else np.dstack([photo.pixels, photo.alpha])
    return Layer.new_from_drawable(Layer(pixels, photo.alpha is not None), image)


def file_load(mode: RunMode, file: Path) -> Image:
    photo = read_photo(file)
    return Image(
        photo.size.width, photo.size.height, ImageBaseType.RGB, Precision.U8_NON_LINEAR, [Layer(photo.pixels)]
    )


class Display:
    shown: list[Image] = []  # noqa: RUF012 - of the one program

    @staticmethod
    def new(image: Image) -> None:
        Display.shown.append(image)


_contexts: list[str] = ["white"]


class Choice:
    def __init__(self) -> None:
        self.names: list[str] = []

    @staticmethod
    def new() -> Choice:
        return Choice()

    def add(self, nick: str, number: int, label: str, about: str) -> None:
        assert number == len(self.names)
        self.names.append(nick)


class ImageProcedure:
    """Notes what is set."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.set: dict[str, tuple[Any, ...]] = {}

    @staticmethod
    def new(plug_in: Any, name: str, kind: PDBProcType, run: Any, data: Any) -> ImageProcedure:
        return ImageProcedure(name)

    def get_name(self) -> str:
        return self.name

    def __getattr__(self, called: str) -> Any:
        if not called.startswith(("set_", "add_")):
            raise AttributeError(called)
        return lambda *given: self.set.__setitem__(called, given)

    def new_return_values(self, status: PDBStatusType, error: Any) -> tuple[PDBStatusType, Any]:
        return status, error


def modules() -> dict[str, types.ModuleType]:
    """What `import gi` and `from gi.repository import …` find."""
    gi, repository = types.ModuleType("gi"), types.ModuleType("gi.repository")
    gimp = types.SimpleNamespace(
        **{name: value for name, value in globals().items() if not name.startswith("_")},
        PlugIn=object,
        context_push=lambda: _contexts.append(_contexts[-1]),
        context_pop=_contexts.pop,
        context_set_background=lambda colour: _contexts.__setitem__(-1, colour),
        progress_init=lambda text: None,
        progress_pulse=lambda: True,
        displays_flush=lambda: None,
    )
    gi.require_version = lambda name, version: None  # type: ignore[attr-defined]
    found = {
        "Gimp": gimp,
        "GimpUi": types.SimpleNamespace(),
        "Gegl": types.SimpleNamespace(Color=types.SimpleNamespace(new=lambda name: name)),
        "Gio": types.SimpleNamespace(File=types.SimpleNamespace(new_for_path=Path)),
        "GLib": types.SimpleNamespace(Error=RuntimeError),
        "GObject": types.SimpleNamespace(ParamFlags=types.SimpleNamespace(READWRITE=3)),
    }
    for name, value in found.items():
        setattr(repository, name, value)
    gi.repository = repository  # type: ignore[attr-defined]
    return {"gi": gi, "gi.repository": repository}
