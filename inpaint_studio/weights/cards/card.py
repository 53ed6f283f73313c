"""Model cards: what a third-party model is, where it comes from, and its inputs and output.

A card is a TOML file. `Card` is its checked content; `contract.py` follows its `Contract`, `store.py` its
address, size and checksum. A new model is a new card, not new code.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ...core.errors import Note

Format = Literal["onnx", "torchscript", "safetensors"]
Layout = Literal["NCHW", "NHWC", "CHW", "HWC", "NHW", "HW"]
DType = Literal["float32", "float16", "uint8", "int32", "int64", "bool"]
Rule = Literal["any", "multiple", "square", "fixed"]
Encoding = Literal["separate", "concatenated"]
Range = Annotated[tuple[float, float], Field(strict=False)]

ENDINGS: dict[Format, str] = {"onnx": ".onnx", "torchscript": ".pt", "safetensors": ".safetensors"}
ARCHITECTURES = ("fourier", "partial-unet", "separable", "context")
"""The networks of `nets` that can fill; named here because asking `nets` would load torch."""

_NAME = re.compile(r"[a-z0-9](-?[a-z0-9]){0,39}")
NO_FILE_ON_WINDOWS = re.compile(r"con|prn|aux|nul|(com|lpt)\d")


def _wrong(key: str, what: str) -> PydanticCustomError:
    """An error at `key` of the table that is being checked, with the message for the user."""
    return PydanticCustomError("card", "{what}", {"what": what, "key": key})


def _require_range(values: tuple[float, float], dtype: DType) -> None:
    low, high = values
    if not low < high:
        raise _wrong("range", Note("range-order"))
    for value in values:
        if not _holds(dtype, value) or dtype == "bool":
            raise _wrong("range", Note("range-unheld", dtype=dtype, low=f"{low:g}", high=f"{high:g}"))


def _require_layout(layout: Layout, channels: int) -> None:
    if "C" not in layout and channels > 1:
        raise _wrong("layout", Note("layout-channels", layout=layout, channels=channels))


def _holds(dtype: DType, value: float) -> bool:
    """Whether an array of that type can hold the value."""
    if dtype == "bool":
        return value in (0, 1)
    if dtype in ("float32", "float16"):
        return math.isfinite(value) and abs(value) <= float(np.finfo(dtype).max)
    limits = np.iinfo(dtype)
    return value == int(value) and limits.min <= value <= limits.max


class _Part(BaseModel):
    """A table of a card: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class CardSize(_Part):
    """Which sizes a model takes, and how a crop is brought to one of them."""

    rule: Rule = Field(description=Note("card-rule"))
    of: int = Field(default=1, ge=1, le=1024, description=Note("card-of"))
    width: int = Field(default=0, ge=0, le=16384, description=Note("card-width"))
    height: int = Field(default=0, ge=0, le=16384, description=Note("card-height"))
    smallest: int = Field(default=1, ge=1, le=4096, description=Note("card-smallest"))
    largest: int = Field(default=0, ge=0, le=65536, description=Note("card-largest"))
    padding: Literal["reflect", "edge"] = Field(default="reflect", description=Note("card-padding"))

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        fixed = self.rule == "fixed"
        for key, value in (("width", self.width), ("height", self.height)):
            if fixed and not value:
                raise _wrong(key, Note("fixed-needs", key=key))
            if not fixed and value:
                raise _wrong(key, Note("fixed-only", key=key, rule=self.rule))
        if self.rule == "multiple" and self.of < 2:
            raise _wrong("of", Note("multiple-needs"))
        if self.of > 1 and self.rule not in ("multiple", "square"):
            raise _wrong("of", Note("of-only", rule=self.rule))
        if fixed and (self.largest or self.smallest > 1):
            raise _wrong("largest" if self.largest else "smallest", Note("fixed-no-limits"))
        if self.largest and self.largest < max(self.smallest, self.of):
            raise _wrong("largest", Note("largest-small"))
        return self


class Input(_Part):
    """One array that a model takes: the picture, the mask, or both in one (concatenated)."""

    name: str = Field(min_length=1, max_length=200, description=Note("card-input-name"))
    channels: Literal["RGB", "BGR", "M", "RGBM", "BGRM", "MRGB", "MBGR"] = Field(
        description=Note("card-input-channels")
    )
    layout: Layout = Field(default="NCHW", description=Note("card-input-layout"))
    dtype: DType = Field(default="float32", description=Note("card-dtype"))
    range: Range | None = Field(default=None, description=Note("card-range"))
    hole: float | None = Field(default=None, description=Note("card-hole"))
    keep: float | None = Field(default=None, description=Note("card-keep"))
    fill: float | None = Field(default=None, description=Note("card-fill"))

    @property
    def colours(self) -> str:
        """The order of its colours, "RGB" or "BGR"; "" for a mask alone."""
        return self.channels.replace("M", "")

    @property
    def has_mask(self) -> bool:
        """Whether the mask is in it."""
        return "M" in self.channels

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.colours:
            if self.range is None:
                raise _wrong("range", Note("range-missing"))
            _require_range(self.range, self.dtype)
        elif self.range is not None or self.hole is not None:
            raise _wrong("hole" if self.range is None else "range", Note("mask-keys"))
        for key, value in (("keep", self.keep), ("fill", self.fill)):
            if self.has_mask and value is None:
                raise _wrong(key, Note("mask-key-missing", key=key))
            if not self.has_mask and value is not None:
                raise _wrong(key, Note("mask-key-only", key=key, channels=self.channels))
        if self.has_mask and self.keep == self.fill:
            raise _wrong("fill", Note("keep-is-fill"))
        for key, value in (("keep", self.keep), ("fill", self.fill), ("hole", self.hole)):
            if value is not None and not _holds(self.dtype, value):
                raise _wrong(key, Note("value-unheld", dtype=self.dtype, value=f"{value:g}"))
        _require_layout(self.layout, len(self.channels))
        return self


class NoiseInput(_Part):
    """One array of standard normal values that a model takes besides: the seed draws them."""

    name: str = Field(min_length=1, max_length=200, description=Note("card-input-name"))
    channels: int = Field(ge=1, le=4096, description=Note("card-noise-channels"))
    step: int = Field(default=0, ge=0, le=1024, description=Note("card-noise-step"))


class Output(_Part):
    """The array that a model gives: the whole picture, filled."""

    name: str = Field(default="", max_length=200, description=Note("card-output-name"))
    channels: Literal["RGB", "BGR"] = Field(default="RGB", description=Note("card-output-channels"))
    layout: Literal["NCHW", "NHWC", "CHW", "HWC"] = Field(
        default="NCHW", description=Note("card-output-layout")
    )
    dtype: DType = Field(default="float32", description=Note("card-dtype"))
    range: Range = Field(description=Note("card-output-range"))
    composited: bool = Field(default=False, description=Note("card-composited"))

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _require_range(self.range, self.dtype)
        return self


class Contract(_Part):
    """The inputs and the output of a model, and which crops suit it."""

    inputs: Annotated[tuple[Input, ...], Field(strict=False)] = Field(description=Note("card-inputs"))
    output: Output = Field(description=Note("card-output"))
    noise: Annotated[tuple[NoiseInput, ...], Field(strict=False)] = Field(
        default=(), max_length=64, description=Note("card-noise")
    )
    size: CardSize = Field(description=Note("card-size-table"))
    margin: int = Field(default=128, ge=0, le=4096, description=Note("card-margin"))
    grow: int = Field(default=0, ge=0, le=256, description=Note("card-grow"))

    @property
    def encoding(self) -> Encoding:
        """How picture and mask go in: as two arrays or as one."""
        return "separate" if len(self.inputs) == 2 else "concatenated"

    @property
    def image_input(self) -> Input:
        """The input with the picture."""
        return next(one for one in self.inputs if one.colours)

    @property
    def mask_input(self) -> Input:
        """The input with the mask; that of the picture if they are concatenated."""
        return next(one for one in self.inputs if one.has_mask)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        held = [one.channels for one in self.inputs]
        if sorted("".join(held)) != sorted("RGBM"):
            shown = " and ".join(repr(one) for one in held) or "nothing"
            raise _wrong("inputs", Note("inputs-hold", shown=shown))
        names = [*(one.name for one in self.inputs), *(one.name for one in self.noise)]
        if len(set(names)) != len(names):
            raise _wrong("inputs", Note("inputs-same-name"))
        return self


OUR_NETWORKS = Contract(
    inputs=(
        Input(name="photo", channels="RGB", range=(-1, 1)),
        Input(name="mask", channels="M", keep=0, fill=1),
    ),
    output=Output(range=(-1, 1)),
    size=CardSize(rule="multiple", of=32),
)
"""The contract of every network of `nets`, for cards of the format safetensors."""


class Card(_Part):
    """One third-party model."""

    name: str = Field(description=Note("card-its-name"))
    label: str = Field(min_length=1, max_length=80, description=Note("card-label"))
    best_for: str = Field(default="", max_length=400, description=Note("card-best-for"))
    limits: str = Field(default="", max_length=400, description=Note("card-limits"))
    licence: str = Field(min_length=1, max_length=200, description=Note("card-licence"))
    licence_note: str = Field(default="", max_length=400, description=Note("card-licence-note"))
    page: str = Field(default="", pattern=r"^(https?://\S+)?$", description=Note("card-page"))
    source: str = Field(default="", pattern=r"^(https?://\S+)?$", description=Note("card-source"))
    size: int | None = Field(default=None, gt=0, description=Note("card-size"))
    size_exact: bool = Field(default=True, description=Note("card-size-exact"))
    sha256: str = Field(default="", description=Note("card-sha256"))
    md5: str = Field(default="", description=Note("card-md5"))
    format: Format = Field(description=Note("card-format"))
    architecture: str = Field(
        default="", description=Note("card-architecture", names=", ".join(ARCHITECTURES))
    )
    contract: Contract = Field(default=OUR_NETWORKS, description=Note("card-contract"))

    @property
    def file_name(self) -> str:
        """The name of the file in the store: after the card, not the one that a server sends."""
        return self.name + ENDINGS[self.format]

    @property
    def runs_code(self) -> bool:
        """Whether loading the file runs code from it."""
        return self.format == "torchscript"

    @field_validator("sha256", "md5", mode="before")
    @classmethod
    def _small(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if not _NAME.fullmatch(self.name) or NO_FILE_ON_WINDOWS.fullmatch(self.name):
            raise _wrong("name", Note("card-name-invalid", name=self.name))
        for key, value, digits in (("sha256", self.sha256, 64), ("md5", self.md5, 32)):
            if value and not re.fullmatch(f"[0-9a-f]{{{digits}}}", value):
                raise _wrong(key, Note("digits-wanted", key=key, digits=digits))
        if self.format == "safetensors":
            if self.architecture not in ARCHITECTURES:
                raise _wrong("architecture", Note("architecture-wanted", names=", ".join(ARCHITECTURES)))
        elif self.architecture:
            raise _wrong("architecture", Note("architecture-only", format=self.format))
        if self.format != "safetensors" and "contract" not in self.model_fields_set:
            raise _wrong("contract", Note("contract-missing"))
        if self.size is not None and self.size_exact and self.size < 16:
            raise _wrong("size", Note("size-small"))
        return self
