"""Notes and reasons of the parts that know no Qt are found, and said in the user's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

import inpaint_studio
from inpaint_studio.core.errors import StudioError
from inpaint_studio.gui.words import translation
from inpaint_studio.gui.words.core_texts import SENTENCES, core_text
from inpaint_studio.gui.words.translation import translate_error

PACKAGE = Path(inpaint_studio.__file__).parent


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    translator = QTranslator(qapp)
    assert translator.load("inpaint_studio_zh_CN", str(translation.folder_of_translations()))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    translator.deleteLater()


def said_by_the_core() -> Iterator[re.Pattern[str]]:
    """A pattern for each text in the parts without Qt that has words in it."""
    for file in PACKAGE.rglob("*.py"):
        if "gui" in file.parts and file.name not in ("partial.py", "saving.py"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            pieces = node.values if isinstance(node, ast.JoinedStr) else [node]
            texts = [piece.value if isinstance(piece, ast.Constant) else None for piece in pieces]
            words = [text for text in texts if isinstance(text, str)]
            if sum(letter.isalpha() for letter in "".join(words)) >= 5:
                yield re.compile(
                    "".join(re.escape(text) if isinstance(text, str) else ".*" for text in texts)
                )


def test_every_known_sentence_is_still_said() -> None:
    patterns = list(said_by_the_core())
    lists = {"one of {choices}"}  # its values are joined on
    gone = {one for one in SENTENCES if not any(pattern.fullmatch(one) for pattern in patterns)}
    assert gone == lists


def test_a_text_nobody_knows_stays_as_it_is(chinese: None) -> None:
    assert core_text("The moon is full.") == "The moon is full."
    assert core_text("") == ""


@pytest.mark.parametrize(
    ("text", "chinese_text"),
    [
        ("permission denied", "没有权限"),
        ("Exemplar does not use a guide.", "“样例”不使用引导图。"),
        ("The file holds 3 pages; only the first is used.", "此文件有 3 页，只使用第一页。"),  # noqa: RUF001
        ("'a.png' in it is damaged, it ends too early", "其中的“a.png”已损坏，文件提前结束"),  # noqa: RUF001
        ("a whole number from 1 to 9", "1 到 9 的整数"),
    ],
)
def test_a_sentence_is_found_with_its_values_and_what_they_say(
    chinese: None, text: str, chinese_text: str
) -> None:
    assert core_text(text) == chinese_text


def test_without_a_translation_a_sentence_is_as_it_was(qapp: QApplication) -> None:
    text = "JPEG encodes the whole photo again (with quality 92 and 4:4:4 colour), so pixels outside the "
    text += "mask change a little; PNG and TIFF keep them exactly."
    assert core_text(text) == text


def test_braces_in_a_value_do_no_harm(chinese: None) -> None:
    assert core_text("In '{x}.json' these do not fit: a. Using their defaults.").startswith("“{x}.json”")


def test_why_something_failed_is_said_in_the_language_of_the_error(chinese: None) -> None:
    error = StudioError("file-unwritable", path="a.png", reason="the disk is read-only")
    assert translate_error(error) == "无法写入“a.png”：磁盘为只读。"  # noqa: RUF001
