"""Connects the commands (menus, keys and buttons) with the session and the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget

from ...core.errors import StudioError
from ...core.geometry import Rect
from ..canvas.overlays import OverlayStyle
from ..commands.editor import MaskChange, Situation
from ..commands.table import COMMANDS, why_not
from ..dialogs.about import AboutDialog, show_log_folder
from ..dialogs.few_pixels import FewPixels
from ..dialogs.first_steps import FirstSteps
from ..dialogs.mask_dialog import MaskDialog
from ..dialogs.models import ModelsDialog
from ..dialogs.preferences import PreferencesDialog
from ..dialogs.shadow import ShadowSearch
from ..dialogs.shortcuts import ShortcutSheet
from ..dialogs.style import StyleDialog
from ..kit.later import timer
from ..kit.theme import apply_theme, palette, watcher
from ..words.translation import translate_error
from .album_review import AlbumReview
from .film_page import FilmPage
from .frame import WindowFrame

_MARK_SHARE = 0.25
"""How much of the view a mark that is to be decided about takes, if it is not too small for that."""
_MARK_SCALE = 4.0
"""How far such a mark is enlarged at most."""
_SOON = 120  # ms before the commands follow an unfinished stroke


class Wiring(QObject):
    """The `Editor` that the table of commands acts on; enables the commands that can be used."""

    def __init__(self, window: WindowFrame) -> None:
        super().__init__(window)
        self._window = window
        self._commands = window.commands
        self.session, self.canvas, self.files = window.session, window.canvas, window.files
        self.album = AlbumReview(window, self.find_damage)
        self.films = FilmPage(window)
        self._shadow = ShadowSearch(self.session, self.canvas, window)
        self._why: dict[str, str] = {}
        self._reviewing: tuple[bool, ...] = ()
        self._orders = 0  # changes whenever what waits for a selection to be taken is obsolete
        self._soon = timer(self, _SOON, self.refresh)
        self._commands["overlay-toggle"].setChecked(True)
        self._commands["auto-fill"].setChecked(self.session.fills.auto_fill)
        self._commands["show-pins"].setChecked(self.session.settings.show_pins)
        self._commands.connect_to(self)
        self._connect_panels()
        self._connect_parts()
        self._connect_session()
        self._settings_changed()
        self.refresh()

    # -- connections ----------------------------------------------------------------------------------

    def _connect_panels(self) -> None:
        """Let commands show and hide the docks and bars, and follow their visibility."""
        bars = {"toolbox": self._window.tool_bar, "options": self._window.options_bar}
        for name, bar in (self._window.docks | bars).items():
            own, action = bar.toggleViewAction(), self._commands[f"panel-{name}"]
            action.setChecked(own.isChecked())
            own.toggled.connect(action.setChecked)
            if name != "damage":
                action.triggered.connect(lambda wanted, panel=bar: _show_panel(panel, wanted))
        self._commands["panel-damage"].triggered.connect(self._show_damage)
        self._commands["panel-results"].setChecked(True)
        self._commands["panel-results"].toggled.connect(self._window.results.setVisible)

    def _connect_parts(self) -> None:
        window, page, panel = self._window, self._window.start_page, self._window.engine_panel
        self.files.working.connect(self._show_working)
        self._shadow.working.connect(self._show_working)
        page.open_requested.connect(self.files.ask_open)
        page.paste_requested.connect(self.files.paste)
        page.first_steps_requested.connect(self.show_first_steps)
        page.file_chosen.connect(self.files.open)
        window.toolbox.changed.connect(self._tool_changed)
        self._tool_changed(window.toolbox.tool.name)
        panel.fill_requested.connect(self._commands["fill"].trigger)
        panel.variations_requested.connect(lambda: self.settled(self.vary))
        panel.compare_requested.connect(self._commands["compare"].trigger)
        panel.models_requested.connect(self._commands["models"].trigger)
        panel.list.currentIndexChanged.connect(lambda _: self._soon.start())
        panel.holes.measured.connect(self.refresh)
        self.session.fills.auto_engine = lambda: panel.current()[:2]
        window.layers_panel.locate.connect(self._locate)
        shown = window.docks["damage"].toggleViewAction()
        shown.toggled.connect(lambda on: setattr(self.session.finding, "is_shown", on))
        self.session.finding.is_shown = shown.isChecked()
        window.compare_changed.connect(self.refresh)
        self.films.changed.connect(self.refresh)

    def _connect_session(self) -> None:
        session = self.session
        for signal in (
            session.opened,
            session.history_changed,
            session.fills.results_changed,
            session.busy_changed,
            session.selecting_changed,
            session.fills.job_changed,
            session.kept.changed,
        ):
            signal.connect(self.refresh)
        session.medical.frame_changed.connect(self._frame_changed)
        session.edit_aborted.connect(self._forget_orders)
        session.finding.current_changed.connect(self._show_mark)
        session.finding.changed.connect(self._finding_changed)
        session.mask_changed.connect(lambda *_: self._soon.isActive() or self._soon.start())
        session.settings_changed.connect(self._settings_changed)
        session.message.connect(self._window.notices.show_info)
        session.failed.connect(self._show_error)

    # -- commands ---------------------------------------------------------------------------------------

    def restore_album(self) -> None:
        """Show the window that restores an album."""
        self.album.restore()

    def quit(self) -> None:
        """Close the window, which asks about unsaved changes."""
        self._window.close()

    def take_pending(self) -> bool:
        """Take a shadow on offer, what the tool has under way, the preview of a mask; False if none is."""
        if self._window.pages.currentWidget() is not self._window.desk:
            return False
        tool = self.canvas.tool
        taken = self._shadow.accept() or (tool is not None and tool.under_way and tool.finish())
        for dialog in self._window.findChildren(MaskDialog):
            if dialog.isVisible():
                dialog.accept()
                taken = True
        return taken

    def settled(self, act: Callable[[], object]) -> None:
        """Take what is pending, then `act`.

        A selection may take a moment to be found; `act` is dropped if it is cancelled or undone meanwhile.
        """
        self.take_pending()
        self._orders += 1
        number = self._orders

        def act_if_wanted() -> None:
            if number == self._orders:
                act()

        if self.session.is_open:
            self.session.when_free(act_if_wanted)

    def _forget_orders(self) -> None:
        """Drop what waits for a selection to be taken."""
        self._orders += 1

    def undo(self) -> None:
        """Cancel what the tool has under way, or else undo the last step."""
        tool = self.canvas.tool
        self.session.finding.settle()  # so that undo takes back the slider, not the step before it
        if tool is None or not tool.cancel():
            self.session.undo()

    def select_tool(self, name: str) -> None:
        """Select the tool of that name."""
        self._window.toolbox.select(name)

    def fill(self) -> None:
        """Fill the hole, on all frames if they share it, unless a fill is running."""
        session = self.session
        if session.fills.job is None and session.all_frames.job is None:
            fills = session.all_frames if session.medical.same_mask else session.fills
            fills.fill(*self._window.engine_panel.current())

    def cancel(self) -> None:
        """Esc: decline the shadow, or cancel the stroke, or else the fill, look, mark, notice …"""
        tool = self.canvas.tool
        if self._shadow.cancel() or (tool is not None and tool.cancel()):
            return
        if self.session.fills.job is not None:
            self.session.fills.cancel()
        elif self.session.all_frames.job is not None:
            self.session.all_frames.cancel()
        elif self.session.finding.job is not None:
            self.session.finding.cancel()
        elif self.session.finding.leave_current():
            pass
        elif self.session.kept.selected:
            self.session.kept.select(())
        elif self._window.notices.shown is not None:
            self._window.notices.dismiss()
        elif self._window.isFullScreen():
            self._commands["full-screen"].setChecked(False)

    def _show_damage(self, wanted: bool) -> None:
        self._window.show_damage() if wanted else self._window.docks["damage"].hide()

    def find_damage(self) -> None:
        """Show what was found, and look if nobody has yet."""
        self._window.show_damage()
        if self.session.finding.review is None:
            self.session.finding.find()

    def fill_all(self) -> None:
        """Add what would be taken to the mask, and fill that."""
        engine, params, seed = self._window.engine_panel.current()
        self.session.finding.add_to_mask(lambda: self.session.fills.fill(engine, params, seed))

    def vary(self) -> None:
        """Fill as many times as the Engine panel says, each with another seed, unless a fill is running."""
        if self.session.fills.job is None:
            engine, params, _ = self._window.engine_panel.current()
            self.session.fills.fill(engine, params, None, self.session.settings.variations)

    def step_result(self, by: int) -> None:
        """Choose the result of the strip `by` places further on (or back)."""
        self._window.results.step(by)

    def rename_fill(self) -> None:
        """Let the user type a name for the kept fill that is selected."""
        self._window.rename_fill()

    def fill_otherwise(self) -> None:
        """Let the user choose the engine to fill the selected fill again with."""
        self._window.fill_otherwise()

    def enter_compare(self) -> None:
        """Show the comparison of engines."""
        self._window.enter_compare()

    def probe(self) -> None:
        """Show the panel that finds the engine that suits the photo."""
        self._window.enter_compare().show_probe()

    def hide_panels(self, hidden: bool) -> None:
        """Show only the photo, or restore the panels."""
        self._window.hide_panels(hidden)

    def step_panel(self, by: int) -> None:
        """Give the keyboard to the next (or previous) panel."""
        self._window.step_panel(by)

    def show_full_screen(self, on: bool) -> None:
        """Enter or leave full screen."""
        if on != self._window.isFullScreen():
            self._window.showFullScreen() if on else self._window.showNormal()

    def reset_layout(self) -> None:
        """Restore the default layout."""
        self._window.reset_layout()

    def show_mask_dialog(self, change: MaskChange) -> None:
        """Ask by how much to grow, shrink or feather the mask."""
        if self.session.can_edit:
            MaskDialog(self.session, change, self.canvas).show()

    def suggest_shadow(self) -> None:
        """Look for the shadow or reflection of what the mask covers, and offer to add it."""
        self._shadow.start()

    def show_style(self) -> None:
        """Ask for a painting, and paint what is marked, or the whole photo, in its style."""
        if self.session.can_edit:
            StyleDialog(self.session, self._window).open()

    def show_preferences(self) -> None:
        """Show all settings."""
        PreferencesDialog(self.session, self._commands, self._window).open()

    def show_models(self) -> None:
        """Show the third-party models."""
        dialog = ModelsDialog(self.session.installs, self._window)
        dialog.changed.connect(self._window.engine_panel.reload)
        dialog.show()

    def show_few_pixels(self) -> None:
        """Show a few pixels of the photo, and what inpainting makes of them."""
        FewPixels(self.session, self._window).show()

    def show_first_steps(self) -> None:
        """Show how to begin, in pictures."""
        FirstSteps(self._commands, self._window).show()

    def show_shortcuts(self) -> None:
        """Show the keys of all commands."""
        ShortcutSheet(self._commands, self._window).show()

    def show_log(self) -> None:
        """Open the folder of the log."""
        show_log_folder()

    def show_about(self) -> None:
        """Show versions and licences."""
        AboutDialog(self.session.registry, self._window).open()

    # -- following the parts ----------------------------------------------------------------------------

    def _tool_changed(self, name: str) -> None:
        for command in COMMANDS:
            if command.id.startswith("tool-"):
                self._commands[command.id].setChecked(command.id == f"tool-{name}")
        self._show_working("")
        with QSignalBlocker(self._commands["compare-wipe"]):
            self._commands["compare-wipe"].setChecked(name == "wipe")

    def _show_working(self, text: str) -> None:
        """Show what is being read or written, or else the hint of the present tool."""
        tool = self.canvas.tool
        self._window.status.set_hint(text or (tool.hint() if tool is not None else ""))

    def _locate(self, rect: Rect) -> None:
        self.canvas.centre_on(rect.x + rect.width / 2, rect.y + rect.height / 2)

    def _finding_changed(self) -> None:
        """Enable what can be used now at once, if that is something else than before."""
        finding = self.session.finding
        usable = (finding.is_shown, finding.review is None, finding.taken > 0, finding.has_protection)
        if usable != self._reviewing:
            self._reviewing = usable
            self.refresh()

    def _show_mark(self) -> None:
        """Zoom to the mark that is to be decided about; its commands come or go at once."""
        rect = self.session.finding.current_rect
        if rect:
            self.canvas.look_at(rect, _MARK_SHARE, _MARK_SCALE / self.canvas.devicePixelRatioF())
        self.refresh()

    # -- following the session --------------------------------------------------------------------------

    def refresh(self) -> None:
        """Enable the commands that can be used now, and set the reason on the others."""
        self._soon.stop()
        window = self._window
        now = Situation(
            self.session,
            window.engine_panel.list.info,
            stochastic=window.engine_panel.is_stochastic(),
            comparing=window.compare is not None,
            previous_mask=self.files.has_previous_mask(),
            filming=self.films.film is not None,
            returning=self.files.saver.returns,
        )
        for command in COMMANDS:
            why = why_not(command.id, now)
            if self._why.get(command.id) != why:
                self._why[command.id] = why
                self._commands.set_enabled(command.id, not why, why)

    def _frame_changed(self) -> None:
        """Another frame, or one mask for all: that is not filled on one frame after each stroke."""
        if self.session.medical.same_mask:
            self._commands["auto-fill"].setChecked(False)
        self.refresh()

    def _settings_changed(self) -> None:
        settings = self.session.settings
        application = QApplication.instance()
        if settings.theme != watcher.wanted and isinstance(application, QApplication):
            apply_theme(application, settings.theme)
        if settings.keymap != self._commands.overrides:
            self._commands.apply_keymap(settings.keymap)
        self._commands["overlay-outline"].setChecked(settings.overlay_outline)
        self._commands["auto-fill"].setChecked(self.session.fills.auto_fill)
        self._commands["show-pins"].setChecked(settings.show_pins)
        self.dress_overlay()

    def dress_overlay(self) -> None:
        """Show the mask according to the settings, or hide it."""
        settings = self.session.settings
        self.canvas.set_overlay(
            OverlayStyle(
                QColor(settings.overlay_colour) if settings.overlay_colour else palette().overlay,
                settings.overlay_opacity,
                "outline" if settings.overlay_outline else "tint",
                self._commands["overlay-toggle"].isChecked(),
            )
        )

    def _show_error(self, error: StudioError, details: str) -> None:
        self._window.notices.show_error(translate_error(error), details)


def _show_panel(panel: QWidget, wanted: bool) -> None:
    """Show or hide a dock or a bar, as its own action would.

    That action is Qt's: Python's handle to it can become invalid while it lives, if an action of an earlier
    window had its address. So none is kept.
    """
    if wanted == panel.isHidden():
        panel.show() if wanted else panel.close()
