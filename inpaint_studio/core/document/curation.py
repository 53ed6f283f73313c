"""How the damage found in a photo is to be taken: how readily, which kinds, and how careful with faces.

Marks that were decided one by one, and regions that are protected, are masks of the state, so that they hold
in another look at the photo too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ..damage import KINDS, SENSITIVITY

ACCEPTED = "accepted damage"
"""Name of the mask of marks that are taken whatever the sensitivity is."""
REJECTED = "rejected damage"
"""Name of the mask of marks that are no damage."""
PROTECTED = "protected"
"""Name of the mask of regions in which nothing is taken."""


@dataclass(frozen=True)
class Curation:
    """`sensitivity` is 0 (only what is certain) to 100 (all); marks of the kinds in `hidden` are left out.

    `careful`: inside faces, marks have to be more certain. Raises ValueError for other values.
    """

    sensitivity: int = SENSITIVITY
    hidden: frozenset[str] = frozenset()
    careful: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.sensitivity <= 100:
            raise ValueError(f"sensitivity is 0 to 100, not {self.sensitivity}")
        if not self.hidden <= set(KINDS):
            raise ValueError(f"unknown kinds of damage in {sorted(self.hidden)}")

    @property
    def values(self) -> dict[str, Any]:
        """It as JSON, as files hold it."""
        return {"sensitivity": self.sensitivity, "hidden": sorted(self.hidden), "careful": self.careful}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The inverse of `values`. Raises KeyError, TypeError or ValueError for anything else."""
        hidden = values["hidden"]
        if not isinstance(hidden, list) or not isinstance(values["careful"], bool):
            raise TypeError(values)
        return cls(int(values["sensitivity"]), frozenset(map(str, hidden)), values["careful"])
