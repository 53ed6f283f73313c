"""A program that edits a photo until it is killed, for the tests of recovery: takes PHOTO and WHAT.

It prints a line when it is where it should be killed; `shown.npy` beside the photo is what it showed then.
"""

from __future__ import annotations

import faulthandler
import sys
import threading
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.settings import Settings
from inpaint_studio.gui.files.recovery import Keeper
from inpaint_studio.gui.session.session import Session
from tests.gui import fakes
from tests.gui.strokes import begun
from tests.waiting import PATIENCE


def is_kept(keeper: Keeper) -> bool:
    """Whether all that is new has been written to the disk."""
    return not (keeper._has_news or keeper._working)


def main(path: Path, what: str) -> None:
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    app = QApplication([])
    session = Session(fakes.registry(), settings=Settings())
    keeper = Keeper(session, interval=50)
    place = keeper.begin(path, None)
    session.open(read_photo(path), path, keeper.adopt(place))
    begun(session, 20).commit("First stroke")
    session.fills.fill("white", {}, 1)

    def tell_when_kept() -> None:
        if is_kept(keeper):
            print("ready", flush=True)
        else:
            QTimer.singleShot(10, tell_when_kept)

    def go_on() -> None:
        if not session.fills.results:
            QTimer.singleShot(20, go_on)
            return
        np.save(path.with_name("shown.npy"), session.shown.read(Rect.of(session.size)))
        if what == "result":
            tell_when_kept()
            return
        session.fills.keep()
        session.undo()
        session.redo()
        if what == "stroke":
            begun(session, 60)
            tell_when_kept()
        elif what == "save":
            session.pool.run(save)

    def save() -> None:
        """As `Files` does it, but stopped in the middle."""
        keeper.before_saving(path)()
        from inpaint_studio.core import files

        put = files._put_in_place

        def stop(temporary: Path, target: Path, given: Path, *, overwrite: bool) -> None:
            if given == path:
                print("ready", flush=True)
                threading.Event().wait()  # until it is killed
            put(temporary, target, given, overwrite=overwrite)

        files._put_in_place = stop
        write_photo(path, session.document.flattened(), overwrite=True)

    go_on()
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
