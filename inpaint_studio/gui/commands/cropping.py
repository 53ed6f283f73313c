"""Commands that crop the photo or extend it."""

from __future__ import annotations

from ...core.geometry import Rect
from ..canvas.tools.crop import Crop
from .editor import Editor

_MARGIN = 16
"""px of the photo left around the mask by `crop_to_mask`."""


def crop_to_mask(editor: Editor) -> None:
    """Crop to the mask and a margin around it."""
    session = editor.session
    session.crop(session.state.mask().bounds.grown(_MARGIN) & Rect.of(session.size))


def extend(editor: Editor) -> None:
    """Take the crop tool, with its rectangle around the whole picture."""
    editor.select_tool("crop")
    tool = editor.canvas.tool
    if isinstance(tool, Crop):
        tool.begin_extending()
