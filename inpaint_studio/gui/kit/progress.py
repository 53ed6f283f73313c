"""Bars for how far something is."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

_STEPS = 1000


class ProgressBar(QProgressBar):
    """A bar without text for a fraction.

    It is painted with everything else: Qt's own paints whatever is due in the whole window at each new value.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(0, _STEPS)
        self.setTextVisible(False)

    def show_fraction(self, fraction: float) -> None:
        """Show a fraction, 0 to 1."""
        value = round(_STEPS * fraction)
        if value != self.value():
            self.setUpdatesEnabled(False)  # or the new value would be painted at once
            self.setValue(value)
            self.setUpdatesEnabled(True)
