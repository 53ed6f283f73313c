"""How plug-ins start Inpaint Studio: the words, the environment, the exit codes, and what failed."""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from inpaint_studio.core.paths import resources_dir
from inpaint_studio.core.photo_io import read_photo
from tests.cli.studio import save_mask, save_photo, textured
from tests.plugins.studio import COMMAND


@pytest.fixture
def module() -> ModuleType:
    path = resources_dir() / "plugins" / "common" / "inpaint_studio_command.py"
    spec = spec_from_file_location("inpaint_studio_command", path)
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plug-in's folder whose command is the stand-in."""
    (tmp_path / "command.json").write_text(json.dumps(COMMAND))
    monkeypatch.setenv("STUDIO_SEEN", str(tmp_path))
    return tmp_path


def test_it_runs_the_command_and_the_result_is_there(module: ModuleType, home: Path) -> None:
    photo, mask = save_photo(home / "a.png", textured()), save_mask(home / "m.png")
    words = module.fill_words(photo, mask, home / "out.png", "exemplar")
    assert module.run(words, home) == (0, "")
    assert json.loads((home / "words.json").read_text()) == words
    changed = (read_photo(photo).pixels != read_photo(home / "out.png").pixels).any(axis=2)
    assert changed.any()
    assert not changed[:20].any()


def test_a_failure_gives_the_line_for_the_user(
    module: ModuleType, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_CODE", "1")
    assert module.run(["fill"], home) == (1, "The mask marks nothing.")


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        ("", 1, "Inpaint Studio has written no picture."),
        ("import sys; sys.exit(7)", 7, "Inpaint Studio ended unexpectedly, with exit code 7."),
        ("import sys; sys.exit(3)", 3, ""),
    ],
)
def test_a_run_without_a_result_has_failed_and_says_so(
    module: ModuleType, tmp_path: Path, program: str, code: int, said: str
) -> None:
    (tmp_path / "command.json").write_text(json.dumps([sys.executable, "-c", program]))
    assert module.run([], tmp_path, None, tmp_path / "result.tif") == (code, said)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
def test_what_does_not_stop_when_it_is_told_to_is_killed(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    stubborn = (
        "import signal, threading; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"open({str(tmp_path / 'ready')!r}, 'x'); threading.Event().wait()"
    )
    (tmp_path / "command.json").write_text(json.dumps([sys.executable, "-c", stubborn]))
    ready = (tmp_path / "ready").exists
    assert module.run([], tmp_path, lambda: not ready()) == (module.NOT_SAVED, "")


def test_a_program_that_is_not_there_is_one_line(module: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "command.json").write_text(json.dumps([str(tmp_path / "nothing")]))
    code, message = module.run(["fill"], tmp_path)
    assert code == 1
    assert message.startswith("Inpaint Studio could not be started: No such file")


def test_what_is_cancelled_is_stopped_and_counts_as_not_saved(module: ModuleType, tmp_path: Path) -> None:
    endless = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    (tmp_path / "command.json").write_text(json.dumps(endless))
    assert module.run([], tmp_path, lambda: False) == (module.NOT_SAVED, "")


@pytest.mark.parametrize("text", [None, "", "{}", "[]", "[1]", "not json"])
def test_without_a_command_its_name_is_used(module: ModuleType, tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "command.json").write_text(text)
    assert module.command(tmp_path) == ["inpaint-studio"]


def test_the_host_s_own_libraries_are_left_out_of_the_environment(module: ModuleType) -> None:
    kept = module.own_environment({"LD_LIBRARY_PATH": "/krita", "PYTHONPATH": "/krita", "HOME": "/root"})
    assert kept == {"HOME": "/root"}


def test_words(module: ModuleType) -> None:
    a, m, b = Path("a"), Path("m"), Path("b")
    assert module.edit_words(a, None, b) == ["edit", "--once", "a", "b"]
    assert module.edit_words(a, m, b) == ["edit", "--once", "a", "b", "--mask", "m"]
    assert np.isin(["--soft", "auto"], module.fill_words(a, m, b)).all()
