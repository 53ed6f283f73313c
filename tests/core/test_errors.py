"""Errors and notes have words that hold their values, and survive being sent between processes."""

from __future__ import annotations

import ast
import copy
import json
import pickle
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import inpaint_studio
from inpaint_studio.core.errors import Note, Noted, StudioError, listed
from inpaint_studio.core.sentences import MESSAGES, NOTES
from inpaint_studio.core.sentences.install_commands import COMMANDS

PACKAGE = Path(inpaint_studio.__file__).parent
WITH_A_CODE = {"StudioError": MESSAGES, "Note": NOTES} | dict.fromkeys(
    ("Noted", "Damaged", "Unsuited", "_Lost", "_Unreadable", "broken"), NOTES
)
"""What takes a code as its first argument, and the texts that it is looked up in."""


def sources() -> Iterator[tuple[Path, ast.AST]]:
    """All modules but those that hold the texts."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name != "sentences" or path.name == "install_commands.py":
            yield path, ast.parse(path.read_text("utf-8"))


def fields_of(text: str) -> set[str]:
    fields = [(name, wanted or "") for _, name, wanted, _ in string.Formatter().parse(text) if name]
    return {name for name, _ in fields if name not in COMMANDS}.union(
        *(fields_of(wanted) for _, wanted in fields)
    )


def calls_with_a_code() -> Iterator[tuple[str, dict[str, str], str, set[str]]]:
    """Every `StudioError("code", name=…)` and its kin: where, the texts, which code, which values."""
    for path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or not all(one.arg for one in node.keywords):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            codes = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
            for code in codes:
                if name in WITH_A_CODE and isinstance(code, ast.Constant):
                    where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                    yield where, WITH_A_CODE[name], code.value, {str(one.arg) for one in node.keywords}


def test_every_code_has_a_text_and_gets_all_the_values_in_it() -> None:
    found = list(calls_with_a_code())
    assert len(found) > 500
    for where, texts, code, values in found:
        assert code in texts, f"{where}: there is no text for {code}"
        assert fields_of(texts[code]) <= values, f"{where}: {code} lacks {fields_of(texts[code]) - values}"


def test_no_code_has_two_texts() -> None:
    codes = [
        key.value
        for path in (PACKAGE / "core" / "sentences").glob("*.py")
        for table in ast.parse(path.read_text("utf-8")).body
        if isinstance(table, ast.AnnAssign) and getattr(table.target, "id", "").endswith("NOTES")
        for node in ast.walk(table)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    ]
    assert sorted(map(str, codes)) == sorted(NOTES)


def test_every_code_is_used() -> None:
    literals = {
        node.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert (MESSAGES.keys() | NOTES.keys()) - literals == set()


def test_a_code_stands_for_one_text() -> None:
    assert MESSAGES.keys() & NOTES.keys() == set()


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_message_is_one_line_and_a_sentence(code: str) -> None:
    message = MESSAGES[code]
    assert "\n" not in message
    assert message.rstrip("'")[-1] in ".}"


def test_an_error_reads_as_its_message_and_keeps_code_and_values() -> None:
    error = StudioError("mask-size", mask="10 x 10", photo="20 x 10")
    assert "10 x 10" in str(error)
    assert "20 x 10" in str(error)
    assert (error.code, error.values) == ("mask-size", {"mask": "10 x 10", "photo": "20 x 10"})


def test_an_error_can_be_sent_from_a_child_process() -> None:
    error = StudioError("engine-failed", name="x", reason=Note("exception", kind="ValueError", error="y"))
    sent = pickle.loads(pickle.dumps(error))
    assert type(sent) is StudioError
    assert str(sent) == str(error)
    assert sent.values["reason"].code == "exception"


def test_an_error_with_a_value_missing_can_be_shown_all_the_same() -> None:
    assert "photo" in str(StudioError("mask-size", mask="1 x 1"))


def test_a_note_is_its_english_text() -> None:
    note = Note("entry-damaged", name="a.png", reason=Note("ends-early"))
    assert note == "'a.png' in it is damaged, it ends too early"
    assert json.dumps([note]) == "[\"'a.png' in it is damaged, it ends too early\"]"


@pytest.mark.parametrize("again", [copy.deepcopy, lambda note: pickle.loads(pickle.dumps(note)), str])
def test_a_note_stays_one(again: object) -> None:
    note = Note("entry-damaged", name="a.png", reason=Note("ends-early"))
    assert callable(again)
    same = again(note)
    assert same == note
    assert (same.code, same.values["reason"].code) == ("entry-damaged", "ends-early")


def test_what_an_exception_says_stays_a_note() -> None:
    assert Note("server-says", status=Noted("ends-early")).values["status"].code == "ends-early"
    error = StudioError("photo-broken", path="a.png", reason=Noted("ends-early"))
    assert error.values["reason"].code == "ends-early"
    assert Note("exception", kind="X", error=error).values["error"].code == "photo-broken"


@pytest.mark.parametrize(("count", "text"), [(1, "a"), (2, "a and b"), (4, "a, b, c and d")])
def test_things_are_listed(count: int, text: str) -> None:
    assert listed("abcd"[:count]) == text


def test_things_are_listed_with_commas_alone() -> None:
    assert listed(["a", "b", "c"], "list-more") == "a, b, c"


ASKS = re.compile(r"\b(install|update|raise the limit|resume|to work offline|not installed)\b", re.I)
SAYS_HOW = re.compile(
    r"{(install:|reinstall}|update})|by uv, pipx or pip|apt-get install |inpaint-studio [a-z]|--[a-z]"
    r"|Preferences >|Install from a file"
)


@pytest.mark.parametrize("code", [code for code, text in (MESSAGES | NOTES).items() if ASKS.search(text)])
def test_what_asks_for_something_says_how(code: str) -> None:
    assert SAYS_HOW.search((MESSAGES | NOTES)[code])
