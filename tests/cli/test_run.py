from __future__ import annotations

import dataclasses
import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
import typer

from inpaint_studio import __version__
from inpaint_studio.cli.app import app
from inpaint_studio.cli.commands.training import train
from inpaint_studio.cli.desktop.app import desktop
from inpaint_studio.cli.medical.app import medical
from inpaint_studio.cli.models.app import models
from inpaint_studio.cli.plugins.app import plugins
from inpaint_studio.cli.settings import settings_from
from inpaint_studio.core.errors import StudioError
from inpaint_studio.engines.sparse.training import LearningSettings
from inpaint_studio.training.config import Config
from tests.cli.studio import Studio

COMMANDS = (
    *("edit", "fill", "find", "shadow", "plate", "engines", "batch", "restore", "compare", "evaluate"),
    *("video", "style", "texture", "compress", "decompress", "serve", "doctor"),
)


@pytest.fixture
def engines_raises(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes the command `engines` raise this."""
    import inpaint_studio.cli.engines

    def arrange(error: BaseException) -> None:
        def run(**_: Any) -> NoReturn:
            raise error

        monkeypatch.setattr(inpaint_studio.cli.engines, "run", run)

    return arrange


def test_the_version(studio: Studio) -> None:
    assert studio("--version").out == f"inpaint-studio {__version__}\n"


def test_without_words_the_help_is_shown(studio: Studio) -> None:
    ran = studio()
    assert ran.code == 0
    assert all(command in ran.out for command in COMMANDS)


def test_the_summaries_of_the_commands_are_not_cut_short(studio: Studio) -> None:
    assert "..." not in studio("--help").out.replace("[ARGS]...", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(studio: Studio, command: str) -> None:
    ran = studio(command, "--help")
    assert ran.code == 0
    assert ran.err == ""
    assert f"inpaint-studio {command}" in ran.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["fil"], "Did you mean 'fill'? See: inpaint-studio --help"),
        (["fill"], "Missing PHOTO"),
        (["fill", "a.png"], "Missing --mask"),
        (["fill", "a.png", "--mask", "b.png"], "Missing --output"),
        (["fill", "--replay", "a.inpaint.json"], "Missing --output"),
        (["fill", "a.png", "--extend", "wide", "-o", "b.png"], "'wide' does not say how to extend"),
        (["--quiet"], "--quiet"),
        (["fill", "--mask"], "--mask"),
        (["batch"], "FOLDER"),
        (["restore", "a"], "--output"),
        (["compare", "a.png", "--mask", "b.png", "-o", "c.png"], "--engines"),
        (["batch", "a", "--mask", "b", "-o", "c", "--jobs", "0"], "--jobs"),
        (["evaluate", "a", "-o", "b", "--engines", "telea", "--holes", "square"], "scratches"),
        (["engines", "surplus"], "surplus"),
    ],
)
def test_wrong_usage_is_one_line_that_points_to_the_help(studio: Studio, words: list[str], said: str) -> None:
    line = studio.fails(*words, code=2)
    assert said in line
    assert "--help" in line


def test_a_known_error_is_shown_in_its_own_words(
    studio: Studio, engines_raises: Callable[[BaseException], None]
) -> None:
    error = StudioError("mask-full")
    engines_raises(error)
    assert studio.fails("engines") == f"Error: {error}\n"


def test_an_unexpected_error_is_one_line_that_says_how_to_learn_more(
    studio: Studio, engines_raises: Callable[[BaseException], None]
) -> None:
    engines_raises(ZeroDivisionError("first line\nsecond line"))
    line = studio.fails("engines")
    assert "Something went wrong inside" in line
    assert "first line second line" in line
    assert "--verbose" in line


@pytest.mark.parametrize("words", [("engines", "--verbose"), ("--verbose", "engines")])
def test_verbose_adds_the_traceback_wherever_it_stands(
    studio: Studio, engines_raises: Callable[[BaseException], None], words: tuple[str, ...]
) -> None:
    engines_raises(ZeroDivisionError("by design"))
    ran = studio(*words)
    assert ran.code == 1
    assert "Traceback" in ran.err
    assert ran.err.splitlines()[-1].startswith("Error: ")


def test_running_out_of_memory_is_said_plainly(
    studio: Studio, engines_raises: Callable[[BaseException], None]
) -> None:
    engines_raises(MemoryError())
    assert "not enough memory" in studio.fails("engines")


def test_ctrl_c_is_exit_code_130(studio: Studio, engines_raises: Callable[[BaseException], None]) -> None:
    engines_raises(KeyboardInterrupt())
    studio.fails("engines", code=130)


def test_a_name_that_cannot_be_printed_does_not_matter(studio: Studio, tmp_path: Path) -> None:
    line = studio.fails("fill", "no\udcffsuch.png", "-m", "m.png", "-o", tmp_path / "o.png", "-e", "telea")
    assert "such.png" in line


def test_the_program_is_declared_once(studio: Studio) -> None:
    names = {command.name for command in app.registered_commands}
    assert names == set(COMMANDS)


PASSED_ON = {
    "options": set(inspect.signature(settings_from).parameters),
    "changes": {each.name for each in dataclasses.fields(Config)},
    "learning": {each.name for each in dataclasses.fields(LearningSettings)},
    "derived": {"mask_as", "burned_in", "drop_private", "description"},
}
"""Where a function passes on the options that it takes together, and what that knows."""


@pytest.mark.parametrize("parent", [app, train, medical, models, plugins, desktop])
def test_what_a_command_declares_is_what_its_function_takes(parent: typer.Typer) -> None:
    for command in parent.registered_commands:
        assert command.callback is not None
        declared = inspect.getclosurevars(command.callback).nonlocals
        module = importlib.import_module(f"inpaint_studio.cli.{declared['module']}")
        given = set(inspect.signature(command.callback).parameters) - {"verbose"} | set(declared["fixed"])
        taken = set(inspect.signature(getattr(module, declared["function"])).parameters)
        optional = {name for passed in taken & set(PASSED_ON) for name in PASSED_ON[passed]}
        taken -= set(PASSED_ON)
        assert taken - optional <= given <= taken | optional, command.name
