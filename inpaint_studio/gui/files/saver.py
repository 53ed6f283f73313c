"""Saving: where, how, and what happens to the session afterwards."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ...core.document.extend import border_is_unfilled
from ...core.document.state import State
from ...core.errors import Note
from ...core.files import exists, is_folder
from ...core.paths import resources_dir
from ...core.photo_io import ENDINGS
from ...core.project import ENDING, Project, save_project
from ...core.provenance import sidecar_path
from ...jobs.resuming import clear_interrupted
from ...jobs.saving import SaveChoice, Written, repeatable, write_picture
from ...jobs.stored_results import stored
from ...jobs.unsaved import stars_of
from ..dialogs.derived import DerivedChoice
from ..dialogs.replacing import file_to_write, may_replace
from ..dialogs.save import Destination, SaveDialog
from ..session.session import Session
from ..words.translation import translated
from .derived import ENDINGS as DERIVED_ENDINGS
from .derived import ask_derived, what_was_written, write_derived
from .recovery import Keeper

T = TypeVar("T")
Then = Callable[[], None]


class Saver(QObject):
    """Writes the open picture in the pool; a failure is reported and changes neither file nor session."""

    working = Signal(str)
    """What is being written, as text for the user; "" when it is done."""
    saved = Signal(object)
    """A file that was written and is the session's file now."""

    def __init__(self, session: Session, keeper: Keeper, window: QWidget | None, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._keeper, self._window = session, keeper, window
        self._choice = SaveChoice()
        self._derived = DerivedChoice()
        self._wanted: Destination | None = None  # of a save that has not succeeded yet
        self._target: Path | None = None
        self._is_ours = False  # whether the target was written from the open photo: it may be replaced
        self._busy = False
        self._waits = 0  # the number of the save that waits until the session is idle; 0: none
        self._numbers = itertools.count(1)
        self._afterwards: list[Then] = []
        self._return: tuple[Path, bool, Then] | None = None

    @property
    def busy(self) -> bool:
        """Whether a file is being written or waits to be."""
        return self._busy or self._waits > 0

    def begin(self) -> None:
        """Another photo is open; its file is not overwritten until the user says so."""
        self._target, self._choice, self._is_ours, self._wanted = None, SaveChoice(), False, None
        self._derived = DerivedChoice()
        if self._waits:  # it was for the previous photo
            self._waits = 0
            self._afterwards.clear()
            self.working.emit("")

    def aim(self, target: Path, choice: SaveChoice) -> None:
        """Save there from now on, until another photo is open or the user saves elsewhere.

        The first save asks before it replaces what is there by then.
        """
        self._target, self._choice, self._is_ours = target, choice, False

    @property
    def returns(self) -> bool:
        """Whether saving returns the picture to the program that it came from."""
        return self._return is not None

    def return_to(self, target: Path, *, overwrite: bool, then: Then) -> None:
        """From now on *Save* writes `target`, a picture or a project by its ending, and calls `then`."""
        self._return = (target, overwrite, then)

    def when_done(self, then: Then) -> None:
        """Call `then` when the present write is done, unless it fails."""
        self._afterwards.append(then)

    def save(self, then: Then | None = None) -> None:
        """Save where the user saved before, or ask; `then` is called on success."""
        if self._return is not None:
            self._save_and_return(*self._return)
        elif self._session.medical.is_open:
            self._save_derived(then, again=True)
        elif self._session.project_path is not None:
            self.write_project(self._session.project_path, overwrite=True, then=then)
        elif self._target is not None:
            self._save_to(self._target, then)
        else:
            self.save_as(then)

    def _save_and_return(self, target: Path, overwrite: bool, then: Then) -> None:
        """Write the picture for another program, unless a fill is running that it would lack."""
        if self._session.fills.job is not None:
            self._session.message.emit(
                self.tr("A fill is running. Wait until it has ended, or stop it with Esc.")
            )
        elif target.suffix.lower() == ENDING:
            self.write_project(target, overwrite=overwrite, then=then)
        else:
            self.write(target, self._choice, overwrite=overwrite, then=then)

    def _save_to(self, target: Path, then: Then | None) -> None:
        """Write the session's file; ask first if others made what is there."""
        photo, origin, overwrite = self._session.photo, self._session.origin, self._is_ours
        if not overwrite and not self.busy:
            if origin is not None:
                clear_interrupted(origin, target)
            occupied = next(filter(exists, (target, sidecar_path(target))), None)
            if occupied is not None:
                if not may_replace(occupied, self._window) or not self._session.still_open(photo):
                    return
                overwrite = True
        self.write(target, self._choice, overwrite=overwrite, then=then)

    def save_as(self, then: Then | None = None) -> None:
        """Ask where to save, and with which options."""
        if self._session.medical.is_open:
            self._save_derived(then, again=False)
        else:
            self._ask(self.tr("Save as"), then, copy=False)

    def export(self) -> None:
        """Save a copy; the session keeps its own file."""
        self._ask(self.tr("Export a copy"), None, copy=True)

    def save_as_project(self, then: Then | None = None) -> None:
        """Ask where to save everything as a project: photo, layers, masks and results."""
        photo = self._session.photo
        proposed = self._proposed(ENDING, self._session.project_path)
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the project"), str(proposed), self._project_filter()
        )
        target = file_to_write(name, ENDING, (ENDING,), self._window)
        if target is not None and self._session.still_open(photo):
            path, overwrite = target
            self.write_project(path, overwrite=overwrite, then=then)

    def write(
        self,
        path: Path,
        choice: SaveChoice,
        *,
        overwrite: bool,
        copy: bool = False,
        then: Then | None = None,
    ) -> None:
        """Write the shown picture; unless it is a `copy`, the file becomes the session's file."""
        self._when_idle(path, lambda: self._write(path, choice, overwrite=overwrite, copy=copy, then=then))

    def _write(
        self, path: Path, choice: SaveChoice, *, overwrite: bool, copy: bool, then: Then | None
    ) -> None:
        state, origin = self._state(), self._session.origin
        results = stars_of(self._session.fills.results)
        prepare = self._keeper.before_saving(path)

        most = self._session.settings.max_pixels

        def work() -> Written:
            return write_picture(
                path, state, origin, choice, overwrite=overwrite, max_pixels=most, prepare=prepare
            )

        def done(written: Written) -> None:
            notes = written.notes
            if not copy and self._session.has_open(state.document.photo):
                first = self._target != path
                self._target, self._choice, self._is_ours = path, choice, True
                self._session.mark_saved(path, state=state, results=results)
                self.saved.emit(path)
                notes = notes if first else ()
            saved = self.tr("Saved {name}").format(name=path.name)
            lines = (*written.warnings, *notes, *written.about_sidecar)
            self._session.message.emit("  ".join([saved, *map(translated, lines)]))

        self._run(path, work, done, then)

    def write_project(self, path: Path, *, overwrite: bool, then: Then | None = None) -> None:
        """Write everything as a project, which becomes the session's file."""
        self._when_idle(path, lambda: self._write_project(path, overwrite=overwrite, then=then))

    def _write_project(self, path: Path, *, overwrite: bool, then: Then | None) -> None:
        session, state = self._session, self._state()
        results = stars_of(session.fills.results)
        engine, params = session.fills.last or (session.settings.last_engine, {})
        project = Project(
            state,
            stored(session.fills.results, session.fills.chosen),
            {"engine": engine, "params": dict(params)},
            {"path": None if session.origin is None else str(session.origin)},
        )
        prepare, note = self._keeper.before_saving(path), self._keeper.after_saving(path)

        def work() -> None:
            prepare()
            save_project(path, project, overwrite=overwrite)
            note()

        def done(_: object) -> None:
            if session.has_open(state.document.photo):
                session.mark_saved(path, project=True, state=state, results=results)
                self.saved.emit(path)
            session.message.emit(self.tr("Saved {name}").format(name=path.name))

        self._run(path, work, done, then)

    def _save_derived(self, then: Then | None, *, again: bool) -> None:
        """Write a medical image as a derived object: `again` to the file that it was written to, or ask."""
        if again and self._target is not None and self._is_ours:
            self.write_derived(self._target, self._derived, overwrite=True, then=then)
            return
        origin = self._session.origin
        ending = "".join(origin.suffixes[-2:]) if origin is not None else ""
        known = DERIVED_ENDINGS[self._session.medical.kind]
        proposed = self._proposed(ending if ending in known else known[0], self._target)
        wanted = ask_derived(self._session, self._derived, proposed, self._window)
        if wanted is not None:
            path, overwrite, choice = wanted
            self.write_derived(path, choice, overwrite=overwrite, then=then)

    def write_derived(
        self, path: Path, choice: DerivedChoice, *, overwrite: bool, then: Then | None = None
    ) -> None:
        """Write the shown picture as a derived object, which becomes the session's file."""
        self._when_idle(path, lambda: self._write_derived(path, choice, overwrite=overwrite, then=then))

    def _write_derived(
        self, path: Path, choice: DerivedChoice, *, overwrite: bool, then: Then | None
    ) -> None:
        photo = self._session.medical.photo
        assert photo is not None
        state, results = self._state(), stars_of(self._session.fills.results)
        prepare = self._keeper.before_saving(path)

        def work() -> tuple[Path, ...]:
            prepare()
            return write_derived(path, photo, state, choice, overwrite=overwrite)

        def done(written: tuple[Path, ...]) -> None:
            if self._session.has_open(photo):
                self._target, self._derived, self._is_ours = path, choice, True
                self._session.mark_saved(path, state=state, results=results)
                self.saved.emit(path)
            self._session.message.emit(what_was_written(written, choice))

        self._run(path, work, done, then)

    def _when_idle(self, path: Path, write: Then) -> None:
        """Write as soon as no step is being recorded and no stroke drawn, so that nothing is missing."""
        if self.busy:
            self._session.message.emit(self.tr("Wait until the file has been saved."))
            return
        number = self._waits = next(self._numbers)

        def start() -> None:
            if number == self._waits:
                self._waits = 0
                write()

        self._session.when_free(start)
        if self._waits:
            self.working.emit(self.tr("Saving {name}…").format(name=path.name))

    def _run(self, path: Path, work: Callable[[], T], done: Callable[[T], None], then: Then | None) -> None:
        self._busy = True
        self.working.emit(self.tr("Saving {name}…").format(name=path.name))

        def ended() -> None:
            self._busy = False
            self.working.emit("")

        def arrived(outcome: T) -> None:
            ended()
            self._wanted = None
            done(outcome)
            waiting, self._afterwards = self._afterwards, []
            for call in [*waiting, *([] if then is None else [then])]:
                call()

        def missed(error: Exception) -> None:
            ended()
            self._afterwards.clear()
            self._session.fail(error)

        self._session.pool.run(work, arrived, missed, owner=self)

    def _state(self) -> State:
        """The shown state, to be saved. A shown result is kept first, which undo reverts."""
        session = self._session
        if session.fills.chosen is not None:
            session.fills.keep()
            session.message.emit(self.tr("The fill that was shown has been kept."))
        return session.state

    def _ask(self, title: str, then: Then | None, *, copy: bool) -> None:
        session, photo = self._session, self._session.photo
        origin = self._target or session.origin
        ending = origin.suffix.lower() if origin is not None else ""
        shown = session.fills.chosen
        seen = session.state if shown is None else session.state.with_document(shown.document)
        failed = self._wanted
        dialog = SaveDialog(
            title,
            self._proposed(ending if ending in ENDINGS else ".png", failed.path if failed else self._target),
            photo,
            before=failed.choice if failed else self._choice,
            can_repeat=session.origin is not None and repeatable(seen, session.origin) is not None,
            with_project=not copy,
            warning=translated(Note("border-unfilled")) if border_is_unfilled(seen.document) else "",
            parent=self._window,
        )
        dialog.exec()
        to = dialog.destination
        dialog.deleteLater()
        if to is None or not session.still_open(photo):
            return
        self._wanted = to
        if to.is_project:
            self.write_project(to.path, overwrite=to.overwrite, then=then)
        else:
            self.write(to.path, to.choice, overwrite=to.overwrite, copy=copy, then=then)

    def _project_filter(self) -> str:
        return self.tr("Project for Inpaint Studio, GIMP and Krita (*.ora)")

    def _proposed(self, ending: str, before: Path | None) -> Path:
        """A name other than the photo's own, so that the original is not overwritten by default."""
        if before is not None:
            return before
        origin = self._session.origin
        stem = self.tr("photo")
        if origin is not None:  # .nii.gz is one ending
            stem = origin.name.removesuffix(ending) if origin.name.endswith(ending) else origin.stem
        healed = self.tr("healed")
        name = f"{stem}{ending}" if ending == ENDING else f"{stem}-{healed}{ending}"
        return self._folder() / name

    def _folder(self) -> Path:
        chosen = self._session.settings.save_folder
        if chosen and is_folder(chosen):
            return Path(chosen)
        origin = self._session.origin
        if origin is not None and not origin.is_relative_to(resources_dir()):
            return origin.parent
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        return Path(pictures) if pictures else Path.home()
