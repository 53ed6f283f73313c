"""The bars around a frame: tools and commands above it, the controls of the player and the masks below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QProgressBar, QPushButton, QWidget

from ..kit.controls import ElidedLabel, Hairline, IconButton, label
from ..kit.icons import set_icon
from ..kit.layouts import row_layout
from ..kit.theme import GRID, set_primary, tabular
from ..panels.tool_options import ToolOptions
from ..panels.toolbox import Toolbox
from ..session.session import Session
from ..words.numbers import percent, seconds_left
from .clip import Clip
from .keys import key_text
from .state import FilmState
from .task import Task
from .tools import TOOL_NAMES, FrameTools

_MARGINS = (GRID, 6, GRID, 6)


def _with_key(text: str, act: str, keys: Mapping[str, str]) -> str:
    key = key_text(act, keys)
    return f"{text} ({key})" if key else text


def _rule(parent: QWidget) -> Hairline:
    rule = Hairline(vertical=True, parent=parent)
    rule.setFixedHeight(20)
    return rule


class FilmHeader(QWidget):
    """The tools and their options; on the right preview, export and back."""

    def __init__(self, session: Session, tools: FrameTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        keys = session.settings.keymap
        names = {"brush": self.tr("Brush"), "eraser": self.tr("Eraser"), "rectangle": self.tr("Rectangle")}
        self.tools = {name: IconButton(name, _with_key(names[name], name, keys), self) for name in TOOL_NAMES}
        group = QButtonGroup(self)
        for name, button in self.tools.items():
            button.setCheckable(True)
            button.setChecked(name == tools.tool.name)
            button.clicked.connect(lambda _=False, name=name: tools.select(name))
            group.addButton(button)
        tools.changed.connect(lambda: self.tools[tools.tool.name].setChecked(True))
        # it shows the tools of a film as it does those of a toolbox
        self.options = ToolOptions(cast(Toolbox, tools), session)
        self.settings = IconButton("settings", _with_key(self.tr("Fill settings"), "settings", keys), self)
        beside = self.tr("Show the original beside the result")
        self.beside = IconButton("compare", _with_key(beside, "beside", keys), self)
        for button in (self.settings, self.beside):
            button.setCheckable(True)
        self.preview = QPushButton(self.tr("Preview this second"), self)
        self.preview.setToolTip(_with_key(self.tr("Fill the second around this frame"), "preview", keys))
        set_primary(self.preview)
        self.save = IconButton("save", _with_key(self.tr("Save the film project…"), "save", keys), self)
        self.export = IconButton("export", _with_key(self.tr("Export the film…"), "export", keys), self)
        self.back = IconButton("close", _with_key(self.tr("Leave the film"), "leave", keys), self)
        row_layout(
            self,
            [
                *self.tools.values(),
                _rule(self),
                (self.options, 1),
                self.beside,
                self.settings,
                self.preview,
                self.save,
                self.export,
                self.back,
            ],
            spacing=GRID // 2,
            margins=(GRID, 0, GRID, 0),
        )


class Transport(QWidget):
    """Step, play and where it is; in and out points; keyframes, tracking, and what is shown of the masks."""

    def __init__(self, clip: Clip, keys: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip, self._keys = clip, keys
        self.step_back = self._icon("frame-back", self.tr("One frame back"), "step-back")
        self.play = IconButton("play", "", self)
        self.step_on = self._icon("frame-on", self.tr("One frame on"), "step-on")
        self.time = label("", "", self)
        self.time.setFont(tabular())
        self.in_point = self._icon("in-point", self.tr("Begin the stretch here"), "in-point")
        self.out_point = self._icon("out-point", self.tr("End the stretch here"), "out-point")
        self.previous = self._icon("previous", self.tr("Previous keyframe"), "previous-keyframe")
        self.next = self._icon("next", self.tr("Next keyframe"), "next-keyframe")
        self.copy = self._icon("keyframe-copy", self.tr("Copy the nearest keyframe to here"), "copy-keyframe")
        self.delete = self._icon("keyframe-delete", self.tr("Delete this keyframe"), "clear")
        self.track_back = self._icon("track-back", self.tr("Track back from here"), "track-back")
        self.track_on = self._icon("track-on", self.tr("Track on from here"), "track-on")
        self.still = QPushButton(self.tr("Same mask in every frame"), self)
        self.still.setToolTip(_with_key(self.tr("For logos and time stamps"), "still", keys))
        self.onion = self._icon("onion", self.tr("Show the masks of the frames around this one"), "onion")
        self.unseen = self._icon("warning", self.tr("Show what no frame has seen and was invented"), "")
        for button in (self.still, self.onion, self.unseen):
            button.setCheckable(True)
        for button in self.findChildren(QPushButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        parts = [
            *(self.step_back, self.play, self.step_on, GRID, self.time, GRID, _rule(self)),
            *(self.in_point, self.out_point, _rule(self)),
            *(self.previous, self.next, self.copy, self.delete, _rule(self), self.track_back, self.track_on),
            *(None, self.unseen, self.onion, self.still),
        ]
        row_layout(self, parts, spacing=GRID // 2, margins=_MARGINS)
        self.show_playing(False)

    def show_playing(self, on: bool) -> None:
        """Show whether the film runs."""
        text = self.tr("Pause (Space)") if on else self.tr("Play (Space)")
        set_icon(self.play, "pause" if on else "play")
        self.play.setToolTip(text)
        self.play.setAccessibleName(text)

    def show_place(self, number: int) -> None:
        """Show which frame that is, and when it is shown."""
        clip = self._clip
        self.time.setText(
            self.tr("{time} / {length}   frame {number} of {count}").format(
                time=_clock(clip.seconds(number)),
                length=_clock(clip.seconds(clip.count)),
                number=str(number + 1).rjust(len(str(clip.count)), "\u2007"),
                count=clip.count,
            )
        )

    def show_state(self, state: FilmState, number: int) -> None:
        """Enable what can be done at a frame."""
        painted = not state.is_still and bool(state.keyframes)
        others = painted and any(one != number for one in state.keyframes)
        self.still.setChecked(state.is_still)
        self.previous.setEnabled(painted and state.keyframe_before(number) is not None)
        self.next.setEnabled(painted and state.keyframe_after(number) is not None)
        self.copy.setEnabled(others)
        self.delete.setEnabled(painted and number in state.keyframes)
        self.track_back.setEnabled(painted)
        self.track_on.setEnabled(painted)
        self.onion.setEnabled(not state.is_still)

    def _icon(self, name: str, text: str, act: str) -> IconButton:
        return IconButton(name, _with_key(text, act, self._keys) if act else text, self)


class FilmFooter(QWidget):
    """A hint, or how far the work is, how long it will take, and its end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hint = ElidedLabel("", parent=self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(160, 6)
        self.left = label("", "muted", self)
        self.left.setFont(tabular())
        self.pause = QPushButton(self.tr("Pause"), self)
        self.pause.setCheckable(True)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        for button in (self.pause, self.cancel):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row_layout(
            self,
            [(self.hint, 1), self.bar, self.left, self.pause, self.cancel],
            spacing=GRID,
            margins=(2 * GRID, 4, GRID, 4),
        )
        self.setFixedHeight(36)
        self.show_task(None)

    def show_task(self, task: Task | None) -> None:
        """Show how far that is; None: nothing runs."""
        for part in (self.bar, self.left, self.pause, self.cancel):
            part.setVisible(task is not None)
        if task is None:
            self.pause.setChecked(False)
            return
        self.bar.setValue(round(1000 * task.fraction))
        left = task.seconds_left
        words = percent(task.fraction)
        self.left.setText(words if left is None else f"{words}  ·  {seconds_left(left)}")


def _clock(seconds: float) -> str:
    """A time as minutes, seconds and hundredths: 1:02.48."""
    hundredths = round(100 * seconds)
    return f"{hundredths // 6000}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"
