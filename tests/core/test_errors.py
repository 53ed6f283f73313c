"""Errors say what went wrong in words that hold their values, and can be sent between processes."""

from __future__ import annotations

import ast
import pickle
import string
from pathlib import Path

import pytest

import inpaint_studio
from inpaint_studio.core.errors import MESSAGES, StudioError

PACKAGE = Path(inpaint_studio.__file__).parent


def raised_codes() -> list[tuple[str, str, set[str]]]:
    """Every literal `StudioError("code", name=…)` in the package: where, which code, which values."""
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "StudioError"
                and node.args
                and isinstance(node.args[0], ast.Constant)
                and all(keyword.arg for keyword in node.keywords)
            ):
                where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                found.append((where, node.args[0].value, {str(keyword.arg) for keyword in node.keywords}))
    return found


def test_every_error_raised_has_a_message_and_all_the_values_in_it() -> None:
    found = raised_codes()
    assert len(found) > 10
    for where, code, values in found:
        assert code in MESSAGES, f"{where}: no message for {code}"
        wanted = {name for _, name, _, _ in string.Formatter().parse(MESSAGES[code]) if name}
        assert wanted <= values, f"{where}: {code} lacks {wanted - values}"


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
    error = StudioError("engine-failed", name="x", reason="y")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is StudioError
    assert str(copy) == str(error)
