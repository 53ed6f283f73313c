"""Settings of a run."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.training.config import DEFAULTS, config_of, read_config
from inpaint_studio.training.feed import side_at

pytestmark = pytest.mark.needs_torch


def test_a_file_of_settings_changes_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text("batch = 7\nresolutions = [[64, 1], [128, 3]]\n[folders]\nrecipes = 0.5\n", "utf-8")
    config = config_of("gan", read_config(path))
    assert (config.batch, config.resolutions) == (7, ((64, 1), (128, 3)))
    assert config.folders == {"recipes": 0.5}
    assert config.rate == DEFAULTS["gan"].rate


@pytest.mark.parametrize("task", sorted(DEFAULTS))
def test_settings_come_back_whole_from_a_checkpoint(task: str) -> None:
    config = config_of(task, {"minutes": 3.5})
    assert config_of(task, json.loads(json.dumps(asdict(config)))) == config


@pytest.mark.parametrize(
    "given",
    [
        {"batches": 3},
        {"batch": 0},
        {"batch": "many"},
        {"steps": -1},
        {"resolutions": [[30, 1]]},
        {"resolutions": []},
        {"adversarial": "wasserstein"},
        {"holes": {"triangles": 1}},
        {"l1": [1]},
        {"betas": 0.5},
        {"ema": 1.0},
        {"folders": {"a": -1}},
    ],
)
def test_settings_that_make_no_sense_are_named(given: dict[str, Any]) -> None:
    with pytest.raises(StudioError, match=next(iter(given))):
        config_of("gan", given)


def test_a_file_that_is_not_toml_says_so(tmp_path: Path) -> None:
    path = tmp_path / "run.toml"
    path.write_text("batch = = 7", "utf-8")
    with pytest.raises(StudioError, match="cannot be read"):
        read_config(path)
    with pytest.raises(StudioError, match="no file"):
        read_config(tmp_path / "none.toml")


def test_the_crops_grow_as_the_run_goes_on() -> None:
    schedule = ((128, 0.2), (256, 0.65), (448, 0.15))
    assert [side_at(progress, schedule) for progress in (0, 0.19, 0.2, 0.84, 0.86, 1.0)] == [
        128, 128, 256, 256, 448, 448,
    ]  # fmt: skip
