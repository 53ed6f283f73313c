"""The offline switch: with it on, nothing is fetched from the network."""

from __future__ import annotations

import os

from ..core.settings import load_settings

OFFLINE_VARIABLE = "INPAINT_STUDIO_OFFLINE"
_OFF = {"", "0", "no", "off", "false"}


def is_offline() -> bool:
    """Whether the environment or the user's settings say so; the environment goes first."""
    said = os.environ.get(OFFLINE_VARIABLE)
    if said is not None and said.strip():
        return said.strip().lower() not in _OFF
    return load_settings()[0].offline
