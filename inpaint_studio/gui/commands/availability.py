"""Which commands can be used just now, and why the others cannot."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ...core.geometry import Rect
from ..session.session import AVOID, LAST_MASK, MASK, SOURCES, Session
from .commands import COMMANDS, Command

_ALWAYS = {"open", "open-recent", "paste", "quit", "preferences", "models", "cancel", "full-screen"}
_MENUS_ALWAYS = {"help"}
_AMONG_COMPARISONS = {"save", "save-as", "save-project", "export", "close-photo", "copy"}
_NEED_MASK = {
    "mask-clear", "mask-grow", "mask-shrink", "mask-feather", "mask-fill-holes", "mask-save", "crop-to-mask",
    "fill", "compare", "probe", "variations",
}  # fmt: skip
_NEED_RESULT = {"keep", "star-result", "discard-result"}
_NEED_RESULTS = {"next-result", "previous-result"}


def reasons(session: Session, *, comparing: bool, stochastic: bool, previous_mask: bool) -> dict[str, str]:
    """For each command why it cannot be used now, in the user's language; "" if it can.

    `comparing` says that a comparison is shown, `stochastic` that the chosen engine gives another fill
    for another seed, `previous_mask` that there is a mask of another photo of this size.
    """
    masked = session.is_open and session.mask_area(MASK) > 0
    found = {}
    for command in COMMANDS:
        found[command.id] = _general(session, command, comparing) or (
            "" if not session.is_open else _special(session, command.id, masked, stochastic, previous_mask)
        )
    return found


def _general(session: Session, command: Command, comparing: bool) -> str:
    if command.id in _ALWAYS or command.menu in _MENUS_ALWAYS:
        return ""
    if not session.is_open:
        return QCoreApplication.translate("Availability", "Open a photo first.")
    if comparing and command.id not in _AMONG_COMPARISONS:
        return QCoreApplication.translate("Availability", "Close the comparison first.")
    return ""


def _special(session: Session, name: str, masked: bool, stochastic: bool, previous_mask: bool) -> str:
    if name in _NEED_MASK and not masked:
        return QCoreApplication.translate("Availability", "Paint over what should go first.")
    if name in _NEED_RESULT and session.fills.chosen is None:
        return QCoreApplication.translate("Availability", "Fill first, then there is a result.")
    if name in _NEED_RESULTS and not session.fills.results:
        return QCoreApplication.translate("Availability", "Fill first, then there is a result.")
    if name == "undo" and not session.can_undo:
        return QCoreApplication.translate("Availability", "There is nothing to undo.")
    if name == "redo" and not session.can_redo:
        return QCoreApplication.translate("Availability", "There is nothing to redo.")
    if name == "try-again" and session.fills.chosen is None and not (masked and session.fills.last):
        return QCoreApplication.translate("Availability", "Fill first, then there is a result.")
    if name == "variations" and not stochastic:
        return QCoreApplication.translate("Availability", "This engine gives the same fill each time.")
    if name == "mask-last" and not session.mask_area(LAST_MASK):
        return QCoreApplication.translate("Availability", "No fill has been kept yet.")
    if name == "sources-clear" and not (session.mask_area(SOURCES) or session.mask_area(AVOID)):
        return QCoreApplication.translate("Availability", "No sources are painted.")
    if name == "uncrop" and session.document.canvas == Rect.of(session.photo.size):
        return QCoreApplication.translate("Availability", "The photo is not cropped.")
    if name == "mask-previous-photo" and not previous_mask:
        return QCoreApplication.translate("Availability", "There is no mask of a photo of this size.")
    return ""
