"""Settings while the program runs: only known ones, and none is lost when the disk is full."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.settings import Settings, load_settings, save_settings
from inpaint_studio.gui.session import settings_keeper
from inpaint_studio.gui.session.session import Session
from inpaint_studio.gui.session.settings_keeper import SettingsKeeper
from tests.gui.conftest import InlinePool


class Disk:
    """Takes settings or does not; counts how often it was asked."""

    def __init__(self) -> None:
        self.full, self.asked = True, 0

    def save(self, settings: Settings) -> None:
        self.asked += 1
        if self.full:
            full = OSError(errno.ENOSPC, "No space left on device")
            raise StudioError("disk-full", path="settings.json") from full
        save_settings(settings)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(settings_keeper, "save_settings", made.save)
    return made


@pytest.fixture
def told() -> list[StudioError]:
    return []


@pytest.fixture
def keeper(qtbot: QtBot, disk: Disk, told: list[StudioError]) -> Iterator[SettingsKeeper]:
    failed: Callable[..., None] = told.append
    parent = QObject()
    yield SettingsKeeper(Settings(), InlinePool(), failed, parent)
    parent.deleteLater()


def test_a_name_that_is_no_setting_is_an_error(session: Session) -> None:
    with pytest.raises(TypeError, match="recnt"):
        session.update_settings(recnt=("a.png",))
    assert "recnt" not in session.settings.model_dump()


def test_a_key_of_a_later_version_stays_in_the_file(qtbot: QtBot) -> None:
    later = Settings.model_validate({"invented_later": 3})
    parent = QObject()
    keeper = SettingsKeeper(later, InlinePool(), pytest.fail, parent)
    keeper.update(last_folder="a")
    assert load_settings()[0].model_dump()["invented_later"] == 3


def test_what_could_not_be_written_is_told_once_in_one_line(
    keeper: SettingsKeeper, told: list[StudioError]
) -> None:
    keeper.update(last_folder="a")
    keeper.update(last_folder="b")
    assert [str(error) for error in told] == [
        "The settings cannot be saved: the disk is full. They apply until the program ends; saving "
        "will be tried again."
    ]
    assert keeper.settings.last_folder == "b"


def test_it_is_written_later_without_another_change(keeper: SettingsKeeper, disk: Disk) -> None:
    keeper.update(last_folder="a")
    disk.full = False
    assert keeper._again.isActive()
    keeper._again.timeout.emit()  # the time is over
    assert load_settings()[0].last_folder == "a"
    assert not keeper._again.isActive()


def test_it_is_written_at_the_end_of_the_program(keeper: SettingsKeeper, disk: Disk) -> None:
    keeper.update(last_folder="a")
    disk.full = False
    keeper.flush()
    assert load_settings()[0].last_folder == "a"
    written = disk.asked
    keeper.flush()
    assert disk.asked == written


def test_what_cannot_be_written_at_the_end_is_told_on_stderr(
    keeper: SettingsKeeper, capsys: pytest.CaptureFixture[str]
) -> None:
    keeper.update(last_folder="a")
    keeper.flush()
    line = "The changed settings could not be saved: the disk is full.\n"
    assert capsys.readouterr().err == line


def test_a_disk_that_fails_again_is_told_again(
    keeper: SettingsKeeper, disk: Disk, told: list[StudioError]
) -> None:
    keeper.update(last_folder="a")
    disk.full = False
    keeper.update(last_folder="b")
    disk.full = True
    keeper.update(last_folder="c")
    assert len(told) == 2
