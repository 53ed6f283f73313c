"""The interface of an engine: a description that can be read without running it, and one method.

An engine sees a crop as float32 RGB and the pixels it must replace. Files, alpha, 16 bit, tiles and the
editor are the concern of `pipeline`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np

from ..core.arrays import Flags, FloatPixels
from ..core.errors import Cancelled, Note, StudioError, unknown_name
from ..core.geometry import Rect, Size

ParamValue = int | float | bool | str
Preview = FloatPixels | Callable[[], FloatPixels]
Family = Literal[
    "diffusion", "exemplar", "sparse", "low-rank", "autoencoder", "deep-prior", "gan", "external", "auto"
]


@dataclass(frozen=True)
class Param:
    """One parameter of an engine: its type, range, unit and texts; the editor builds a control from it.

    The value of a "file" is its path, "" for none.
    """

    name: str
    kind: Literal["int", "float", "bool", "choice", "file"]
    default: ParamValue
    label: str
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    advanced: bool = False
    needs_guide: bool = False
    """Whether it says nothing without `FillRequest.guide`, so that the editor need not show it."""

    def parse(self, value: Any) -> ParamValue:
        """`value` (typed, or text from a command line) as this parameter's type.

        Raises StudioError "param-value" when it is of the wrong type or out of range.
        """
        try:
            return self._parsed(value)
        except (ValueError, TypeError, KeyError, OverflowError):  # the last: infinity as an int
            raise StudioError("param-value", value=value, name=self.name, wanted=self.wanted) from None

    @property
    def wanted(self) -> str:
        """The values that it accepts, in words: 'a whole number from 1 to 9', 'on or off', 'one of a, b'."""
        if self.kind == "bool":
            return Note("on-or-off")
        if self.kind == "file":
            return Note("a-file")
        if self.kind == "choice":
            return Note("one-of", choices=", ".join(self.choices))
        code = "whole-number" if self.kind == "int" else "number"
        return Note(code, low=f"{self.minimum:g}", high=f"{self.maximum:g}")

    def _parsed(self, value: Any) -> ParamValue:
        if self.kind == "bool":
            words = {"on": True, "true": True, "yes": True, "1": True}
            words |= {"off": False, "false": False, "no": False, "0": False}
            return value if isinstance(value, bool) else words[str(value).lower()]
        if self.kind == "file":
            if not isinstance(value, str | os.PathLike):
                raise TypeError(value)
            return os.fspath(value)
        if self.kind == "choice":
            if value not in self.choices:
                raise ValueError(value)
            return str(value)
        if isinstance(value, bool):
            raise ValueError(value)
        number: int | float = float(value)
        if self.kind == "int":
            if number != int(number):
                raise ValueError(value)
            number = int(number)
        low = -math.inf if self.minimum is None else self.minimum
        high = math.inf if self.maximum is None else self.maximum
        if not low <= number <= high:  # nor not-a-number
            raise ValueError(value)
        return number


@dataclass(frozen=True)
class HoleShape:
    """The measurements of one hole (a component of the mask) that decide which engine suits it.

    `diameter` is that of the largest circle inside it, in pixels of the photo; `density` is the share
    of unknown pixels in its bounding box; `scattered` says that this is one of very many specks
    (such as 80 % of the pixels missing at random). `touched` is the number of pixels in all holes of the
    fill and within 8 px of them, 0 if unknown: the area that patches reaching into a hole cover.
    """

    rect: Rect
    area: int
    diameter: float
    density: float
    scattered: bool = False
    touched: int = 0


@dataclass(frozen=True)
class Suitability:
    """How good an engine's fills are, by the size of the hole, as measured.

    `by_diameter` are points (diameter of the largest inscribed circle in px, score), sorted, between
    which the score is interpolated over the logarithm of the diameter. A score is the share of
    comparisons with another engine that its test fills won, so scores compare between engines, and still
    do when one of them is left out; 0 means that `auto` never uses it. Ours are two parts of the share by
    ST-LPIPS and one of that by hole PSNR, of seven engines on the centres (256 px) of twelve photos:
    `tests.benchmarks.suitability`. `scattered` is the score for pixels missing at random. `up_to` is for
    slow engines: how many pixels all holes together may touch (`HoleShape.touched`) for `auto` to use it
    unless asked for the best; None for no limit.
    """

    by_diameter: tuple[tuple[float, float], ...] = ()
    scattered: float = 0.0
    up_to: int | None = None

    def score(self, shape: HoleShape) -> float:
        if shape.scattered:
            return self.scattered
        if not self.by_diameter:
            return 0.0
        diameters, scores = zip(*self.by_diameter, strict=True)
        return float(np.interp(np.log(max(shape.diameter, 1.0)), np.log(diameters), scores))


@dataclass(frozen=True)
class Work:
    """How much there is to do in one crop.

    `crop` is the number of its pixels, `hole` of those to fill, `edge` of those within 8 px around these.
    """

    crop: int
    hole: int
    edge: int


@dataclass(frozen=True)
class Cost:
    """The seconds that a crop takes on one thread of the machine of `tests.benchmarks.costs`.

    They are `fixed`, and so many for each megapixel of the crop, of the hole and of its edge (see `Work`).
    """

    fixed: float = 0.0
    crop: float = 0.0
    hole: float = 0.0
    edge: float = 0.0

    def seconds(self, work: Work) -> float:
        """The seconds for a crop."""
        return self.fixed + (self.crop * work.crop + self.hole * work.hole + self.edge * work.edge) / 1e6


@dataclass(frozen=True)
class Grade:
    """Parameters for one grade of quality, which don't change the `margin`, and what a fill costs then."""

    params: Mapping[str, ParamValue]
    cost: Cost


@dataclass(frozen=True)
class EngineInfo:
    """What the registry, the command line and the editor know about an engine without running it.

    `label` is its plain name, by which people know it everywhere but on the command line; `term` is what the
    field calls it, "" if that is the same. These, `summary` and the texts of `params` are message ids in
    English, to be translated by the editor. `margin(hole, photo, params)` is the context in pixels that it
    wants on each side of a hole's bounding rectangle. `quick_params` make it fast enough for the contract
    test.

    `reach` says that fills are local: known pixels farther away than this many diameters of the hole make
    no visible difference (below 1/255), so a net of scratches may be filled tile by tile. Fills of a local
    engine may also run in several threads at once. None: not local.

    `uses_gpu` says that it computes with torch, on a GPU if there is one (see `neural`); `weights` names
    the files without which it is not available (see `weights.shipped`). An engine with `colour` "srgb" was
    trained on sRGB pictures and sees the crop in sRGB, whatever profile the photo has; others see the
    photo's own values. Fills of an engine that `continues` start with the values that border the hole, so
    there is no step at the seam to remove. `widest` is the diameter in pixels of the widest hole that it
    is meant for; None: any. An engine that `restyles` changes what the mask covers instead of replacing it:
    the image shows it, the mask may cover everything, and the result is not matched to what is around it. It
    is not listed among those that fill holes. `grades` are what a time budget may choose from, the quickest
    first; all set the same parameters. What the fills of an engine without any cost is not known beforehand.
    """

    name: str
    label: str
    summary: str
    family: Family
    margin: Callable[[Rect, Size, Mapping[str, ParamValue]], int]
    term: str = ""
    params: tuple[Param, ...] = ()
    suitability: Suitability = Suitability()
    reach: float | None = None
    stochastic: bool = False
    uses_guide: bool = False
    uses_sources: bool = False
    uses_gpu: bool = False
    own_process: bool = False
    weights: tuple[str, ...] = ()
    colour: Literal["photo", "srgb"] = "photo"
    continues: bool = False
    restyles: bool = False
    widest: float | None = None
    best_for: str = ""
    limits: str = ""
    papers: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    quick_params: Mapping[str, ParamValue] = field(default_factory=dict)
    grades: tuple[Grade, ...] = ()

    @property
    def may_use_torch(self) -> bool:
        """Whether a fill may import torch."""
        return self.uses_gpu or "torch" in self.requires

    @property
    def graded(self) -> frozenset[str]:
        """The names of the parameters that its grades set."""
        return frozenset(name for grade in self.grades for name in grade.params)

    def beyond(self, diameter: float) -> int | None:
        """The diameter in whole pixels if it exceeds `widest`, else None."""
        return None if self.widest is None or diameter <= self.widest else round(diameter)

    def parse_params(self, given: Mapping[str, Any]) -> dict[str, ParamValue]:
        """All parameters with their values: `given` ones checked, the others at their default.

        Raises StudioError "param-unknown" or "param-value".
        """
        by_name = {param.name: param for param in self.params}
        for name in given:
            if name not in by_name:
                raise unknown_name("param-unknown", name, by_name, engine=self.name)
        return {
            name: param.parse(given[name]) if name in given else param.default
            for name, param in by_name.items()
        }


@dataclass(frozen=True)
class RunContext:
    """What an engine knows about the run it is part of, and how it reports.

    Arrays are aligned with the crop: `guide` is float32 (H, W, 3) in [0, 1], a coarse fill to stay close
    to; `sources` is bool (H, W), True where pixels may be copied from; `wanted` is bool (H, W), the part
    of the hole that will be kept (the rest is unknown too, but filled by another crop).

    `device` is where an engine with `uses_gpu` is to compute: "cpu", "cuda" or "mps"; "auto" only for one
    with `own_process`. `on_device` is told by `neural.on_device` where it did in the end. `on_misfit`, if
    not None, may be told how badly the fill fits, 0 being perfect: of several fills of one hole with the same
    parameters, that with the least is kept. `on_copied` is told which pixels of the crop, bool (H, W), have
    their colours from known pixels elsewhere; the others count as painted.
    """

    seed: int = 0
    device: str = "cpu"
    threads: int = 1
    params: Mapping[str, ParamValue] = field(default_factory=dict)
    guide: FloatPixels | None = None
    sources: Flags | None = None
    wanted: Flags | None = None
    on_progress: Callable[[float, Preview | None], None] = lambda fraction, preview: None
    on_note: Callable[[str], None] = lambda text: None
    on_device: Callable[[str], None] = lambda device: None
    on_misfit: Callable[[float], None] | None = None
    on_copied: Callable[[Flags], None] = lambda copied: None
    is_cancelled: Callable[[], bool] = lambda: False

    def wanted_in(self, hole: Flags) -> Flags:
        """The pixels of the hole whose fill will be kept: all of them unless `wanted` says less."""
        return hole if self.wanted is None else self.wanted & hole

    def report(self, fraction: float, preview: Preview | None = None) -> None:
        """Report how far the fill is (0 to 1, never falling), with a preview if there is one.

        A preview is float32 (H, W, 3) of the whole crop at any scale, or a function that makes one (called
        only if it is shown). Also checks for cancel.
        """
        self.check()
        self.on_progress(min(max(fraction, 0.0), 1.0), preview)

    def note(self, text: str) -> None:
        """Add a note about this fill for the user, shown once: a `Note`, or one sentence of English."""
        self.on_note(text)

    def check(self) -> None:
        """Raise `Cancelled` if the user stopped the run; call it at least every 50 ms."""
        if self.is_cancelled():
            raise Cancelled


@runtime_checkable
class Engine(Protocol):
    """One way of filling a hole."""

    info: EngineInfo

    def fill(self, image: FloatPixels, hole: Flags, ctx: RunContext) -> FloatPixels:
        """The crop with its hole filled.

        `image` is float32 (H, W, 3) in [0, 1], with arbitrary values in the hole; `hole` is bool (H, W),
        True where unknown, with at least one known and one unknown pixel. Returns a new array of the same
        shape and dtype, finite everywhere; its values outside the hole are ignored. Neither argument is
        written to. Raises `Cancelled`.
        """
        ...


@runtime_checkable
class Installable(Engine, Protocol):
    """An engine whose model may be installed and removed while the program runs."""

    def reason_missing(self) -> str:
        """Why it cannot run now, in a sentence; "" if nothing is known to be wrong. Cheap."""
        ...

    def digest(self) -> str:
        """The sha256 of its model. Raises StudioError if none may be loaded."""
        ...


@runtime_checkable
class Chooser(Protocol):
    """An engine that fills nothing itself but says which engine suits each hole (`auto`)."""

    info: EngineInfo

    def choose(self, shape: HoleShape, params: Mapping[str, ParamValue]) -> tuple[str, str]:
        """The name of the engine for this hole, and the reason in one line of English."""
        ...
