"""Finding out by trial how an unknown model expects its picture and its mask.

The model fills a hole in a synthetic picture, once for each plausible contract: both polarities of the
mask, the common ranges. The right one is that in which the known part comes back unchanged, and the hole
is neither unchanged nor grey.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import numpy as np

from ..core.arrays import AnyArray, Bytes, Flags, FloatPixels, Floats
from ..core.errors import Cancelled, Note, StudioError, listed
from .cards.card import CardSize, Contract, DType, Input, Layout, NoiseInput, Output, Range
from .contract import encode, finish, known_error, prepare
from .onnx.file import OnnxFile, Port

Verdict = Literal["fills", "loses", "keeps", "grey"]
_OUTCOMES: dict[Verdict, str] = {
    "fills": "trial-fills",
    "loses": "trial-loses",
    "keeps": "trial-keeps",
    "grey": "trial-grey",
}
"""The code of the note on each verdict."""
Run = Callable[[dict[str, AnyArray]], dict[str, AnyArray]]

_RANGES: tuple[Range, ...] = ((0, 1), (-1, 1), (0, 255))
_SIDE = 96
_MULTIPLES = (1, 2, 4, 8, 16, 32, 64)
_USUAL = (512, 256, 1024)  # sides to try for models with one fixed size that they do not declare
_KNOWN_COMES_BACK = 0.08
_HOLE_CHANGES = 0.1
_EXACT = 1.5 / 255
_BETTER = 0.01
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

    @property
    def best(self) -> ContractTrial:
        """The best trial."""
        return self.trials[0]

    @property
    def rivals(self) -> tuple[ContractTrial, ...]:
        """Other trials that did about as well; the user must decide by looking at a fill."""
        return tuple(one for one in self.trials[1:] if one.works and one.score < self.best.score + _BETTER)


def probe(
    model: OnnxFile,
    on_progress: Callable[[int, int | None], None] = lambda done, total: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Finding:
    """Try all contracts that fit the model's inputs and outputs, running the model once for each.

    Raises `Cancelled`, and StudioError "model-unfit" if it has no inputs for a picture and a mask, no
    picture comes out, or it does not run.
    """
    base = contract_of(model)
    base = base.model_copy(update={"size": _size_of(model, base)})
    ways = list(_ways(base, multiplied=base.encoding == "concatenated"))
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
    rest = sorted((one for one in trials if one is not best), key=lambda one: (not one.works, one.score))
    finding = Finding((best, *rest), sure=False)
    return replace(finding, sure=best.works and not finding.rivals)


def contract_of(model: OnnxFile) -> Contract:
    """A contract that fits the names, shapes and types of a model; its ranges and polarity are guesses."""
    noise = _noise(model)
    named = {one.name for one in noise}
    ports = [(port, _channels(port)) for port in model.inputs if port.name not in named]
    kinds = sorted(channels or 0 for _, channels in ports)
    if kinds == [4]:
        port = ports[0][0]
        inputs: tuple[Input, ...] = (_input(model, port, "RGBM", _ranges(port)[0], _masks(port)[0]),)
    elif kinds == [1, 3]:
        inputs = tuple(
            _input(model, port, "RGB", _ranges(port)[0], None)
            if channels == 3
            else _input(model, port, "M", None, _masks(port)[0])
            for port, channels in ports
        )
    else:
        shown = "; ".join(map(str, model.inputs)) or Note("nothing")
        raise _unfit(model, Note("takes-no-picture", inputs=shown))
    pictures = [port for port in model.outputs if len(port.shape) in (3, 4) and _channels(port) == 3]
    if not pictures:
        raise _unfit(model, Note("gives-no-picture", outputs="; ".join(map(str, model.outputs))))
    port = pictures[0]
    output = Output(
        name=port.name,
        layout=_layout(model, port, 3),  # type: ignore[arg-type]
        dtype=_dtype(model, port),
        range=_ranges(port)[0],
    )
    return Contract(inputs=inputs, output=output, size=CardSize(rule="any"), noise=noise)


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
    for values in _ranges(way.output):
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
    for values in _ranges(image):
        for keep, fill in _masks(mask, values):
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


def _ranges(one: Port | Input | Output) -> tuple[Range, ...]:
    if one.dtype.startswith("float"):
        return _RANGES
    return ((0, 255),) if one.dtype != "bool" else ((0, 1),)


def _masks(one: Port | Input, values: Range = (0, 1)) -> tuple[tuple[float, float], ...]:
    """The (keep, fill) values of a mask, in the order of trying."""
    ones: tuple[tuple[float, float], ...] = ((0, 1), (1, 0))
    if one.dtype == "bool":
        return ones
    if one.dtype == "uint8":
        return ((0, 255), (255, 0), *ones)
    if isinstance(one, Input) and one.colours:
        return (*ones, (0.5, -0.5), (-0.5, 0.5), (-1, 1), (1, -1))
    return (*ones, (0, 255), (255, 0)) if values == (0, 255) else ones


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


def _input(
    model: OnnxFile,
    port: Port,
    channels: Literal["RGB", "M", "RGBM"],
    values: Range | None,
    mask: tuple[float, float] | None,
) -> Input:
    keep, fill = mask or (None, None)
    return Input(
        name=port.name,
        channels=channels,
        layout=_layout(model, port, len(channels)),
        dtype=_dtype(model, port),
        range=values,
        keep=keep,
        fill=fill,
    )


def _noise(model: OnnxFile) -> tuple[NoiseInput, ...]:
    """The inputs that the file declares to take noise, as far as their shapes agree."""
    declared = {name: (channels, step) for name, channels, step in model.noise}
    found = []
    for port in model.inputs:
        channels, step = declared.get(port.name, (0, 0))
        fits = len(port.shape) == (4 if step else 2) and port.shape[1] == channels
        if fits and port.dtype == "float32" and 0 < channels <= 4096 and 0 <= step <= 1024:
            found.append(NoiseInput(name=port.name, channels=channels, step=step))
    return tuple(found)


def _channels(port: Port) -> int | None:
    """How many channels it has, by its shape, else by its name; None if neither picture nor mask."""
    shape = port.shape
    if len(shape) == 2:
        return 1
    if len(shape) not in (3, 4):
        return None
    for side in (shape[-3], shape[-1]):
        if side in (1, 3, 4):
            return side
    if len(shape) == 3:
        return 1
    return (1 if "mask" in port.name.lower() else 3) if shape[1] is None else None


def _layout(model: OnnxFile, port: Port, channels: int) -> Layout:
    shape = port.shape
    if len(shape) == 2:
        return "HW"
    last = shape[-1] == channels and shape[-3] != channels
    if len(shape) == 3:
        if channels == 1 and 1 not in (shape[-3], shape[-1]):
            return "NHW"
        return "HWC" if last else "CHW"
    if shape[0] not in (1, None):
        raise _unfit(model, Note("takes-several", count=shape[0]))
    return "NHWC" if last else "NCHW"


def _dtype(model: OnnxFile, port: Port) -> DType:
    if port.dtype not in get_args(DType):
        raise _unfit(model, Note("numbers-unknown", name=port.name))
    return port.dtype  # type: ignore[return-value]


def _unfit(model: OnnxFile, why: str) -> StudioError:
    return StudioError("model-unfit", source=model.path, reason=why)
