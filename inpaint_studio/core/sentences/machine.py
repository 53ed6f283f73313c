"""What this machine and this installation have or lack, by code."""

from __future__ import annotations

MACHINE_NOTES: dict[str, str] = {
    # the screen and optional packages
    "no-display": "there is no display",
    "no-such-display": "there is no display {name}",
    "libraries-missing": (
        "system libraries are missing: {libraries}. On Debian and Ubuntu: sudo apt-get install {packages}"
    ),
    "package-missing": "{package} is not installed: {install:{package}}",
    # devices
    "the-processor": "the CPU",
    "the-apple-gpu": "the Apple GPU",
    "no-torch": "torch is not installed: {install:torch}.",
    "no-cuda": "the installed torch is built without CUDA.",
    "no-nvidia": "there is no NVIDIA GPU, or no driver for it.",
    "no-apple-gpu": "there is no Apple GPU.",
    # what a bundle says instead of a command that would install something
    "bundle-complete": "install Inpaint Studio by uv, pipx or pip instead, as a bundle cannot be extended",
    "bundle-again": "by downloading the bundle again",
    "bundle-newer": "by downloading the newest bundle",
}
