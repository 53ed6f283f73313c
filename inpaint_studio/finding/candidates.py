"""Candidates for marks, what there is to say of each, and a small classifier that judges them.

The network sees some hundred pixels at a time. A person also sees that all the dust on a print is of one
tone, that there is much or none of it, and that the bright dots in a window are the window's. So areas that
the network holds possible are described by their form, their contrast, what is around them and what the
photo's other candidates are like, and judged anew: a second classifier that sees the answers of the first
on the whole photo, after auto-context (Tu & Bai 2010).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from ..core.arrays import AnyArray, Bytes, Floats, Labels
from ..core.damage import FURTHEST, MARK_FEATURES

POSSIBLE = 0.1
"""The network's confidence from which a pixel belongs to a candidate."""
CERTAIN, LIKELY = 0.95, 0.6
"""The network's confidence that counts as certain, and as likely."""
_LEAST = 1e-3
"""Confidences closer to 0 and 1 than this count as so close."""
_HAT = 15
"""The diameter of the top-hats: what is brighter or darker than its surroundings and narrower than this."""
_AROUND, _NEAR, _FAR = 12, 4, 40
"""Radii of surroundings, in pixels of the picture that is described."""
_CELL = 32
"""The side of the squares in which candidates are counted, in the same pixels."""
_COUNTED, _LARGE = 60, 200
"""A candidate of more pixels than this counts as one of so many: in its square, and in the whole photo."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Areas of touching pixels that may be damage."""

    labels: Labels
    """The candidate of each pixel from 1, 0 for none: (H, W)."""
    features: Floats
    """What is known of each: (number, `MARK_FEATURES`)."""
    areas: Floats
    """In pixels: (number,)."""


@dataclass(frozen=True, eq=False)
class Classifier:
    """A multilayer perceptron with rectified units, whose input is normalised first."""

    mean: Floats
    deviation: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    """Weights (outputs, inputs) and biases (outputs,) of each layer; the last has one output."""

    @classmethod
    def of(cls, arrays: Mapping[str, AnyArray]) -> Classifier:
        """From the arrays "marks.…" of a finder's weights, by name. KeyError, ValueError."""
        own = {
            name.removeprefix("marks."): each for name, each in arrays.items() if name.startswith("marks.")
        }
        count = sum(name.endswith(".weight") for name in own)
        layers = tuple((own[f"layers.{i}.weight"], own[f"layers.{i}.bias"]) for i in range(count))
        found = cls(own["mean"], own["deviation"], layers)
        found.log_odds(np.zeros((1, MARK_FEATURES), np.float32))
        if len(layers[-1][1]) != 1:
            raise ValueError("the last layer has one output")
        return found

    def log_odds(self, features: Floats) -> Floats:
        """Of being damage, for each candidate (N, `MARK_FEATURES`): (N,)."""
        x: AnyArray = np.clip((features - self.mean) / self.deviation, -FURTHEST, FURTHEST)
        for weight, bias in self.layers[:-1]:
            x = np.maximum(x @ weight.T + bias, 0)
        weight, bias = self.layers[-1]
        return np.asarray((x @ weight.T + bias)[:, 0])


def candidates(
    picture: Bytes, scale: int, confidence: Floats, check: Callable[[], None] = lambda: None
) -> Candidates | None:
    """The candidates in the network's `confidence` (H, W); None if there are none.

    `picture` is the photo reduced by `scale`, RGB, uint8 (H / scale, W / scale, 3), rounded up: what is
    around a candidate is measured there, so that it means the same for a large scan and for a small one.
    `check` is called often, and may raise to stop.
    """
    possible = (confidence > POSSIBLE).astype(np.uint8)
    count, labels = cv2.connectedComponents(possible, connectivity=8, ltype=cv2.CV_32S)
    if count == 1:
        return None
    within, maps = _Within(np.asarray(labels, np.int32), count - 1, scale, check), _Maps(picture)
    logits = _logit(confidence.ravel()[within.pixels])
    reduced = cv2.resize(confidence, picture.shape[1::-1], interpolation=cv2.INTER_AREA)
    doubt, likely = _blurred(_logit(reduced), _NEAR), _blurred((reduced > LIKELY).astype(np.float32), _FAR)
    tone = within.mean(within.at(maps.grey))
    contrast = tone - within.mean(within.at(maps.around))
    own = [*_form(within), *_look(within, maps, logits, doubt, likely), tone / 128, contrast / 30]
    photo = [
        np.log(np.count_nonzero(confidence > CERTAIN) / confidence.size + 1e-5),
        np.log(len(within.pixels) / confidence.size + 1e-4),
        np.log(maps.noise), maps.colour.mean() / 10, maps.grey.std() / 50, np.log(scale),
    ]  # fmt: skip
    shared = np.broadcast_to(np.array(photo), (within.count, len(photo)))
    others = _others(within, 1 / (1 + np.exp(-within.mean(logits))), tone, contrast > 0)
    features: Floats = np.hstack([np.stack(own, 1), shared, others]).astype(np.float32)
    return Candidates(within.labels, features, within.areas)


class _Within:
    """The pixels of the candidates, in the photo and in the reduced picture."""

    def __init__(self, labels: Labels, count: int, scale: int, check: Callable[[], None]) -> None:
        self.labels, self.count, self.scale, self._check = labels, count, scale, check
        self.pixels = np.flatnonzero(labels)
        self.of = labels.ravel()[self.pixels] - 1
        self.rows, self.columns = np.divmod(self.pixels, labels.shape[1])
        self.areas = np.bincount(self.of, minlength=count).astype(np.float32)
        self._reduced = self.rows // scale, self.columns // scale

    def at(self, reduced: AnyArray) -> AnyArray:
        """The values of a map of the reduced picture at each pixel."""
        return np.asarray(reduced[self._reduced])

    def mean(self, values: AnyArray) -> AnyArray:
        """The mean over each candidate of a value for each pixel: (count,)."""
        self._check()
        found: AnyArray = np.bincount(self.of, values, self.count) / self.areas
        return found

    def highest(self, values: AnyArray) -> AnyArray:
        """The highest in each candidate of a value for each pixel: (count,)."""
        self._check()
        found = np.full(self.count, -np.inf, np.float32)
        np.maximum.at(found, self.of, values)
        return found


class _Maps:
    """What is measured around each pixel of the reduced picture, in levels: (h, w) each."""

    def __init__(self, picture: Bytes) -> None:
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        self.grey = grey.astype(np.float32)
        smooth = cv2.GaussianBlur(self.grey, (0, 0), 0.7)
        self.noise = 1.5 + 1.5 * float(np.median(cv2.absdiff(grey, cv2.medianBlur(grey, 3))))
        self.around = _blurred(self.grey, _AROUND)
        detail = (smooth - _blurred(smooth, 2)) ** 2
        self.texture = np.sqrt(np.maximum(_blurred(detail, 2 * _AROUND), 0))  # running sums fall below 0
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_HAT, _HAT))
        self.bright = cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, disc)
        self.dark = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, disc)
        across, down = (cv2.Sobel(smooth, cv2.CV_32F, x, 1 - x, scale=0.25) for x in (1, 0))
        self.gradient = np.sqrt(across**2 + down**2)  # OpenCV's depends on where its memory happens to lie
        chroma = [picture[..., channel] - self.grey for channel in (0, 2)]
        self.colour = np.abs(chroma[0]) + np.abs(chroma[1])
        self.other_colour = sum(np.abs(part - _blurred(part, _AROUND)) for part in chroma)
        darker = np.cumsum(np.bincount(grey.ravel(), minlength=256)) / grey.size
        self.rank = darker[grey].astype(np.float32)


def _form(within: _Within) -> list[AnyArray]:
    """Size and shape, in pixels of the reduced picture: five of (count,)."""
    y, x = within.mean(within.rows), within.mean(within.columns)
    dy, dx = within.rows - y[within.of], within.columns - x[within.of]
    yy, xx, xy = within.mean(dy * dy) + 1 / 12, within.mean(dx * dx) + 1 / 12, within.mean(dx * dy)
    spread = np.hypot((yy - xx) / 2, xy)
    wide, narrow = (yy + xx) / 2 + spread, np.maximum((yy + xx) / 2 - spread, 1e-3)
    height, width = (
        within.highest(place) + within.highest(-place) + 1 for place in (within.rows, within.columns)
    )
    scale = within.scale
    return [
        np.log(within.areas / scale**2 + 0.05),
        np.log(np.maximum(height, width) / scale),
        np.log(wide / narrow) / 2,
        within.areas / (height * width),
        np.log(narrow / scale**2 + 0.02) / 2,
    ]


def _look(within: _Within, maps: _Maps, logits: AnyArray, doubt: Floats, likely: Floats) -> list[AnyArray]:
    """What the network says of each candidate and around it, and how it stands out from the photo.

    `logits` are the network's log-odds at each pixel; `doubt` and `likely` its log-odds and the share of
    likely pixels around, as maps of the reduced picture. Seventeen of (count,).
    """
    bright, dark, gradient = (within.at(each) for each in (maps.bright, maps.dark, maps.gradient))
    brighter, darker, texture = within.mean(bright), within.mean(dark), within.mean(within.at(maps.texture))
    stands_out = brighter + darker
    return [
        within.mean(logits), within.highest(logits), within.mean(within.at(doubt)),
        np.log(within.mean(within.at(likely)) + 1e-4),
        brighter / maps.noise, darker / maps.noise, brighter / 20, darker / 20,
        within.highest(bright) / 20, within.highest(dark) / 20,
        stands_out / (texture + 1), texture / 10,
        within.mean(within.at(maps.other_colour)) / 10, within.mean(within.at(maps.around)) / 128,
        within.mean(gradient) / 10, within.highest(gradient) / (stands_out + 5),
        within.mean(within.at(maps.rank)),
    ]  # fmt: skip


def _others(within: _Within, probability: AnyArray, tone: AnyArray, brighter: AnyArray) -> AnyArray:
    """How each candidate compares with the photo's other ones, dark and bright apart: (count, 10).

    All but the last two are of the candidates on its own side: the share of the photo that is likely damage
    and unlikely, the likely one's tone, its spread and size, and both shares around the candidate.
    """
    total = within.labels.size / within.scale**2
    reduced = within.areas / within.scale**2
    size = np.log(reduced + 1)
    cell = _CELL * within.scale
    cells = [(within.mean(place) / cell).astype(np.intp) for place in (within.rows, within.columns)]
    grid = tuple(-(-side // cell) for side in within.labels.shape)
    found = np.zeros((within.count, 10))
    for side in (False, True):
        mine = brighter == side
        if not mine.any():
            continue
        p, areas = probability[mine], reduced[mine]
        weight = p * (p > 0.3) * np.minimum(areas, _LARGE)
        whole = weight.sum() + 1e-6
        usual = (weight * tone[mine]).sum() / whole
        spread = np.sqrt((weight * (tone[mine] - usual) ** 2).sum() / whole) + 6
        at = tuple(place[mine] for place in cells)
        found[mine] = np.stack([
            np.full(len(p), np.log(whole / total + 1e-6)),
            np.full(len(p), np.log(((1 - p) * areas).sum() / total + 1e-5)),
            np.abs(tone[mine] - usual) / spread,
            (tone[mine] - usual) / 30,
            np.full(len(p), spread / 20),
            size[mine] - (weight * size[mine]).sum() / whole,
            *(_around(at, share * np.minimum(areas, _COUNTED), grid) for share in (p, 1 - p)),
            np.zeros(len(p)), np.zeros(len(p)),
        ], 1)  # fmt: skip
    found[:, 8] = np.log((probability * reduced).sum() / total + 1e-5)
    found[:, 9] = np.log(np.count_nonzero(probability > 0.7) / total * 1e6 + 1)
    return found


def _around(cells: tuple[AnyArray, ...], amount: AnyArray, grid: tuple[int, ...]) -> AnyArray:
    """The logarithm of the mean amount in a square and its neighbours, for each candidate."""
    sums = np.zeros(grid, np.float32)
    np.add.at(sums, cells, amount)
    return np.log(_blurred(sums, 2)[cells] + 0.1)


def _blurred(values: AnyArray, radius: int) -> AnyArray:
    side = 2 * radius + 1
    return cv2.blur(values, (side, side), borderType=cv2.BORDER_REFLECT)


def _logit(confidence: AnyArray) -> AnyArray:
    """The log-odds, within what a network in half precision can mean."""
    certain = np.clip(confidence, _LEAST, 1 - _LEAST)
    odds: AnyArray = np.log(certain / (1 - certain))
    return odds
