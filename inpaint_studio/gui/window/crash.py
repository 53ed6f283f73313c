"""Unexpected errors: they are logged and shown once, and the session continues."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import os
import platform
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

import PySide6
from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QSysInfo,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)

from ...core.errors import Cancelled, StudioError
from ...core.paths import log_dir
from ...core.provenance import library_versions
from ...core.version import VERSION

LOG_NAME = "editor.log"
FAULT_NAME = "faults.log"

_LOG = logging.getLogger("inpaint_studio")
_BYTES, _FILES = 1 << 20, 3
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True)
class Report:
    """An error to show: one line for the user, and details that help to find its cause."""

    error: StudioError
    details: str


class CrashHandler(QObject):
    """Catches errors that would otherwise only reach the console; `install` it once, `remove` it at the end.

    `reported` (a `Report`) is emitted on the GUI thread, once for each distinct traceback;
    all errors are logged. The program continues.
    """

    reported = Signal(object)
    _caught = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._busy = threading.local()
        self._undo = contextlib.ExitStack()
        self._caught.connect(self.reported, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Replace `sys.excepthook`, `threading.excepthook` and Qt's message handler, and start logging."""
        self._undo.callback(setattr, sys, "excepthook", sys.excepthook)
        self._undo.callback(setattr, threading, "excepthook", threading.excepthook)
        sys.excepthook = self._unhandled
        threading.excepthook = self._unhandled_in_thread
        self._undo.enter_context(_log_file())
        before = qInstallMessageHandler(_qt_message)
        self._undo.callback(qInstallMessageHandler, before)
        self._undo.enter_context(_fault_file())
        _LOG.info("Inpaint Studio %s begins", VERSION)

    def remove(self) -> None:
        """Restore everything."""
        self._undo.close()

    def _unhandled_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._unhandled(args.exc_type, args.exc_value, args.exc_traceback)

    def _unhandled(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an error, and show it the first time; never raises."""
        if isinstance(error, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if isinstance(error, SystemExit | Cancelled) or getattr(self._busy, "now", False):
            return
        self._busy.now = True  # an error while reporting an error must not recurse
        try:
            text = "".join(traceback.format_exception(kind, error, trace))
            _LOG.error("Unhandled error in %s\n%s", threading.current_thread().name, text)
            if self._is_new(text):
                self._caught.emit(Report(_in_words(error), details_of(text)))
        except Exception:
            with contextlib.suppress(Exception):
                sys.__excepthook__(kind, error, trace)
        finally:
            self._busy.now = False

    def _is_new(self, text: str) -> bool:
        """Whether this traceback is seen for the first time."""
        with self._lock:
            new = text not in self._seen
            self._seen.add(text)
            return new


def details_of(text: str) -> str:
    """The traceback with the versions of everything: what *Copy details* copies."""
    about = [
        f"Inpaint Studio {VERSION}",
        f"PySide6 {PySide6.__version__}",
        f"{QSysInfo.prettyProductName()} ({platform.machine()})",
        *(f"{name} {version}" for name, version in library_versions().items()),
    ]
    return text.rstrip() + "\n\n" + "\n".join(about) + "\n"


def log_file() -> Path:
    """Where the log is."""
    return log_dir() / LOG_NAME


def _in_words(error: BaseException) -> StudioError:
    """The error as one line for the user."""
    if isinstance(error, StudioError):
        return error
    if isinstance(error, MemoryError):
        return StudioError("out-of-memory")
    return StudioError("internal", what=type(error).__name__)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Log a message of Qt."""
    category = context.category or "default"
    with contextlib.suppress(Exception):  # Qt cannot propagate exceptions
        _LOG.log(_LEVELS.get(kind, logging.WARNING), "Qt (%s): %s", category, text)


@contextlib.contextmanager
def _log_file() -> Iterator[None]:
    """Log to a rotating file inside the context, or nowhere if the folder is not writable."""
    level = _LOG.level
    _LOG.setLevel(logging.INFO)
    handler: logging.Handler
    try:
        log_dir().mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            log_file(), maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    _LOG.addHandler(handler)
    try:
        yield
    finally:
        _LOG.removeHandler(handler)
        handler.close()
        _LOG.setLevel(level)


@contextlib.contextmanager
def _fault_file() -> Iterator[None]:
    """Enable `faulthandler` with a log file inside the context, unless it is already enabled."""
    file: IO[str] | None = None
    if not faulthandler.is_enabled():
        with contextlib.suppress(OSError):
            file = (log_dir() / FAULT_NAME).open("a", encoding="utf-8")
            file.write(f"-- process {os.getpid()}\n")
            file.flush()
            faulthandler.enable(file)
    try:
        yield
    finally:
        if file is not None:
            faulthandler.disable()
            file.close()
