"""What the commands do: menus, keys and buttons on one side, the session and the canvas on the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtWidgets import QApplication, QInputDialog

from ...core.errors import StudioError
from ...core.geometry import Rect
from ...core.mask import Mask
from ...core.paths import log_dir
from ..canvas.overlays import OverlayStyle
from ..dialogs.about import AboutDialog
from ..dialogs.mask_dialog import Kind, MaskDialog
from ..dialogs.models import ModelsDialog
from ..dialogs.preferences import PreferencesDialog
from ..dialogs.shortcuts import ShortcutSheet
from ..kit.theme import apply_theme, palette, watcher
from ..session.session import AVOID, LAST_MASK, SOURCES
from ..words.translation import translate_error
from .availability import reasons

if TYPE_CHECKING:
    from ..window.main_window import MainWindow

_TOOLS = (
    "brush",
    "eraser",
    "lasso",
    "rectangle",
    "ellipse",
    "select",
    "sources",
    "clone",
    "crop",
    "hand",
    "zoom",
    "wipe",
)
_SOON = 120
"""ms that a stroke under way waits until the commands follow it."""


class Wiring(QObject):
    """Connects every command of a window, and keeps enabled what can be done."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._canvas = window.canvas
        self._commands = window.commands
        self._why: dict[str, str] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self.refresh)
        self._connect_files()
        self._connect_editing()
        self._connect_mask()
        self._connect_filling()
        self._connect_view()
        self._connect_rest()
        self._connect_session()
        self._settings_changed()
        self.refresh()

    def _on(self, command: str, act: Callable[[], object]) -> None:
        self._commands[command].triggered.connect(lambda *_: act())

    # -- commands -------------------------------------------------------------------------------------

    def _connect_files(self) -> None:
        files = self._window.files
        self._on("open", files.ask_open)
        self._on("save", files.save)
        self._on("save-as", files.save_as)
        self._on("save-project", files.save_project)
        self._on("export", files.export)
        self._on("close-photo", files.close_photo)
        self._on("paste", files.paste)
        self._on("copy", files.copy)
        self._on("quit", self._window.close)
        self._on("mask-load", files.load_mask)
        self._on("mask-save", files.save_mask)
        self._on("mask-previous-photo", files.previous_mask)
        files.working.connect(self._show_working)
        page = self._window.start_page
        page.open_requested.connect(files.ask_open)
        page.paste_requested.connect(files.paste)
        page.file_chosen.connect(files.open)

    def _connect_editing(self) -> None:
        self._on("undo", self._undo)
        self._on("redo", self._session.redo)
        self._on("uncrop", self._session.uncrop)
        self._on("crop-to-mask", self._crop_to_mask)
        self._on("preferences", self._show_preferences)
        self._on("models", self._show_models)
        toolbox = self._window.toolbox
        for name in _TOOLS:
            self._on(f"tool-{name}", partial(toolbox.select, name))
        toolbox.changed.connect(self._tool_changed)
        self._tool_changed(toolbox.tool.name)
        for command, steps in (("brush-smaller", -1), ("brush-larger", 1)):
            self._on(command, partial(self._step, "step_size", steps))
        for command, steps in (("softer", -1), ("harder", 1)):
            self._on(command, partial(self._step, "step_hardness", steps))

    def _connect_mask(self) -> None:
        change = self._session.change_mask
        self._on("mask-invert", lambda: change(self.tr("Invert the mask"), Mask.inverted))
        self._on("mask-clear", lambda: change(self.tr("Clear the mask"), lambda mask: Mask.empty(mask.size)))
        self._on("mask-fill-holes", lambda: change(self.tr("Close gaps in the mask"), Mask.filled))
        kinds: tuple[Kind, ...] = ("grow", "shrink", "feather")
        for kind in kinds:
            self._on(f"mask-{kind}", partial(self._show_mask_dialog, kind))
        self._on("mask-last", self._take_last_mask)
        self._on("sources-clear", self._clear_sources)
        self._commands["overlay-toggle"].setChecked(True)
        self._commands["overlay-toggle"].toggled.connect(lambda _: self._dress_overlay())
        self._commands["overlay-outline"].toggled.connect(
            lambda on: self._session.update_settings(overlay_outline=on)
        )

    def _connect_filling(self) -> None:
        session, panel = self._session, self._window.engine_panel
        self._on("fill", self._fill)
        self._on("cancel", self._cancel)
        self._on("try-again", session.fills.try_again)
        self._on("keep", session.fills.keep)
        self._on("variations", self._ask_variations)
        panel.fill_requested.connect(self._fill)
        panel.variations_requested.connect(self._vary)
        panel.compare_requested.connect(self._window.enter_compare)
        results = self._window.results
        self._on("next-result", results.next_result)
        self._on("previous-result", results.previous_result)
        self._on(
            "star-result", lambda: self._with_result(lambda one: session.fills.star(one, not one.starred))
        )
        self._on("discard-result", lambda: self._with_result(session.fills.discard))
        session.fills.auto_engine = lambda: panel.current()[:2]
        self._commands["auto-fill"].setChecked(session.fills.auto_fill)
        self._commands["auto-fill"].toggled.connect(lambda on: setattr(session.fills, "auto_fill", on))

    def _connect_view(self) -> None:
        canvas = self._canvas
        self._on("zoom-in", lambda: canvas.zoom_by(1.25))
        self._on("zoom-out", lambda: canvas.zoom_by(0.8))
        self._on("zoom-fit", canvas.zoom_to_fit)
        self._on("zoom-100", lambda: canvas.zoom_to(1.0 / canvas.devicePixelRatioF()))
        self._on("zoom-200", lambda: canvas.zoom_to(2.0 / canvas.devicePixelRatioF()))
        self._commands["original"].toggled.connect(canvas.set_original_shown)
        self._commands["compare-wipe"].toggled.connect(self._wipe)
        self._commands["hide-panels"].toggled.connect(self._window.hide_panels)
        self._commands["full-screen"].toggled.connect(self._full_screen)
        for name, dock in self._window.docks.items():
            self._follow(f"panel-{name}", dock)
        self._follow("panel-toolbox", self._window.tool_bar)
        self._follow("panel-options", self._window.options_bar)
        self._commands["panel-results"].setChecked(True)
        self._commands["panel-results"].toggled.connect(self._window.results.setVisible)
        self._on("reset-layout", self._window.reset_layout)
        self._window.layers_panel.locate.connect(self._locate)

    def _connect_rest(self) -> None:
        self._on("compare", self._window.enter_compare)
        self._on("probe", self._probe)
        self._on("shortcuts", lambda: ShortcutSheet(self._commands, self._window).show())
        self._on("about", lambda: AboutDialog(self._session.registry, self._window).open())
        self._on("log", self._show_log)

    def _connect_session(self) -> None:
        session = self._session
        for signal in (
            session.opened,
            session.history_changed,
            session.fills.results_changed,
            session.busy_changed,
            session.fills.job_changed,
        ):
            signal.connect(self.refresh)
        session.mask_changed.connect(lambda *_: self._soon.isActive() or self._soon.start())
        session.settings_changed.connect(self._settings_changed)
        session.told.connect(self._window.notices.show_info)
        session.failed.connect(self._show_error)

    # -- what they do -----------------------------------------------------------------------------------

    def _step(self, way: str, steps: int) -> None:
        if self._canvas.tool is not None:
            getattr(self._canvas.tool, way)(steps)

    def _with_result(self, act: Callable[..., None]) -> None:
        if self._session.fills.chosen is not None:
            act(self._session.fills.chosen)

    def _tool_changed(self, name: str) -> None:
        for other in _TOOLS:
            self._commands[f"tool-{other}"].setChecked(other == name)
        self._show_working("")
        self._commands["compare-wipe"].blockSignals(True)
        self._commands["compare-wipe"].setChecked(name == "wipe")
        self._commands["compare-wipe"].blockSignals(False)

    def _show_working(self, text: str) -> None:
        """What is being read or written, else the hint of the present tool."""
        tool = self._canvas.tool
        self._window.status.set_hint(text or (tool.hint() if tool is not None else ""))

    def _wipe(self, on: bool) -> None:
        self._window.toolbox.select("wipe" if on else "brush")

    def _fill(self) -> None:
        """Enter: what a tool has under way is completed; else the hole is filled."""
        tool = self._canvas.tool
        if self._window.pages.currentWidget() is not self._window.desk:
            return
        if tool is not None and tool.under_way and tool.finish():
            return
        if self._session.fills.job is None:
            self._session.fills.fill(*self._window.engine_panel.current())

    def _cancel(self) -> None:
        """Esc: the stroke, else the fill, else the full screen."""
        tool = self._canvas.tool
        if tool is not None and tool.cancel():
            return
        if self._session.fills.job is not None:
            self._session.fills.cancel()
        elif self._window.notices.shown is not None:
            self._window.notices.dismiss()
        elif self._window.isFullScreen():
            self._commands["full-screen"].setChecked(False)

    def _undo(self) -> None:
        """What is under way goes first, then the last step."""
        tool = self._canvas.tool
        if tool is None or not tool.cancel():
            self._session.undo()

    def _vary(self, count: int) -> None:
        engine, params, _ = self._window.engine_panel.current()
        self._session.fills.fill(engine, params, None, count)

    def _ask_variations(self) -> None:
        photo = self._session.photo
        count, wanted = QInputDialog.getInt(
            self._window, self.tr("Variations"), self.tr("How many variations?"), 4, 1, 24
        )
        if wanted and self._session.still_open(photo):
            self._vary(count)

    def _crop_to_mask(self) -> None:
        bounds = self._session.state.mask().bounds
        self._session.crop(bounds.grown(16) & Rect.of(self._session.size))

    def _take_last_mask(self) -> None:
        last = self._session.state.mask(LAST_MASK)
        self._session.set_mask(self.tr("Last mask again"), last)

    def _clear_sources(self) -> None:
        state = self._session.state
        for name in (SOURCES, AVOID):
            state = state.with_mask(type(state.tiles(name)).blank(self._session.size), name)
        if self._session.can_edit:
            self._session.commit(self.tr("Clear the sources"), state)

    def _show_mask_dialog(self, kind: Kind) -> None:
        if self._session.can_edit:
            MaskDialog(self._session, kind, self._window).show()

    def _show_preferences(self) -> None:
        PreferencesDialog(self._session, self._commands, self._window).open()

    def _show_models(self) -> None:
        dialog = ModelsDialog(self._session.downloads, self._window)
        dialog.changed.connect(self._window.engine_panel.reload)
        dialog.show()

    def _show_log(self) -> None:
        folder = log_dir()
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _probe(self) -> None:
        self._window.enter_compare().show_probe()

    def _locate(self, rect: Rect) -> None:
        self._canvas.centre_on(rect.x + rect.width / 2, rect.y + rect.height / 2)

    def _full_screen(self, on: bool) -> None:
        if on != self._window.isFullScreen():
            self._window.showFullScreen() if on else self._window.showNormal()

    def _follow(self, command: str, widget: object) -> None:
        """The command shows and hides a dock or bar, and knows whether it is there."""
        own = widget.toggleViewAction()  # type: ignore[attr-defined]
        action = self._commands[command]
        action.setChecked(own.isChecked())
        own.toggled.connect(action.setChecked)
        action.triggered.connect(lambda wanted: wanted != own.isChecked() and own.trigger())

    # -- following the session --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Enable what can be done now, and say of the rest why it can't."""
        self._soon.stop()
        window = self._window
        found = reasons(
            self._session,
            comparing=window.compare is not None,
            stochastic=window.engine_panel.is_stochastic(),
            previous_mask=window.files.has_previous_mask(),
        )
        for command, why in found.items():
            if self._why.get(command) != why:
                self._commands.set_enabled(command, not why, why)
        self._why = found

    def _settings_changed(self) -> None:
        settings = self._session.settings
        application = QApplication.instance()
        if settings.theme != watcher.wanted and isinstance(application, QApplication):
            apply_theme(application, settings.theme)
        if settings.keymap != self._commands.overrides:
            self._commands.apply_keymap(settings.keymap)
        self._commands["overlay-outline"].setChecked(settings.overlay_outline)
        self._commands["auto-fill"].setChecked(self._session.fills.auto_fill)
        self._dress_overlay()

    def _dress_overlay(self) -> None:
        settings = self._session.settings
        self._canvas.set_overlay(
            OverlayStyle(
                QColor(settings.overlay_colour) if settings.overlay_colour else palette().overlay,
                settings.overlay_opacity,
                "outline" if settings.overlay_outline else "tint",
                self._commands["overlay-toggle"].isChecked(),
            )
        )

    def _show_error(self, error: StudioError, details: str) -> None:
        self._window.notices.show_error(translate_error(error), details)
