"""How a picture was made from its source, for the derived object to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..core.arrays import Flags

MaskAs = Literal["seg", "overlay", "none"]
MASK_AS: tuple[MaskAs, ...] = ("seg", "overlay", "none")


class ChangedOutsideError(ValueError):
    """A caller has changed values that its mask does not mark."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Derivation:
    """What was done, and what is to be written about it.

    `mask` is bool (rows, columns) for all frames or (frames, rows, columns): what was replaced. `blanked`
    says that it got one value instead of a fill by `engine`; `seed` is None if fills had several. `burned_in`
    becomes Burned In Annotation; None leaves that as it is. `mask_as` puts the mask into an object of its own
    beside it ("seg"), into an overlay plane ("overlay", DICOM alone), or nowhere. Without `keep_private`
    private attributes are left out. `series` is the Series Instance UID for several objects that belong
    together; "" makes a new one for each.
    """

    mask: Flags
    engine: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = 0
    description: str = ""
    blanked: bool = False
    burned_in: Literal["YES", "NO"] | None = None
    keep_private: bool = True
    mask_as: MaskAs = "seg"
    series: str = ""
