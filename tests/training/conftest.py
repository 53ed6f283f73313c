"""A folder of small photos with some structure, and settings for runs that take seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

TINY: dict[str, Any] = {
    "resolutions": [[32, 1.0]],
    "batch": 4,
    "log_steps": 1,
    "sheet_steps": 3,
    "network": {"channels": [6, 8, 8, 12], "blocks": [0, 1, 1, 2], "fourier": 4, "style": 4},
    "discriminator": {"channels": [6, 8, 8, 8], "last": 8},
}
TINY_AUTOENCODER: dict[str, Any] = {
    **{name: TINY[name] for name in ("resolutions", "batch", "log_steps", "sheet_steps")},
    "network": {"features": 6, "middle": 12, "dilations": [1, 2]},
}


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Seven photos of stripes and discs, 40 to 70 px."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    rng = np.random.default_rng(5)
    for index in range(7):
        height, width = rng.integers(40, 70, 2)
        y, x = np.mgrid[:height, :width]
        wave = np.sin(x * rng.uniform(0.1, 0.4) + y * rng.uniform(0.1, 0.4))
        colour = rng.uniform(40, 220, 3)
        picture = (colour + 35 * wave[..., None]).clip(0, 255).astype(np.uint8)
        parent = folder / "more" if index % 2 else folder
        Image.fromarray(picture).save(parent / f"photo{index}.png")
    return folder
