"""The application: sets up Qt, theme, language and window, and shuts down cleanly."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from ...core import memory
from ...core.errors import Cancelled
from ...core.limits import pixel_limit
from ...core.settings import load_settings
from ...core.version import APP_ID
from ...engines.registry import REGISTRY
from ...jobs.budget.speeds import SPEEDS
from ...jobs.damage import DamageOptions
from ...jobs.warm_up import WARMED, warm_up
from ..kit import theme
from ..kit.collector import Collector
from ..session.session import Session
from ..words import translation
from .crash import CrashHandler, Report
from .main_window import MainWindow
from .once import EditOnce, OnceRequest

_WARM_UP_AFTER = 400
"""ms after the window is shown, when it has been painted."""


AlbumRequest = tuple[Sequence[Path], Path, DamageOptions]
"""Photos (files and folders), the folder of their results, and the damage to find in them."""


def run(
    photo: Path | None = None,
    mask: Path | None = None,
    album: AlbumRequest | None = None,
    once: OnceRequest | None = None,
) -> int:
    """Run the editor, with a photo or an album to review if given, until its window is closed.

    `once` edits one picture for another program instead. Returns the exit code; raises the StudioError with
    which that picture could not be opened.
    """
    pixel_limit()  # raises StudioError "limit-value" now rather than at the first photo
    application = application_for(sys.argv[:1])
    settings, notes = load_settings()
    crashes = CrashHandler()
    crashes.install()
    translation.install(application, settings.language)
    theme.apply_theme(application, settings.theme)
    collector = Collector()
    session = Session(REGISTRY, settings=settings)
    window = MainWindow(session)
    crashes.reported.connect(lambda report: _show(window, report))
    try:
        with _ended_by_signals(window):
            window.show()
            for note in notes:
                window.notices.show_info(translation.translated(note))
            editing = None if once is None else EditOnce(window, once)
            if editing is None:
                window.files.begin(photo, mask)
            else:
                editing.ended.connect(application.quit)
                editing.begin()
            if album is not None:
                window.wiring.album.review(*album)
            QTimer.singleShot(_WARM_UP_AFTER, lambda: session.pool.run(lambda: _warm_up(session)))
            code = application.exec()
            return code if editing is None else editing.exit_code(code)
    finally:
        window.shut_down(discard=False)
        crashes.remove()
        collector.stop()


def _warm_up(session: Session) -> None:
    """Make the first fill as fast as the next, and know beforehand how long it takes. In any thread."""
    warm_up(session.registry, is_cancelled=lambda: session.pool.closing)
    infos = filter(None, map(session.registry.info, WARMED))
    with contextlib.suppress(Cancelled):
        SPEEDS.measure(
            infos,
            threads=session.settings.threads,
            registry=session.registry,
            is_cancelled=lambda: session.pool.closing,
        )


def application_for(arguments: Sequence[str]) -> QApplication:
    """The QApplication, set up for the editor; the allocator too, as an editor runs for hours."""
    memory.limit_heaps()
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication.instance() or QApplication(list(arguments))
    assert isinstance(application, QApplication)
    application.setApplicationName("inpaint-studio")
    application.setApplicationDisplayName("Inpaint Studio")
    application.setDesktopFileName(APP_ID)
    return application


def _show(window: MainWindow, report: Report) -> None:
    window.notices.show_error(translation.translate_error(report.error), report.details)


@contextlib.contextmanager
def _ended_by_signals(window: MainWindow) -> Iterator[None]:
    """Let SIGTERM and Ctrl+C close the window without questions; the session can be recovered."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def end() -> None:
        with contextlib.suppress(BlockingIOError):
            ours.recv(64)
        window.shut_down(discard=False)
        QApplication.exit(0)

    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_: end())
    descriptor = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
    for number in before:
        signal.signal(number, lambda *_: None)
    try:
        yield
    finally:
        notifier.setEnabled(False)
        signal.set_wakeup_fd(descriptor)
        for number, handler in before.items():
            signal.signal(number, handler)
        ours.close()
        theirs.close()
