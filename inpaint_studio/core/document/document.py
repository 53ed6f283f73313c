"""The open picture: a photo that never changes and the fills on it, in order.

A document is a frozen value. Each operation returns a new one that shares all unchanged data, so a
document is its own snapshot: any thread can read it, as a `PhotoSource`.

Fills keep the coordinates of the photo. The canvas is the rectangle of the photo that is shown and saved;
cropping only changes that rectangle and loses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from ..arrays import Flags, Pixels
from ..geometry import Rect, Size
from ..mask import Mask
from ..photo import OnPhoto, Photo
from ..tiles import TiledArray
from .layers import FillLayer, LayerContent, LayerPatch, PatchLike
from .tiled_mask import TiledMask


@dataclass(frozen=True, eq=False)
class Document(OnPhoto):
    """A photo and its fills, the first at the bottom; made by `Document.of`.

    As a `PhotoSource` it is the picture on the canvas: the photo, byte for byte, wherever no visible fill
    has coverage. A canvas that reaches beyond the photo repeats its edge there, transparent if the photo has
    alpha, until a fill covers it.
    """

    photo: Photo
    canvas: Rect
    layers: tuple[FillLayer, ...]
    _base: TiledArray = field(repr=False)
    _base_alpha: TiledArray | None = field(repr=False)
    _pixels: TiledArray = field(repr=False)
    _alpha: TiledArray | None = field(repr=False)

    @classmethod
    def of(cls, photo: Photo, canvas: Rect | None = None, layers: Iterable[FillLayer] = ()) -> Self:
        """A document on `photo`, whose arrays are shared, not copied.

        `canvas` is in the photo's coordinates; None is the whole photo. ValueError if it is empty.
        """
        canvas = Rect.of(photo.size) if canvas is None else canvas
        if not canvas:
            raise ValueError("a canvas must not be empty")
        base = TiledArray.from_array(_with_edge_repeated(_cut(photo.pixels, canvas), photo.size, canvas))
        alpha = None if photo.alpha is None else TiledArray.from_array(_cut(photo.alpha, canvas))
        return cls(photo, canvas, (), base, alpha, base, alpha).with_layers(layers)

    @property
    def size(self) -> Size:
        return self.canvas.size

    @property
    def has_alpha(self) -> bool:
        return self._alpha is not None

    @property
    def next_number(self) -> int:
        """The number of the next fill: one more than that of any fill or group."""
        return _highest(self.layers) + 1

    def read(self, rect: Rect) -> Pixels:
        """The pixels of `rect` (canvas coordinates), fills included: read-only (h, w, C)."""
        return self._pixels.read(rect)

    def read_alpha(self, rect: Rect) -> Pixels | None:
        """The alpha of `rect` (canvas coordinates), fills included: read-only (h, w), or None."""
        return None if self._alpha is None else self._alpha.read(rect)

    def mask_of_layer(self, *indices: int) -> Mask:
        """The coverage of a layer, or of several together, as a mask of the canvas."""
        tiles = TiledArray.blank(self.size)
        whole = Rect.of(self.size)
        for patch in (patch for index in indices for patch in self.layers[index].content.patches):
            home = patch.rect.moved(-self.canvas.x, -self.canvas.y)
            shared = home & whole
            if shared:
                covered = patch.coverage[shared.moved(-home.x, -home.y).slices]
                tiles.write(shared, covered, covered > 0)
        return TiledMask(tiles)

    def changed_since(self, before: Document) -> Rect:
        """A rectangle (canvas coordinates, whole tiles) outside which both look the same.

        The whole canvas if the canvas or the photo differs.
        """
        whole = Rect.of(self.size)
        if before.canvas != self.canvas or before.photo is not self.photo:
            return whole
        changed = self._pixels.rect_unlike(before._pixels)
        if self._alpha is not None and before._alpha is not None:
            changed |= self._alpha.rect_unlike(before._alpha)
        return changed

    def nbytes_beside(self, other: Document) -> int:
        """The bytes of its picture that `other`, a document on the same canvas, does not share."""
        shared = self._pixels.nbytes_beside(other._pixels)
        if self._alpha is not None and other._alpha is not None:
            shared += self._alpha.nbytes_beside(other._alpha)
        return shared

    def flattened(self) -> Photo:
        """The canvas as a photo with the original's metadata, for saving."""
        whole = Rect.of(self.size)
        return replace(self.photo, pixels=self.read(whole), alpha=self.read_alpha(whole))

    def with_fill(
        self, patches: Sequence[PatchLike], name: str = "", description: Mapping[str, Any] | None = None
    ) -> Self:
        """With a new fill on top, whose patches are in canvas coordinates.

        ValueError if a patch does not fit the photo's channels or dtype.
        """
        return self.with_layers([*self.layers, FillLayer(self.content(patches, name, description))])

    def with_changed(self, indices: Iterable[int], **changes: Any) -> Self:
        """With other values of these fields in the fills at `indices`."""
        layers = list(self.layers)
        for index in indices:
            layers[index] = replace(layers[index], **changes)
        return self.with_layers(layers)

    def without(self, *indices: int) -> Self:
        """Without the fills at `indices`; the only one that is left of a group takes its name."""
        left = [layer for index, layer in enumerate(self.layers) if index not in indices]
        sizes = Counter(layer.group for layer in left)
        names = {layer.group: layer.group_name for layer in self.layers if layer.group_name}
        for place, layer in enumerate(left):
            if layer.group and layer.group in names and sizes[layer.group] == 1 and not layer.name:
                left[place] = replace(layer, name=names[layer.group])
        return self.with_layers(left)

    def cropped(self, rect: Rect) -> Self:
        """Only `rect` of the canvas; ValueError if nothing is left."""
        return self.with_canvas((rect & Rect.of(self.size)).moved(self.canvas.x, self.canvas.y))

    def uncropped(self) -> Self:
        """The whole photo again."""
        return self.with_canvas(Rect.of(self.photo.size))

    def with_canvas(self, canvas: Rect) -> Self:
        """With another canvas, in the photo's coordinates; it may reach beyond the photo."""
        return self if canvas == self.canvas else type(self).of(self.photo, canvas, self.layers)

    def with_layers(self, layers: Iterable[FillLayer]) -> Self:
        """With other fills, each with a number; only the tiles under those that differ are composed again."""
        layers = _numbered(layers)
        tiles: set[int] = set()
        for layer in _differing(self.layers, layers):
            for patch in layer.content.patches:
                self._require_kind(patch)
                tiles.update(self._pixels.tiles_in(patch.rect.moved(-self.canvas.x, -self.canvas.y)))
        pixels, alpha = self._pixels.snapshot(), self._alpha
        for index in tiles:
            pixels.put_tile(index, self._composed(self._base, index, layers, "pixels"))
        if alpha is not None and self._base_alpha is not None:
            alpha = alpha.snapshot()
            for index in tiles:
                alpha.put_tile(index, self._composed(self._base_alpha, index, layers, "alpha"))
        return replace(self, layers=layers, _pixels=pixels, _alpha=alpha)

    def content(
        self, patches: Sequence[PatchLike], name: str = "", description: Mapping[str, Any] | None = None
    ) -> LayerContent:
        """The content of a layer, in the photo's coordinates, from patches in canvas coordinates."""
        moved = tuple(
            LayerPatch(
                patch.rect.moved(self.canvas.x, self.canvas.y), patch.pixels, patch.coverage, patch.alpha
            )
            for patch in patches
        )
        return LayerContent(moved, name, dict(description or {}))

    def _require_kind(self, patch: LayerPatch) -> None:
        if patch.pixels.shape[2] != self.channels or patch.pixels.dtype != self.dtype:
            raise ValueError(
                f"the patch is {patch.pixels.shape} {patch.pixels.dtype}, "
                f"the photo has {self.channels} channels of {self.dtype}"
            )

    def _composed(self, base: TiledArray, index: int, layers: Iterable[FillLayer], plane: str) -> Pixels:
        """One tile of the photo with all visible fills over it, bottom first."""
        home = base.tile_rect(index).moved(self.canvas.x, self.canvas.y)
        tile = base.tile(index)
        copied = False
        for layer in layers:
            for patch in layer.content.patches_in(home) if layer.shows else ():
                values = getattr(patch, plane)
                shared = patch.rect & home
                if values is None or not shared:
                    continue
                source = shared.moved(-patch.rect.x, -patch.rect.y).slices
                covered = patch.coverage[source] > 0
                if not covered.any():
                    continue
                if not copied:
                    tile, copied = np.array(tile), True
                _lay(tile[shared.moved(-home.x, -home.y).slices], values[source], covered, layer.opacity)
        return tile


def _highest(layers: Iterable[FillLayer]) -> int:
    return max((max(layer.number, layer.group) for layer in layers), default=0)


def _numbered(layers: Iterable[FillLayer]) -> tuple[FillLayer, ...]:
    """The layers with a number for each that has none, or that of an earlier one."""
    layers = tuple(layers)
    highest = _highest(layers)
    taken = {0}
    numbered = []
    for layer in layers:
        if layer.number in taken:
            highest += 1
            layer = replace(layer, number=highest)
        taken.add(layer.number)
        numbered.append(layer)
    return tuple(numbered)


def _lay(under: Pixels, over: Pixels, covered: Flags, opacity: float) -> None:
    """Blend `over` into `under` in place, only where `covered`."""
    where = covered[..., None] if under.ndim == 3 else covered
    if opacity < 1:
        mixed = under + (over.astype(np.float32) - under) * np.float32(opacity)
        over = np.rint(mixed).astype(under.dtype)
    np.copyto(under, over, where=where)


def _cut(plane: Pixels, canvas: Rect) -> Pixels:
    """The canvas part of a plane of the photo; a view unless it reaches beyond the photo, where it is 0."""
    photo = Rect(0, 0, plane.shape[1], plane.shape[0])
    if photo.contains(canvas):
        return plane[canvas.slices]
    result = np.zeros((canvas.height, canvas.width, *plane.shape[2:]), plane.dtype)
    shared = photo & canvas
    if shared:
        result[shared.moved(-canvas.x, -canvas.y).slices] = plane[shared.slices]
    return result


def _with_edge_repeated(pixels: Pixels, photo: Size, canvas: Rect) -> Pixels:
    """The pixels of a canvas, with the edge of the photo repeated (in place) where it reaches beyond it.

    So a soft edge of a mask blends with something like the photo, and so does an engine that looks there.
    """
    known = (Rect.of(photo) & canvas).moved(-canvas.x, -canvas.y)
    if not known or known == Rect.of(canvas.size):
        return pixels
    rows, _ = known.slices
    pixels[rows, : known.x] = pixels[rows, known.x : known.x + 1]
    pixels[rows, known.right :] = pixels[rows, known.right - 1 : known.right]
    pixels[: known.y] = pixels[known.y : known.y + 1]
    pixels[known.bottom :] = pixels[known.bottom - 1 : known.bottom]
    return pixels


def _differing(before: Sequence[FillLayer], after: Sequence[FillLayer]) -> list[FillLayer]:
    """The visible layers of either list that look different in the other."""
    start, end = 0, 0
    shortest = min(len(before), len(after))
    while start < shortest and before[start].look == after[start].look:
        start += 1
    while end < shortest - start and before[-1 - end].look == after[-1 - end].look:
        end += 1
    middle = [*before[start : len(before) - end], *after[start : len(after) - end]]
    return [layer for layer in middle if layer.shows]
