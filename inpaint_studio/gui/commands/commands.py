"""Everything the editor can be told to do, in one table: menus, shortcuts, tooltips and the sheet read it.

The texts are message ids in English; `tools/translations.py` takes them from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

Menu = Literal["file", "edit", "tools", "mask", "fill", "view", "compare", "window", "help"]


@dataclass(frozen=True)
class Command:
    """One command. `text` is a message id of the context "Commands".

    `shortcut` is Qt's portable text, several separated by "; ", "" for none. `hold`: it lasts while its
    key is down. `group`: a separator goes before it in its menu.
    """

    id: str
    text: str
    menu: Menu
    shortcut: str = ""
    icon: str = ""
    checkable: bool = False
    hold: bool = False
    group: bool = False

    @property
    def label(self) -> str:
        """Its text in the user's language."""
        return QCoreApplication.translate("Commands", self.text)


_MENUS: dict[Menu, str] = {
    "file": "&File",
    "edit": "&Edit",
    "tools": "&Tools",
    "mask": "&Mask",
    "fill": "F&ill",
    "view": "&View",
    "compare": "&Compare",
    "window": "&Window",
    "help": "&Help",
}
MENUS: tuple[Menu, ...] = tuple(_MENUS)

COMMANDS: tuple[Command, ...] = (
    Command("open", "Open…", "file", "Ctrl+O", "open"),
    Command("open-recent", "Open recent", "file", "", "clock"),
    Command("save", "Save", "file", "Ctrl+S", "save", group=True),
    Command("save-as", "Save as…", "file", "Ctrl+Shift+S"),
    Command("save-project", "Save as a project…", "file", "", "layers"),
    Command("export", "Export…", "file", "Ctrl+Shift+E", "export"),
    Command("close-photo", "Close the photo", "file", "Ctrl+W", group=True),
    Command("quit", "Quit", "file", "Ctrl+Q"),
    #
    Command("undo", "Undo", "edit", "Ctrl+Z", "undo"),
    Command("redo", "Redo", "edit", "Ctrl+Shift+Z; Ctrl+Y", "redo"),
    Command("copy", "Copy the picture", "edit", "Ctrl+C", "copy", group=True),
    Command("paste", "Paste", "edit", "Ctrl+V", "paste"),
    Command("crop-to-mask", "Crop to the mask", "edit", "", "crop", group=True),
    Command("uncrop", "Take the crop back", "edit"),
    Command("preferences", "Preferences…", "edit", "Ctrl+,", "settings", group=True),
    #
    Command("tool-brush", "Brush", "tools", "B", "brush", True),
    Command("tool-eraser", "Eraser", "tools", "E", "eraser", True),
    Command("tool-lasso", "Lasso", "tools", "L", "lasso", True),
    Command("tool-rectangle", "Rectangle", "tools", "M", "rectangle", True),
    Command("tool-ellipse", "Ellipse", "tools", "Shift+M", "ellipse", True),
    Command("tool-select", "Smart select", "tools", "S", "select", True),
    Command("tool-sources", "Source brush", "tools", "X", "sources", True),
    Command("tool-clone", "Clone stamp", "tools", "J", "clone", True),
    Command("tool-crop", "Crop", "tools", "Shift+C", "crop", True),
    Command("tool-hand", "Hand", "tools", "H", "hand", True),
    Command("tool-zoom", "Zoom", "tools", "Z", "zoom", True),
    Command("tool-wipe", "Compare wipe", "tools", "", "wipe", True),
    Command("brush-smaller", "Smaller brush", "tools", "[", group=True),
    Command("brush-larger", "Larger brush", "tools", "]"),
    Command("softer", "Softer brush", "tools", "Shift+[; {"),
    Command("harder", "Harder brush", "tools", "Shift+]; }"),
    #
    Command("mask-invert", "Invert the mask", "mask", "Ctrl+I", "swap"),
    Command(
        "mask-clear",
        "Clear the mask",
        "mask",
        "Delete; Ctrl+Backspace",
        "delete",
    ),
    Command("mask-grow", "Grow…", "mask", group=True),
    Command("mask-shrink", "Shrink…", "mask"),
    Command("mask-feather", "Feather…", "mask"),
    Command("mask-fill-holes", "Close gaps in the mask", "mask"),
    Command("mask-load", "Load a mask…", "mask", "", "open", group=True),
    Command("mask-save", "Save the mask…", "mask", "", "save"),
    Command("mask-last", "Last mask again", "mask", "Ctrl+Shift+L"),
    Command("mask-previous-photo", "Mask of the previous photo", "mask"),
    Command("sources-clear", "Clear the sources", "mask", group=True),
    Command(
        "overlay-toggle",
        "Show the mask",
        "mask",
        "Q",
        "visible",
        checkable=True,
        group=True,
    ),
    Command("overlay-outline", "Mask as an outline", "mask", checkable=True),
    #
    Command("fill", "Fill", "fill", "Return; Enter", "fill"),
    Command("cancel", "Cancel", "fill", "Esc", "cancel"),
    Command("try-again", "Try again", "fill", "R", "refresh", group=True),
    Command("variations", "Variations…", "fill", "Shift+R"),
    Command("keep", "Keep", "fill", "K", "keep"),
    Command("auto-fill", "Fill after each stroke", "fill", "", "auto", True),
    Command("next-result", "Next result", "fill", ".", group=True),
    Command("previous-result", "Previous result", "fill", ","),
    Command("star-result", "Star the result", "fill", "", "star"),
    Command("discard-result", "Discard the result", "fill", "", "delete"),
    Command("models", "Models of others…", "fill", group=True),
    #
    Command("zoom-in", "Zoom in", "view", "+; =; Ctrl++; Ctrl+=", "plus"),
    Command("zoom-out", "Zoom out", "view", "-; Ctrl+-", "minus"),
    Command("zoom-fit", "Fit the photo", "view", "0; Ctrl+0", "fit"),
    Command("zoom-100", "100 %", "view", "1; Ctrl+1"),
    Command("zoom-200", "200 %", "view", "2; Ctrl+2"),
    Command(
        "original",
        "Original",
        "view",
        "\\",
        "photo",
        checkable=True,
        hold=True,
        group=True,
    ),
    Command("compare-wipe", "Wipe to the original", "view", "W", "wipe", True),
    Command("hide-panels", "Hide the panels", "view", "Tab", "", True, group=True),
    Command("full-screen", "Full screen", "view", "F11", "", True),
    #
    Command("compare", "Compare engines…", "compare", "C", "compare"),
    Command("probe", "Which engine suits this photo?", "compare", "", "probe"),
    #
    Command("panel-toolbox", "Tools", "window", "", "", True),
    Command("panel-options", "Tool options", "window", "", "", True),
    Command("panel-engine", "Engine", "window", "", "engine", True),
    Command("panel-results", "Results", "window", "", "grid", True),
    Command("panel-history", "History", "window", "", "history", True),
    Command("panel-layers", "Layers", "window", "", "layers", True),
    Command("panel-navigator", "Navigator", "window", "", "navigator", True),
    Command("reset-layout", "Reset the layout", "window", "", "reset", group=True),
    #
    Command("shortcuts", "Shortcuts", "help", "?; F1", "keyboard"),
    Command("log", "Show the log", "help", "", "folder"),
    Command("about", "About Inpaint Studio", "help", "", "info", group=True),
)
BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}


def menu_title(menu: Menu, mnemonic: bool = True) -> str:
    """The title of a menu in the user's language, with its `&` or without."""
    title = QCoreApplication.translate("Commands", _MENUS[menu])
    return title if mnemonic else without_mnemonic(title)


def without_mnemonic(text: str) -> str:
    """A menu's text without `&`, and without the "(&F)" that Chinese menus carry."""
    end = text.find("(&")
    return (text[:end] if end > 0 else text).replace("&", "").strip()


def menu_texts() -> tuple[str, ...]:
    """The message ids of the menus' titles."""
    return tuple(_MENUS.values())
