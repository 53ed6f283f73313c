"""`inpaint-studio medical info`: what a picture stores."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ...medical.image import MedicalImage
from ...medical.reading import read_medical
from ..output import print_json, say


def run(picture: Path, *, as_json: bool) -> int:
    """Print what is known about a picture that can be filled; returns the exit code."""
    image = read_medical(picture)
    about = about_of(image)
    if as_json:
        print_json(about)
        return 0
    for name, value in about.items():
        if value not in (None, "", []):
            say(f"{name.replace('_', ' ').capitalize():<14} {_words(value)}")
    return 0


def about_of(image: MedicalImage) -> dict[str, Any]:
    """What is known about a picture, for scripts."""
    slopes, intercepts = image.slopes, image.intercepts
    one = len(slopes) == 1
    source = image.source
    dicom = image.kind == "dicom"
    finite = image.values[np.isfinite(image.values)]
    return {
        "kind": "DICOM" if dicom else "NIfTI",
        "modality": image.modality,
        "syntax": source.file_meta.TransferSyntaxUID.name if dicom else None,
        "frames": image.frames,
        "rows": image.rows,
        "columns": image.columns,
        "photometric": image.photometric if dicom else None,
        "bits": image.bits,
        "type": image.values.dtype.name,
        "least": finite.min().item() if finite.size else None,
        "greatest": finite.max().item() if finite.size else None,
        "slope": slopes[0] if one else list(slopes),
        "intercept": intercepts[0] if one else list(intercepts),
        "unit": image.unit,
        "spacing": None if image.spacing is None else list(image.spacing),
        "windows": [[window.center, window.width, window.name] for window in image.windows],
    }


def _words(value: Any) -> str:
    if isinstance(value, list):
        parts = [", ".join(str(one) for one in each if one != "") for each in value if isinstance(each, list)]
        return "; ".join(parts) if parts else " x ".join(f"{one:g}" for one in value)
    return str(value)
