"""The open picture: a photo that never changes and the fills on it, in order.

A document is a frozen value. Each operation returns a new one that shares all unchanged data, so a
document is its own snapshot: any thread can read it, as a `PhotoSource`.

Fills keep the coordinates of the photo. The canvas is the rectangle of the photo that is shown and saved;
cropping only changes that rectangle and loses nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol, Self

import numpy as np

from ..arrays import Coverage, Flags, Pixels, read_only
from ..geometry import Rect, Size
from ..mask import Mask
from ..photo import OnPhoto, Photo
from ..tiles import TILE, TiledArray

LONGEST_NAME = 80
"""Characters in the name that a person gives to a fill."""


class PatchLike(Protocol):
    """One filled rectangle of a fill; see `LayerPatch`."""

    @property
    def rect(self) -> Rect: ...

    @property
    def pixels(self) -> Pixels: ...

    @property
    def coverage(self) -> Coverage: ...

    @property
    def alpha(self) -> Pixels | None: ...


@dataclass(frozen=True, eq=False)
class LayerPatch:
    """A rectangle of a fill, in coordinates of the photo; the arrays are marked read-only.

    `pixels` (h, w, C) and `alpha` (h, w) or None are final: the picture at opacity 1 wherever `coverage`
    (h, w) uint8 is above 0. Soft edges are already blended, so they are not multiplied by the coverage
    again. Where it is 0 they are undefined.
    """

    rect: Rect
    pixels: Pixels
    coverage: Coverage
    alpha: Pixels | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for arrays that do not fit the rectangle or each other."""
        shape = (self.rect.height, self.rect.width)
        if self.pixels.shape[:2] != shape or self.pixels.ndim != 3:
            raise ValueError(f"pixels are {self.pixels.shape}, the rectangle is {shape}")
        if self.coverage.shape != shape or self.coverage.dtype != np.uint8:
            raise ValueError(f"coverage is {self.coverage.shape} {self.coverage.dtype}, not {shape} uint8")
        if self.alpha is not None and (self.alpha.shape, self.alpha.dtype) != (shape, self.pixels.dtype):
            raise ValueError(f"alpha is {self.alpha.shape} {self.alpha.dtype}, the rectangle is {shape}")
        for name in ("pixels", "coverage", "alpha"):
            array = getattr(self, name)
            if array is not None:
                object.__setattr__(self, name, read_only(array))


@dataclass(frozen=True, eq=False)
class LayerContent:
    """The patches of a fill, and a `description` of how it was made (engine, parameters, seed …).

    The description must be JSON: it is stored in the history and the provenance. Contents are compared by
    identity.
    """

    patches: tuple[LayerPatch, ...]
    name: str = ""
    description: Mapping[str, Any] = field(default_factory=dict)

    def patches_in(self, rect: Rect) -> list[LayerPatch]:
        """The patches that may overlap `rect` (coordinates of the photo), in order."""
        found = {place for cell in _cells(rect) for place in self._by_cell.get(cell, ())}
        return [self.patches[place] for place in sorted(found)]

    @cached_property
    def _by_cell(self) -> dict[tuple[int, int], list[int]]:
        """The indices of the patches that overlap each tile-sized cell of the photo."""
        places: dict[tuple[int, int], list[int]] = {}
        for place, patch in enumerate(self.patches):
            for cell in _cells(patch.rect):
                places.setdefault(cell, []).append(place)
        return places

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays."""
        return sum(
            patch.pixels.nbytes + patch.coverage.nbytes + (0 if patch.alpha is None else patch.alpha.nbytes)
            for patch in self.patches
        )


@dataclass(frozen=True)
class FillLayer:
    """A fill on the photo: its content, visibility and opacity (0 to 1), and what it is called.

    `number` tells it from the other fills of its document, which gives one to each (0: not yet). `name` is
    what a person calls it, "" if nothing. Fills that were made in one go share a `group` (0 for none), the
    number of the first of them, and its `group_name`.
    """

    content: LayerContent
    visible: bool = True
    opacity: float = 1.0
    number: int = 0
    name: str = ""
    group: int = 0
    group_name: str = ""

    def __post_init__(self) -> None:
        """Raise ValueError for an opacity out of range."""
        if not 0 <= self.opacity <= 1:
            raise ValueError(f"opacity is 0 to 1, not {self.opacity}")

    @property
    def shows(self) -> bool:
        """Whether it changes anything."""
        return self.visible and self.opacity > 0

    @property
    def look(self) -> tuple[LayerContent, bool, float]:
        """What the picture depends on, whatever the fill is called."""
        return self.content, self.visible, self.opacity


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
        return Mask(tiles.read(whole))

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

    def with_refill(
        self,
        index: int,
        patches: Sequence[PatchLike],
        name: str = "",
        description: Mapping[str, Any] | None = None,
    ) -> Self:
        """With new content for the fill at `index`; all else of it stays."""
        return self.with_changed([index], content=self.content(patches, name, description))

    def with_visible(self, index: int, visible: bool) -> Self:
        """With the fill at `index` shown or hidden."""
        return self.with_changed([index], visible=visible)

    def with_opacity(self, index: int, opacity: float) -> Self:
        """With the fill at `index` at `opacity`, from 0 (invisible) to 1."""
        return self.with_changed([index], opacity=opacity)

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


def one_line(name: str) -> str:
    """A name for a fill as it is kept: one line of printable characters, at most `LONGEST_NAME`."""
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(plain.split())[:LONGEST_NAME].rstrip()


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


def _cells(rect: Rect) -> Iterator[tuple[int, int]]:
    """The tile-sized cells that `rect` overlaps: row and column from the photo's corner."""
    for row in range(rect.y // TILE, -(-rect.bottom // TILE)):
        for column in range(rect.x // TILE, -(-rect.right // TILE)):
            yield row, column
