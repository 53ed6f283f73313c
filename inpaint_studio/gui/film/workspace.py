"""The workspace of a film, which takes the place of the photo in the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...core.tiles import TiledArray
from ..canvas.overlays import OverlayStyle
from ..canvas.pyramid import Pyramid
from ..kit.controls import Hairline
from ..kit.later import later
from ..kit.layouts import column_layout, row_layout
from ..kit.theme import palette, set_ground, watcher
from ..session.session import Session
from .bars import FilmFooter, FilmHeader, Transport
from .clip import OpenedFilm
from .editing import FilmEditing
from .files import FilmFiles
from .fill_panel import FillPanel
from .jobs import FilmJobs
from .keeper import FilmKeeper
from .keys import act_of, key_text
from .onion import onion_around
from .original import OriginalPane
from .player import Player
from .reel import Reel
from .state import FilmState, PackedMask
from .timeline import TimeLine
from .tools import TOOL_NAMES, FrameTools
from .view import FilmView, Onion

_ZOOM = 1.25
_PATIENCE = 40  # ms from one look whether all has stopped to the next


class FilmWorkspace(QWidget):
    """Shows a film, and lets the user mask, track, preview and export it."""

    left = Signal()
    """The user is done; whoever shows it must hide it, and call `end` and `shut_down`."""

    def __init__(self, session: Session, opened: OpenedFilm, state: FilmState | None = None) -> None:
        super().__init__()
        set_ground(self, "window")
        self._session, self.clip = session, opened.clip
        if state is None:
            state = FilmState.of(self.clip.count, self.clip.size)
        self._reading = session.pool.another(self)
        self.reel = Reel(opened, self._reading, self)
        self.editing = FilmEditing(session, self.clip, state, self)
        self.player = Player(self.reel, self)
        self.jobs = FilmJobs(session, self.editing, self)
        self.files = FilmFiles(session, self.editing, self.jobs, self)
        self.keeper = FilmKeeper(session, self.editing, self)
        self.view = FilmView(self.editing)
        self.tools = FrameTools(self.editing, self.view, self)
        self.header = FilmHeader(session, self.tools)
        self.transport = Transport(self.clip, session.settings.keymap)
        self.timeline = TimeLine(self.clip, state)
        self.footer = FilmFooter()
        self.fill_panel = FillPanel(session, self.editing)
        self.original = OriginalPane(self.view)
        self._acts = self._all_acts()
        self._lay_out()
        self._connect()
        self._dress()
        self._state_changed()
        self.transport.show_place(0)
        self._show_hint()
        self.player.seek(0)

    def _lay_out(self) -> None:
        column_layout(
            self,
            [
                *(self.header, Hairline(), (self._middle(), 1), Hairline()),
                *(self.transport, self.timeline, Hairline(), self.footer),
            ],
        )
        self.setFocusProxy(self.view)

    def _middle(self) -> QHBoxLayout:
        """The original and the result side by side, and the panel; of these only the result is shown yet."""
        self._rules = Hairline(vertical=True), Hairline(vertical=True)
        for part in (self.original, self.fill_panel, *self._rules):
            part.hide()
        left, right = self._rules
        return row_layout(None, [(self.original, 1), left, (self.view, 1), right, self.fill_panel])

    def _connect(self) -> None:
        acts, transport, header, footer = self._acts, self.transport, self.header, self.footer
        for button, act in (
            (transport.step_back, "step-back"),
            (transport.step_on, "step-on"),
            (transport.in_point, "in-point"),
            (transport.out_point, "out-point"),
            (transport.previous, "previous-keyframe"),
            (transport.next, "next-keyframe"),
            (transport.copy, "copy-keyframe"),
            (transport.delete, "clear"),
            (transport.track_back, "track-back"),
            (transport.track_on, "track-on"),
            (transport.still, "still"),
            (transport.onion, "onion"),
            (header.settings, "settings"),
            (header.beside, "beside"),
            (header.preview, "preview"),
            (header.export, "export"),
            (header.save, "save"),
        ):
            button.clicked.connect(lambda _=False, act=acts[act]: act())
        header.back.clicked.connect(lambda: self.left.emit())
        transport.play.clicked.connect(self.toggle_playing)
        transport.unseen.toggled.connect(self._show_unseen)
        footer.cancel.clicked.connect(self.jobs.cancel)
        footer.pause.toggled.connect(self._pause)
        self.view.tapped.connect(self.toggle_playing)
        self.tools.changed.connect(self._show_hint)
        self.timeline.sought.connect(self.go_to)
        self.timeline.thumbnails_wanted.connect(self.reel.draw)
        self.reel.thumbnail.connect(self.timeline.show_thumbnail)
        self.reel.failed.connect(self._failed)
        self.player.shown.connect(self._shown)
        self.player.playing_changed.connect(transport.show_playing)
        self.editing.changed.connect(self._state_changed)
        self.editing.painting.connect(lambda: self.player.stay(self.editing.number))
        self.editing.jumped.connect(self.go_to)
        self.jobs.changed.connect(lambda: footer.show_task(self.jobs.task))
        self.jobs.changed.connect(self._show_hint)
        self.jobs.covers_changed.connect(self._show_cover)
        self.jobs.previewed.connect(self._play_preview)
        self._session.settings_changed.connect(self._dress)
        watcher.theme_changed.connect(self._dress)

    # -- what the user does ---------------------------------------------------------------------------

    def _all_acts(self) -> dict[str, Callable[[], object]]:
        """What the keys do; `keys` says which."""
        player, editing, view = self.player, self.editing, self.view
        return {
            **{name: lambda name=name: self.tools.select(name) for name in TOOL_NAMES},  # type: ignore[misc]
            "smaller": lambda: self.tools.tool.step_size(-1),
            "larger": lambda: self.tools.tool.step_size(1),
            "softer": lambda: self.tools.tool.step_hardness(-1),
            "harder": lambda: self.tools.tool.step_hardness(1),
            "undo": self.undo,
            "redo": editing.redo,
            "step-on": lambda: player.step(1),
            "step-back": lambda: player.step(-1),
            "first": lambda: self.go_to(editing.state.begin),
            "last": lambda: self.go_to(editing.state.end - 1),
            "in-point": lambda: self._set_stretch(editing.number, editing.state.end),
            "out-point": lambda: self._set_stretch(editing.state.begin, editing.number + 1),
            "next-keyframe": lambda: self._go_to_keyframe(editing.state.keyframe_after(editing.number)),
            "previous-keyframe": lambda: self._go_to_keyframe(editing.state.keyframe_before(editing.number)),
            "copy-keyframe": self.copy_keyframe,
            "clear": self.clear,
            "track-on": lambda: self._track(1),
            "track-back": lambda: self._track(-1),
            "still": self._switch_still,
            "onion": self._switch_onion,
            "export": self.files.ask_export,
            "save": self.files.ask_save,
            "preview": lambda: self.jobs.preview(editing.number),
            "original": lambda: self.show_original(True),
            "settings": self._switch_settings,
            "beside": self._switch_beside,
            "overlay": lambda: view.set_overlay(self._style(not view.overlay.visible)),
            "zoom-in": lambda: view.zoom_by(_ZOOM),
            "zoom-out": lambda: view.zoom_by(1 / _ZOOM),
            "zoom-fit": view.zoom_to_fit,
            "zoom-100": lambda: view.zoom_to(1 / view.viewport.ratio),
            "zoom-200": lambda: view.zoom_to(2 / view.viewport.ratio),
            "leave": self.step_out,
        }

    def toggle_playing(self) -> None:
        """Play or pause: the preview while it is shown, else the stretch."""
        if not self.player.is_playing:
            covered = self.jobs.covers
            state = self.editing.state
            is_preview = self.player.number in covered
            self.player.stretch = (
                range(min(covered), max(covered) + 1) if is_preview else range(state.begin, state.end)
            )
        self.player.play(not self.player.is_playing)

    def go_to(self, number: int) -> None:
        """Pause, and show a frame."""
        self.player.play(False)
        self.player.seek(number)

    def undo(self) -> None:
        """Drop what the tool has under way, or else undo the last step."""
        if not self.tools.tool.cancel():
            self.editing.undo()

    def copy_keyframe(self) -> None:
        """Use the mask of the keyframe before this frame, or else of the one after it, here too."""
        state, number = self.editing.state, self.editing.number
        before, after = state.keyframe_before(number), state.keyframe_after(number)
        source = after if before is None else before
        if source is not None and not state.is_still:
            self.editing.painting.emit()
            self.editing.set_mask(state.keyframes[source], self.tr("Copy a keyframe"))

    def clear(self) -> None:
        """Delete the keyframe of this frame, or the mask of all frames."""
        state = self.editing.state
        self.editing.painting.emit()
        if state.is_still:
            blank = PackedMask.of_tiles(TiledArray.blank(self.clip.size))
            self.editing.set_mask(blank, self.tr("Clear the mask"))
        else:
            self.editing.delete_keyframe(self.editing.number, self.tr("Delete a keyframe"))

    def show_original(self, on: bool) -> None:
        """Show the frames as they are, while a preview is shown."""
        self.view.original_shown = on
        self.view.update()

    def step_out(self) -> None:
        """Esc: cancel the stroke, or else what runs (no export), playing, or the preview; or else leave."""
        if self.tools.tool.cancel():
            return
        if self.jobs.task is not None and not self.jobs.is_exporting:
            self.jobs.cancel()
        elif self.player.is_playing:
            self.player.play(False)
        elif self.jobs.covers:
            self.jobs.drop_preview()
        else:
            self.left.emit()

    def _track(self, by: int) -> None:
        if not self.editing.state.is_still:
            self.player.play(False)
            self.jobs.track_from(self.editing.number, by)

    def _set_stretch(self, begin: int, end: int) -> None:
        if begin >= end:  # beyond the other end, which moves to the border of the film
            begin, end = (begin, self.clip.count) if end != self.editing.number + 1 else (0, end)
        self.editing.set_stretch(begin, end, self.tr("In and out points"))

    def _go_to_keyframe(self, number: int | None) -> None:
        if number is not None and not self.editing.state.is_still:
            self.go_to(number)

    def _switch_still(self) -> None:
        self.editing.painting.emit()
        on = not self.editing.state.is_still
        self.editing.set_still(
            on, self.tr("Same mask in every frame") if on else self.tr("A mask for each frame")
        )

    def _switch_settings(self) -> None:
        shown = self.fill_panel.isHidden()
        self.fill_panel.setVisible(shown)
        self._rules[1].setVisible(shown)
        self.header.settings.setChecked(shown)

    def _switch_beside(self) -> None:
        shown = self.original.isHidden()
        self.original.setVisible(shown)
        self._rules[0].setVisible(shown)
        self.header.beside.setChecked(shown)

    def _switch_onion(self) -> None:
        self._has_onion = not self._has_onion
        self._show_onion()

    _has_onion = False

    def _show_unseen(self, on: bool) -> None:
        self.view.unseen_shown = on
        self.view.update()

    def _pause(self, on: bool) -> None:
        if self.jobs.task is not None:
            self.jobs.task.pause(on)
            self.footer.show_task(self.jobs.task)

    # -- following ------------------------------------------------------------------------------------

    def _shown(self, number: int, picture: Pyramid) -> None:
        self.editing.show(number)
        self.view.show_frame(picture, self.jobs.covers.get(number))
        self.timeline.show_number(number)
        self.transport.show_place(number)
        self.transport.show_state(self.editing.state, number)
        self._show_onion()

    def _show_cover(self) -> None:
        self.timeline.show_previewed(self.jobs.covers)
        self._show_hint()
        if self.view.picture is not None:
            self.view.show_frame(self.view.picture, self.jobs.covers.get(self.editing.number))

    def _play_preview(self, stretch: range) -> None:
        self.player.stretch = stretch
        self.player.play(True)

    def _state_changed(self) -> None:
        state = self.editing.state
        self.timeline.show_state(state)
        self.transport.show_state(state, self.editing.number)
        self._show_onion()

    def _show_onion(self) -> None:
        self.transport.onion.setChecked(self._has_onion)
        state = self.editing.state
        shown = self._has_onion and not state.is_still
        self.view.onion = onion_around(state, self.editing.number) if shown else Onion()
        self.view.update()

    def _show_hint(self) -> None:
        names = {
            "track": self.tr("Tracking the masks…"),
            "preview": self.tr("Filling this second…"),
            "export": self.tr("Exporting…"),
        }
        kind, key = self.jobs.kind, key_text("original", self._session.settings.keymap)
        if kind is not None:
            self.footer.hint.set_text(names[kind])
        elif self.jobs.covers:
            self.footer.hint.set_text(
                self.tr("The preview: hold {key} to see the film as it was, Esc ends it.").format(key=key)
            )
        else:
            self.footer.hint.set_text(self.tools.tool.hint())

    def _failed(self, error: Exception) -> None:
        self.player.play(False)
        self._session.report_failure(error)

    def _style(self, visible: bool) -> OverlayStyle:
        settings = self._session.settings
        return OverlayStyle(
            QColor(settings.overlay_colour) if settings.overlay_colour else palette().overlay,
            settings.overlay_opacity,
            "outline" if settings.overlay_outline else "tint",
            visible,
        )

    def _dress(self) -> None:
        self.view.set_overlay(self._style(self.view.overlay.visible))

    # -- keys and closing -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the keys of a film before they become shortcuts of the window."""
        is_key = event.type() == QEvent.Type.ShortcutOverride
        if is_key and act_of(cast(QKeyEvent, event), self._session.settings.keymap) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(event, self._session.settings.keymap)
        if act is not None:
            self._acts[act]()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if act_of(event, self._session.settings.keymap) == "original" and not event.isAutoRepeat():
            self.show_original(False)
        else:
            super().keyReleaseEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()

    def end(self, then: Callable[[], object]) -> None:
        """Stop everything, and call `then` once it has: decoding or filling a frame may take seconds."""
        self.player.play(False)
        self.jobs.cancel()
        self.reel.stop()
        self.keeper.flush()
        if self.jobs.is_idle and self.reel.is_idle and self.keeper.is_idle:
            then()
        else:
            later(self, lambda: self.end(then), ms=_PATIENCE)

    def shut_down(self) -> None:
        """Stop everything, wait for it, and close the film; at once after `end`."""
        self.player.play(False)
        self.tools.tool.deactivate()
        self.jobs.close()
        self.keeper.close()
        self._reading.close()
        self.reel.close()
