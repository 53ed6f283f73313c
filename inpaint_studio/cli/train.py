"""`inpaint-studio train`: networks from a folder of photos."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from ..core.errors import StudioError
from ..training.config import TaskName
from .usage import wrong_usage


def run(
    task: TaskName,
    photos: Path,
    output: Path,
    *,
    config: Path | None,
    architecture: str | None,
    steps: int | None,
    minutes: float | None,
    batch: int | None,
    resume: bool,
    device: str | None,
    seed: int | None,
) -> int:
    """Train and return the exit code 0; raises what training raises."""
    if steps is not None and minutes is not None:
        raise wrong_usage("Take either --steps or --minutes.")
    if importlib.util.find_spec("safetensors") is None:
        raise StudioError("training-needs", package="safetensors")
    from ..training.run import Request, train

    changes = {
        "architecture": architecture, "steps": steps, "minutes": minutes, "batch": batch, "seed": seed,
    }  # fmt: skip
    request = Request(
        task, photos, output, config=config, changes=changes, resume=resume, device=device or "auto"
    )
    train(request)
    return 0
