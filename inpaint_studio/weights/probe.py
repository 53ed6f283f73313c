"""Finding out by trial how an unknown model expects its picture and its mask.

The model fills a hole in a synthetic picture, once for each plausible contract: both polarities of the
mask, the common ranges. The right one is that in which the known part comes back unchanged, and the hole
is neither unchanged nor grey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from ..core.arrays import AnyArray, Bytes, Flags, FloatPixels, Floats
from ..core.errors import Cancelled, Note, StudioError, listed
from .cards.card import CardSize, Contract
from .contract import encode, finish, known_error, prepare
from .draft import as_declared, contract_of, masks_of, ranges_of
from .onnx.file import OnnxFile

Verdict = Literal["fills", "loses", "keeps", "grey"]
_OUTCOMES: dict[Verdict, str] = {
    "fills": "trial-fills",
    "loses": "trial-loses",
    "keeps": "trial-keeps",
    "grey": "trial-grey",
}
"""The code of the note on each verdict."""
Declaration = Literal["none", "agrees", "contradicted"]
Run = Callable[[dict[str, AnyArray]], dict[str, AnyArray]]

_SIDE = 96
_MULTIPLES = (1, 2, 4, 8, 16, 32, 64)
_USUAL = (512, 256, 1024)  # sides to try for models with one fixed size that they do not declare
_KNOWN_COMES_BACK = 0.08
_HOLE_CHANGES = 0.1
_EXACT = 1.5 / 255
_BETTER = 0.01
_CONTRADICTS = 0.05
_GREY = 0.5
_MARK = (0.9, 0.05, 0.85)


@dataclass(frozen=True)
class ContractTrial:
    """One contract tried on the model, and the outcome (all errors are mean differences, 0 to 1)."""

    contract: Contract
    known_error: float
    """How far the known part is from the input."""
    from_before: float
    """How far the hole is from the input."""
    from_grey: float
    """How far the hole is from grey."""
    from_truth: float
    """How far the hole is from the truth."""
    picture: Bytes = field(compare=False, repr=False)
    """The output, uint8 (H, W, 3), of the size of the input (`picture_and_hole`)."""

    @property
    def verdict(self) -> Verdict:
        """The model "fills" the hole, "loses" the rest, "keeps" the hole unchanged or leaves it "grey"."""
        if self.known_error >= _KNOWN_COMES_BACK:
            return "loses"
        if self.from_before <= _HOLE_CHANGES:
            return "keeps"
        return "fills" if self.from_grey > _HOLE_CHANGES / 2 else "grey"

    @property
    def works(self) -> bool:
        """Whether the model filled the hole and kept the rest."""
        return self.verdict == "fills"

    @property
    def bright_fills(self) -> bool:
        """The polarity: whether the mask is brighter where the picture is filled."""
        mask = self.contract.mask_input
        assert mask.fill is not None
        assert mask.keep is not None
        return mask.fill > mask.keep

    @property
    def score(self) -> float:
        """The error; lower is better."""
        return self.known_error + 0.5 * self.from_truth

    @property
    def way(self) -> str:
        """The contract, as a note."""
        image, mask, output = self.contract.image_input, self.contract.mask_input, self.contract.output
        low, high, fill, keep, out_low, out_high = (
            f"{value:g}"
            for value in (*image.range, mask.fill, mask.keep, *output.range)  # type: ignore[misc]
        )
        way = Note("trial-way", low=low, high=high, fill=fill, keep=keep, out_low=out_low, out_high=out_high)
        more = [image.channels] if self.contract.encoding == "concatenated" else []
        return listed([way, *more, *([] if image.hole is None else [Note("pre-multiplied")])], "list-more")

    @property
    def words(self) -> Note:
        """The contract and the outcome, in one line."""
        error = format(self.known_error, ".1%" if self.verdict == "fills" else ".0%")
        return Note("trial", way=self.way, outcome=Note(_OUTCOMES[self.verdict], error=error))


@dataclass(frozen=True)
class Finding:
    """What the probe found: all trials, the best one first, and whether it stands out."""

    trials: tuple[ContractTrial, ...]
    sure: bool
    declaration: Declaration = "none"
    """Whether the file declares its values, and if so whether the trials agree or contradict."""

    @property
    def best(self) -> ContractTrial:
        """The best trial."""
        return self.trials[0]

    @property
    def about_declaration(self) -> Note | None:
        """A line about what the file declares; None if that is nothing."""
        if self.declaration == "none":
            return None
        return Note("declaration-agrees" if self.declaration == "agrees" else "declaration-contradicted")

    @property
    def rivals(self) -> tuple[ContractTrial, ...]:
        """Other trials that did about as well; the user must decide by looking at a fill.

        None if the file declares its values and the trials agree.
        """
        if self.declaration == "agrees":
            return ()
        return tuple(one for one in self.trials[1:] if one.works and one.score < self.best.score + _BETTER)


def probe(
    model: OnnxFile,
    on_progress: Callable[[int, int | None], None] = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Finding:
    """Try all contracts that fit the model's inputs and outputs, running the model once for each.

    Values that the file declares win over those that fill a little better, because a soft fill looks right in
    more than one range. They lose if with them the model does not fill the hole or does not return the rest,
    or if other values do far better: then the declaration is wrong, and whatever works is proposed.

    Raises `Cancelled`, and StudioError "model-unfit" if it has no inputs for a picture and a mask, no
    picture comes out, or it does not run.
    """
    base = contract_of(model)
    base = base.model_copy(update={"size": _size_of(model, base)})
    ways = list(_ways(base, multiplied=base.encoding == "concatenated"))
    declared = as_declared(model, base)
    if declared is not None and declared not in ways:
        ways.insert(0, declared)
    trials: list[ContractTrial] = []
    problem: StudioError | None = None
    for number, way in enumerate(ways):
        try:
            trials.append(_tried(model.run, way, is_cancelled))
        except StudioError as error:  # values far from those it knows may give a model no numbers at all
            if error.code != "model-output":
                raise
            problem = problem or error
        on_progress(number + 1, len(ways))
    if not trials and problem is not None:
        raise problem
    if not any(one.works for one in trials) and base.encoding == "separate":
        # a few models also want the hole cut out of the picture
        cut = [way for way in _ways(base, multiplied=True) if way.image_input.hole is not None]
        trials += [_tried(model.run, way, is_cancelled) for way in cut]
    # of two that do about equally well, the more common one: it was tried earlier
    best = min(enumerate(trials), key=lambda at: (not at[1].works, round(at[1].score / _BETTER), at[0]))[1]
    declaration: Declaration = "none"
    if declared is not None:
        told = next((one for one in trials if one.contract.inputs == declared.inputs), None)
        agrees = told is not None and told.works and told.score < best.score + _CONTRADICTS
        declaration = "agrees" if agrees else "contradicted"
        best = told if told is not None and agrees else best
    rest = sorted((one for one in trials if one is not best), key=lambda one: (not one.works, one.score))
    finding = Finding((best, *rest), sure=False, declaration=declaration)
    return replace(finding, sure=best.works and not finding.rivals)


def picture_and_hole(height: int, width: int) -> tuple[FloatPixels, Flags, FloatPixels]:
    """The picture with a bright mark in its hole, the hole, and the picture without the mark."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    waves = 0.06 * np.sin(11 * x + 4 * y)[..., None]
    truth = np.stack([0.12 + 0.15 * x, 0.55 + 0.25 * y, 0.2 + 0.1 * x * y], 2) + waves
    hole = np.zeros((height, width), bool)
    hole[height * 2 // 5 : height * 3 // 5, width * 2 // 5 : width * 3 // 5] = True
    picture = truth.astype(np.float32)
    picture[hole] = _MARK
    return picture, hole, truth.astype(np.float32)


def _tried(run: Run, way: Contract, is_cancelled: Callable[[], bool]) -> ContractTrial:
    """Run the model once and pick the output range and channel order that fit best."""
    if is_cancelled():
        raise Cancelled
    picture, hole, truth = picture_and_hole(*_shape(way.size))
    prepared = prepare(way, picture, hole)
    outputs = run(prepared.inputs)
    trials = []
    values_out = ranges_of(way.output)
    declared = way.image_input.range  # or a usual one
    if declared is not None and declared not in values_out and way.output.dtype.startswith("float"):
        values_out = (*values_out, declared)
    for values in values_out:
        for channels in ("RGB", "BGR"):
            output = way.output.model_copy(update={"range": values, "channels": channels})
            contract = way.model_copy(update={"output": output})
            result = finish(contract, prepared, outputs)
            error = known_error(picture, hole, result)
            if error < _EXACT:
                output = output.model_copy(update={"composited": True})
                contract = way.model_copy(update={"output": output})
            inside = result[hole]
            trials.append(
                ContractTrial(
                    contract,
                    error,
                    min(float(np.abs(inside - colour).mean()) for colour in _given(way)),
                    float(np.abs(inside - _GREY).mean()),
                    float(np.abs(inside - truth[hole]).mean()),
                    np.rint(result * 255).astype(np.uint8),
                )
            )
    return min(trials, key=lambda one: one.known_error)


def _given(way: Contract) -> list[Floats]:
    """What the hole contained: the mark, or the value of a pre-multiplied picture."""
    image = way.image_input
    held = [np.array(_MARK, np.float32)]
    if image.hole is not None and image.range is not None:
        low, high = image.range
        held.append(np.array([(image.hole - low) / (high - low)], np.float32))
    return held


def _ways(base: Contract, *, multiplied: bool) -> Iterator[Contract]:
    """The contracts to try, the most common first."""
    image, mask = base.image_input, base.mask_input
    orders = ("RGBM", "MRGB") if image is mask else (image.channels,)
    for values in ranges_of(image):
        for keep, fill in masks_of(mask, values):
            for channels in orders:
                for hole in (None, 0.0) if multiplied and values[0] <= 0 <= values[1] else (None,):
                    picture = {"range": values, "hole": hole, "channels": channels}
                    polarity = {"keep": keep, "fill": fill}
                    inputs = tuple(
                        one.model_copy(
                            update=(picture if one.colours else {}) | (polarity if one.has_mask else {})
                        )
                        for one in base.inputs
                    )
                    yield base.model_copy(update={"inputs": inputs})


def _size_of(model: OnnxFile, base: Contract) -> CardSize:
    """The size rule of the model: from its shape, or by trying."""
    image = base.image_input
    port = next(one for one in model.inputs if one.name == image.name)
    sides = dict(zip(image.layout, port.shape, strict=True))
    height, width = sides["H"], sides["W"]
    if height and width:
        return CardSize(rule="fixed", width=width, height=height)
    problem: StudioError | None = None
    sizes = [_size(rule, of) for rule in ("any", "square") for of in _MULTIPLES]
    for size in [*sizes, *(CardSize(rule="fixed", width=side, height=side) for side in _USUAL)]:
        picture, hole, _ = picture_and_hole(*_shape(size))
        try:
            outputs = model.run(encode(base, picture, hole))
            finish(base, prepare(base, picture, hole), outputs)
            return size
        except StudioError as error:
            if error.code == "model-crashed":
                raise
            problem = problem or error
    assert problem is not None
    raise problem


def _size(rule: str, of: int) -> CardSize:
    if rule == "square":
        return CardSize(rule="square", of=of)
    return CardSize(rule="any") if of == 1 else CardSize(rule="multiple", of=of)


def _shape(size: CardSize) -> tuple[int, int]:
    """The (height, width) of a small picture that fits this rule and no stricter one."""
    if size.rule == "fixed":
        return size.height, size.width
    height = size.of * (_SIDE // size.of // 2 * 2 + 1)
    return height, height if size.rule == "square" else height + 2 * size.of
