"""How found damage is taken: a step of the history, in projects, after a crash."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.document.curation import PROTECTED, REJECTED, Curation
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.history import History
from inpaint_studio.core.document.state import State
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.project import Project, load_project, save_project
from inpaint_studio.core.project.names import CONTENTS
from inpaint_studio.jobs.unsaved import Saved, Work, unsaved_of

CHANGED = Curation(72, frozenset({"hair", "speck"}), careful=True)


@pytest.fixture
def state() -> State:
    return State(Document.of(Photo(np.full((60, 80, 3), 90, np.uint8))))


def curated(state: State, curation: Curation = CHANGED) -> State:
    tiles = state.tiles(REJECTED)
    tiles.write(Rect(10, 10, 5, 5), 255)
    return State(state.document, {REJECTED: tiles, PROTECTED: tiles}, curation)


def test_it_is_json_and_back() -> None:
    assert Curation.of(json.loads(json.dumps(CHANGED.values))) == CHANGED
    assert Curation.of(Curation().values) == Curation()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"sensitivity": 101, "hidden": [], "careful": False},
        {"sensitivity": 50, "hidden": ["ghost"], "careful": False},
        {"sensitivity": 50, "hidden": "speck", "careful": False},
        {"sensitivity": 50, "hidden": [], "careful": 1},
        {"sensitivity": None, "hidden": [], "careful": False},
    ],
)
def test_other_values_are_refused(values: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Curation.of(values)


def test_each_change_is_a_step(state: State) -> None:
    with History(state) as history:
        assert history.record("Sensitivity", State(state.document, curation=Curation(80)))
        assert history.record("Curated", curated(state))
        assert not history.record("The same", curated(state))
        history.undo()
        assert history.state.curation == Curation(80)
        assert REJECTED not in history.state.masks or not history.state.tiles(REJECTED).tiles_used()
        history.undo()
        assert history.state.curation == Curation()
        history.go_to(2)
        assert history.state.curation == CHANGED
        assert history.state.mask(REJECTED).bounds == Rect(10, 10, 5, 5)


def test_it_survives_a_crash_and_a_crop(state: State, tmp_path: Path) -> None:
    history = History(curated(state), folder=tmp_path)
    history.record("Crop", history.state.with_document(state.document.cropped(Rect(8, 8, 40, 40))))
    history.record("Sensitivity", State(history.state.document, history.state.masks, Curation(5)))
    history.close()
    with History.recover(tmp_path, state.document.photo) as found:
        assert found.state.curation == Curation(5)
        assert found.state.mask(PROTECTED).bounds == Rect(2, 2, 5, 5)
        found.go_to(0)
        assert found.state.curation == CHANGED
        assert found.state.mask(PROTECTED).bounds == Rect(10, 10, 5, 5)


def test_it_is_in_projects(state: State, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(curated(state)))
    found = load_project(path).state
    assert found.curation == CHANGED
    assert found.mask(REJECTED).bounds == Rect(10, 10, 5, 5)


def _rewritten(path: Path, change: object) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    contents = json.loads(entries[CONTENTS])
    if change is None:
        del contents["curation"]
    else:
        contents["curation"] = change
    entries[CONTENTS] = json.dumps(contents).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def test_a_project_of_an_earlier_version_has_the_usual_one(state: State, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(curated(state)))
    _rewritten(path, None)
    assert load_project(path).state.curation == Curation()


def test_an_invalid_one_makes_a_project_broken(state: State, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    save_project(path, Project(state))
    _rewritten(path, {"sensitivity": "very"})
    with pytest.raises(StudioError) as error:
        load_project(path)
    assert error.value.code == "project-broken"


def test_it_counts_as_unsaved_in_a_project(state: State) -> None:
    saved = Saved(state)
    changed = State(state.document, curation=CHANGED)
    assert unsaved_of(Work(state=changed, is_project=True), saved).mask
    assert not unsaved_of(Work(state=state, is_project=True), saved)
    # a picture could not hold it
    assert not unsaved_of(Work(state=changed), saved)
