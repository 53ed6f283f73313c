"""The open photo, its masks, history and fills as one observable object; widgets only bind to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from ...core.document.document import Document, PatchLike
from ...core.document.history import Entry, History
from ...core.document.sessions import Recovered
from ...core.document.state import AVOID, LAST_MASK, MASK, SOURCES, State
from ...core.errors import StudioError
from ...core.geometry import Rect, Size
from ...core.mask import Mask
from ...core.memory import give_back
from ...core.photo import Photo, PhotoSource
from ...core.project import Project, StoredResult
from ...core.reconstruct import JoinOptions
from ...core.settings import Settings, load_settings
from ...core.tiles import TiledArray
from ...engines.base import EngineInfo, ParamValue
from ...engines.progress import PreviewImage
from ...engines.registry import REGISTRY, Registry
from ...engines.request import Fill, FillRequest
from ...jobs.devices import can_use_gpu
from ...jobs.results import Result
from ...jobs.stored_results import results_of
from ..kit.later import later
from .filling import Filling, JobView
from .mask_edit import AreaCounter, MaskEdit, changed_rect, tiles_of
from .settings_keeper import SettingsKeeper
from .unsaved import Saved, Unsaved, stars_of, unsaved_of
from .workers import Jobs, Pool

__all__ = ["AVOID", "LAST_MASK", "MASK", "SOURCES", "Session"]

_LARGE_STEP = 48 << 20  # bytes; a step that costs more to record is recorded off the GUI thread
_LARGE_MOVE = 512 << 10  # bytes, compressed: a step that is gone back off the GUI thread
_FAR = 24  # entries; a longer way through the history is gone off the GUI thread


class Session(QObject):
    """What the editor works on. Rectangles in signals are in coordinates of the canvas.

    A session has no photo at first (`is_open`). While `busy` a large step is being recorded or read
    again, and nothing can be edited for that moment.
    """

    opened = Signal()
    """Another photo is open, or none: all is new."""
    resized = Signal()
    """The canvas has another size (crop, undo of a crop); `picture_changed` follows."""
    picture_changed = Signal(object)
    mask_changed = Signal(str, object)
    history_changed = Signal()
    results_changed = Signal()
    job_changed = Signal()
    preview_changed = Signal()
    saved_changed = Signal()
    busy_changed = Signal()
    settings_changed = Signal()
    told = Signal(str)
    failed = Signal(object, str)

    def __init__(
        self,
        registry: Registry = REGISTRY,
        *,
        settings: Settings | None = None,
        pool: Pool | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.registry = registry
        self.pool = Pool(self) if pool is None else pool
        # downloads take minutes, and nothing waits for them
        self.downloads = Pool(self)
        found = load_settings()[0] if settings is None else settings
        self._settings = SettingsKeeper(found, self.pool, self._fail, self)
        self._settings.changed.connect(self.settings_changed)
        self.jobs = Jobs(registry, self)
        self.join = JoinOptions()
        self._history: History | None = None
        self._state: State | None = None
        self._saved: Saved | None = None
        self._edit: MaskEdit | None = None
        self._live: PhotoSource | None = None
        self._areas = AreaCounter()
        self._auto_fill = self.settings.auto_fill
        self.auto_engine: Callable[[], tuple[str, Mapping[str, ParamValue]]] | None = None
        """What `auto_fill` fills with: the engine that is shown as chosen. None: that of the last fill."""
        self._told_codes: set[str] = set()  # failures that would be told again at every step
        self.busy = False
        self.step_pictures: Mapping[Entry, QImage] = {}
        """Small pictures of the steps that were there when the history was opened."""
        self.path: Path | None = None
        self.origin: Path | None = None
        """The file of the photo, which is `path` unless that is a project."""
        self.project_path: Path | None = None
        self.filling = Filling(self)
        self.filling.results_changed.connect(self.results_changed)
        self.filling.job_changed.connect(self.job_changed)
        self.filling.preview_changed.connect(self.preview_changed)

    # -- opening and closing ----------------------------------------------------------------------

    def open(self, photo: Photo, path: Path | None = None, folder: Path | None = None) -> None:
        """Begin with a photo; its history is written to `folder`, or to a temporary one.

        Raises StudioError "journal-…", in which case what was open stays open.
        """
        self._begin(self._new_history(State(Document.of(photo)), folder), path, path)
        self._all_saved()

    def open_project(self, project: Project, path: Path | None, folder: Path | None = None) -> None:
        """Begin with all that a project holds; of one that another program wrote, only with its picture.

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

    def open_recovered(self, found: Recovered, pictures: Mapping[Entry, QImage]) -> None:
        """Go on with a session that was recovered; it counts as unsaved. `pictures` are of its steps."""
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
        pictures: Mapping[Entry, QImage] | None = None,
    ) -> None:
        """Close what is open and go on with that history and those results."""
        self._leave()
        self.step_pictures = pictures or {}
        self._told_codes.discard("journal-write")
        self._history, self._state = history, history.state
        self.path, self.origin, self.project_path = path, origin, project_path
        self.opened.emit()
        self.history_changed.emit()
        self.saved_changed.emit()
        self.filling.last = last
        found, chosen = results_of(results, self.document)
        if found:
            self.filling.restore(found)
        if chosen is not None:
            self.filling.choose(chosen)

    def _all_saved(self) -> None:
        """What was just opened is in its file."""
        self._saved = Saved(self.state, stars_of(self.results))
        self.saved_changed.emit()

    def close_photo(self, *, discard: bool = True) -> None:
        """Close the photo; its journal goes too, unless `discard` is False."""
        self._leave(discard=discard)
        self.opened.emit()
        self.history_changed.emit()
        self.saved_changed.emit()

    def shut_down(self, *, discard: bool = True) -> None:
        """End everything, threads included; nothing is told any more."""
        self.blockSignals(True)
        self.filling.blockSignals(True)
        self._leave(discard=discard)
        self.jobs.close()
        self.pool.close()
        self.downloads.close()
        self._settings.flush()

    def _leave(self, *, discard: bool = True) -> None:
        if self._edit is not None:
            self._edit.abort()
        self.filling.forget()
        self._live = None
        self._areas.clear()
        history, self._history, self._state, self._saved = self._history, None, None, None
        self.path = self.origin = self.project_path = None
        self.step_pictures = {}
        if history is not None:
            if self.busy:
                self.pool.wait()
                self._set_busy(False)
            history.discard() if discard else history.close()
            self.pool.run(give_back)

    # -- what there is ------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """What the user has set; `update_settings` changes it."""
        return self._settings.settings

    @property
    def is_open(self) -> bool:
        """Whether there is a photo; most of the rest may only be asked for then."""
        return self._state is not None

    @property
    def state(self) -> State:
        """The document and its masks as the history has them."""
        if self._state is None:
            raise RuntimeError("no photo is open")
        return self._state

    @property
    def document(self) -> Document:
        """The photo with the fills that were kept."""
        return self.state.document

    @property
    def photo(self) -> Photo:
        """The photo as it was opened."""
        return self.document.photo

    def has_open(self, photo: Photo) -> bool:
        """Whether that photo is the open one: what was begun for it may come when it is no more."""
        return self.is_open and self.photo is photo

    def still_open(self, photo: Photo) -> bool:
        """`has_open`, for what a dialog was asked for that photo; that it is not is told."""
        if self.has_open(photo):
            return True
        self.told.emit(self.tr("The photo is no longer open, so nothing was done."))
        return False

    @property
    def size(self) -> Size:
        """That of the canvas."""
        return self.document.size

    @property
    def shown(self) -> PhotoSource:
        """What the canvas shows: a tool's live picture, the chosen result, or the document."""
        if self._live is not None:
            return self._live
        chosen = self.filling.chosen
        return self.document if chosen is None else chosen.document

    @property
    def original(self) -> Document:
        """The photo without any fill, on the present canvas."""
        return Document.of(self.photo, self.document.canvas)

    @property
    def title(self) -> str:
        """The name of the file, or a word for a photo that has none."""
        path = self.project_path or self.path
        return path.name if path is not None else self.tr("Untitled")

    @property
    def history(self) -> History | None:
        """The journal of the open photo; `commit`, `undo` and the like are the ways to change it."""
        return self._history

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All steps, undone ones included."""
        return () if self._history is None else self._history.entries

    @property
    def position(self) -> int:
        """How many of the entries are done."""
        return 0 if self._history is None else self._history.position

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return not self.busy and self.position > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again."""
        return not self.busy and self.position < len(self.entries)

    @property
    def can_edit(self) -> bool:
        """Whether a change may begin now."""
        return self.is_open and not self.busy and self._edit is None

    @property
    def unsaved(self) -> Unsaved:
        """What would be lost if the photo were closed now."""
        return unsaved_of(self, self._saved) if self.is_open else Unsaved()

    @property
    def has_unsaved_changes(self) -> bool:
        """Whether anything would be lost if the photo were closed now."""
        return bool(self.unsaved)

    def mark_saved(
        self,
        path: Path,
        *,
        project: bool = False,
        state: State | None = None,
        results: Mapping[int, bool] | None = None,
    ) -> None:
        """All is in that file now, as it was with `state` and `results` (`stars_of`; None: as they are)."""
        if project:
            self.project_path = path
        else:
            self.path = path
        masks = {} if self._saved is None else self._saved.masks
        state, results = state or self.state, stars_of(self.results) if results is None else results
        self._saved = Saved(state, results, masks)
        self.saved_changed.emit()

    def mark_mask_saved(self, tiles: TiledArray, name: str = MASK) -> None:
        """That mask is in a file of its own, so closing does not lose it."""
        if self._saved is not None:
            self._saved = replace(self._saved, masks={**self._saved.masks, name: tiles})
            self.saved_changed.emit()

    # -- masks --------------------------------------------------------------------------------------

    def mask_tiles(self, name: str = MASK) -> TiledArray:
        """A mask as it is at this moment, a stroke under way included; for reading."""
        if self._edit is not None and self._edit.name == name:
            return self._edit.tiles
        found = self.state.masks.get(name)
        return TiledArray.blank(self.size) if found is None else found

    def mask_area(self, name: str = MASK) -> int:
        """How many pixels a mask covers; counted again only where it changed."""
        if self._state is None:
            return 0
        return self._areas.count(name, self.mask_tiles(name))

    def sources(self) -> Mask | None:
        """Where texture may be copied from, or None if nothing was said about it."""
        allowed, avoided = self.mask_area(SOURCES), self.mask_area(AVOID)
        if not allowed and not avoided:
            return None
        mask = self.state.mask(SOURCES) if allowed else Mask.full(self.size)
        if not avoided:
            return mask
        return Mask(np.where(self.state.mask(AVOID).coverage > 0, np.uint8(0), mask.coverage))

    @property
    def is_live(self) -> bool:
        """Whether a tool shows a picture of its own: a stroke of the clone stamp, a fill being faded."""
        return self._live is not None

    def edit_mask(self, name: str = MASK) -> MaskEdit:
        """Begin to change a mask; the photo itself is shown meanwhile. Only while `can_edit`."""
        if not self.can_edit:
            raise RuntimeError("another change is under way")
        if name == MASK and self.filling.chosen is not None:
            self.filling.choose(None)
        self._edit = MaskEdit(self, name, self.state.tiles(name))
        return self._edit

    def end_edit(self, edit: MaskEdit, label: str | None) -> bool:
        """For `MaskEdit` alone: it is over, and `label` names it in the history (None: taken back)."""
        if edit is self._edit:
            self._edit = None
        if label is None or not self.is_open:
            # later: whoever took the stroke back may be about to go elsewhere in the history
            later(self.filling, self.filling.go_on)
            return False
        grew = bool(edit.tiles.tiles_unlike(self.state.tiles(edit.name)))
        if grew:
            self.commit(label, self.state.with_mask(edit.tiles, edit.name), told=edit.name)
        self.filling.go_on()
        if grew and self._auto_fill and edit.name == MASK:
            self.filling.when_free(self.go_on_filling)
        return grew

    @property
    def is_marking(self) -> bool:
        """Whether a change of the mask itself is under way."""
        return self._edit is not None and self._edit.name == MASK

    def change_mask(self, label: str, change: Callable[[Mask], Mask], name: str = MASK) -> None:
        """Apply a command to a mask, off the GUI thread, as one step."""
        if not self.can_edit:
            return
        state = self.state

        def changed() -> State:
            return state.with_mask(tiles_of(change(state.mask(name))), name)

        self._prepare(label, changed, shows_mask=name == MASK)

    def set_mask(self, label: str, mask: Mask, name: str = MASK) -> None:
        """Take another mask. Raises StudioError "mask-size" if it does not fit the photo."""
        mask.require_size(self.size)
        self.change_mask(label, lambda _: mask, name)

    # -- steps ----------------------------------------------------------------------------------------

    def commit(
        self, label: str, state: State, *, told: str | None = None, before: PhotoSource | None = None
    ) -> None:
        """Make `state` the present one, as one step of the history named `label`.

        `told` names a mask whose change everybody has followed already; `before` is what was shown.
        """
        history, old = self._history, self.state
        if history is None or state is old:
            return
        shown = self.shown if before is None else before
        self._state = state
        if _cost(old, state) > _LARGE_STEP:
            self._set_busy(True)
            self.pool.run(
                lambda: history.record(label, state),
                lambda _: self._recorded(history),
                lambda error: self._unrecorded(history, error),
                owner=self,
            )
        else:
            try:
                history.record(label, state)
                self._told_codes.discard("journal-write")
            except StudioError as error:
                self._fail(error)
            self.history_changed.emit()
        self._tell_difference(old, state, shown, told)

    def add_fill(self, label: str, patches: Sequence[PatchLike], description: Mapping[str, Any]) -> None:
        """Lay a fill on the photo at once, as one step: cloned pixels, regions picked by hand."""
        before = self.shown
        self._live = None
        document = self.document.with_fill(patches, label, description)
        self.commit(label, self.state.with_document(document), before=before)

    def show_live(self, source: PhotoSource | None, changed: Rect) -> None:
        """Show the picture of a tool while its stroke is under way, or (None) no longer."""
        self._live = source
        if changed:
            self.picture_changed.emit(changed)
        if source is None:
            later(self.filling, self.filling.go_on)

    def undo(self) -> None:
        """Take back the change of a mask that is under way, else the last step."""
        if self._edit is not None:
            self._edit.abort()
            self.history_changed.emit()  # a dialog that it belongs to closes
        elif self.can_undo:
            self.go_to(self.position - 1)

    def redo(self) -> None:
        """Do the next step again."""
        if self.can_redo:
            self.go_to(self.position + 1)

    def go_to(self, position: int) -> None:
        """Go to the state after so many entries."""
        history = self._history
        if history is None or self.busy or not 0 <= position <= len(history.entries):
            return
        if self._edit is not None:
            self._edit.abort()
        self.filling.cancel_automatic()  # what is undone must not be filled after all
        low, high = sorted((position, history.position))
        span = history.entries[low:high]
        if len(span) > _FAR or sum(entry.nbytes for entry in span) > _LARGE_MOVE:
            self._set_busy(True)
            self.pool.run(
                lambda: history.go_to(position),
                lambda _: self._arrived(history),
                lambda error: self._unrecorded(history, error),
                owner=self,
            )
            return
        try:
            history.go_to(position)
        except StudioError as error:
            self._fail(error)
        self._arrived(history)

    def crop(self, rect: Rect) -> None:
        """Show and save only `rect` of the canvas."""
        wanted = rect & Rect.of(self.size)
        if self.can_edit and wanted and wanted != Rect.of(self.size):
            state = self.state
            self._prepare(self.tr("Crop"), lambda: state.with_document(state.document.cropped(wanted)))

    def uncrop(self) -> None:
        """Show the whole photo again."""
        if self.can_edit and self.document.canvas != Rect.of(self.photo.size):
            state = self.state
            self._prepare(self.tr("Uncrop"), lambda: state.with_document(state.document.uncropped()))

    def set_layer_visible(self, index: int, visible: bool) -> None:
        """Show or hide a kept fill."""
        label = self.tr("Show fill") if visible else self.tr("Hide fill")
        self._change_layers(label, self.document.with_visible(index, visible))

    def set_layer_opacity(self, index: int, opacity: float) -> None:
        """Fade a kept fill, from 0 to 1."""
        self._change_layers(self.tr("Fade fill"), self.document.with_opacity(index, opacity))

    def delete_layer(self, index: int) -> None:
        """Take a kept fill away."""
        self._change_layers(self.tr("Delete fill"), self.document.without(index))

    def refill_layer(self, index: int, params: Mapping[str, ParamValue] | None = None) -> None:
        """Run a kept fill again with another seed (and other parameters)."""
        if self.can_edit:
            self.filling.refill(index, params)

    # -- fills ------------------------------------------------------------------------------------------

    @property
    def job(self) -> JobView | None:
        """The fill that runs."""
        return self.filling.job

    @property
    def preview(self) -> PreviewImage | None:
        """The newest look at the fill that runs."""
        return self.filling.previews[-1] if self.filling.previews else None

    @property
    def previews(self) -> tuple[PreviewImage, ...]:
        """How the holes look so far, one picture for each crop of the fill that runs."""
        return self.filling.previews

    @property
    def results(self) -> tuple[Result, ...]:
        """Fills of the present picture that have run and are not kept."""
        return self.filling.results

    @property
    def chosen(self) -> Result | None:
        """The result that is shown."""
        return self.filling.chosen

    @property
    def auto_fill(self) -> bool:
        """Whether each stroke is filled, and the fill kept, as soon as it is drawn."""
        return self._auto_fill

    @auto_fill.setter
    def auto_fill(self, wanted: bool) -> None:
        self._auto_fill = wanted
        if wanted != self.settings.auto_fill:
            self.update_settings(auto_fill=wanted)

    def request(self, engine: str, params: Mapping[str, ParamValue], seed: int) -> FillRequest:
        """A request for the present mask, frozen; for comparisons. Raises StudioError."""
        return self.filling.request(engine, params, seed)

    def fill(
        self, engine: str, params: Mapping[str, ParamValue], seed: int | None = None, count: int = 1
    ) -> None:
        """Fill the present mask; the results appear in `results`, the newest chosen."""
        if self.can_edit:
            self.filling.fill(engine, params, seed, count)

    def go_on_filling(self) -> None:
        """Fill what is marked and keep it at once, if `auto_fill` is on and nothing runs."""
        if self._auto_fill and self.job is None and self.can_edit and self.mask_area():
            engine, params = self.filling.last or (self.settings.last_engine, {})
            if self.auto_engine is not None:
                engine, params = self.auto_engine()
            if engine not in self.registry.names():
                engine, params = self.registry.names()[0], {}
            self.filling.fill(engine, params, automatic=True)

    def try_again(self) -> None:
        """The same engine with another seed, from the photo under the result."""
        if self.can_edit:
            self.filling.try_again()

    def cancel(self) -> None:
        """Stop the fills of this photo; answers at once."""
        self.filling.cancel()

    def choose(self, result: Result | None) -> None:
        """Show a result, or (None) the photo."""
        if self._edit is None:
            self.filling.choose(result)

    def star(self, result: Result, starred: bool) -> None:
        """Mark a result as a good one."""
        self.filling.star(result, starred)

    def discard(self, result: Result) -> None:
        """Drop a result."""
        self.filling.discard(result)

    def adopt(self, fill: Fill, request: FillRequest) -> Result:
        """Take a fill of a comparison in as a result. ValueError if it is of another picture."""
        return self.filling.adopt(fill, request)

    def keep(self, result: Result | None = None) -> None:
        """Make a result (None: the chosen one) part of the picture."""
        if self.can_edit:
            self.filling.keep(result)

    def device_for(self, info: EngineInfo) -> str:
        """Where an engine computes, by the user's choice and its own abilities."""
        return self.settings.device if can_use_gpu(info, self.registry) else "cpu"

    # -- settings and telling -----------------------------------------------------------------------------

    def update_settings(self, **changes: Any) -> None:
        """Change settings and save them in the background. pydantic.ValidationError for a wrong value."""
        self._settings.update(**changes)

    def tell_shown(self, before: PhotoSource) -> None:
        """For `filling`: `shown` was `before`, and is another picture now."""
        after = self.shown
        if after is before:
            return
        if isinstance(before, Document) and isinstance(after, Document):
            changed = after.changed_since(before)
        else:
            changed = Rect.of(self.size)
        if changed:
            self.picture_changed.emit(changed)

    def _prepare(self, label: str, make: Callable[[], State], *, shows_mask: bool = False) -> None:
        """Make the next state off the GUI thread, then commit it; nothing else can be edited meanwhile.

        `shows_mask`: a result that is shown goes, as it would hide the change.
        """
        history = self._history
        self._set_busy(True)

        def done(state: State) -> None:
            if self._history is not history:
                return  # another photo is open by now
            self._set_busy(False)
            if shows_mask:
                self.filling.choose(None)
            self.commit(label, state)
            self.filling.go_on()

        def failed(error: Exception) -> None:
            if self._history is history:
                self._set_busy(False)
                self.filling.go_on()
            self._fail(error)

        self.pool.run(make, done, failed, owner=self)

    def _change_layers(self, label: str, document: Document) -> None:
        if self.can_edit:
            self.commit(label, self.state.with_document(document))

    def _tell_difference(self, old: State, new: State, shown: PhotoSource, told: str | None) -> None:
        """Tell what became different between two states."""
        if old.document.canvas != new.document.canvas:
            self.resized.emit()
            for name in {*old.masks, *new.masks}:
                self.mask_changed.emit(name, Rect.of(new.document.size))
        else:
            for name in {*old.masks, *new.masks} - {told}:
                changed = changed_rect(old.tiles(name), new.tiles(name))
                if changed:
                    self.mask_changed.emit(name, changed)
        if old.document is not new.document or self.filling.chosen is not None:
            self.results_changed.emit()
        self.tell_shown(shown)
        self.saved_changed.emit()

    def _arrived(self, history: History) -> None:
        """The history has gone somewhere else: so does everything."""
        if self._history is not history:
            return  # another photo is open by now
        self._set_busy(False)
        old, shown = self.state, self.shown
        self._state = self._history.state
        self.history_changed.emit()
        self._tell_difference(old, self._state, shown, None)
        self.filling.go_on()

    def _recorded(self, history: History) -> None:
        if self._history is not history:
            return
        self._told_codes.discard("journal-write")
        self._set_busy(False)
        self.history_changed.emit()
        self.filling.go_on()

    def _unrecorded(self, history: History, error: Exception) -> None:
        """A step could not be written, or not be read again; the history says where it is now."""
        self._arrived(history)
        self._fail(error)

    def _set_busy(self, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, StudioError):
            raise error
        self.tell_failure(error)

    def tell_failure(self, error: StudioError) -> None:
        """Tell of a failure; of a journal that cannot be written only once, until it can be again."""
        if error.code in self._told_codes:
            return
        if error.code == "journal-write":
            self._told_codes.add(error.code)
        self.failed.emit(error, "")


def _cost(old: State, new: State) -> int:
    """About how many bytes a step makes the history look at."""
    cost = 0
    known = {id(layer.content) for layer in old.document.layers}
    for layer in new.document.layers:
        if id(layer.content) not in known:
            cost += layer.content.nbytes
    if old.document.canvas == new.document.canvas:
        for name in {*old.masks, *new.masks}:
            before, after = old.tiles(name), new.tiles(name)
            cost += 4 * sum(after.tile(index).nbytes for index in after.tiles_unlike(before))
    else:
        for tiles in (*old.masks.values(), *new.masks.values()):
            cost += 4 * sum(tiles.tile(index).nbytes for index in tiles.tiles_touched())
    return cost
