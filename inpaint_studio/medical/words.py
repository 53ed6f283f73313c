"""What a derived object says about itself, in English, as files of one hospital go to another."""

from __future__ import annotations

from ..core.arrays import Flags
from .derivation import Derivation
from .image import MedicalImage

_END = ", all others unchanged. Not for diagnosis"


def description_of(
    image: MedicalImage, planes: Flags, derivation: Derivation, most: int | None = None
) -> str:
    """One or two sentences on what was replaced, by what; how to repeat it; and what it is not for.

    With `most` characters, the user's words are cut first, then how to repeat it; the rest always stays.
    """
    frames = int(planes.any(axis=(1, 2)).sum())
    pixels = f"{int(planes.sum())} pixels in {frames} of {image.frames} frame{'s' * (image.frames != 1)}"
    if derivation.blanked:
        how = f"{pixels} blanked with one value"
    else:
        params = "".join(f", {name} {value}" for name, value in sorted(derivation.params.items()))
        seed = "" if derivation.seed is None else f", seed {derivation.seed}"
        repeat = f"engine {derivation.engine}{params}{seed}"
        if most is not None:
            repeat = shortened(repeat, most - len(_inpainted(pixels, "")) - len(_END))
        how = _inpainted(pixels, repeat)
    text, own = how + _END, derivation.description.strip()
    if most is not None:
        own = shortened(own, most - len(text) - 2)
    return f"{text}. {own}" if own else text


def _inpainted(pixels: str, repeat: str) -> str:
    return f"{pixels} inpainted ({repeat}): invented values"


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, with dots for what is cut off at its end."""
    if len(text) <= most:
        return text
    return text[: most - 3] + "..." if most > 3 else ""
