"""`inpaint-studio train`: networks from a folder of photos."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from ..core.errors import StudioError
from ..core.files import exists
from ..training.config import TaskName
from ..weights import shipped
from ..weights.own import KINDS
from .usage import wrong_usage


def run(
    *,
    task: TaskName,
    folder: Path,
    output: Path,
    config: Path | None,
    resume: bool,
    start: str | None,
    device: str | None,
    damage: Path | None = None,
    **changes: Any,
) -> int:
    """Train and return the exit code 0; raises what training raises.

    `changes` are the settings of the run that the command line gives; None for those of the file.
    """
    if changes["steps"] is not None and changes["minutes"] is not None:
        raise wrong_usage("Use either --steps or --minutes, not both.")
    if importlib.util.find_spec("safetensors") is None:
        raise StudioError("training-needs", package="safetensors")
    from ..training.run import Request, train

    request = Request(
        task, folder, output, config=config, changes=changes, resume=resume, start=_weights(start),
        device=device or "auto", features=_features(task), damage=damage,
    )  # fmt: skip
    train(request)
    return 0


def _features(task: TaskName) -> Path | None:
    """The autoencoder whose features a discriminator may be shown; None if there is none."""
    try:
        return shipped.find("autoencoder") if task == "gan" else None
    except StudioError:
        return None


def _weights(given: str | None) -> Path | None:
    """The file or folder of that path or, if there is none, the weights of that name."""
    if given is None or exists(given) or given not in KINDS:
        return None if given is None else Path(given)
    return shipped.find(given)
