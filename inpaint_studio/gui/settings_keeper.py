"""The user's settings while the program runs: changed at once, written in the background."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from ..core.errors import StudioError
from ..core.settings import Settings, save_settings
from .workers import Pool


class SettingsKeeper(QObject):
    """Has the present `settings`; `failed` is called with what went wrong while they were written."""

    changed = Signal()

    def __init__(
        self, settings: Settings, pool: Pool, failed: Callable[[Exception], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._written = settings
        self._writing: Settings | None = None
        self._complained = False
        self._pool, self._failed = pool, failed

    def update(self, **changes: Any) -> None:
        """Change settings. pydantic.ValidationError for a wrong value."""
        settings = Settings.model_validate({**self.settings.model_dump(), **changes})
        if settings == self.settings:
            return
        self.settings = settings
        self._write()
        self.changed.emit()

    def flush(self) -> None:
        """Write what is not written yet, at the end of the program when nobody is left to be told."""
        if self._written is not self.settings:
            with contextlib.suppress(StudioError):
                save_settings(self.settings)
            self._written = self.settings

    def _write(self) -> None:
        """Write in the background, one writer at a time, so that the newest come last."""
        if self._writing is not None or self._written is self.settings:
            return
        settings = self._writing = self.settings

        def done(_: object = None) -> None:
            self._complained = False
            self._writing, self._written = None, settings
            self._write()

        def failed(error: Exception) -> None:
            self._writing, self._written = None, settings
            if not self._complained:  # else it would be told at every photo
                self._complained = True
                self._failed(error)
            self._write()

        self._pool.run(lambda: save_settings(settings), done, failed, owner=self)
