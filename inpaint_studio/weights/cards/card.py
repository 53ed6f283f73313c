"""Model cards: what a model of others is, where it comes from, and which numbers it takes and gives.

A card is a TOML file. `Card` is what it says, checked; `contract.py` follows its `Contract`, `store.py` its
address, size and checksum. A new model is a new card, not new code.
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

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
    """An error at `key` of the table that is being checked, in the words for the user."""
    return PydanticCustomError("card", "{what}", {"what": what, "key": key})


def _require_range(values: tuple[float, float], dtype: DType) -> None:
    low, high = values
    if not low < high:
        raise _wrong("range", "'range' takes the value of black and then a larger one for white")
    for value in values:
        if not _holds(dtype, value) or dtype == "bool":
            raise _wrong("range", f"{dtype} cannot hold a picture from {low:g} to {high:g}")


def _require_layout(layout: Layout, channels: int) -> None:
    if "C" not in layout and channels > 1:
        raise _wrong("layout", f"'{layout}' has no place for {channels} channels; take 'NCHW' or 'NHWC'")


def _holds(dtype: DType, value: float) -> bool:
    """Whether an array of that type can hold that value."""
    if dtype == "bool":
        return value in (0, 1)
    if dtype in ("float32", "float16"):
        return math.isfinite(value) and abs(value) <= float(np.finfo(dtype).max)
    limits = np.iinfo(dtype)
    return value == int(value) and limits.min <= value <= limits.max


class _Part(BaseModel):
    """Values that do not change, without keys that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Size(_Part):
    """Which sizes a model takes, and how a crop is brought to one of them."""

    rule: Rule = Field(description="'any', 'multiple' (of), 'square' or 'fixed' (width and height)")
    of: int = Field(
        default=1,
        ge=1,
        le=1024,
        description="a whole number from 1 to 1024: width and height are multiples of it",
    )
    width: int = Field(default=0, ge=0, le=16384, description="the width in pixels, with the rule 'fixed'")
    height: int = Field(default=0, ge=0, le=16384, description="the height in pixels, with the rule 'fixed'")
    smallest: int = Field(
        default=1, ge=1, le=4096, description="the shortest side in pixels; smaller crops are padded"
    )
    largest: int = Field(
        default=0,
        ge=0,
        le=65536,
        description="the longest side in pixels; larger crops are scaled down (0: no limit)",
    )
    padding: Literal["reflect", "edge"] = Field(
        default="reflect", description="'reflect' or 'edge': what is added to a crop that is too small"
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        fixed = self.rule == "fixed"
        for key, value in (("width", self.width), ("height", self.height)):
            if fixed and not value:
                raise _wrong(key, f"the rule 'fixed' needs '{key}', in pixels")
            if not fixed and value:
                raise _wrong(key, f"'{key}' goes with the rule 'fixed', not with '{self.rule}'")
        if self.rule == "multiple" and self.of < 2:
            raise _wrong("of", "the rule 'multiple' needs 'of', at least 2")
        if self.of > 1 and self.rule not in ("multiple", "square"):
            raise _wrong("of", f"'of' goes with the rules 'multiple' and 'square', not with '{self.rule}'")
        if fixed and (self.largest or self.smallest > 1):
            raise _wrong("largest" if self.largest else "smallest", "a fixed size has no other limits")
        if self.largest and self.largest < max(self.smallest, self.of):
            raise _wrong("largest", "'largest' is below 'smallest' or 'of'")
        return self


class Input(_Part):
    """One array that a model takes: the picture, the mask, or both in one (concatenated)."""

    name: str = Field(
        min_length=1, max_length=200, description="the name of the input; TorchScript takes them in order"
    )
    channels: Literal["RGB", "BGR", "M", "RGBM", "BGRM", "MRGB", "MBGR"] = Field(
        description="what it holds, in order: R, G, B and M for the mask, such as 'RGB', 'M' or 'MRGB'"
    )
    layout: Layout = Field(
        default="NCHW", description="'NCHW', 'NHWC', 'CHW' or 'HWC'; for a mask alone also 'NHW' or 'HW'"
    )
    dtype: DType = Field(default="float32", description="the type of its numbers, such as 'float32'")
    range: Range | None = Field(default=None, description="the values of black and white, such as [0, 1]")
    hole: float | None = Field(
        default=None,
        description="a number: what a pre-multiplied picture has in the hole (left out: it is not)",
    )
    keep: float | None = Field(
        default=None, description="a number: the mask's value where the picture is kept"
    )
    fill: float | None = Field(
        default=None, description="a number: the mask's value where the picture is filled"
    )

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
                raise _wrong("range", "'range' is missing: the values of black and white, such as [0, 1]")
            _require_range(self.range, self.dtype)
        elif self.range is not None or self.hole is not None:
            raise _wrong(
                "hole" if self.range is None else "range",
                "a mask has no 'range' and no 'hole' but 'keep' and 'fill'",
            )
        for key, value in (("keep", self.keep), ("fill", self.fill)):
            if self.has_mask and value is None:
                raise _wrong(key, f"'{key}' is missing: the mask's value where the picture is to {key}")
            if not self.has_mask and value is not None:
                raise _wrong(key, f"'{key}' goes with a mask, and '{self.channels}' has none")
        if self.has_mask and self.keep == self.fill:
            raise _wrong("fill", "'keep' and 'fill' are the same")
        for key, value in (("keep", self.keep), ("fill", self.fill), ("hole", self.hole)):
            if value is not None and not _holds(self.dtype, value):
                raise _wrong(key, f"{self.dtype} cannot hold {value:g}")
        _require_layout(self.layout, len(self.channels))
        return self


class Output(_Part):
    """The array that a model gives: the whole picture, filled."""

    name: str = Field(
        default="", max_length=200, description="the name of the output (left out: the first one)"
    )
    channels: Literal["RGB", "BGR"] = Field(default="RGB", description="'RGB' or 'BGR'")
    layout: Literal["NCHW", "NHWC", "CHW", "HWC"] = Field(
        default="NCHW", description="'NCHW', 'NHWC', 'CHW' or 'HWC'"
    )
    dtype: DType = Field(default="float32", description="the type of its numbers, such as 'float32'")
    range: Range = Field(description="the values of black and white, such as [0, 1] or [0, 255]")
    composited: bool = Field(
        default=False, description="true or false: outside the hole it is the very picture that went in"
    )

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _require_range(self.range, self.dtype)
        return self


class Contract(_Part):
    """Which numbers a model takes and gives, and how it likes its crops."""

    inputs: Annotated[tuple[Input, ...], Field(strict=False)] = Field(
        description="one table [[contract.inputs]] for each input, in the order of the model"
    )
    output: Output = Field(description="a table [contract.output]")
    size: Size = Field(description="a table [contract.size]")
    margin: int = Field(
        default=128, ge=0, le=4096, description="pixels of surroundings that it wants on each side of a hole"
    )
    grow: int = Field(
        default=0, ge=0, le=256, description="pixels to grow a tight mask by, so that no rim is left"
    )

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
        """The input with the mask; that of the picture, if they are concatenated."""
        return next(one for one in self.inputs if one.has_mask)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        held = [one.channels for one in self.inputs]
        if sorted("".join(held)) != sorted("RGBM"):
            shown = " and ".join(repr(one) for one in held) or "nothing"
            raise _wrong(
                "inputs",
                "the inputs together hold the picture once and the mask once: 'RGB' and 'M', or 'MRGB' "
                f"and the like; here they hold {shown}",
            )
        if len({one.name for one in self.inputs}) != len(self.inputs):
            raise _wrong("inputs", "two inputs have the same name")
        return self


OUR_NETWORKS = Contract(
    inputs=(
        Input(name="photo", channels="RGB", range=(-1, 1)),
        Input(name="mask", channels="M", keep=0, fill=1),
    ),
    output=Output(range=(-1, 1)),
    size=Size(rule="multiple", of=32),
)
"""What every network of `nets` takes and gives, for cards of the format safetensors."""


class Card(_Part):
    """One model of others. `str` fields are for people; `file_name` is its name in the store."""

    name: str = Field(description="its name on the command line: small letters, digits and single hyphens")
    label: str = Field(min_length=1, max_length=80, description="its name for people")
    best_for: str = Field(default="", max_length=400, description="what it is good at")
    limits: str = Field(default="", max_length=400, description="what it cannot do")
    licence: str = Field(min_length=1, max_length=200, description="the licence of the model")
    licence_note: str = Field(default="", max_length=400, description="what else to know of its terms")
    page: str = Field(
        default="", pattern=r"^(https?://\S+)?$", description="a page about it: an address with https://"
    )
    source: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="the address of the file, with https:// (left out: a file of your own)",
    )
    size: int | None = Field(default=None, gt=0, description="its size in bytes")
    size_exact: bool = Field(default=True, description="true or false: whether 'size' is exact")
    sha256: str = Field(default="", description="the 64 hexadecimal digits of its SHA-256")
    md5: str = Field(default="", description="the 32 hexadecimal digits of its MD5, if no SHA-256 is known")
    format: Format = Field(description="'onnx', 'torchscript' or 'safetensors'")
    architecture: str = Field(
        default="", description="with safetensors: the network, one of " + ", ".join(ARCHITECTURES)
    )
    contract: Contract = Field(default=OUR_NETWORKS, description="the tables [contract.…]")

    @property
    def file_name(self) -> str:
        """The name of the file in the store: the card's, not the one that some server sends."""
        return self.name + ENDINGS[self.format]

    @property
    def runs_code(self) -> bool:
        """Whether loading the file runs what is in it."""
        return self.format == "torchscript"

    @field_validator("sha256", "md5", mode="before")
    @classmethod
    def _small(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if not _NAME.fullmatch(self.name) or NO_FILE_ON_WINDOWS.fullmatch(self.name):
            raise _wrong(
                "name",
                f"'{self.name}' is no name for a model: it takes up to 40 small letters, digits and single "
                "hyphens, such as 'my-model'",
            )
        for key, value, digits in (("sha256", self.sha256, 64), ("md5", self.md5, 32)):
            if value and not re.fullmatch(f"[0-9a-f]{{{digits}}}", value):
                raise _wrong(key, f"'{key}' takes {digits} hexadecimal digits")
        if self.format == "safetensors":
            if self.architecture not in ARCHITECTURES:
                raise _wrong(
                    "architecture",
                    "a safetensors file holds numbers alone, so 'architecture' names the network: "
                    f"{', '.join(ARCHITECTURES)}; for any other network take ONNX",
                )
        elif self.architecture:
            raise _wrong("architecture", f"'architecture' goes with safetensors, not with {self.format}")
        if self.format != "safetensors" and "contract" not in self.model_fields_set:
            raise _wrong("contract", "the tables [contract.…] are missing: what the model takes and gives")
        if self.size is not None and self.size_exact and self.size < 16:
            raise _wrong("size", "no model is that small; 'size' is in bytes")
        return self
