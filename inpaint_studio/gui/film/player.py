"""Which frame is shown, and playing: as many frames as can be decoded in time, the others are left out."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ..canvas.pyramid import Pyramid
from ..kit.later import timer
from .reel import Reel


class Player(QObject):
    """Goes to frames, and plays a stretch of them in a loop."""

    shown = Signal(int, object)
    """The number of a frame that was decoded, and its Pyramid."""
    playing_changed = Signal(bool)

    def __init__(self, reel: Reel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reel = reel
        self.number = 0
        """The frame that was asked for last; it is shown once it is decoded."""
        self.stretch = range(reel.clip.count)
        """What is played."""
        self._due = 0  # frames since the last that was asked for
        self._timer = timer(self, 40, self.tick, repeats=True)
        reel.arrived.connect(self._arrived)

    @property
    def is_playing(self) -> bool:
        """Whether the film runs."""
        return self._timer.isActive()

    def seek(self, number: int) -> None:
        """Show a frame, or the nearest that there is."""
        self.number = min(self._reel.clip.count - 1, max(0, number))
        self._due = 0
        self._reel.look(self.number)

    def stay(self, number: int) -> None:
        """Pause at the frame that is shown: those that are still to come are not wanted."""
        self.play(False)
        self.number = number
        self._reel.forget()

    def step(self, by: int) -> None:
        """Pause, and show the frame `by` places further on."""
        self.play(False)
        self.seek(self.number + by)

    def play(self, on: bool) -> None:
        """Play or pause."""
        if on == self.is_playing:
            return
        self._due = 0
        if on:
            self._timer.start(self._reel.clip.milliseconds(self.number))
        else:
            self._timer.stop()
        self.playing_changed.emit(on)

    def tick(self) -> None:
        """The time of a frame is over."""
        self._due += 1
        if self._reel.is_behind:
            return
        number, self._due = self.number + self._due, 0
        if number not in self.stretch:
            number = self.stretch.start
        self._timer.setInterval(self._reel.clip.milliseconds(number))
        self.seek(number)

    def _arrived(self, number: int, picture: Pyramid) -> None:
        self.shown.emit(number, picture)
