"""All commands of the editor, in one table.

Menus, shortcuts, their editor and sheet, tooltips, the toolbox and enabled states are made from it. The
texts are message ids in English; `tools/translations.py` takes them from here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from ...core.geometry import Rect
from ...core.mask import Mask
from ..session.session import AVOID, LAST_MASK, MASK, SOURCES
from ..words.translation import engine_text
from .command import EDITING, FILMLESS, IDLE, ONLY_PICTURE, PHOTO, Command, Menu, Need
from .cropping import crop_to_mask, extend
from .editor import Editor, Situation
from .kept import KEPT_COMMANDS
from .medical import CROPPABLE, FRAMES_COMMANDS, OWN_MASK, PAINTABLE, PHOTO_FILE, SEARCHED, WINDOW_COMMAND

translate = QCoreApplication.translate


# -- requirements ------------------------------------------------------------------------------------


_ENGINE = Need("No engine can run here.", lambda now: now.engine is not None)
_MASK = Need("Paint a mask first.", lambda now: now.session.mask_area(MASK) or now.session.is_selecting)
_UNMASKED = Need(
    "Leave some of the photo unmasked.",
    lambda now: now.session.mask_area(MASK) < now.session.size.area,
)
_VARIED = Need("{engine} gives the same fill every time.", lambda now: now.stochastic)
_RESULT = Need("There is no result yet; fill first.", lambda now: now.session.fills.chosen is not None)
_RESULTS = Need(_RESULT.text, lambda now: now.session.fills.results)
_FILLED = Need(
    _RESULT.text,
    lambda now: (
        _RESULT.is_met(now)
        or (_MASK.is_met(now) and now.session.fills.last)
        or now.session.fills.last_spot is not None
    ),
)
_STEP_BACK = Need("There is nothing to undo.", lambda now: now.session.can_undo)
_STEP_ON = Need("There is nothing to redo.", lambda now: now.session.can_redo)
_KEPT_MASK = Need("No fill has been kept yet.", lambda now: now.session.mask_area(LAST_MASK))
_SOURCES = Need(
    "No sources are painted.",
    lambda now: now.session.mask_area(SOURCES) or now.session.mask_area(AVOID),
)
_CROPPED = Need(
    "The photo is not cropped.",
    lambda now: now.session.document.canvas != Rect.of(now.session.photo.size),
)
_OTHER_MASK = Need("There is no mask of a photo of this size.", lambda now: now.previous_mask)
_REVIEWING = Need(
    "Find damage first.", lambda now: now.session.finding.is_shown and now.session.finding.review is not None
)
_CURRENT = Need("Go to a doubtful mark first.", lambda now: now.session.finding.current is not None)
_TAKEN = Need("There are no marks to fill.", lambda now: now.session.finding.taken)
_PROTECTED = Need("Nothing is protected.", lambda now: now.session.finding.has_protection)

_ALWAYS: tuple[Need, ...] = ()
_OPEN: tuple[Need, ...] = (FILMLESS, PHOTO)
_OTHERS: tuple[Need, ...] = (ONLY_PICTURE,)
"""Of what opens another picture, or closes this one."""
_MASKED: tuple[Need, ...] = (*EDITING, _MASK)
_FILLING: tuple[Need, ...] = (*EDITING, _ENGINE, IDLE, _MASK, _UNMASKED)
_REVIEW: tuple[Need, ...] = (*EDITING, _REVIEWING)
_DECIDING: tuple[Need, ...] = (*_REVIEW, _CURRENT, IDLE)


# -- actions with more than one call ---------------------------------------------------------------------


def _change_mask(command_id: str, change: Callable[[Mask], Mask], editor: Editor) -> None:
    editor.session.change_mask(BY_ID[command_id].label, change)


def _last_mask(editor: Editor) -> None:
    editor.session.set_mask(BY_ID["mask-last"].label, editor.session.state.mask(LAST_MASK))


def _clear_sources(editor: Editor) -> None:
    if editor.session.can_edit:
        editor.session.commit(BY_ID["sources-clear"].label, editor.session.state.without_sources())


def _step_size(steps: int, editor: Editor) -> None:
    if editor.canvas.tool is not None:
        editor.canvas.tool.step_size(steps)


def _step_hardness(steps: int, editor: Editor) -> None:
    if editor.canvas.tool is not None:
        editor.canvas.tool.step_hardness(steps)


def _star(editor: Editor) -> None:
    chosen = editor.session.fills.chosen
    if chosen is not None:
        editor.session.fills.star(chosen, not chosen.starred)


def _discard(editor: Editor) -> None:
    chosen = editor.session.fills.chosen
    if chosen is not None:
        editor.session.fills.discard(chosen)


def _zoom_to(zoom: float, editor: Editor) -> None:
    """Show `zoom` pixels of the screen for each of the photo."""
    editor.canvas.zoom_to(zoom / editor.canvas.devicePixelRatioF())


# -- the table ------------------------------------------------------------------------------------------


def _tool(name: str, text: str, shortcut: str, *needs: Need) -> Command:
    run: Callable[[Editor], object] = lambda to: to.select_tool(name)  # noqa: E731
    return Command(f"tool-{name}", text, "tools", shortcut, name, run, (*EDITING, *needs), is_place=True)


def _panel(name: str, text: str, icon: str = "") -> Command:
    return Command(f"panel-{name}", text, "window", "", icon, is_place=True)


_MENUS: dict[Menu, str] = {
    "file": "&File",
    "edit": "&Edit",
    "tools": "&Tools",
    "mask": "&Mask",
    "damage": "&Damage",
    "fill": "F&ill",
    "view": "&View",
    "compare": "&Compare",
    "window": "&Window",
    "help": "&Help",
}
MENUS: tuple[Menu, ...] = tuple(_MENUS)

# fmt: off
COMMANDS: tuple[Command, ...] = (
    Command("open", "Open…", "file", "Ctrl+O", "open", lambda to: to.files.ask_open(), _OTHERS),
    Command("open-recent", "Open recent", "file", "", "clock", None, _OTHERS),
    Command("restore-album", "Restore an album…", "file", "Ctrl+Shift+O", "grid",
            lambda to: to.restore_album(), _OTHERS),
    Command("save", "Save", "file", "Ctrl+S", "save", lambda to: to.files.save(), _OPEN, group=True),
    Command("save-as", "Save as…", "file", "Ctrl+Shift+S", "", lambda to: to.files.save_as(), _OPEN),
    Command("save-project", "Save as a project…", "file", "", "layers",
            lambda to: to.files.save_project(), (*_OPEN, PHOTO_FILE)),
    Command("export", "Export…", "file", "Ctrl+Shift+E", "export",
            lambda to: to.files.export(), (*_OPEN, PHOTO_FILE)),
    Command("close-photo", "Close the photo", "file", "Ctrl+W", "",
            lambda to: to.files.close_photo(), (*_OPEN, *_OTHERS), group=True),
    Command("quit", "Quit", "file", "Ctrl+Q", "", lambda to: to.quit(), _ALWAYS),
    #
    Command("undo", "Undo", "edit", "Ctrl+Z", "undo", lambda to: to.undo(),
            (*EDITING, _STEP_BACK), repeats=True),
    Command("redo", "Redo", "edit", "Ctrl+Shift+Z; Ctrl+Y", "redo", lambda to: to.session.redo(),
            (*EDITING, _STEP_ON), repeats=True),
    Command("copy", "Copy the picture", "edit", "Ctrl+C", "copy",
            lambda to: to.files.copy(), _OPEN, group=True),
    Command("paste", "Paste", "edit", "Ctrl+V", "paste", lambda to: to.files.paste(), _OTHERS),
    Command("crop-to-mask", "Crop to the mask", "edit", "", "crop", crop_to_mask, (*_MASKED, CROPPABLE),
            group=True, settles=True),
    Command("extend", "Extend the canvas", "edit", "", "extend", extend, (*EDITING, CROPPABLE)),
    Command("uncrop", "Undo crop", "edit", "", "",
            lambda to: to.session.uncrop(), (*EDITING, CROPPABLE, _CROPPED)),
    Command("preferences", "Preferences…", "edit", "Ctrl+,", "settings",
            lambda to: to.show_preferences(), _ALWAYS, group=True),
    #
    _tool("brush", "Brush", "B"),
    _tool("eraser", "Eraser", "E"),
    _tool("lasso", "Lasso", "L"),
    _tool("rectangle", "Rectangle", "M"),
    _tool("ellipse", "Ellipse", "Shift+M"),
    _tool("select", "Smart select", "S"),
    _tool("sources", "Source brush", "X"),
    _tool("clone", "Clone stamp", "J"),
    _tool("heal", "Healing brush", "Shift+J"),
    _tool("crop", "Crop", "Shift+C", CROPPABLE),
    _tool("marks", "Review marks", "Shift+F", SEARCHED),
    _tool("protect", "Protect a region", "Shift+L", SEARCHED),
    _tool("hand", "Hand", "Shift+H"),
    _tool("zoom", "Zoom", "Z"),
    _tool("wipe", "Compare wipe", ""),
    WINDOW_COMMAND,
    Command("brush-smaller", "Smaller brush", "tools", "[", "", partial(_step_size, -1),
            group=True, repeats=True),
    Command("brush-larger", "Larger brush", "tools", "]", "", partial(_step_size, 1), repeats=True),
    Command("softer", "Softer brush", "tools", "Shift+[; {", "", partial(_step_hardness, -1), repeats=True),
    Command("harder", "Harder brush", "tools", "Shift+]; }", "", partial(_step_hardness, 1), repeats=True),
    #
    Command("mask-invert", "Invert the mask", "mask", "Ctrl+I", "swap",
            partial(_change_mask, "mask-invert", Mask.inverted), settles=True),
    Command("mask-clear", "Clear the mask", "mask", "Delete; Ctrl+Backspace", "delete",
            partial(_change_mask, "mask-clear", lambda mask: Mask.empty(mask.size)), _MASKED,
            settles=True),
    Command("mask-grow", "Grow…", "mask", "", "",
            lambda to: to.show_mask_dialog("grow"), _MASKED, group=True, settles=True),
    Command("mask-shrink", "Shrink…", "mask", "", "",
            lambda to: to.show_mask_dialog("shrink"), _MASKED, settles=True),
    Command("mask-feather", "Feather…", "mask", "", "",
            lambda to: to.show_mask_dialog("feather"), _MASKED, settles=True),
    Command("mask-fill-holes", "Close gaps in the mask", "mask", "", "",
            partial(_change_mask, "mask-fill-holes", Mask.filled), _MASKED, settles=True),
    Command("mask-shadow", "Suggest shadow", "mask", "Shift+S", "",
            lambda to: to.suggest_shadow(), (*_MASKED, IDLE), settles=True),
    Command("mask-load", "Load a mask…", "mask", "", "open", lambda to: to.files.load_mask(), group=True),
    Command("mask-save", "Save the mask…", "mask", "", "save",
            lambda to: to.files.save_mask(), _MASKED, settles=True),
    Command("mask-last", "Reuse last mask", "mask", "Ctrl+Shift+L", "", _last_mask, (*EDITING, _KEPT_MASK)),
    Command("mask-previous-photo", "Mask of the previous photo", "mask", "", "",
            lambda to: to.files.previous_mask(), (*EDITING, _OTHER_MASK)),
    Command("sources-clear", "Clear the sources", "mask", "", "",
            _clear_sources, (*EDITING, _SOURCES), group=True),
    Command("overlay-toggle", "Show the mask", "mask", "Q", "visible",
            switch=lambda to, on: to.dress_overlay(), group=True),
    Command("overlay-outline", "Mask as an outline", "mask",
            switch=lambda to, on: to.session.update_settings(overlay_outline=on)),
    #
    Command("find-damage", "Find damage", "damage", "F", "damage",
            lambda to: to.find_damage(), (*EDITING, SEARCHED)),
    Command("look-again", "Look again", "damage", "", "refresh",
            lambda to: to.session.finding.find(), _REVIEW),
    Command("next-mark", "Next doubtful mark", "damage", "N", "next",
            lambda to: to.session.finding.step(1), _REVIEW, group=True, repeats=True),
    Command("previous-mark", "Previous doubtful mark", "damage", "P", "previous",
            lambda to: to.session.finding.step(-1), _REVIEW, repeats=True),
    Command("accept-mark", "Accept the mark", "damage", "Y", "check",
            lambda to: to.session.finding.decide(True), _DECIDING, claims=True),
    Command("reject-mark", "Reject the mark", "damage", "X", "close",
            lambda to: to.session.finding.decide(False), _DECIDING, claims=True),
    Command("protect-mask", "Protect what is masked", "damage", "", "protect",
            lambda to: to.session.finding.protect_mask(), (*_MASKED, IDLE), group=True,
            settles=True),
    Command("unprotect", "Remove all protection", "damage", "", "",
            lambda to: to.session.finding.unprotect(), (*EDITING, _PROTECTED, IDLE)),
    Command("add-found", "Add to the mask", "damage", "A", "plus",
            lambda to: to.session.finding.add_to_mask(), (*_REVIEW, _TAKEN, IDLE), group=True,
            settles=True),
    Command("fill-all", "Fill all", "damage", "Ctrl+Return; Ctrl+Enter", "fill",
            lambda to: to.fill_all(), (*_REVIEW, _TAKEN, _ENGINE, IDLE), settles=True),
    #
    Command("fill", "Fill", "fill", "Return; Enter", "fill", lambda to: to.fill(), _FILLING, settles=True),
    Command("cancel", "Cancel", "fill", "Esc", "cancel", lambda to: to.cancel(), _ALWAYS),
    Command("try-again", "Try again", "fill", "R", "refresh",
            lambda to: to.session.fills.try_again(), (*EDITING, _FILLED), group=True, settles=True),
    Command("variations", "Variations", "fill", "Shift+R", "",
            lambda to: to.vary(), (*_FILLING, _VARIED), settles=True),
    Command("keep", "Keep", "fill", "K", "keep", lambda to: to.session.fills.keep(), (*EDITING, _RESULT)),
    Command("auto-fill", "Fill after each stroke", "fill", "", "auto",
            switch=lambda to, on: setattr(to.session.fills, "auto_fill", on), needs=(*EDITING, OWN_MASK)),
    Command("style", "In the style of…", "fill", "", "", lambda to: to.show_style(),
            (*EDITING, PAINTABLE, IDLE), group=True, settles=True),
    Command("next-result", "Next result", "fill", ".", "",
            lambda to: to.step_result(1), (*EDITING, _RESULTS), group=True, repeats=True),
    Command("previous-result", "Previous result", "fill", ",", "",
            lambda to: to.step_result(-1), (*EDITING, _RESULTS), repeats=True),
    Command("star-result", "Star the result", "fill", "", "star", _star, (*EDITING, _RESULT)),
    Command("discard-result", "Discard the result", "fill", "", "delete", _discard, (*EDITING, _RESULT)),
    *KEPT_COMMANDS,
    Command("models", "Third-party models…", "fill", "", "", lambda to: to.show_models(), _ALWAYS,
            group=True),
    #
    Command("zoom-in", "Zoom in", "view", "+; =; Ctrl++; Ctrl+=", "plus",
            lambda to: to.canvas.zoom_by(1.25), repeats=True),
    Command("zoom-out", "Zoom out", "view", "-; Ctrl+-", "minus",
            lambda to: to.canvas.zoom_by(0.8), repeats=True),
    Command("zoom-fit", "Fit the photo", "view", "0; Ctrl+0", "fit", lambda to: to.canvas.zoom_to_fit()),
    Command("zoom-100", "100 %", "view", "1; Ctrl+1", "", partial(_zoom_to, 1.0)),
    Command("zoom-200", "200 %", "view", "2; Ctrl+2", "", partial(_zoom_to, 2.0)),
    Command("original", "Original", "view", "\\", "photo",
            switch=lambda to, on: to.canvas.set_original_shown(on), hold=True, group=True),
    Command("compare-wipe", "Wipe to the original", "view", "W", "wipe",
            switch=lambda to, on: to.select_tool("wipe" if on else "brush")),
    Command("show-pins", "Pins of kept fills", "view", "H", "pin",
            switch=lambda to, on: to.session.update_settings(show_pins=on), group=True),
    Command("show-structure", "Lines and planes", "view", "U", "",
            switch=lambda to, on: to.canvas.structure.show(on)),
    Command("few-pixels", "As few pixels…", "view", "", "", lambda to: to.show_few_pixels()),
    *FRAMES_COMMANDS,
    Command("hide-panels", "Hide the panels", "view", "Tab",
            switch=lambda to, hidden: to.hide_panels(hidden), group=True),
    Command("full-screen", "Full screen", "view", "F11", needs=_ALWAYS,
            switch=lambda to, on: to.show_full_screen(on)),
    #
    Command("compare", "Compare engines…", "compare", "C", "compare",
            lambda to: to.enter_compare(), _FILLING, settles=True),
    Command("probe", "Which engine suits this photo?", "compare", "", "probe",
            lambda to: to.probe(), _FILLING, settles=True),
    #
    _panel("toolbox", "Tools"),
    _panel("options", "Tool options"),
    _panel("engine", "Engine", "engine"),
    _panel("damage", "Damage", "damage"),
    _panel("results", "Results", "grid"),
    _panel("history", "History", "history"),
    _panel("layers", "Layers", "layers"),
    _panel("navigator", "Navigator", "navigator"),
    Command("next-panel", "Go to the next panel", "window", "F6", "",
            lambda to: to.step_panel(1), group=True),
    Command("previous-panel", "Go to the previous panel", "window", "Shift+F6", "",
            lambda to: to.step_panel(-1)),
    Command("reset-layout", "Reset the layout", "window", "", "reset",
            lambda to: to.reset_layout(), group=True),
    #
    Command("first-steps", "First steps", "help", "", "help", lambda to: to.show_first_steps(), _ALWAYS),
    Command("shortcuts", "Shortcuts", "help", "?; F1", "keyboard", lambda to: to.show_shortcuts(), _ALWAYS),
    Command("log", "Show the log", "help", "", "folder", lambda to: to.show_log(), _ALWAYS),
    Command("about", "About Inpaint Studio", "help", "", "info",
            lambda to: to.show_about(), _ALWAYS, group=True),
)
# fmt: on
BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}


def why_not(command_id: str, now: Situation) -> str:
    """Why a command cannot be used now, as one sentence in the user's language; "" if it can."""
    for need in BY_ID[command_id].needs:
        if not need.is_met(now):
            engine = "" if now.engine is None else engine_text(now.engine.label)
            return translate("Availability", need.text).format(engine=engine)
    return ""


def without_stop(sentence: str) -> str:
    """A sentence as the text of a button, without a full stop."""
    return sentence.rstrip(".。")


def tool_command(name: str) -> Command:
    """The command that selects the tool of that name."""
    return BY_ID[f"tool-{name}"]


def menu_title(menu: Menu, mnemonic: bool = True) -> str:
    """The title of a menu in the user's language, with its `&` or without."""
    title = translate("Commands", _MENUS[menu])
    return title if mnemonic else without_mnemonic(title)


def without_mnemonic(text: str) -> str:
    """A menu's text without `&`, and without the "(&F)" of Chinese menus."""
    end = text.find("(&")
    return (text[:end] if end > 0 else text).replace("&", "").strip()


def menu_texts() -> tuple[str, ...]:
    """The message ids of the menus' titles."""
    return tuple(_MENUS.values())
