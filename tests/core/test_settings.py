"""Settings survive: unknown keys are kept, broken files set aside, and nothing is written by halves."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from pydantic import ValidationError

from inpaint_studio.core import files
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.limits import DEFAULT_MAX_PIXELS
from inpaint_studio.core.paths import settings_file
from inpaint_studio.core.settings import Settings, bounds, load_settings, save_settings, shown_settings


def test_without_a_file_the_defaults_hold_and_none_is_made() -> None:
    assert load_settings() == (Settings(), ())
    assert not settings_file().exists()


def test_settings_come_back_as_saved() -> None:
    settings = Settings(threads=3, max_megapixels=1000)
    save_settings(settings)
    assert load_settings() == (settings, ())
    assert settings.max_pixels == 1_000_000_000


def test_keys_of_a_later_version_are_kept() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('{"threads": 2, "hologram": {"depth": 7}}')
    settings, notes = load_settings()
    save_settings(settings.model_copy(update={"threads": 4}))
    assert json.loads(settings_file().read_text()) == {"threads": 4, "hologram": {"depth": 7}}
    assert notes == ()


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_broken_file_is_set_aside_with_a_note(data: bytes) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_bytes(data)
    settings, notes = load_settings()
    assert settings == Settings()
    assert "damaged" in notes[0]
    assert settings_file().with_name("settings.json.broken").read_bytes() == data
    assert load_settings() == (Settings(), ())


def test_one_wrong_value_costs_only_itself() -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('{"threads": "many", "max_megapixels": 90, "hologram": 7}')
    settings, notes = load_settings()
    assert settings.max_megapixels == 90
    assert "are not valid: threads." in notes[0]
    assert settings_file().exists()


def test_a_folder_in_place_of_the_file_is_told() -> None:
    settings_file().mkdir(parents=True)
    settings, notes = load_settings()
    assert settings == Settings()
    assert "cannot be read" in notes[0]


def test_a_save_that_fails_keeps_the_old_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(Settings(threads=2))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(StudioError, match="disk is full"):
        save_settings(Settings(threads=5))
    assert load_settings()[0].threads == 2


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StudioError) as caught:
        save_settings(Settings(), tmp_path / "file" / "sub" / "settings.json")
    assert caught.value.code == "file-unwritable"


def test_the_environment_decides_about_the_pixel_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_MAX_MEGAPIXELS", "0.5")
    assert Settings(max_megapixels=100).max_pixels == 500_000


@pytest.mark.parametrize("wrong", [{"threads": 0}, {"max_megapixels": 0}])
def test_values_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


def test_recent_files_and_the_key_map_come_back_as_saved() -> None:
    settings = Settings(recent=("/a.jpg", "/b.png"), keymap={"fill": "F5", "keep": ""}, hints_seen=("brush",))
    save_settings(settings)
    assert load_settings() == (settings, ())


@pytest.mark.parametrize(
    "wrong",
    [
        {"theme": "pink"},
        {"language": "tlh"},
        {"overlay_colour": "red"},
        {"overlay_opacity": 1.5},
        {"brush_size": 0},
        {"undo_megabytes": 0},
        {"keymap": {"fill": 7}},
        {"recent": [1]},
        {"device": "abacus"},
    ],
)
def test_a_wrong_value_of_the_editor_is_replaced_by_its_default(wrong: dict[str, object]) -> None:
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(json.dumps({"threads": 2} | wrong))
    settings, notes = load_settings()
    assert settings == Settings(threads=2)
    assert next(iter(wrong)) in notes[0]


def test_what_the_preferences_offer_is_valid() -> None:
    for name, shown in shown_settings().items():
        choices = [value for value, _ in shown.choices]
        if shown.usual is not None or shown.unit or shown.percent:
            number = type(getattr(Settings(), name) or 1)
            choices += [None if name == "threads" and not end else number(end) for end in bounds(name)]
        for value in choices:
            assert getattr(Settings.model_validate({name: value}), name) == value


def test_the_defaults_lie_within_what_the_preferences_offer() -> None:
    for name in ("overlay_opacity", "brush_size", "brush_hardness", "undo_megabytes", "models_megabytes"):
        low, high = bounds(name)
        assert low <= getattr(Settings(), name) <= high


def test_the_brush_for_the_largest_photo_can_be_kept() -> None:
    side = math.isqrt(DEFAULT_MAX_PIXELS)
    settings = Settings(brush_size=side, brush_diagonal=math.hypot(side, side))
    assert settings.brush_size == side
