"""Messages name the command that installs something in the way in which this program was installed."""

from __future__ import annotations

import importlib.metadata
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inpaint_studio.core.errors import Note, StudioError
from inpaint_studio.core.sentences import MESSAGES, NOTES, install_commands
from inpaint_studio.core.sentences.install_commands import Way

Become = Callable[[Way], Path]


@pytest.fixture
def become(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Become:
    """Makes the program look as if it had been installed in some way; returns where."""

    def to(way: Way) -> Path:
        prefix = tmp_path / "inpaint-studio"
        prefix.mkdir()
        files = {Way.UV_TOOL: "uv-receipt.toml", Way.PIPX: "pipx_metadata.json"}
        if way in files:
            (prefix / files[way]).touch()
        has_pip = way is not Way.UV_ENVIRONMENT
        monkeypatch.setattr(sys, "prefix", str(prefix))
        monkeypatch.setattr(sys, "frozen", way is Way.BUNDLE, raising=False)
        monkeypatch.setattr(install_commands, "find_spec", lambda name: object() if has_pip else None)
        return prefix

    return to


@pytest.mark.parametrize("way", Way)
def test_the_way_is_recognised(become: Become, way: Way) -> None:
    become(way)
    assert install_commands.way() is way


@pytest.mark.parametrize(
    ("way", "commands"),
    [
        (
            Way.PIP,
            (
                "pip install torch",
                'pip install "inpaint-studio[serve]"',
                "pip install --force-reinstall --no-deps inpaint-studio",
                "pip install --upgrade inpaint-studio",
            ),
        ),
        (
            Way.UV_ENVIRONMENT,
            (
                "uv pip install --python PREFIX torch",
                'uv pip install --python PREFIX "inpaint-studio[serve]"',
                "uv pip install --python PREFIX --reinstall --no-deps inpaint-studio",
                "uv pip install --python PREFIX --upgrade inpaint-studio",
            ),
        ),
        (
            Way.UV_TOOL,
            (
                "uv pip install --python PREFIX torch",
                'uv pip install --python PREFIX "inpaint-studio[serve]"',
                "uv tool upgrade --reinstall inpaint-studio",
                "uv tool upgrade inpaint-studio",
            ),
        ),
        (
            Way.PIPX,
            (
                "pipx inject inpaint-studio torch",
                'pipx inject inpaint-studio "h11>=0.16" "python-multipart>=0.0.20"',
                "pipx reinstall inpaint-studio",
                "pipx upgrade inpaint-studio",
            ),
        ),
        (
            Way.BUNDLE,
            (
                "install Inpaint Studio by uv, pipx or pip instead, as a bundle cannot be extended",
                "install Inpaint Studio by uv, pipx or pip instead, as a bundle cannot be extended",
                "by downloading the bundle again",
                "by downloading the newest bundle",
            ),
        ),
    ],
)
def test_messages_have_the_commands_of_the_way(
    become: Become, monkeypatch: pytest.MonkeyPatch, way: Way, commands: tuple[str, ...]
) -> None:
    prefix = str(become(way))
    declared = [
        "numpy>=2.0",
        "h11>=0.16; extra == 'serve'",
        'python-multipart>=0.0.20; extra == "serve"',
        "av>=18.1; extra == 'video'",
    ]
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: declared)
    errors = [
        StudioError("torch-missing"),
        StudioError("serve-extra"),
        StudioError("install-incomplete", folder="a"),
        StudioError("project-newer", path="a.ora"),
    ]
    texts = [str(error).replace(prefix, "PREFIX") for error in errors]
    assert [command for command, text in zip(commands, texts, strict=True) if command not in text] == []


def test_packages_come_from_the_values_of_a_message(become: Become) -> None:
    become(Way.PIPX)
    assert str(StudioError("training-needs", package="accelerate")).endswith(
        "pipx inject inpaint-studio accelerate."
    )
    assert Note("needs-package", packages="a and b", names="a b").endswith("pipx inject inpaint-studio a b")


def test_an_environment_with_a_blank_in_its_path_is_quoted(
    monkeypatch: pytest.MonkeyPatch, become: Become
) -> None:
    prefix = become(Way.UV_ENVIRONMENT)
    monkeypatch.setattr(sys, "prefix", str(prefix.parent / "my programs"))
    assert (
        install_commands.install("torch")
        == f'uv pip install --python "{prefix.parent / "my programs"}" torch'
    )


def test_an_error_from_a_process_names_the_command_of_who_shows_it(become: Become) -> None:
    error = StudioError("torch-missing")
    assert "pip install torch" in str(error)
    become(Way.PIPX)
    assert "pipx inject inpaint-studio torch" in str(error)


def test_no_text_has_a_command_of_its_own() -> None:
    own = re.compile(r"\b(pip|uv|pipx) (install|pip|tool|inject)\b")
    assert [code for code, text in (MESSAGES | NOTES).items() if own.search(text)] == []
