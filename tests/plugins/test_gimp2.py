"""GIMP 2.10's plug-in without GIMP: what it registers, what it runs, and that its script can be read."""

from __future__ import annotations

import ctypes
import json
from ctypes import POINTER, c_int
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

from inpaint_studio.core.paths import resources_dir
from tests.plugins.studio import COMMAND

FOLDER = resources_dir() / "plugins"


class Library:
    """Stands in for libgimp: notes what is called."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def gimp_install_procedure(self, *given: Any) -> None:
        self.calls.append(given)

    def gimp_main(self, info: Any, count: int, words: Any) -> int:
        info._obj.query()
        return 0


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    made = Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: made)
    return made


@pytest.fixture
def module(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The plug-in in a folder of its own, as it is installed."""
    for source, name in (
        ("gimp2/inpaint-studio-run", "inpaint-studio-run"),
        ("common/inpaint_studio_command.py", "inpaint_studio_command.py"),
    ):
        (tmp_path / name).write_text((FOLDER / source).read_text())
    (tmp_path / "command.json").write_text(json.dumps(COMMAND))
    monkeypatch.setenv("STUDIO_SEEN", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    loader = SourceFileLoader("inpaint_studio_run", str(tmp_path / "inpaint-studio-run"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    made = module_from_spec(spec)
    loader.exec_module(made)
    return made


def test_it_registers_one_procedure_of_two_arguments_and_two_results(module: Any, library: Library) -> None:
    assert module.main() == 0
    ((name, *_, kind, takes, gives, arguments, results),) = library.calls
    assert (name, kind, takes, gives) == (b"plug-in-inpaint-studio-run", 1, 2, 2)
    assert [(one.type, one.name) for one in arguments] == [(0, b"run-mode"), (4, b"words")]
    assert [(one.type, one.name) for one in results] == [(0, b"code"), (4, b"message")]


def test_it_runs_the_words_and_returns_code_and_message(
    module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STUDIO_CODE", "1")
    given = (module.Param * 2)()
    words = b"fill\n/a b/picture.tif"
    given[1].data.d_string = words
    many, values = (c_int * 1)(), (POINTER(module.Param) * 1)()
    module.run_procedure(b"", 2, given, many, values)
    assert json.loads((tmp_path / "words.json").read_text()) == words.decode().split("\n")
    status, code, message = (values[0][place] for place in range(many[0]))
    assert (status.type, status.data.d_status) == (21, 3)
    assert (code.type, code.data.d_int32) == (0, 1)
    assert (message.type, message.data.d_string) == (4, b"The mask marks nothing.")


def test_a_value_is_as_large_as_gimp_s(module: Any) -> None:
    # GimpParam: an enum and a union whose largest member is GimpRGB, four doubles
    assert ctypes.sizeof(module.Param) == 40


def test_the_brackets_of_the_script_match_and_its_engines_have_names() -> None:
    text = (FOLDER / "gimp2" / "inpaint-studio.scm").read_text()
    depth, quoted = 0, False
    for line in text.splitlines():
        for letter in line:
            if letter == '"':
                quoted = not quoted
            elif not quoted and letter == ";":
                break
            elif not quoted:
                depth += {"(": 1, ")": -1}.get(letter, 0)
            assert depth >= 0, line
    assert depth == 0
    assert not quoted
    engines = text.split("inpaint-studio-engines\n  '(")[1].split(")")[0].split()
    labels = text.split('SF-OPTION "Engine" \'(')[1].split(")")[0].split('" "')
    assert len(engines) == len(labels) == 7
