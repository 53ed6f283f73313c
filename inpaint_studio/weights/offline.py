"""The offline switch: when it is on, nothing is downloaded."""

from __future__ import annotations

import os

from ..core.settings import load_settings

OFFLINE_VARIABLE = "INPAINT_STUDIO_OFFLINE"
_OFF = {"", "0", "no", "off", "false"}


def is_offline() -> bool:
    """Whether the environment or the user's settings say so; the environment takes precedence."""
    said = offline_by_environment()
    return load_settings()[0].offline if said is None else said


def offline_by_environment() -> bool | None:
    """What the environment says; None if it says nothing."""
    said = os.environ.get(OFFLINE_VARIABLE, "").strip().lower()
    return None if not said else said not in _OFF
