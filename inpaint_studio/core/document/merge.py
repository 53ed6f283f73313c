"""Merges several fills of one hole into one without visible seams.

The user paints roughly which fill to use where. Between two regions the border is moved, within a band
around the painted one, to where the two fills differ least: a minimum cut (Kwatra et al. 2003). If a step
remains along it, as between fills of different brightness, each side moves halfway to the other, fading
with the distance from the seam; texture is not blurred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import cv2
import numpy as np

from ..arrays import Bytes, Flags, Floats, Labels, Pixels
from ..coverage import parts_touching, widened
from ..geometry import Rect
from ..mask import Mask
from ..photo import PhotoSource
from .layers import LayerPatch, PatchLike

ENGINE = "regions"
"""The engine in the description of a merged fill."""

_BAND = 12  # px on each side of the painted border within which the seam may run
_FADE = 32.0  # px from the seam over which a step between two fills fades
_CROSS = 0.8  # px: sigma of the cross-fade at the seam itself
_REACH = 36  # px from a seam beyond which nothing changes
_ALONG = 8.0  # px along the seam over which a step is averaged
_ENDLESS = 10**8  # more than any cut costs
_SURE = 2.0  # a step counts once its square is this many times that of its standard error
_TILE = 512  # px: merged fills are kept in patches of at most this size
_NONE = 255  # a label that no fill can have
_NEIGHBOURS = (
    ((slice(None), slice(1, None)), (slice(None), slice(-1))),
    ((slice(1, None), slice(None)), (slice(-1), slice(None))),
)


@dataclass(frozen=True, eq=False)
class Ingredient:
    """One of the fills to merge: its patches and its description."""

    patches: Sequence[PatchLike]
    description: Mapping[str, Any] = field(default_factory=dict)


def merge(
    photo: PhotoSource, mask: Mask, ingredients: Sequence[Ingredient], labels: Bytes
) -> tuple[LayerPatch, ...]:
    """The patches of the merged fill, in canvas coordinates: `labels` says which fill is used where.

    `labels` is uint8 (H, W) of the photo's size, the number of an ingredient for each pixel, used within
    the mask. All ingredients are fills of this mask in this photo. Away from the seams the bytes are the
    fill's, outside the mask the photo's, alpha included.

    Raises StudioError "mask-size", and ValueError for labels that do not fit.
    """
    mask.require_size(photo.size)
    if labels.shape != mask.coverage.shape or labels.dtype != np.uint8:
        raise ValueError(f"labels are {labels.shape} {labels.dtype}, not {mask.coverage.shape} uint8")
    bounds = mask.bounds
    if not bounds:
        return ()
    hole = mask.read(bounds) > 0
    used = np.unique(labels[bounds.slices][hole])
    if used[-1] >= len(ingredients):
        raise ValueError(f"there is no fill {used[-1]}, only {len(ingredients)}")
    planes = _picked(photo, bounds, ingredients, labels[bounds.slices], hole)
    for rect in _where_regions_meet(labels[bounds.slices], hole):
        _join_regions(photo, bounds, rect, ingredients, labels, mask, planes)
    return tuple(_patches(bounds, planes, mask))


def description(ingredients: Sequence[Ingredient], mask: Mask, labels: Bytes) -> dict[str, Any]:
    """The description (JSON) of a merged fill: each fill used and how many pixels of the hole it has.

    `labels` uint8 (H, W) is the number of the fill used for each pixel of the mask.
    """
    chosen = labels[mask.bounds.slices][mask.read(mask.bounds) > 0]
    counts = np.bincount(chosen, minlength=len(ingredients)).tolist()
    parts = [
        {**ingredient.description, "pixels": count}
        for ingredient, count in zip(ingredients, counts, strict=True)
        if count
    ]
    return {"engine": ENGINE, "ingredients": parts, "mask_pixels": mask.area}


def picked(photo: PhotoSource, rect: Rect, ingredients: Sequence[Ingredient], labels: Bytes) -> Pixels:
    """The pixels of `rect` (h, w, C) with the fills side by side, not joined; `labels` is uint8 (h, w).

    Fast enough to show while the user paints.
    """
    return _picked(photo, rect, ingredients, labels, np.ones(labels.shape, bool))[0]


def laid(photo: PhotoSource, rect: Rect, patches: Sequence[PatchLike]) -> tuple[Pixels, Pixels | None]:
    """The pixels (h, w, C) and alpha (h, w) or None of `rect` with `patches` on the photo: new arrays."""
    pixels = np.array(photo.read(rect))
    alpha = photo.read_alpha(rect)
    alpha = None if alpha is None else np.array(alpha)
    for patch in patches:
        shared = patch.rect & rect
        if not shared:
            continue
        source = shared.moved(-patch.rect.x, -patch.rect.y).slices
        target = shared.moved(-rect.x, -rect.y).slices
        covered = patch.coverage[source] > 0
        np.copyto(pixels[target], patch.pixels[source], where=covered[..., None])
        if alpha is not None and patch.alpha is not None:
            np.copyto(alpha[target], patch.alpha[source], where=covered)
    return pixels, alpha


def _picked(
    photo: PhotoSource, rect: Rect, ingredients: Sequence[Ingredient], labels: Bytes, where: Flags
) -> tuple[Pixels, Pixels | None]:
    """Pixels and alpha of `rect`, `where` (h, w) is True from the fill that `labels` (h, w) selects."""
    pixels, alpha = laid(photo, rect, ())
    for number, ingredient in enumerate(ingredients):
        mine = (labels == number) & where
        if not mine.any():
            continue
        filled, filled_alpha = laid(photo, rect, ingredient.patches)
        np.copyto(pixels, filled, where=mine[..., None])
        if alpha is not None and filled_alpha is not None:
            np.copyto(alpha, filled_alpha, where=mine)
    return pixels, alpha


def _where_regions_meet(labels: Bytes, hole: Flags) -> list[Rect]:
    """Non-overlapping rectangles (within `labels`) around the places where regions meet in the hole."""
    numbered = np.where(hole, labels.astype(np.int16), -1)
    meets = np.zeros(hole.shape, np.uint8)
    for first, second in _NEIGHBOURS:
        step = (numbered[first] != numbered[second]) & (numbered[first] >= 0) & (numbered[second] >= 0)
        meets[first] |= step
        meets[second] |= step
    if not meets.any():
        return []
    whole = Rect(0, 0, hole.shape[1], hole.shape[0])
    _, _, stats, _ = cv2.connectedComponentsWithStats(meets, connectivity=8)
    rects = [Rect(x, y, w, h).grown(_BAND + _REACH) & whole for x, y, w, h, _ in stats[1:].tolist()]
    return _united(rects)


def _united(rects: list[Rect]) -> list[Rect]:
    """The rectangles with overlapping ones united."""
    apart: list[Rect] = []
    for rect in rects:
        while (meeting := next((other for other in apart if other & rect), None)) is not None:
            apart.remove(meeting)
            rect |= meeting
        apart.append(rect)
    return apart


def _join_regions(
    photo: PhotoSource,
    bounds: Rect,
    part: Rect,
    ingredients: Sequence[Ingredient],
    labels: Bytes,
    mask: Mask,
    planes: tuple[Pixels, Pixels | None],
) -> None:
    """Join the regions of `planes` (which cover `bounds`) in `part` of it, in place."""
    rect = part.moved(bounds.x, bounds.y)
    hole = mask.read(rect) > 0
    painted = labels[rect.slices]
    used = np.unique(painted[hole]).tolist()
    fills = {number: _stacked(photo, rect, ingredients[number].patches) for number in used}
    chosen = _least_visible(fills, painted, hole, int(np.iinfo(photo.dtype).max))
    joined, near = _blended(fills, chosen, hole)
    for number in used:  # away from the seam, the bytes of the fill chosen there
        np.copyto(joined, fills[number], where=((chosen == number) & ~near)[..., None])
    high = np.iinfo(photo.dtype).max
    values = np.rint(np.clip(joined, 0, high)).astype(photo.dtype)
    pixels, alpha = planes
    np.copyto(pixels[part.slices], values[..., : photo.channels], where=hole[..., None])
    if alpha is not None:
        np.copyto(alpha[part.slices], values[..., -1], where=hole)


def _stacked(photo: PhotoSource, rect: Rect, patches: Sequence[PatchLike]) -> Floats:
    """Pixels and alpha of a fill over `rect` as one array: float32 (h, w, C or C + 1)."""
    pixels, alpha = laid(photo, rect, patches)
    planes = pixels if alpha is None else np.dstack([pixels, alpha])
    return planes.astype(np.float32)


def _least_visible(fills: Mapping[int, Floats], painted: Bytes, hole: Flags, high: int) -> Bytes:
    """The labels (h, w) with each border moved, within its band, to where the two fills differ least.

    The values of the fills are 0 to `high`. Works on two fills at a time.
    """
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * _BAND + 1, 2 * _BAND + 1))
    chosen = np.where(hole, painted, _NONE).astype(np.uint8)
    for first, second in combinations(fills, 2):
        ours, theirs = chosen == first, chosen == second
        near_both = (cv2.dilate(part.view(np.uint8), disc) > 0 for part in (ours, theirs))
        band = np.logical_and(*near_both) & (ours | theirs)
        if not band.any():
            continue
        step = np.abs(fills[first] - fills[second]).mean(axis=2) * (255 / high)
        sides = [_fixed(part, band) for part in (ours, theirs)]
        moved = _least_cut(np.rint(4 * step).astype(np.int32), band, *sides)
        chosen[band] = np.where(moved, first, second)[band]
    return chosen


def _fixed(part: Flags, band: Flags) -> Flags:
    """The pixels of a region within the band that must stay in it.

    These are the pixels at the far side of the band, or the core of a part that lies entirely in the band.
    """
    outside = part & ~band
    kept = np.where(parts_touching(part, outside), widened(outside, 1), _core(part))
    return np.asarray(band & part & kept)


def _least_cut(cost: Labels, band: Flags, first: Flags, second: Flags) -> Flags:
    """Which pixels of `band` are on the side of `first` when it is cut from `second`: bool (h, w).

    The minimum cut (Kwatra et al. 2003) through the 4-connected pixels by the sum of `cost` (h, w) int on
    both sides of it; of cuts that cost the same, the shortest.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    count = int(band.sum())
    numbers = np.full(band.shape, -1, np.int32)
    numbers[band] = np.arange(count, dtype=np.int32)
    tails, heads, limits = [], [], []
    for here, there in _NEIGHBOURS:
        both = band[here] & band[there]
        a, b = numbers[here][both], numbers[there][both]
        limit = cost[here][both] + cost[there][both] + 1
        tails += [a, b]
        heads += [b, a]
        limits += [limit, limit]
    source, sink = count, count + 1
    for tail, head in (
        (np.full(int(first.sum()), source), numbers[first]),
        (numbers[second], np.full(int(second.sum()), sink)),
    ):
        tails.append(tail)
        heads.append(head)
        limits.append(np.full(len(head), _ENDLESS))
    ends = np.concatenate(tails).astype(np.int32), np.concatenate(heads).astype(np.int32)
    network = coo_array((np.concatenate(limits).astype(np.int32), ends), shape=(count + 2, count + 2)).tocsr()
    left = network - maximum_flow(network, source, sink).flow
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    reached = np.zeros(count + 2, bool)
    reached[breadth_first_order(left, source, return_predecessors=False)] = True
    side = np.zeros(band.shape, bool)
    side[band] = reached[:count]
    return side


def _core(where: Flags) -> Flags:
    """The pixels of each connected part of a region that are farthest from its border."""
    depth = cv2.distanceTransform(where.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    count, parts = cv2.connectedComponents(where.view(np.uint8), connectivity=8)
    deepest = np.zeros(count, np.float32)
    np.maximum.at(deepest, parts.ravel().astype(np.intp), depth.ravel())
    return np.asarray(where & (depth >= 0.7 * deepest[parts]))


def _seam_labels(chosen: Bytes, hole: Flags) -> Bytes:
    """For each pixel beside a seam the label on its other side, `_NONE` elsewhere: uint8 (h, w)."""
    beside = np.full(chosen.shape, _NONE, np.uint8)
    for first, second in _NEIGHBOURS:
        step = (chosen[first] != chosen[second]) & hole[first] & hole[second]
        for here, there in ((first, second), (second, first)):
            view = beside[here]
            view[step] = chosen[there][step]
    return beside


def _blended(fills: Mapping[int, Floats], chosen: Bytes, hole: Flags) -> tuple[Floats, Flags]:
    """The fills joined across their seams, float32 (h, w, C), and where that changed anything: bool (h, w).

    Each side of a seam moves halfway to the other, fading with the distance; the rest of the step, which is
    texture, is cross-faded over two or three pixels.
    """
    beside = _seam_labels(chosen, hole)
    shares = {
        number: cv2.GaussianBlur((chosen == number).astype(np.float32), (0, 0), _CROSS) for number in fills
    }
    # outside the hole all fills equal the photo: only shares inside count
    total = np.maximum(sum(shares.values()), np.float32(1e-6))
    joined = np.zeros_like(next(iter(fills.values())))
    for number, fill in fills.items():
        mine = (chosen == number) & (beside != _NONE)
        moved = fill + _half_step(fills, number, beside, mine) if mine.any() else fill
        joined += moved * (shares[number] / total)[..., None]
    seam = beside != _NONE
    far = cv2.distanceTransform((~seam).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    return joined, np.asarray(far <= _REACH) & hole


def _half_step(fills: Mapping[int, Floats], number: int, beside: Bytes, mine: Flags) -> Floats:
    """The offset that moves fill `number` towards its neighbours, labelled `beside`: float32 (h, w, C).

    The step is averaged along the seam (pixels `mine`); where it is not significant given the texture, it
    is 0.
    """
    step = np.zeros_like(fills[number])
    for other, fill in fills.items():
        where = mine & (beside == other)
        step[where] = fill[where] - fills[number][where]
    weight = mine.astype(np.float32)
    count = cv2.GaussianBlur(weight, (0, 0), _ALONG) * np.float32(4 * np.pi * _ALONG**2)
    mass = np.maximum(cv2.GaussianBlur(weight, (0, 0), _ALONG), 1e-9)[mine][:, None]
    mean = _blurred(step)[mine] / mass
    variance = np.maximum(_blurred(step**2)[mine] / mass - mean**2, 0)
    doubt = variance.sum(1) / np.maximum(count[mine], 1) / np.maximum((mean**2).sum(1), 1e-9)
    mean *= np.maximum(0, 1 - _SURE * doubt)[:, None]
    # every pixel takes the step of the nearest seam pixel
    away, index = cv2.distanceTransformWithLabels(
        (~mine).view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    lookup = np.zeros((int(index.max()) + 1, step.shape[2]), np.float32)
    lookup[index[mine]] = mean
    t = np.minimum(away / _FADE, 1)
    return np.asarray(lookup[index] * (0.5 * (1 - t) ** 2 * (1 + 2 * t))[..., None])


def _blurred(values: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), _ALONG), np.float32).reshape(values.shape)


def _patches(bounds: Rect, planes: tuple[Pixels, Pixels | None], mask: Mask) -> Iterator[LayerPatch]:
    """The filled pixels in tight patches of at most `_TILE` pixels a side."""
    pixels, alpha = planes
    for top in range(bounds.y, bounds.bottom, _TILE):
        for left in range(bounds.x, bounds.right, _TILE):
            tile = Rect(left, top, _TILE, _TILE) & bounds
            x, y, width, height = cv2.boundingRect(np.ascontiguousarray(mask.read(tile)))
            if not width:
                continue
            rect = Rect(left + x, top + y, width, height)
            here = rect.moved(-bounds.x, -bounds.y).slices
            yield LayerPatch(
                rect,
                np.ascontiguousarray(pixels[here]),
                np.ascontiguousarray(mask.read(rect)),
                None if alpha is None else np.ascontiguousarray(alpha[here]),
            )
