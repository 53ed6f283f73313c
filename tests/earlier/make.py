"""Makes the files of this version that later versions must open: `python -m tests.earlier.make VERSION`.

Two projects, a session as a crash leaves it, settings, and a filled photo with its sidecar. `shown.npz`
has the pixels that each of them showed. Made once for a version, and never again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.settings import Settings, save_settings
from inpaint_studio.core.strokes import Stroke, brush
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.gui.files.files import Files
from inpaint_studio.gui.session.session import Session

ROOT = Path(__file__).parent


def photo(dtype: type) -> Photo:
    """(60, 80, 3) with slopes and a little texture."""
    rows, columns = np.mgrid[0:60, 0:80]
    noise = np.random.default_rng(3).integers(0, 12, (60, 80))
    values = np.stack([columns * 2 + noise, rows * 3 + noise, 120 + noise], axis=2)
    return Photo((values * (257 if dtype is np.uint16 else 1)).astype(dtype))


def painted(session: Session, y: int) -> None:
    edit = session.edit_mask()
    edit.paint(brush(Stroke(((15, y, 5), (50, y, 5))), Rect.of(session.size)))
    edit.commit("Stroke")


def until(done: object) -> None:
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: done() and loop.quit())  # type: ignore[operator]
    timer.start(10)
    loop.exec()


def shown(session: Session) -> np.ndarray:
    return np.array(session.shown.read(Rect.of(session.size)))


def filled(session: Session) -> None:
    """One fill kept, and two that are only results."""
    fill(session, "telea", 15)
    session.fills.keep()
    fill(session, "biharmonic", 30)
    fill(session, "navier-stokes", None)


def fill(session: Session, engine: str, y: int | None) -> None:
    if y is not None:
        painted(session, y)
    count = len(session.fills.results)
    session.fills.fill(engine, {}, 1)
    until(lambda: len(session.fills.results) != count and not session.fills.numbers)


def main(version: str) -> None:
    app = QApplication([])
    target = ROOT / version
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    home = target / "home"
    os.environ["INPAINT_STUDIO_HOME"] = str(home)
    pictures = {}
    for bits, dtype in ((8, np.uint8), (16, np.uint16)):
        session = Session(REGISTRY, settings=Settings())
        files = Files(session)
        scan = photo(dtype)
        session.open(scan, None, files.keeper.adopt(files.keeper.begin(None, scan, "scan")))
        filled(session)
        session.fills.choose(None)
        project = target / f"project{bits}.ora"
        files.saver.write_project(project, overwrite=False)
        until(lambda: not files.saver.busy and project.exists())  # noqa: B023
        pictures[f"project{bits}"] = shown(session)
        painted(session, 45)
        pictures[f"session{bits}"] = shown(session)
        pictures[f"mask{bits}"] = session.state.mask().read(Rect.of(session.size))
        files.keeper.tick()
        until(lambda: not (files.keeper._has_news or files.keeper._working))  # noqa: B023
        session.close_photo(discard=False)
        session.shut_down()
    for about in target.glob("home/data/sessions/*/session.json"):  # say nothing of this machine
        about.write_text(about.read_text().replace(str(ROOT.parents[1]), "/studio"))
    write_photo(target / "photo.png", photo(np.uint8))
    save_settings(Settings(theme="light", brush_size=23.0, last_engine="exemplar", recent=("a.png",)))
    hole = np.zeros((60, 80), np.uint8)
    hole[20:30, 20:40] = 255
    write_photo(target / "mask.png", Photo(hole))
    names = [str(target / name) for name in ("photo.png", "mask.png", "filled.png")]
    words = [
        "fill",
        names[0],
        "--mask",
        names[1],
        "-o",
        names[2],
        "--engine",
        "exemplar",
        "--seed",
        "5",
        "--sidecar",
    ]
    subprocess.run([sys.executable, "-m", "inpaint_studio", *words], check=True)
    pictures["filled"] = read_photo(target / "filled.png").pixels
    np.savez_compressed(target / "shown.npz", **pictures)
    app.quit()


if __name__ == "__main__":
    main(sys.argv[1])
