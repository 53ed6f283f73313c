"""Takes the pictures of the editor that the documents show: python tools/screenshots.py [FOLDER]

Drives the real window, offscreen, with real engines on the sample photos, and writes the pictures of
`SHOTS` to the folder. Without a folder they go to resources/docs/screenshots, and the pictures of the first
steps are taken too. Seeds and settings are fixed and nothing of the user's files is read or written; only
times and memory use differ from one run to the next.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "2" if "--first-steps" in sys.argv else "1"

from phantom import write_phantom
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from inpaint_studio.core.mask import Mask
from inpaint_studio.core.paths import HOME_VARIABLE, resources_dir
from inpaint_studio.core.photo_io import read_mask
from inpaint_studio.core.settings import Settings
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.dialogs.first_steps import PICTURE, picture_file
from inpaint_studio.gui.dialogs.save import SaveDialog
from inpaint_studio.gui.kit import theme
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.window import layout
from inpaint_studio.gui.window.app import application_for
from inpaint_studio.gui.window.main_window import MainWindow
from inpaint_studio.gui.window.start_page import sample_photos
from inpaint_studio.gui.words import translation
from inpaint_studio.jobs.saving import SaveChoice

_FIRST_STEPS = "--first-steps"
"""Takes only those: at twice the scale, as screens with two pixels for one would show them blurred."""
_SCALE = 2 if _FIRST_STEPS in sys.argv else 1
SIZE = (1280, 800)
"""px of the window."""
SHOWN = resources_dir() / "docs" / "screenshots"
LARGEST = 400_000
"""The most bytes of a picture."""
_PATIENCE = 300.0
"""Seconds that a fill may take."""
_PLAIN = 24
"""How many of the most frequent colours count as the window's own."""
_HINTS = ("paint", "fill", "keep")


class Studio:
    """A window, and how to use it as a user would."""

    def __init__(self, application: QApplication, size: tuple[int, int] = SIZE, **settings: Any) -> None:
        self.application = application
        fixed = {"theme": "dark", "hints_seen": _HINTS, "threads": 2, "device": "cpu"}
        self.settings = Settings.model_validate(fixed | settings)
        translation.install(application, self.settings.language or "en")
        theme.apply_theme(application, self.settings.theme)
        layout.forget()  # the panels are where a first start puts them, whatever was taken before
        self.session = Session(REGISTRY, settings=self.settings)
        self.window = MainWindow(self.session)
        self.window.resize(*size)
        self.window.show()
        self.settle()

    def close(self) -> None:
        """End the session and its threads."""
        self.window.shut_down(discard=True)
        self.window.close()
        self.window.deleteLater()
        self.settle()
        self.application.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def wait(self, done: Callable[[], bool], what: str = "it") -> None:
        """Let the editor run until `done`. Raises TimeoutError after some minutes."""
        end = time.monotonic() + _PATIENCE
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(f"waited too long for {what}")
            self.application.processEvents()
            time.sleep(0.005)

    def settle(self, seconds: float = 0.25) -> None:
        """Let thumbnails arrive and everything be painted."""
        self.session.pool.wait()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.application.processEvents()
            time.sleep(0.005)

    def open(self, name: str) -> None:
        """Open the sample photo whose name starts like this."""
        path = next(path for path in sample_photos() if path.name.startswith(name))
        self.window.open_path(path)
        self.wait(lambda: self.session.is_open and self.session.path == path, name)
        self.settle()

    def mask_of(self, name: str) -> Mask:
        """The mask that comes with that sample."""
        return read_mask(resources_dir() / "samples" / f"{name}.mask.png")

    def set_mask(self, mask: Mask) -> None:
        """Mark that mask at once, as loading it from a file does."""
        self.session.set_mask(QCoreApplication.translate("MaskFiles", "Load a mask"), mask)
        self.wait(lambda: self.session.mask_area() == mask.area, "the mask")

    def drag(self, points: list[tuple[float, float]], *, release: bool = True) -> None:
        """Draw with the current tool along points of the photo; without `release` the button stays down."""
        canvas = self.window.canvas
        steps = [canvas.viewport.to_widget(*point) for point in points]
        self._mouse(canvas, QEvent.Type.MouseMove, steps[0])
        self._mouse(canvas, QEvent.Type.MouseButtonPress, steps[0])
        for start, end in pairwise(steps):
            for part in range(1, 9):
                self._mouse(canvas, QEvent.Type.MouseMove, start + (end - start) * (part / 8), held=True)
        if release:
            self._mouse(canvas, QEvent.Type.MouseButtonRelease, steps[-1])
        self.settle(0.1)

    def point(self, widget: QWidget, x: float, y: float) -> None:
        """Move the pointer to (x, y) of a widget."""
        self._mouse(widget, QEvent.Type.MouseMove, QPointF(x, y))

    def click(self, widget: QWidget, x: float, y: float) -> None:
        """Click there."""
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            self._mouse(widget, kind, QPointF(x, y))
        self.settle(0.1)

    def _mouse(self, widget: QWidget, kind: QEvent.Type, at: QPointF, held: bool = False) -> None:
        moved = kind == QEvent.Type.MouseMove
        button = Qt.MouseButton.NoButton if moved else Qt.MouseButton.LeftButton
        down = held or kind == QEvent.Type.MouseButtonPress
        buttons = Qt.MouseButton.LeftButton if down else Qt.MouseButton.NoButton
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, buttons, none)
        self.application.sendEvent(widget, event)
        self.application.processEvents()

    def fill(self, engine: str, seed: int, **params: Any) -> None:
        """Fill what is marked, and wait for it."""
        before = len(self.session.fills.results)
        self.session.fills.fill(engine, params, seed)
        self.wait(lambda: len(self.session.fills.results) > before and self.session.fills.job is None, engine)
        self.settle()

    def picture(self, of: QWidget | None = None) -> QImage:
        """What the window, or that widget, shows."""
        self.settle()
        return (of or self.window).grab().toImage()

    def part(self, x: int, y: int, width: int, height: int) -> QImage:
        """What the window shows in that rectangle of its coordinates, as an image of plain pixels."""
        shown = self.picture().copy(x * _SCALE, y * _SCALE, width * _SCALE, height * _SCALE)
        shown.setDevicePixelRatio(1)
        return shown


@contextmanager
def studio(application: QApplication, **how: Any) -> Iterator[Studio]:
    """A `Studio` that is closed at the end."""
    made = Studio(application, **how)
    try:
        yield made
    finally:
        made.close()


def _start(application: QApplication) -> QImage:
    with studio(application) as at:
        return at.picture()


def _painting(application: QApplication) -> QImage:
    """The brush on the dandelion in the corner, halfway down its stem."""
    with studio(application, brush_size=88.0) as at:
        at.open("meadow")
        at.drag([(1268, 640), (1320, 628), (1372, 660), (1362, 730), (1300, 752), (1250, 716), (1310, 690)])
        at.drag([(1322, 770), (1330, 812), (1334, 846)], release=False)
        return at.picture()


def _filling(application: QApplication) -> QImage:
    """A running fill, with its preview in the hole and two earlier results."""
    with studio(application) as at:
        at.open("meadow")
        at.set_mask(at.mask_of("meadow"))
        at.fill("telea", 0)
        at.fill("exemplar", 1)
        panel, session = at.window.engine_panel, at.session
        panel.set_current("exemplar", {"quality": "best"})
        engine, params, _ = panel.current()
        session.fills.fill(engine, params, 2)
        at.wait(lambda: session.fills.preview is not None and _fraction(session) > 0.3, "a preview")
        shown = at.window.grab().toImage()
        session.fills.cancel()
        at.wait(lambda: session.fills.job is None, "the end of the fill")
        return shown


def _fraction(session: Session) -> float:
    return 0.0 if session.fills.job is None else session.fills.job.fraction


_COMPARED = ("telea", "biharmonic", "exemplar")


def _compare(application: QApplication, view: str) -> QImage:
    with studio(application) as at:
        at.open("launch-pad")
        at.set_mask(at.mask_of("launch-pad-16bit"))
        workspace = at.window.enter_compare()
        at.settle()
        workspace.side.chooser.list.tick(_COMPARED)
        workspace.add([(name, {}) for name in _COMPARED])
        at.wait(lambda: workspace.run.idle, "the comparison")
        workspace.select(len(_COMPARED) - 1)
        workspace.show_view(view)
        return at.picture()


def _restored(application: QApplication) -> QImage:
    """The damaged portrait, restored: in the light theme, with the wipe between before and after."""
    with studio(application, theme="light") as at:
        at.open("damaged-portrait")
        at.set_mask(at.mask_of("damaged-portrait"))
        at.fill("auto", 1)
        at.window.toolbox.select("wipe")
        return at.picture()


def _damage(application: QApplication) -> QImage:
    """What *Find damage* sees in the damaged portrait, before anything is decided."""
    with studio(application) as at:
        at.open("damaged-portrait")
        at.window.show_damage()
        at.session.finding.find()
        at.wait(lambda: at.session.finding.review is not None, "the marks")
        return at.picture()


def _medical(application: QApplication) -> QImage:
    """A phantom of 24 slices in its soft-tissue window, with a stroke over the skull."""
    with tempfile.TemporaryDirectory() as folder, studio(application, brush_size=22.0) as at:
        path = write_phantom(Path(folder) / "phantom.dcm")
        at.window.open_path(path)
        at.wait(lambda: at.session.is_open, path.name)
        at.session.medical.show_frame(11)
        at.drag([(118, 118), (140, 86), (166, 66)])
        at.window.toolbox.select("window")
        at.window.toolbox.tool.set_value("preset", "soft tissue")
        at.point(at.window.canvas, 470, 330)
        return at.picture()


SHOTS: Mapping[str, Callable[[QApplication], QImage]] = {
    "start": _start,
    "painting": _painting,
    "filling": _filling,
    "compare": lambda application: _compare(application, "grid"),
    "disagreement": lambda application: _compare(application, "disagreement"),
    "restored": _restored,
    "damage": _damage,
    "medical": _medical,
}
"""The pictures by the names of their files, without ".png"."""


_STEPS_WINDOW = (900, 620)


def first_steps(application: QApplication, folder: Path) -> None:
    """Take the pictures of the first steps, in both themes and languages."""
    folder.mkdir(parents=True, exist_ok=True)
    for shade in ("dark", "light"):
        for language in translation.LANGUAGES:
            with studio(
                application, size=_STEPS_WINDOW, theme=shade, language=language, brush_size=88.0
            ) as at:
                for step, shown in _steps(at):
                    path = picture_file(step, shade, language)
                    shown.save(str(folder / path.name), None, 70)  # its ending says WebP
                    print(f"{path.name}  {(folder / path.name).stat().st_size // 1000} kB")


def _steps(at: Studio) -> Iterator[tuple[str, QImage]]:
    """Each step of `STEPS`, and what is to be seen of it."""
    wide, high = PICTURE.toTuple()
    left, top = _STEPS_WINDOW[0] - wide, _STEPS_WINDOW[1] - high
    page = at.part(0, 76, _STEPS_WINDOW[0], _STEPS_WINDOW[0] * high // wide)
    yield "open", page.scaled(PICTURE * _SCALE, mode=Qt.TransformationMode.SmoothTransformation)
    at.open("meadow")
    at.window.engine_panel.set_current("exemplar", {})
    at.drag([(1268, 640), (1320, 628), (1372, 660), (1362, 730), (1300, 752), (1250, 716), (1310, 690)])
    yield "paint", at.part(0, 24, wide, high)
    at.set_mask(at.mask_of("meadow"))
    at.fill("telea", 0)
    at.fill("exemplar", 1)
    yield "fill", at.part(left, top - 26, wide, high)
    workspace = at.window.enter_compare()
    at.settle()
    workspace.add([(name, {}) for name in ("telea", "navier-stokes", "exemplar")])
    at.wait(lambda: workspace.run.idle, "the comparison")
    yield "compare", at.part(0, 24, wide, high)
    at.window.leave_compare()
    at.session.fills.keep()
    at.settle()
    shown = at.part(left, 0, wide, high)
    dialog = SaveDialog(
        "", Path("Pictures", "meadow-healed.jpg"), at.session.photo,
        before=SaveChoice(), can_repeat=False, with_project=True, parent=at.window,
    )  # fmt: skip
    dialog.show()
    over = at.picture(dialog)
    over.setDevicePixelRatio(1)
    dialog.close()
    painter = QPainter(shown)
    painter.fillRect(shown.rect(), QColor(0, 0, 0, 110))
    painter.drawImage((shown.width() - over.width()) // 2, (shown.height() - over.height()) // 2, over)
    painter.end()
    yield "save", shown


def write_small(image: QImage, path: Path) -> None:
    """Write a PNG of no more than `LARGEST` bytes, with fewer colours if it must be."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    size = (image.width(), image.height())
    made = Image.frombuffer("RGB", size, bytes(image.constBits()), "raw", "RGB", image.bytesPerLine())
    made.save(path, optimize=True)
    for colours in (256, 192, 128, 96, 64):
        if path.stat().st_size <= LARGEST:
            return
        _with_colours(made, colours).save(path, optimize=True)


def _with_colours(picture: Image.Image, count: int) -> Image.Image:
    """The picture in this many colours; those of the window itself do not change."""
    seen = picture.getcolors(picture.width * picture.height) or []
    plain: list[Any] = [colour for _, colour in sorted(seen, reverse=True)[:_PLAIN]]
    rest = picture.quantize(count - _PLAIN, Image.Quantize.MEDIANCUT, kmeans=2).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*(level for colour in plain for level in colour), *rest])
    return picture.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)


def main(folder: Path) -> None:
    """Take all pictures into `folder`, with fresh settings."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ[HOME_VARIABLE] = home
        application = application_for(["screenshots"])
        if _FIRST_STEPS in sys.argv:
            first_steps(application, resources_dir() / "first_steps")
            return
        for name, take in SHOTS.items():
            path = folder / f"{name}.png"
            write_small(take(application), path)
            print(f"{path}  {path.stat().st_size // 1000} kB")
    if folder == SHOWN:  # the scale cannot change within a process
        subprocess.run([sys.executable, __file__, _FIRST_STEPS], check=True)


if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:] if one != _FIRST_STEPS]
    main(given[0] if given else SHOWN)
