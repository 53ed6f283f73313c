"""Damage to train a finder with, rendered on intact photos: that of prints, and dust and hairs of film.

Everything is drawn with NumPy and Pillow, so that training runs on bare machines. Photos are float32
(H, W, 3) in [0, 1]; a layer of damage says how far it covers each pixel, float32 (H, W) in [0, 1].
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from ..core.arrays import Bytes, Doubles, FloatPixels, Floats
from ..core.damage import KINDS
from ..core.errors import StudioError

UNDECIDED = 255
"""The label of pixels that differ too little to be called damaged or intact."""
_SEEN, _UNSEEN = 10 / 255, 4 / 255
"""A difference from the intact photo that is damage, and one that is none."""

SPECK, HAIR, SCRATCH, CREASE, TEAR, STAIN, MISSING = range(1, 1 + len(KINDS))
"""Labels: 0 is intact."""

_OUTLINED = {"Dust": SPECK, "Dirt": SPECK, "Short hair": HAIR, "Long hair": HAIR, "Scratch": SCRATCH}
_CUT_OUT = {
    "dirt": SPECK, "dots": SPECK, "smut": SPECK, "spots": SPECK, "sprinkles": SPECK, "hair": HAIR,
    "hair-short": HAIR, "lint": HAIR, "scratches": SCRATCH, "stain": STAIN,
}  # fmt: skip
_FINE = 4
"""Outlines are drawn this many times as large, then reduced, for smooth edges."""
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


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


@dataclass(frozen=True, eq=False)
class Scan:
    """The outlines of the damage on one scan, in its pixels."""

    size: Doubles
    """Width and height."""
    polygons: tuple[Doubles, ...]
    """Each (N, 2), x and y."""
    kinds: Bytes
    """The kind of each."""
    boxes: Doubles
    """Their bounding rectangles (count, 4): left, top, right, bottom."""


@dataclass(frozen=True, eq=False)
class Sources:
    """Real outlines and cut-outs of damage, read from a folder; both may be empty."""

    scans: tuple[Scan, ...] = ()
    cutouts: Mapping[int, list[Image.Image]] = field(default_factory=dict)
    """By kind, pictures in mode L: how far each pixel is covered."""
    fingerprint: str = ""


def read_sources(folder: Path) -> Sources:
    """The `outlines/*.json` and `cutouts/KIND/*.png` of a folder.

    An outline file holds `size` (width, height), `polygons` and their `labels` (Dust, Dirt, Short hair,
    Long hair, Scratch); a cut-out is a PNG whose alpha says how far the damage covers.
    Raises StudioError "folder-missing", "damage-empty" if neither is there, "damage-broken".
    """
    if not folder.is_dir():
        raise StudioError("folder-missing", path=folder)
    scans, digest = [], hashlib.sha256()
    cutouts: dict[int, list[Image.Image]] = {}
    for path in sorted((folder / "outlines").glob("*.json")):
        try:
            scans.append(_read_scan(json.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StudioError("damage-broken", path=path) from error
        digest.update(f"{path.name} {path.stat().st_size}\0".encode())
    for name, kind in _CUT_OUT.items():
        for path in sorted((folder / "cutouts" / name).glob("*.png")):
            try:
                with Image.open(path, formats=("PNG",)) as picture:
                    alpha = picture.convert("RGBA").getchannel("A")
            except OSError as error:
                raise StudioError("damage-broken", path=path) from error
            cutouts.setdefault(kind, []).append(alpha)
            digest.update(f"{name}/{path.name} {path.stat().st_size}\0".encode())
    if not scans and not cutouts:
        raise StudioError("damage-empty", path=folder)
    return Sources(tuple(scans), cutouts, digest.hexdigest())


def _read_scan(scan: Any) -> Scan:
    polygons, kinds = [], []
    for polygon, label in zip(scan["polygons"], scan["labels"], strict=True):
        if label in _OUTLINED and len(polygon) > 2:
            polygons.append(np.array(polygon, np.float64).reshape(-1, 2))
            kinds.append(_OUTLINED[label])
    boxes = np.array([[*p.min(0), *p.max(0)] for p in polygons], np.float64).reshape(-1, 4)
    width, height = scan["size"]
    return Scan(np.array([width, height], np.float64), tuple(polygons), np.array(kinds, np.uint8), boxes)


def render(
    photo: FloatPixels, chances: Mapping[str, float], sources: Sources, rng: np.random.Generator
) -> tuple[FloatPixels, Bytes]:
    """The photo as an old print or a scan of it with damage, and the labels of its pixels (H, W).

    0 is intact, 1 to 7 the kinds in the order of `KINDS`, `UNDECIDED` what hardly differs.
    """
    clean = _as_print(photo, rng)
    damaged = clean.copy()
    label = np.zeros(photo.shape[:2], np.uint8)
    makers = {name: maker for name, maker in MAKERS.items() if rng.random() < chances.get(name, 0)}
    for maker in makers.values():
        for layer in maker(photo.shape[:2], sources, rng):
            before = damaged
            if layer.side is not None:
                damaged = damaged * (1 + layer.side[..., None])
            damaged = _applied(damaged, layer, rng)
            changed = (layer.cover > 0.05) & (_change(before, damaged) > _SEEN / 2)
            label[changed] = layer.kind
    sigma = rng.uniform(0, 1.2) if rng.random() < 0.5 else 0.0
    damaged, clean = _blurred(damaged, sigma), _blurred(clean, sigma)
    label = _spread(label, math.ceil(sigma))
    difference = _change(clean, damaged)
    label[(difference < _SEEN) & (label > 0)] = UNDECIDED
    label[difference < _UNSEEN] = 0
    label[(label == 0) & (difference >= _SEEN)] = UNDECIDED  # the light beside a fold
    return _scanned(damaged, rng), label


def _as_print(photo: FloatPixels, rng: np.random.Generator) -> FloatPixels:
    """In colour, grey, sepia or faded, as sharp and as grainy as prints are."""
    look = rng.random()
    if look > 0.35:
        grey = photo @ _LUMA
        tint = np.ones(3) if look < 0.65 else np.array([1.0, rng.uniform(0.85, 0.97), rng.uniform(0.6, 0.9)])
        photo = grey[..., None] * tint.astype(np.float32)
    if rng.random() < 0.3:  # faded
        low, high = rng.uniform(0, 0.35), rng.uniform(0.65, 1)
        photo = low + photo * (high - low)
    if rng.random() < 0.25:
        photo = np.clip(photo * rng.uniform(0.7, 1.3) + rng.uniform(-0.1, 0.1), 0, 1)
    photo = _blurred(photo, rng.uniform(0.2, 1.0))
    grain = rng.uniform(0, 6) / 255 if rng.random() < 0.85 else rng.uniform(6, 14) / 255
    noise = rng.standard_normal(photo.shape if rng.random() < 0.6 else (*photo.shape[:2], 1), np.float32)
    if rng.random() < 0.3:  # coarse grain
        noise = _blurred(noise, rng.uniform(0.5, 1.2)) * 2.0
    return np.clip(photo + grain * noise, 0, 1).astype(np.float32)


def _applied(photo: FloatPixels, layer: Layer, rng: np.random.Generator) -> FloatPixels:
    """The photo under one layer: painted over, or tinted by a stain."""
    rows, columns = (np.flatnonzero(layer.cover.any(axis)) for axis in (1, 0))
    if not len(rows):
        return photo
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cover, under = layer.cover[box][..., None], photo[box]
    if layer.tint is not None:
        painted = under * (1 - cover * (1 - layer.tint))
    else:
        bright = rng.random() < 0.7
        drawn = rng.uniform(0.78, 1) if bright else rng.uniform(0.02, 0.25)
        tone = drawn if layer.tone is None else layer.tone
        colour = tone * np.array([1.0, rng.uniform(0.93, 1.0), rng.uniform(0.82, 1.0)])
        texture = rng.uniform(0, 0.03) * rng.standard_normal(under.shape, np.float32)
        painted = under + cover * (colour.astype(np.float32) + texture - under)
    applied = photo.copy()
    applied[box] = np.clip(painted, 0, 1)
    return applied


def _change(before: FloatPixels, after: FloatPixels) -> Floats:
    """The largest difference of a channel, for each pixel (H, W)."""
    red, green, blue = (np.abs(after[..., channel] - before[..., channel]) for channel in range(3))
    return np.asarray(np.maximum(np.maximum(red, green), blue))


def _scanned(photo: FloatPixels, rng: np.random.Generator) -> FloatPixels:
    """With the noise of a scanner and what JPEG leaves, at times."""
    if rng.random() < 0.15:  # a grey scan
        photo = np.repeat((photo @ _LUMA)[..., None], 3, 2)
    if rng.random() < 0.3:
        noise = rng.standard_normal(photo.shape, np.float32)
        photo = np.clip(photo + rng.uniform(0, 3) / 255 * noise, 0, 1)
    whole = np.round(photo * 255).astype(np.uint8)
    if rng.random() < 0.4:
        packed = io.BytesIO()
        Image.fromarray(whole).save(packed, "JPEG", quality=int(rng.integers(55, 97)))
        whole = np.asarray(Image.open(packed))
    return np.asarray(whole, np.float32) / np.float32(255)


Size = tuple[int, int]
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
    """A few cut-outs of one or two kinds, turned and scaled."""
    layers = []
    kinds = sorted(sources.cutouts)
    for _ in range(int(rng.integers(1, 4)) if kinds else 0):
        kind = kinds[int(rng.integers(len(kinds)))]
        cover = np.zeros(size, np.float32)
        for _ in range(int(rng.integers(1, 4))):
            picture = sources.cutouts[kind][int(rng.integers(len(sources.cutouts[kind])))]
            side = round(math.exp(rng.uniform(math.log(16), math.log(0.9 * max(size)))))
            turned = picture.rotate(rng.uniform(0, 360), Image.Resampling.BILINEAR)
            left, top = (int(rng.integers(-side // 2, length - side // 2)) for length in size[::-1])
            canvas = Image.new("L", size[::-1])
            canvas.paste(turned.resize((side, side), Image.Resampling.BOX), (left, top))
            cover = np.maximum(cover, np.asarray(canvas, np.float32) / 255)
        tint = _stain_tint(rng) if kind == STAIN else None
        layers.append(Layer(cover * np.float32(rng.uniform(0.45, 1)), kind, tint))
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
        cover = _soft(cover, rng.uniform(0.5, 1.5))
    return [Layer(cover * np.float32(rng.uniform(0.4, 1)), SPECK)]


def _hairs(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Curled fibres."""
    canvas = Canvas(size)
    for _ in range(int(rng.integers(1, 5))):
        start = rng.uniform(0, 1, 2) * [size[1], size[0]]
        angle, length = rng.uniform(0, 2 * math.pi), rng.uniform(15, 120)
        points = _wander(start, angle, length, rng.uniform(0.05, 0.4), rng)
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
        points = _wander(start, angle, length, rng.uniform(0, 0.03), rng)
        canvas.line(points, math.exp(rng.uniform(math.log(0.6), math.log(4.0))))
    cover = canvas.cover()
    if rng.random() < 0.6:
        cover = cover * _broken(size, rng)
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
        points = _wander(start, angle, length, rng.uniform(0.002, 0.06), rng)
        thick = math.exp(rng.uniform(math.log(0.8), math.log(6)))
        canvas = Canvas(size)
        canvas.line(points, thick)
        cover = canvas.cover() * _broken(size, rng)
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
        sides.append(_soft(canvas.cover(), reach / 2))
    strength = rng.uniform(0.03, 0.2) * rng.choice([-1, 1])
    return np.asarray(strength * (sides[0] - rng.uniform(0, 1) * sides[1]), np.float32)


def _cracks(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """Cracked emulsion: the borders between the cells of scattered points, in a part of the crop."""
    height, width = size
    count = int(rng.integers(8, 50))
    seeds = rng.uniform(-0.1, 1.1, (count, 2)) * [width, height]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    bend = _smooth_noise(size, rng.uniform(4, 12), rng) * rng.uniform(0, 8)
    distance = np.hypot((x + bend)[..., None] - seeds[:, 0], (y - bend)[..., None] - seeds[:, 1])
    nearest = np.partition(distance, 1, axis=2)[..., :2]
    thick = rng.uniform(0.7, 2.5)
    cover = np.clip(thick - (nearest[..., 1] - nearest[..., 0]) / 2 + 0.5, 0, 1)
    cover = cover * _broken(size, rng) * (_smooth_noise(size, 40, rng) > rng.uniform(-0.8, 0.6))
    return [Layer((cover * rng.uniform(0.4, 1)).astype(np.float32), CREASE)]


def _tears(size: Size, sources: Sources, rng: np.random.Generator) -> list[Layer]:
    """A jagged gap that narrows from the edge inwards, with the white of torn paper."""
    height, width = size
    edge = int(rng.integers(4))
    along = rng.uniform(0.1, 0.9)
    edges = ((along, 0.0), (1.0, along), (along, 1.0), (0.0, along))
    start = np.array(edges[edge]) * [width, height]
    angle = (edge + 1) * math.pi / 2 + rng.normal(0, 0.5)
    points = _wander(start, angle, rng.uniform(0.15, 0.9) * max(size), 0.15, rng)
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
        shape = radius * (1 + 0.5 * _smooth_noise(size, max(3.0, radius / rng.uniform(1, 4)), rng)) - distance
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
    "outlines": _outlines, "cutouts": _cutouts, "specks": _specks, "hairs": _hairs, "scratches": _scratches,
    "creases": _creases, "cracks": _cracks, "tears": _tears, "stains": _stains, "missing": _missing,
}  # fmt: skip


class Canvas:
    """Draws shapes in pixel coordinates with smooth edges."""

    def __init__(self, size: Size, fine: int = _FINE) -> None:
        self.size, self.fine = size, fine
        self.image = Image.new("L", (size[1] * fine, size[0] * fine))
        self.draw = ImageDraw.Draw(self.image)

    def polygon(self, points: Doubles) -> None:
        self.draw.polygon([tuple(p) for p in (points * self.fine).tolist()], fill=255)

    def line(self, points: Doubles, thick: float) -> None:
        flat = [tuple(p) for p in (points * self.fine).tolist()]
        self.draw.line(flat, fill=255, width=max(1, round(thick * self.fine)), joint="curve")

    def blob(self, centre: Doubles, radius: float, rng: np.random.Generator) -> None:
        """A round spot with an uneven outline."""
        angles = np.linspace(0, 2 * math.pi, 12, endpoint=False)
        reach = radius * rng.uniform(0.75, 1.2, 12)
        self.polygon(centre + np.stack([np.cos(angles), np.sin(angles)], 1) * reach[:, None])

    def cover(self) -> Floats:
        """How far each pixel is covered."""
        small = self.image.reduce(self.fine) if self.fine > 1 else self.image
        return np.asarray(small, np.float32) / np.float32(255)


def _wander(start: Doubles, angle: float, length: float, bend: float, rng: np.random.Generator) -> Doubles:
    """Points 4 px apart along a line whose direction changes by `bend` radians (sigma) a point: (N, 2)."""
    count = max(3, round(length / 4))
    angles = angle + np.cumsum(rng.normal(0, bend, count))
    return np.asarray(start + np.cumsum(4 * np.stack([np.cos(angles), np.sin(angles)], 1), 0))


def _broken(size: Size, rng: np.random.Generator) -> Floats:
    """1 where a line is whole and 0 where it is interrupted, in pieces of random size: (H, W)."""
    cells = int(rng.integers(4, 24))
    least = rng.uniform(0, 0.6)
    coarse = Image.fromarray((rng.random((cells, cells)) * 255).astype(np.uint8))
    fine = np.asarray(coarse.resize((size[1], size[0]), Image.Resampling.BICUBIC), np.float32) / 255
    return np.clip((fine - least) * 6, 0, 1)


def _smooth_noise(size: Size, cell: float, rng: np.random.Generator) -> Floats:
    """Values about 0, mostly within [-1, 1], that change over `cell` pixels: (H, W)."""
    rows, columns = (max(2, math.ceil(side / cell)) for side in size)
    coarse = Image.fromarray(rng.standard_normal((rows, columns), np.float32) * 0.5)
    return np.asarray(coarse.resize((size[1], size[0]), Image.Resampling.BICUBIC), np.float32)


def _blurred(planes: FloatPixels, sigma: float) -> FloatPixels:
    """Each channel convolved with a Gaussian, edges repeated."""
    if sigma < 0.15:
        return planes
    reach = max(1, math.ceil(3 * sigma))
    place = np.arange(-reach, reach + 1)
    kernel = np.exp(-0.5 * (place / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        pad = [(reach, reach) if a == axis else (0, 0) for a in range(planes.ndim)]
        padded = np.pad(planes, pad, "edge")
        side = planes.shape[axis]
        rolled = padded.swapaxes(0, axis)
        shifted = (np.float32(weight) * rolled[i : i + side] for i, weight in enumerate(kernel))
        planes = np.asarray(sum(shifted)).swapaxes(0, axis)
    return planes


def _soft(cover: FloatPixels, sigma: float) -> Floats:
    picture = Image.fromarray((cover * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(sigma))
    return np.asarray(picture, np.float32) / np.float32(255)


def _spread(label: Bytes, reach: int) -> Bytes:
    """Labels grown by `reach` pixels over unlabelled ones."""
    if not reach or not label.any():
        return label
    grown = np.asarray(Image.fromarray(label).filter(ImageFilter.MaxFilter(2 * reach + 1)))
    return np.where(label > 0, label, grown)
