"""A film's masks in a file: all of them come back, and what is no project is one clear error."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.gui.film.project import load_film_project, open_project, save_film_project
from inpaint_studio.gui.film.state import FilmState, PackedMask, TrackedMask
from tests.video.films import make_film

SIZE = Size(64, 48)


def mask_at(x: int, level: int = 255) -> PackedMask:
    coverage = np.zeros((48, 64), np.uint8)
    coverage[10:20, x : x + 5] = level
    return PackedMask.of(coverage)


def state_of(**others: object) -> FilmState:
    found = {"begin": 2, "end": 9, "keyframes": {3: mask_at(5), 7: mask_at(20, 130)}}
    return FilmState(12, SIZE, **(found | others))  # type: ignore[arg-type]


def test_a_mask_is_packed_and_unpacked() -> None:
    mask = mask_at(30, 77)
    assert mask.rect == Rect(30, 10, 5, 10)
    assert mask.coverage[12, 32] == 77
    assert PackedMask.of_tiles(mask.tiles) == mask
    assert not PackedMask.of(np.zeros((48, 64), np.uint8))


def test_a_project_holds_everything(tmp_path: Path) -> None:
    state = state_of(is_still=True, still=mask_at(40), tracked={4: TrackedMask(mask_at(8), 0.25)})
    save_film_project(tmp_path / "a.film", Path("/films/a.mp4"), state)
    film, again = load_film_project(tmp_path / "a.film")
    assert film == Path("/films/a.mp4")
    assert again == state


def test_a_project_opens_its_film_where_it_was_or_beside_it(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", count=12)
    save_film_project(tmp_path / "a.film", Path("/elsewhere/a.mp4"), state_of())
    opened, state = open_project(tmp_path / "a.film")
    opened.close()
    assert opened.clip.path == film
    assert state == state_of()


def test_another_film_is_refused(tmp_path: Path) -> None:
    film = make_film(tmp_path / "a.mp4", count=11)
    save_film_project(tmp_path / "a.film", film, state_of())
    with pytest.raises(StudioError) as caught:
        open_project(tmp_path / "a.film")
    assert caught.value.code == "film-project-other"


@pytest.mark.parametrize(
    "change",
    [
        {"begin": 9},
        {"end": 13},
        {"keyframes": [3, 7, 12]},
        {"keyframes": [3, 4]},
        {"width": 65},
        {"version": 2},
        {"confidence": {"5": 2.0}},
    ],
)
def test_what_does_not_fit_is_one_error(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "a.film"
    save_film_project(path, Path("a.mp4"), state_of())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["film.json"] = json.dumps(json.loads(parts["film.json"]) | change).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(StudioError) as caught:
        load_film_project(path)
    assert caught.value.code == "film-project"


@pytest.mark.parametrize("data", [b"no zip", b"PK\x05\x06" + bytes(18)])
def test_another_kind_of_file_is_one_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.film").write_bytes(data)
    with pytest.raises(StudioError) as caught:
        load_film_project(tmp_path / "a.film")
    assert caught.value.code == "film-project"


def test_what_was_tracked_across_a_keyframe_goes_with_it() -> None:
    tracked = {number: TrackedMask(mask_at(8), 0.9) for number in (0, 4, 5, 8)}
    state = state_of(tracked=tracked)
    assert set(state.with_mask(5, mask_at(1)).tracked) == {0, 8}
    assert set(state.with_mask(4, mask_at(1)).tracked) == {0, 8}
    assert set(state.without_keyframe(7).tracked) == {0}
    assert set(state.with_mask(0, mask_at(1)).tracked) == {4, 5, 8}


def test_only_frames_without_masks_are_tracked() -> None:
    state = state_of(tracked={4: TrackedMask(mask_at(8), 0.9)})
    assert state.to_track(range(3, 5)) == range(0)
    assert state.to_track(range(3, 7)) == range(3, 8)
    assert state.to_track(range(12)) == range(12)
    assert state_of(keyframes={}).to_track(range(12)) == range(0)
    assert state_of(is_still=True).to_track(range(12)) == range(0)
