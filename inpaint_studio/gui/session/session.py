"""The open photo with its fills, files and settings as one observable object; widgets only bind to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage

from ...core.document.document import Document
from ...core.document.history import History, HistoryEntry
from ...core.document.state import AVOID, LAST_MASK, MASK, SOURCES, State
from ...core.photo import Photo, PhotoSource
from ...core.project import Project, StoredResult
from ...core.reconstruct import JoinOptions
from ...core.sessions.sessions import Recovered
from ...core.settings import Settings, load_settings
from ...core.tiles import TiledArray
from ...engines.base import ParamValue
from ...engines.registry import REGISTRY, Registry
from ...jobs.stored_results import results_of
from ...jobs.unsaved import Saved, Unsaved, Work, stars_of, unsaved_of
from .all_frames import AllFrames
from .editing import Editing
from .fills import Fills
from .finding import Finding
from .installs import Installs
from .kept import KeptFills
from .medical import OpenImage, first_canvas
from .settings_keeper import SettingsKeeper
from .tidying import Tidying
from .workers import Jobs, Pool

PLAIN = JoinOptions("none", colour=False, grain=False)
__all__ = ["AVOID", "LAST_MASK", "MASK", "SOURCES", "Session"]


class Session(Editing):
    """The open photo with its edits, its `fills` and its files.

    A session has no photo at first (`is_open`).
    """

    opened = Signal()
    """Another photo is open, or none: everything is reset."""
    saved_changed = Signal()
    settings_changed = Signal()

    def __init__(
        self, registry: Registry = REGISTRY, *, settings: Settings | None = None, pool: Pool | None = None
    ) -> None:
        super().__init__(pool)
        self.registry = registry
        self.medical = OpenImage(self)  # the first to follow, as the canvas shows what it says
        # downloads take minutes, so they have threads of their own
        self.downloads = Pool(self)
        self.installs = Installs(self.downloads, self)
        found = load_settings()[0] if settings is None else settings
        self._settings = SettingsKeeper(found, self.pool, self.report_failure, self)
        self._settings.changed.connect(self.settings_changed)
        self.jobs = Jobs(registry, self)
        self.fills = Fills(self, self.jobs, self._settings)
        self.all_frames = AllFrames(self, self.fills, self.jobs, self.medical)
        self.kept = KeptFills(self, self.fills, registry)
        self.kept.stepped.connect(self._follow_selected)  # before the canvas brings it into view
        self.finding = Finding(self)
        self._tidying = Tidying(self)
        self._saved: Saved | None = None
        self._join_of_photos: JoinOptions | None = None  # while a medical image is open
        self.step_pictures: Mapping[HistoryEntry, QImage] = {}
        """Thumbnails of the steps that a recovered history already had."""
        self.path: Path | None = None
        self.project_path: Path | None = None
        self.state_changed.connect(self.saved_changed)

    # -- opening and closing ----------------------------------------------------------------------

    def open(self, photo: Photo, path: Path | None = None, folder: Path | None = None) -> None:
        """Open a photo; its history is written to `folder`, or to a temporary one.

        Raises StudioError "journal-…", in which case what was open stays open.
        """
        state = State(Document.of(photo, first_canvas(photo)))
        self._begin(self._new_history(state, folder), path, path)
        self._all_saved()

    def open_project(self, project: Project, path: Path | None, folder: Path | None = None) -> None:
        """Open a project; of one written by another program only the picture.

        Raises StudioError "journal-…", in which case what was open stays open.
        """
        history = self._new_history(project.state, folder)
        if project.foreign:
            self._begin(history, path, path)
        else:
            engine, params = project.settings.get("engine"), project.settings.get("params")
            known = isinstance(engine, str) and isinstance(params, dict) and engine in self.registry.names()
            last = (str(engine), dict(params or {})) if known else None
            self._begin(history, path, project.origin, path, project.results, last=last)
        self._all_saved()

    def open_recovered(self, found: Recovered, pictures: Mapping[HistoryEntry, QImage]) -> None:
        """Continue a recovered session, which counts as unsaved. `pictures` are thumbnails of its steps."""
        about = found.about
        path = None if about.path is None else Path(about.path)
        self._begin(found.history, path, about.photo_file, about.saved_as, found.results, pictures=pictures)

    def _new_history(self, state: State, folder: Path | None) -> History:
        return History(state, folder=folder, budget=self.settings.undo_megabytes << 20)

    def _begin(
        self,
        history: History,
        path: Path | None,
        origin: Path | None,
        project_path: Path | None = None,
        results: Iterable[StoredResult] = (),
        *,
        last: tuple[str, Mapping[str, ParamValue]] | None = None,
        pictures: Mapping[HistoryEntry, QImage] | None = None,
    ) -> None:
        """Close the open photo and open that history with those results."""
        self._leave()
        self.step_pictures = pictures or {}
        self.path, self.origin, self.project_path = path, origin, project_path
        self._start(history)
        self.medical.begin()
        self._choose_join()
        self._announce_opened()
        self.fills.last = last
        found, chosen = results_of(results, self.document)
        if found:
            self.fills.restore(found)
        if chosen is not None:
            self.fills.choose(chosen)

    def close_photo(self, *, discard: bool = True) -> None:
        """Close the photo; its journal is deleted too if `discard`."""
        self._leave(discard=discard)
        self._announce_opened()

    def shut_down(self, *, discard: bool = True) -> None:
        """End everything, including threads; no signal is sent afterwards."""
        self.blockSignals(True)
        self.fills.blockSignals(True)
        self.all_frames.blockSignals(True)
        self.finding.blockSignals(True)
        self.installs.blockSignals(True)
        self._leave(discard=discard)
        self.jobs.close()
        self.finding.close()
        self.pool.close()
        self.downloads.close()
        self._settings.flush()

    def _announce_opened(self) -> None:
        self.opened.emit()
        self.history_changed.emit()
        self.saved_changed.emit()

    def _leave(self, *, discard: bool = True) -> None:
        self._abort_edit()
        self.fills.forget()
        self.all_frames.forget()
        self.kept.forget()
        self.finding.forget()
        self._saved = self.path = self.origin = self.project_path = None
        self.step_pictures = {}
        self._end(discard=discard)
        self.medical.begin()

    def _follow_selected(self) -> None:
        """Show the frame of the kept fill that was selected by keys."""
        selected = self.kept.selected
        if selected and self.medical.is_open and (patches := self.kept.chosen[0].content.patches):
            self.medical.show_frame_of(patches[0].rect)
            self.kept.select(selected)  # another mask ends a selection

    def _choose_join(self) -> None:
        """Join fills of a medical image without inventing anything: no grain, no matched colours."""
        if self.medical.is_open and self._join_of_photos is None:
            self._join_of_photos, self.fills.join = self.fills.join, PLAIN
        elif not self.medical.is_open and self._join_of_photos is not None:
            self.fills.join, self._join_of_photos = self._join_of_photos, None

    # -- state --------------------------------------------------------------------------------------

    @property
    def shown(self) -> PhotoSource:
        """What the canvas shows: a tool's live picture, the chosen result, or the document."""
        chosen = self.fills.chosen
        return super().shown if self.is_live or chosen is None else chosen.document

    @property
    def title(self) -> str:
        """The name of the file, or "Untitled"."""
        path = self.project_path or self.path
        return path.name if path is not None else self.tr("Untitled")

    @property
    def settings(self) -> Settings:
        """The user's settings; change them with `update_settings`."""
        return self._settings.settings

    def update_settings(self, **changes: Any) -> None:
        """Change settings and save them in the background. pydantic.ValidationError for a wrong value."""
        self._settings.update(**changes)

    # -- saving -------------------------------------------------------------------------------------

    @property
    def work(self) -> Work:
        """The present work, for saving and recovery."""
        if not self.is_open:
            return Work()
        return Work(
            history=self.history,
            state=self.state,
            masks=self.masks,
            results=self.fills.results,
            chosen=self.fills.chosen,
            fills=self.fills.numbers | self.all_frames.numbers,
            is_live=self.is_live,
            is_busy=not self.can_edit,
            is_project=self.project_path is not None,
            has_frames=self.medical.is_open,
        )

    @property
    def unsaved(self) -> Unsaved:
        """What would be lost if the photo were closed now."""
        return unsaved_of(self.work, self._saved)

    def mark_saved(
        self,
        path: Path,
        *,
        project: bool = False,
        state: State | None = None,
        results: Mapping[int, bool] | None = None,
    ) -> None:
        """Note that the file holds `state` and `results` (`stars_of`; None: the present ones)."""
        if project:
            self.project_path = path
        else:
            self.path = path
        masks = {} if self._saved is None else self._saved.masks
        known = stars_of(self.fills.results) if results is None else results
        self._saved = Saved(state or self.state, known, masks)
        self.saved_changed.emit()

    def mark_mask_saved(self, tiles: TiledArray, name: str = MASK) -> None:
        """Note that the mask was saved to its own file, so closing does not lose it."""
        if self._saved is not None:
            self._saved = replace(self._saved, masks={**self._saved.masks, name: tiles})
            self.saved_changed.emit()

    def _all_saved(self) -> None:
        """Note that everything is in its file."""
        self._saved = Saved(self.state, stars_of(self.fills.results))
        self.saved_changed.emit()
