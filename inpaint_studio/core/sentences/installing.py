"""What a bundle says instead of a command that would install something, by code."""

from __future__ import annotations

INSTALLING_NOTES: dict[str, str] = {
    "bundle-complete": "install Inpaint Studio by uv, pipx or pip instead, as a bundle cannot be extended",
    "bundle-again": "by downloading the bundle again",
    "bundle-newer": "by downloading the newest bundle",
}
