"""The user's settings while the program runs: changed at once, written in the background."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from ...core.errors import StudioError
from ...core.files import reason
from ...core.settings import Settings, save_settings
from ..kit.later import timer
from .workers import Pool

RETRY_MS = 30_000
"""After this time a failed write is retried; it is also retried at each change and at the end."""


class SettingsKeeper(QObject):
    """Holds the present `settings`; `failed` is called with the error if they cannot be written.

    Settings that could not be written still apply, and are written as soon as possible.
    """

    changed = Signal()

    def __init__(
        self, settings: Settings, pool: Pool, failed: Callable[[Exception], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._written = settings
        self._writing: Settings | None = None
        self._reported = False
        self._pool, self._failed = pool, failed
        self._again = timer(self, RETRY_MS, self._write)

    def update(self, **changes: Any) -> None:
        """Change settings.

        TypeError for a name that is no setting, pydantic.ValidationError for a wrong value.
        """
        unknown = sorted(changes.keys() - Settings.model_fields.keys())
        if unknown:  # the model keeps unknown keys, as the file may be of a later version
            raise TypeError(f"no such setting: {', '.join(unknown)}")
        settings = Settings.model_validate({**self.settings.model_dump(), **changes})
        if settings == self.settings:
            return
        self.settings = settings
        self._write()
        self.changed.emit()

    def flush(self) -> None:
        """Write unsaved changes at the end of the program, when only stderr is left for errors."""
        self._again.stop()
        if self._written is self.settings:
            return
        try:
            save_settings(self.settings)
            self._written = self.settings
        except StudioError as error:
            print(StudioError("settings-lost", reason=_why(error)), file=sys.stderr)

    def _write(self) -> None:
        """Write in the background, one write at a time, so that the newest settings win."""
        if self._writing is not None or self._written is self.settings:
            return
        self._again.stop()
        settings = self._writing = self.settings

        def done(_: object = None) -> None:
            self._reported = False
            self._writing, self._written = None, settings
            self._write()

        def failed(error: Exception) -> None:
            self._writing = None
            self._again.start()
            if not self._reported:  # not again at every photo
                self._reported = True
                self._failed(_unwritten(error))

        self._pool.run(lambda: save_settings(settings), done, failed, owner=self)


def _unwritten(error: Exception) -> Exception:
    """The error that the user sees when settings could not be written."""
    if not isinstance(error, StudioError):
        return error
    return StudioError("settings-unwritten", reason=_why(error))


def _why(error: StudioError) -> str:
    cause = error.__cause__
    return reason(cause) if isinstance(cause, OSError) else str(error.values.get("reason") or error)
