"""What a derived object says about itself, in English, as files of one hospital go to another."""

from __future__ import annotations

from ..core.arrays import Flags
from .derivation import Derivation
from .image import MedicalImage


def description_of(image: MedicalImage, planes: Flags, derivation: Derivation) -> str:
    """One or two sentences on what was replaced, by what; how to repeat it; and what it is not for."""
    frames = int(planes.any(axis=(1, 2)).sum())
    pixels = f"{int(planes.sum())} pixels in {frames} of {image.frames} frame{'s' * (image.frames != 1)}"
    if derivation.blanked:
        how = f"{pixels} blanked with one value"
    else:
        params = "".join(f", {name} {value}" for name, value in sorted(derivation.params.items()))
        seed = "" if derivation.seed is None else f", seed {derivation.seed}"
        repeat = f"engine {derivation.engine}{params}{seed}"
        how = f"{pixels} inpainted ({repeat}): invented values"
    parts = [how + ", all others unchanged", "Not for diagnosis", derivation.description.strip()]
    return ". ".join(part for part in parts if part)
