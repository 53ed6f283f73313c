"""The commands for medical images, and what they have no use for."""

from __future__ import annotations

from .command import EDITING, Command, Need

_MEDICAL = Need("Only medical images have a window.", lambda now: now.session.medical.window is not None)
_FRAMES = Need("There is only one frame.", lambda now: now.session.medical.frames > 1)
PHOTO_FILE = Need(
    "A medical image is saved as a derived object: use Save.", lambda now: not now.session.medical.is_open
)
CROPPABLE = Need("A medical image keeps its size.", lambda now: not now.session.medical.is_open)
OWN_MASK = Need("One mask is used on all frames.", lambda now: not now.session.medical.same_mask)
PAINTABLE = Need("Medical images are not painted.", lambda now: not now.session.medical.is_open)
SEARCHED = Need("Damage is looked for in photos alone.", lambda now: not now.session.medical.is_open)

# fmt: off
WINDOW_COMMAND = Command("tool-window", "Window and level", "tools", "W", "window",
                         lambda to: to.select_tool("window"), (*EDITING, _MEDICAL), is_place=True,
                         claims=True)
"""Its key is that of the wipe, which it takes while an image with a window is open."""
FRAMES_COMMANDS: tuple[Command, ...] = (
    Command("next-frame", "Next frame", "view", "PgDown", "next",
            lambda to: to.session.medical.step(1), (*EDITING, _FRAMES), group=True, repeats=True),
    Command("previous-frame", "Previous frame", "view", "PgUp", "previous",
            lambda to: to.session.medical.step(-1), (*EDITING, _FRAMES), repeats=True),
    Command("same-mask", "Same mask on all frames", "view", "", "",
            switch=lambda to, on: to.session.medical.set_same_mask(on), needs=(*EDITING, _FRAMES)),
)
# fmt: on
