"""Selects an object from a few strokes over it or a box around it, and finds its edges in the photo.

Three steps: coarse labels on a small copy by geodesic distance (Bai and Sapiro, "A geodesic framework for
fast interactive image and video segmentation", ICCV 2007) if there are strokes; GrabCut (Rother,
Kolmogorov and Blake, SIGGRAPH 2004) from these; then the edge alone at a higher and at the full resolution
(a guided filter: He, Sun and Tang, ECCV 2010).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from .arrays import AnyArray, Bytes, Doubles, Flags, Floats
from .coverage import bounds, parts_touching
from .depth import eight_bit_rgb
from .errors import Cancelled, StudioError
from .geometry import Rect
from .mask import THRESHOLD, Mask
from .photo import PhotoSource

COARSE = 384
"""Longest side in pixels at which the object is found."""
FINE = 1024
"""Longest side in pixels at which GrabCut refines the edge."""
GROW = 3
"""Pixels by which a selection is grown by default, so that no rim of the object remains."""
_SEED = 7


@dataclass(frozen=True, eq=False)
class _Marks:
    """The user's marks on a part of the photo: bool (h, w) arrays of equal shape."""

    foreground: Flags
    background: Flags

    def resized(self, width: int, height: int) -> _Marks:
        """The same at another size; small marks never vanish."""
        return _Marks(*(_shrunk_any(one, width, height) for one in (self.foreground, self.background)))


@dataclass(frozen=True, eq=False)
class _Part:
    """`pixels` (h, w, 3) uint8 of a part of the photo, and the marks on it."""

    pixels: Bytes
    marks: _Marks

    @classmethod
    def of(
        cls, photo: PhotoSource, crop: Rect, inside: Mask | None, outside: Mask | None, box: Rect | None
    ) -> Self:
        nothing = np.zeros((crop.height, crop.width), bool)
        without = nothing if outside is None else outside.read(crop) >= THRESHOLD
        within = nothing if inside is None else (inside.read(crop) >= THRESHOLD) & ~without
        if box is not None:
            beyond = np.ones_like(nothing)
            beyond[box.moved(-crop.x, -crop.y).slices] = False
            without = without | (beyond & ~within)
        return cls(eight_bit_rgb(photo.read(crop)), _Marks(within, without))


def select(
    photo: PhotoSource,
    foreground: Mask | None = None,
    background: Mask | None = None,
    box: Rect | None = None,
    grow: float = GROW,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Mask:
    """The object that `foreground` touches, or that lies within `box`; hard coverage of the photo's size.

    `foreground` and `background` are masks of the photo's size: strokes over the object and over what is
    not part of it. Foreground pixels are always selected and background pixels never; where they overlap,
    background wins. The selection is grown by `grow` pixels. The same input gives the same selection.

    Raises StudioError "select-nothing", "select-box", "select-lost" or "mask-size", and `Cancelled`.
    """

    def check() -> None:
        if is_cancelled():
            raise Cancelled

    whole = Rect.of(photo.size)
    marks = []
    for mask in (foreground, background):
        if mask is not None:
            mask.require_size(photo.size)
        marks.append(mask if mask is not None and mask.bounds else None)
    inside, outside = marks
    box = None if box is None else box & whole
    if box is not None and (box.width < 3 or box.height < 3):
        box = None
    if inside is None and box is None:
        raise StudioError("select-nothing")
    if box == whole and inside is None and outside is None:
        raise StudioError("select-box")
    crop = _first_crop(whole, inside, outside, box)
    while True:
        part = _Part.of(photo, crop, inside, outside, box)
        found, held_back = _find(part, boxed=box is not None, check=check)
        larger = crop.grown(max(crop.width, crop.height) // 2) & whole
        if larger == crop or box is not None or not (held_back or _touches(found, crop, whole)):
            break
        crop = larger
    found = _with_its_edge(part, found, check)
    if not found.any():
        raise StudioError("select-lost")
    coverage = np.zeros((whole.height, whole.width), np.uint8)
    coverage[crop.slices] = found.astype(np.uint8) * np.uint8(255)
    grown = Mask(coverage).grown(grow)
    if outside is None:
        return grown
    kept = np.array(grown.coverage)
    kept[outside.bounds.slices][outside.read(outside.bounds) >= THRESHOLD] = 0
    return Mask(kept)


def _first_crop(whole: Rect, inside: Mask | None, outside: Mask | None, box: Rect | None) -> Rect:
    """The part of the photo to examine: all marks and enough of their surroundings."""
    marked = Rect(0, 0, 0, 0)
    for mask in (inside, outside):
        if mask is not None:
            marked |= mask.bounds
    if box is not None:
        around = box.grown(max(16, max(box.width, box.height) // 3))
        return (around | marked) & whole
    reach = max(marked.width, marked.height, min(whole.width, whole.height) // 4, 64)
    return marked.grown(reach) & whole


def _touches(found: Flags, crop: Rect, whole: Rect) -> bool:
    """Whether the object seems to continue beyond the crop, within the photo."""
    rim = max(1, min(found.shape) // 20)
    sides = (
        (crop.y > whole.y, found[:rim]),
        (crop.bottom < whole.bottom, found[-rim:]),
        (crop.x > whole.x, found[:, :rim]),
        (crop.right < whole.right, found[:, -rim:]),
    )
    return any(inner and side.any() for inner, side in sides)


def _find(part: _Part, *, boxed: bool, check: Callable[[], None]) -> tuple[Flags, bool]:
    """The object at the coarse size, bool (h, w), and whether it seemed to extend beyond its limit."""
    pixels, marks = _at_most(part.pixels, part.marks, COARSE)
    check()
    guess = _first_guess(pixels, marks, boxed)
    check()
    if not marks.foreground.any():
        found = _grab_cut(pixels, marks, guess, 3)
        if found.sum() * 50 < guess.sum():
            # thin objects get lost in a box of mostly surroundings: start with what differs from those
            found = _grab_cut(pixels, marks, _unlike_surroundings(pixels, marks), 3)
        return found, False
    # strokes show where the object is: colours alone must not spread a selection far from there
    reach = max(2, max(guess.shape) // 10)
    _, around = _band(guess, reach)
    near = _Marks(marks.foreground, (marks.background | ~around) & ~marks.foreground)
    found = _connected(_grab_cut(pixels, near, guess, 3), marks.foreground)
    return found, bool(10 * np.count_nonzero(found & _rim(around)) > np.count_nonzero(_rim(found)))


def _rim(area: Flags) -> Flags:
    """Its outermost pixels, except at the border of the array."""
    inner = cv2.erode(area.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1)
    return np.asarray(area & (inner == 0))


def _with_its_edge(part: _Part, found: Flags, check: Callable[[], None]) -> Flags:
    """A coarse selection at the size of the part, its edge aligned with the photo's."""
    pixels, marks = part.pixels, part.marks
    fine, fine_marks = _at_most(pixels, marks, FINE)
    if fine.shape[:2] != found.shape:
        check()
        found = _edge_by_grab_cut(fine, fine_marks, found)
    if pixels.shape != fine.shape:
        check()
        found = _edge_by_guide(pixels, found)
    check()
    found = (found | marks.foreground) & ~marks.background
    return _without_specks(_connected(found, marks.foreground), marks)


def _at_most(pixels: Bytes, marks: _Marks, longest: int) -> tuple[Bytes, _Marks]:
    """Both at a size of at most `longest` pixels a side."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels, marks
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)), marks.resized(*size)


def _shrunk_any(marked: Flags, width: int, height: int) -> Flags:
    """A smaller copy, True where more than a tenth of a pixel is marked."""
    if not marked.any():
        return np.zeros((height, width), bool)
    share = cv2.resize(marked.astype(np.float32), (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(share >= min(0.1, float(share.max())))


def _first_guess(pixels: Bytes, marks: _Marks, boxed: bool) -> Flags:
    """True for pixels that are probably part of the object."""
    if not marks.foreground.any():
        return ~marks.background
    far = marks.background.copy()
    if not boxed:
        # the border of the crop is probably not part of the object
        rim = max(1, min(far.shape) // 50)
        for edge in (far[:rim], far[-rim:], far[:, :rim], far[:, -rim:]):
            edge[:] = True
        far &= ~marks.foreground
    if not far.any():
        return np.ones_like(far)
    smooth = cv2.GaussianBlur(pixels, (0, 0), 1.0).astype(np.float32)
    near = _distance_to_colours(smooth, marks.foreground, 5)
    away = _distance_to_colours(smooth, far, 10)
    # 0 in the object's colours, 1 in its surroundings' colours; the constants damp camera noise
    unlike = (near + 4) / (near + away + 8)
    edges = np.hypot(cv2.Sobel(unlike, -1, 1, 0, scale=0.25), cv2.Sobel(unlike, -1, 0, 1, scale=0.25))
    here = _geodesic(0.02 + edges + unlike**2, marks.foreground)
    return np.asarray(here < _geodesic(0.02 + edges + (1 - unlike) ** 2, far))


def _unlike_surroundings(pixels: Bytes, marks: _Marks) -> Flags:
    """The pixels in the box whose colours do not occur outside it: bool (h, w)."""
    inside = ~marks.background
    if inside.all():
        return inside
    unlike = _distance_to_colours(pixels.astype(np.float32), marks.background, 8)
    level = np.clip(unlike[inside], 0, 255).astype(np.uint8)
    least, _ = cv2.threshold(level, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.asarray(inside & (unlike > least))


def _distance_to_colours(pixels: Floats, where: Flags, count: int) -> Floats:
    """Distance of each colour of `pixels` (float32) to the nearest of the `count` main ones in `where`."""
    colours = pixels[where]
    count = min(count, len(colours))
    cv2.setRNGSeed(_SEED)  # k-means uses OpenCV's random generator, one per thread
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 10, 1.0)
    start = np.zeros((len(colours), 1), np.int32)
    _, _, centres = cv2.kmeans(colours, count, start, criteria, 2, cv2.KMEANS_PP_CENTERS)
    return np.asarray(np.min([np.linalg.norm(pixels - centre, axis=2) for centre in centres], axis=0))


def _geodesic(cost: Doubles, start: Flags) -> Doubles:
    """The cost of the cheapest path from each pixel to `start`: float64 (h, w), infinite if there is none."""
    from skimage.graph import MCP_Geometric

    if not start.any():
        return np.full(cost.shape, np.inf)
    distances, _ = MCP_Geometric(cost).find_costs(np.argwhere(start))
    return np.asarray(distances)


def _grab_cut(pixels: Bytes, marks: _Marks, probable: Flags, rounds: int) -> Flags:
    """GrabCut from a first guess: bool (h, w); the guess itself if it is all object or has none."""
    labels = np.ascontiguousarray(np.where(probable, cv2.GC_PR_FGD, cv2.GC_PR_BGD), np.uint8)
    labels[marks.foreground] = cv2.GC_FGD
    labels[marks.background] = cv2.GC_BGD
    foreground = np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))
    if foreground.all() or not foreground.any():
        return foreground
    cv2.setRNGSeed(_SEED)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(pixels, labels, (0, 0, 1, 1), models[0], models[1], rounds, cv2.GC_INIT_WITH_MASK)
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))


def _edge_by_grab_cut(pixels: Bytes, marks: _Marks, found: Flags) -> Flags:
    """A coarse selection at a larger size, its edge refined by GrabCut."""
    height, width = pixels.shape[:2]
    larger = _enlarged(found, width, height)
    reach = 2 * round(width / found.shape[1]) + 1
    core, around = _band(larger, reach)
    bound = _Marks(marks.foreground | core, (marks.background | ~around) & ~marks.foreground)
    # the rest only costs time: enough stays to represent the surroundings
    near = bounds((larger | around).astype(np.uint8)).grown(8 * reach) & Rect(0, 0, width, height)
    if near:
        part = _Marks(bound.foreground[near.slices], bound.background[near.slices])
        crop = np.ascontiguousarray(pixels[near.slices])
        larger[near.slices] = _grab_cut(crop, part, larger[near.slices], 2)
    return larger


def _edge_by_guide(pixels: Bytes, found: Flags) -> Flags:
    """A selection at a larger size, its edge moved by a few pixels onto the photo's."""
    height, width = pixels.shape[:2]
    larger = _enlarged(found, width, height)
    scale = width / found.shape[1]
    reach = max(2, round(1.5 * scale))
    core, around = _band(larger, reach)
    result = larger.copy()
    band = around & ~core
    for tile in _tiles_of(band):
        home = tile.grown(4 * reach) & Rect(0, 0, width, height)
        guide = pixels[home.slices].astype(np.float32) / 255
        share = _guided(guide, larger[home.slices].astype(np.float32), 2 * reach)
        inner = tile.moved(-home.x, -home.y).slices
        np.copyto(result[tile.slices], share[inner] >= 0.5, where=band[tile.slices])
    return result


def _enlarged(found: Flags, width: int, height: int) -> Flags:
    """A selection at a larger size, interpolated rather than stepped."""
    share = cv2.resize(found.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(share >= 0.5)


def _band(found: Flags, reach: int) -> tuple[Flags, Flags]:
    """The selection shrunk and grown by `reach` pixels."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    plane = found.astype(np.uint8)
    # the border of the crop is not an edge: a selection that touches it still touches it
    core = cv2.erode(plane, disc, borderType=cv2.BORDER_CONSTANT, borderValue=1)
    return core.astype(bool), cv2.dilate(plane, disc).astype(bool)


def _tiles_of(band: Flags, side: int = 512) -> list[Rect]:
    """Squares that contain part of the band, so that the guided filter never runs on the whole photo."""
    whole = Rect(0, 0, band.shape[1], band.shape[0])
    squares = [
        Rect(left, top, side, side) & whole
        for top in range(0, band.shape[0], side)
        for left in range(0, band.shape[1], side)
    ]
    return [square for square in squares if band[square.slices].any()]


def _guided(guide: AnyArray, values: Floats, radius: int, eps: float = 1e-4) -> Floats:
    """Guided filter with a colour guide: `values` (h, w) float32 with the edges of `guide` (h, w, 3)."""
    kernel = (2 * radius + 1, 2 * radius + 1)

    def mean(plane: AnyArray) -> Floats:
        return np.asarray(cv2.blur(plane, kernel, borderType=cv2.BORDER_REFLECT))

    middle, level = mean(guide), mean(values)
    covariance = mean(guide * values[..., None]) - middle * level[..., None]
    spread = np.empty((*values.shape, 3, 3), np.float32)
    for a in range(3):
        for b in range(a, 3):
            plane = mean(guide[..., a] * guide[..., b]) - middle[..., a] * middle[..., b]
            spread[..., a, b] = spread[..., b, a] = plane
    spread[..., range(3), range(3)] += eps
    slope = np.linalg.solve(spread, covariance[..., None])[..., 0]
    offset = level - (slope * middle).sum(axis=2)
    return np.asarray((mean(slope) * guide).sum(axis=2) + mean(offset))


def _connected(found: Flags, foreground: Flags) -> Flags:
    """The parts that a foreground stroke touches; all if there are no strokes."""
    if not foreground.any():
        return found
    return parts_touching(found | foreground, foreground)


def _without_specks(found: Flags, marks: _Marks) -> Flags:
    """With small gaps closed and small islands removed, except where the user drew."""
    least = max(4, int(found.sum()) // 100)
    result = found.copy()
    for kept, speck in ((found, False), (~found, True)):
        _, labels, stats, _ = cv2.connectedComponentsWithStats(kept.astype(np.uint8), connectivity=4)
        small = stats[:, 4] < least
        small[0] = False
        result[small[labels]] = speck
    return np.asarray((result | marks.foreground) & ~marks.background)
