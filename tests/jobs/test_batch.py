from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.core.errors import Cancelled
from inpaint_studio.jobs import batch
from inpaint_studio.jobs.batch import run_batch
from inpaint_studio.jobs.files import FileFill, FillSettings
from tests.cli.studio import save_mask, save_photo, textured
from tests.jobs import dying_worker


def tasks_in(folder: Path, *names: str) -> list[FileFill]:
    mask = save_mask(folder / "mask.png")
    settings = FillSettings(engine="telea")
    return [
        FileFill(save_photo(folder / f"{name}.png", textured()), mask, folder / f"{name}-out.png", settings)
        for name in names
    ]


def test_outcomes_come_one_by_one_with_how_each_was_filled(tmp_path: Path) -> None:
    tasks = tasks_in(tmp_path, "a", "b")
    outcomes = run_batch(tasks)
    first = next(outcomes)
    assert (first.photo, first.engines, first.mask_pixels) == (tasks[0].photo, ("telea",), 120)
    assert tasks[0].output.exists()
    assert not tasks[1].output.exists()
    assert [outcome.photo for outcome in outcomes] == [tasks[1].photo]


def test_a_failure_is_an_outcome(tmp_path: Path) -> None:
    tasks = tasks_in(tmp_path, "a", "b")
    tasks[0].photo.write_bytes(b"no picture")
    first, second = run_batch(tasks)
    assert first.error is not None
    assert "Traceback" in first.details
    assert second.error is None


def test_a_cancelled_batch_ends(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        list(run_batch(tasks_in(tmp_path, "a", "b"), is_cancelled=lambda: True))


def test_a_process_that_dies_takes_only_its_own_photo_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_work", dying_worker.work)
    tasks = tasks_in(tmp_path, "a", "deadly", "b", "c")
    outcomes = {outcome.photo.stem: outcome.error for outcome in run_batch(tasks, jobs=2, threads=2)}
    assert set(outcomes) == {"a", "deadly", "b", "c"}
    assert outcomes.pop("deadly").code == "worker-died"  # type: ignore[union-attr]
    assert set(outcomes.values()) == {None}
