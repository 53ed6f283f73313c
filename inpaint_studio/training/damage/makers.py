"""One function for each kind of damage: the layers that it draws on a crop."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ...core.arrays import Doubles, Floats
from .canvas import Canvas, Size, broken, smooth_noise, soft, wander
from .labels import CREASE, HAIR, MISSING, SCRATCH, SPECK, STAIN, TEAR
from .sources import Sources


@dataclass(frozen=True)
class Layer:
    """One kind of damage in one crop."""

    cover: Floats
    kind: int
    tint: Floats | None = None
    """What the photo is multiplied by under it, (3,), instead of being painted over."""
    side: Floats | None = None
    """A change of the light around it that is no damage itself (H, W), as beside a fold."""
    tone: float | None = None
    """Its brightness, where the material decides it."""


Maker = Callable[[Size, Sources, np.random.Generator], list[Layer]]


def _outlines(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """A patch of a real scan of film, at the scale of a small or a large scan of it."""
    if not sources.scans:
        return []
    scan = sources.scans[int(rng.integers(len(sources.scans)))]
    height, width = size
    scale = math.exp(rng.uniform(math.log(0.07), math.log(0.6)))
    extent = np.array([width, height]) / scale
    corner = rng.uniform(-0.2, 1, 2) * np.maximum(scan.size - 0.8 * extent, 1)
    inside = (scan.boxes[:, 2:] > corner).all(1) & (scan.boxes[:, :2] < corner + extent).all(1)
    opacity = np.float32(rng.uniform(0.45, 1))
    layers = []
    for kind in np.unique(scan.kinds[inside]):
        canvas = Canvas(size)
        for index in np.flatnonzero(inside & (scan.kinds == kind)):
            canvas.polygon((scan.polygons[index] - corner) * scale)
        layers.append(Layer(canvas.cover() * opacity, int(kind)))
    return layers


def _cutouts(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """A few cut-outs of one to three sorts, turned and scaled; each sort is as frequent as the others."""
    layers = []
    sorts = sources.cutouts
    for _ in range(int(rng.integers(1, 4)) if sorts else 0):
        sort = sorts[int(rng.integers(len(sorts)))]
        cover = np.zeros(size, np.float32)
        for _ in range(int(rng.integers(1, 4))):
            picture = sort.pictures[int(rng.integers(len(sort.pictures)))]
            side = round(math.exp(rng.uniform(math.log(16), math.log(0.9 * max(size)))))
            scaled = picture.resize((side, side), Image.Resampling.BOX)
            left, top = (int(rng.integers(-side // 2, length - side // 2)) for length in size[::-1])
            canvas = Image.new("L", size[::-1])
            canvas.paste(scaled.rotate(rng.uniform(0, 360), Image.Resampling.BILINEAR), (left, top))
            cover = np.maximum(cover, np.asarray(canvas, np.float32) / 255)
        tint = _stain_tint(rng) if sort.kind == STAIN else None
        layers.append(Layer(cover * np.float32(rng.uniform(0.45, 1)), sort.kind, tint))
    return layers


def _specks(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Dust: dots and short fibres of 1 to 8 px, some with a soft edge."""
    canvas = Canvas(size)
    for _ in range(round(math.exp(rng.uniform(0, math.log(40))))):
        centre = rng.uniform(0, 1, 2) * [size[1], size[0]]
        radius = math.exp(rng.uniform(math.log(0.6), math.log(4.5)))
        angles = np.sort(rng.uniform(0, 2 * math.pi, 9))
        reach = radius * rng.uniform(0.6, 1.3, 9)
        canvas.polygon(centre + np.stack([np.cos(angles), np.sin(angles)], 1) * reach[:, None])
    cover = canvas.cover()
    if rng.random() < 0.3:
        cover = soft(cover, rng.uniform(0.5, 1.5))
    return [Layer(cover * np.float32(rng.uniform(0.4, 1)), SPECK)]


def _blots(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Flakes, paint and dirt: even, opaque areas with a ragged outline, and crumbs beside them."""
    height, width = size
    y, x = np.mgrid[:height, :width].astype(np.float32)
    cover = np.zeros(size, np.float32)
    for _ in range(int(rng.integers(1, 4))):
        radius = math.exp(rng.uniform(math.log(5), math.log(0.22 * max(size))))
        down, right = rng.uniform(0, 1, 2) * size
        turn, longer = rng.uniform(0, math.pi), rng.uniform(1, 2)
        along = (x - right) * math.cos(turn) + (y - down) * math.sin(turn)
        across = (y - down) * math.cos(turn) - (x - right) * math.sin(turn)
        distance = np.hypot(along / longer, across)
        uneven = rng.uniform(0.2, 0.8) * smooth_noise(size, max(2.0, radius / rng.uniform(1, 3)), rng)
        ragged = rng.uniform(0, 0.5) * smooth_noise(size, max(1.5, radius / rng.uniform(4, 12)), rng)
        inside = radius * (1 + uneven + ragged) - distance
        cover = np.maximum(cover, np.clip(inside / rng.uniform(0.7, 3) + 0.5, 0, 1))
    return [Layer((cover * rng.uniform(0.45, 1)).astype(np.float32), SPECK)]


def _hairs(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Curled fibres."""
    canvas = Canvas(size)
    for _ in range(int(rng.integers(1, 5))):
        start = rng.uniform(0, 1, 2) * [size[1], size[0]]
        angle, length = rng.uniform(0, 2 * math.pi), rng.uniform(15, 120)
        points = wander(start, angle, length, rng.uniform(0.05, 0.4), rng)
        canvas.line(points, math.exp(rng.uniform(math.log(0.7), math.log(2.5))))
    return [Layer(canvas.cover() * np.float32(rng.uniform(0.4, 1)), HAIR)]


def _scratches(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Straight and bent lines of 0.6 to 4 px, whole or broken; at times many beside each other."""
    canvas = Canvas(size)
    direction = rng.uniform(0, 2 * math.pi) if rng.random() < 0.6 else rng.choice([0, math.pi / 2])
    alike = rng.random() < 0.5
    for _ in range(round(math.exp(rng.uniform(0, math.log(9))))):
        start = rng.uniform(-0.1, 1.1, 2) * [size[1], size[0]]
        angle = direction + (rng.normal(0, 0.05) if alike else rng.uniform(0, 2 * math.pi))
        length = math.exp(rng.uniform(math.log(15), math.log(1.5 * max(size))))
        points = wander(start, angle, length, rng.uniform(0, 0.03), rng)
        canvas.line(points, math.exp(rng.uniform(math.log(0.6), math.log(4.0))))
    cover = canvas.cover()
    if rng.random() < 0.6:
        cover = cover * broken(size, rng)
    return [Layer(cover * np.float32(rng.uniform(0.35, 1)), SCRATCH)]


def _creases(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Folds: bright where the paper shows, at times dark beside it, with the light changed on both sides."""
    height, width = size
    layers = []
    for _ in range(int(rng.integers(1, 3))):
        across = rng.random() < 0.5
        start = rng.uniform(0, 1, 2) * [width, height]
        angle = rng.uniform(0, 2 * math.pi)
        if across:
            angle = rng.normal(0, 0.1) + rng.choice([0, math.pi / 2])
            start[int(abs(math.sin(angle)) > 0.7)] = 0
        length = rng.uniform(0.3, 1.5) * max(size)
        points = wander(start, angle, length, rng.uniform(0.002, 0.06), rng)
        thick = math.exp(rng.uniform(math.log(0.8), math.log(6)))
        canvas = Canvas(size)
        canvas.line(points, thick)
        cover = canvas.cover() * broken(size, rng)
        if rng.random() < 0.5:  # flakes of emulsion along the fold
            flakes = Canvas(size)
            for point in points[rng.random(len(points)) < rng.uniform(0.05, 0.4)]:
                flakes.blob(point + rng.normal(0, thick, 2), rng.uniform(0.5, 1.8) * thick, rng)
            cover = np.maximum(cover, flakes.cover())
        side = None
        if rng.random() < 0.6:
            side = _fold_light(points, size, thick * rng.uniform(2, 8), rng)
        dark = rng.random() < 0.25
        tone = rng.uniform(0.03, 0.3) if dark else rng.uniform(0.7, 1)
        layers.append(Layer(cover * np.float32(rng.uniform(0.4, 1)), CREASE, side=side, tone=tone))
    return layers


def _fold_light(points: Doubles, size: Size, reach: float, rng: np.random.Generator) -> Floats:
    """Lighter on one side of a line and darker on the other, fading over `reach` px: (H, W) about 0."""
    along = points[-1] - points[0]
    normal = np.array([-along[1], along[0]]) / max(1e-6, float(np.hypot(*along)))
    sides = []
    for sign in (-1, 1):
        canvas = Canvas(size, 1)
        canvas.line(points + sign * normal * reach / 2, reach)
        sides.append(soft(canvas.cover(), reach / 2))
    strength = rng.uniform(0.03, 0.2) * rng.choice([-1, 1])
    return np.asarray(strength * (sides[0] - rng.uniform(0, 1) * sides[1]), np.float32)


def _cracks(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Cracked emulsion: the borders between the cells of scattered points, in a part of the crop."""
    height, width = size
    count = int(rng.integers(8, 50))
    seeds = (rng.uniform(-0.1, 1.1, (count, 2)) * [width, height]).astype(np.float32)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    bend = smooth_noise(size, rng.uniform(4, 12), rng) * rng.uniform(0, 8)
    bend = bend.astype(np.float32)
    squared = ((x + bend)[..., None] - seeds[:, 0]) ** 2 + ((y - bend)[..., None] - seeds[:, 1]) ** 2
    nearest = np.sqrt(np.partition(squared, 1, axis=2)[..., :2])
    thick = rng.uniform(0.7, 2.5)
    cover = np.clip(thick - (nearest[..., 1] - nearest[..., 0]) / 2 + 0.5, 0, 1)
    cover = cover * broken(size, rng) * (smooth_noise(size, 40, rng) > rng.uniform(-0.8, 0.6))
    return [Layer((cover * rng.uniform(0.4, 1)).astype(np.float32), CREASE)]


def _abrasions(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """A part that is rubbed: flecks of 1 to 3 px beside each other, or short strokes in one direction."""
    height, width = size
    dense = np.clip(smooth_noise(size, rng.uniform(20, 120), rng) * 2 + rng.uniform(-1, 0.3), 0, 1)
    cell = (rng.uniform(0.8, 2.5), rng.uniform(0.8, 2.5) * math.exp(rng.uniform(0, 2)))
    if rng.random() < 0.5:
        cell = cell[::-1]
    rows, columns = (max(2, round(side / each)) for side, each in zip(size, cell, strict=True))
    coarse = Image.fromarray((rng.random((rows, columns)) * 255).astype(np.uint8))
    flecks = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), np.float32) / 255
    cover = np.clip((flecks - 1 + 0.35 * dense * rng.uniform(0.5, 1)) * 8, 0, 1)
    return [Layer((cover * rng.uniform(0.35, 0.9)).astype(np.float32), SPECK)]


def _tears(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """A jagged gap that narrows from the edge inwards, with the white of torn paper."""
    height, width = size
    edge = int(rng.integers(4))
    along = rng.uniform(0.1, 0.9)
    edges = ((along, 0.0), (1.0, along), (along, 1.0), (0.0, along))
    start = np.array(edges[edge]) * [width, height]
    angle = (edge + 1) * math.pi / 2 + rng.normal(0, 0.5)
    points = wander(start, angle, rng.uniform(0.15, 0.9) * max(size), 0.15, rng)
    opening = rng.uniform(2, 18)
    width_at = np.linspace(opening, 0.7, len(points))[:, None] / 2
    normal = np.stack([-np.gradient(points[:, 1]), np.gradient(points[:, 0])], 1)
    normal /= np.maximum(1e-6, np.hypot(normal[:, 0], normal[:, 1]))[:, None]
    jag = rng.normal(0, 0.25, (2, len(points), 1)) * np.minimum(width_at, 3)
    sides = points + normal * (width_at + jag[0]), points - normal * (width_at + jag[1])
    canvas = Canvas(size)
    canvas.polygon(np.concatenate([sides[0], sides[1][::-1]]))
    tone = rng.uniform(0.75, 1.0) if rng.random() < 0.75 else rng.uniform(0, 0.3)
    layers = [Layer(canvas.cover(), TEAR, tone=tone)]
    if rng.random() < 0.6:  # the paper's fibres on one side
        canvas = Canvas(size)
        canvas.line(points + normal * width_at, rng.uniform(1, 4))
        fibres = canvas.cover() * np.float32(rng.uniform(0.5, 1))
        layers.append(Layer(fibres, TEAR, tone=rng.uniform(0.8, 1)))
    return layers


def _stains(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Water marks and foxing: brown or bleached areas with a ragged outline, often darker at the rim."""
    height, width = size
    layers = []
    for _ in range(int(rng.integers(1, 4))):
        radius = math.exp(rng.uniform(math.log(4), math.log(0.45 * max(size))))
        centre = rng.uniform(-0.1, 1.1, 2) * [width, height]
        y, x = np.mgrid[:height, :width].astype(np.float32)
        distance = np.hypot((x - centre[0]) * rng.uniform(0.6, 1.4), y - centre[1])
        shape = radius * (1 + 0.5 * smooth_noise(size, max(3.0, radius / rng.uniform(1, 4)), rng)) - distance
        inside = np.clip(shape / rng.uniform(1, 6) + 0.5, 0, 1)
        rim = np.exp(-((shape / rng.uniform(1.5, 6)) ** 2))
        body = inside * rng.uniform(0.1, 0.8)
        cover = np.clip(np.maximum(body, rim * rng.uniform(0, 1)) * rng.uniform(0.5, 1), 0, 1)
        tint = _stain_tint(rng)
        if rng.random() < 0.25:  # bleached
            layers.append(Layer((cover * 0.7).astype(np.float32), STAIN, tone=rng.uniform(0.8, 1)))
        else:
            layers.append(Layer(cover.astype(np.float32), STAIN, tint))
    return layers


def _stain_tint(rng: np.random.Generator) -> Floats:
    depth = rng.uniform(0.2, 0.85)
    red, blue = depth + (1 - depth) * rng.uniform(0.1, 0.6), depth * rng.uniform(0.5, 0.95)
    return np.array([red, depth, blue], np.float32)


def _missing(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """A corner or border that is torn off, or holes where the photo was pinned."""
    height, width = size
    tone = rng.choice([rng.uniform(0.85, 1), rng.uniform(0, 0.15), rng.uniform(0, 1)], p=[0.5, 0.3, 0.2])
    canvas = Canvas(size)
    form = rng.random()
    kind = MISSING
    if form < 0.45:  # corner
        a, b = rng.uniform(0.05, 0.5) * width, rng.uniform(0.05, 0.5) * height
        line = np.linspace([a, 0], [0, b], 24) + rng.normal(0, rng.uniform(0.3, 3), (24, 2))
        points = np.concatenate([line, [[-9, b], [-9, -9], [a, -9]]])
        if rng.random() < 0.5:
            points[:, 0] = width - points[:, 0]
        if rng.random() < 0.5:
            points[:, 1] = height - points[:, 1]
        canvas.polygon(points)
    elif form < 0.7:  # border
        depth = rng.uniform(2, 0.15 * width)
        line = np.stack([depth + rng.normal(0, rng.uniform(0.2, 2), 32), np.linspace(-5, height + 5, 32)], 1)
        points = np.concatenate([line, [[-9, height + 5], [-9, -5]]])
        if rng.random() < 0.5:
            points[:, 0] = width - points[:, 0]
        if rng.random() < 0.5:
            points = points[:, ::-1]
        canvas.polygon(points)
    else:
        radius = math.exp(rng.uniform(math.log(2), math.log(30)))
        kind = MISSING if radius > 6 else SPECK
        for _ in range(int(rng.integers(1, 4))):
            canvas.blob(rng.uniform(0, 1, 2) * [width, height], radius, rng)
    return [Layer(canvas.cover(), kind, tone=float(tone))]


MAKERS: Mapping[str, Maker] = {
    "outlines": _outlines, "cutouts": _cutouts, "specks": _specks, "blots": _blots, "hairs": _hairs,
    "scratches": _scratches, "creases": _creases, "cracks": _cracks, "abrasions": _abrasions,
    "tears": _tears, "stains": _stains, "missing": _missing,
}  # fmt: skip
