"""What the parts that know no Qt tell is said in the user's language, with whatever is in it."""

# ruff: noqa: RUF001
from __future__ import annotations

import ast
import errno
import http.client
import re
import socket
import ssl
import sys
import urllib.error
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

import inpaint_studio
from inpaint_studio.core.errors import Note, StudioError, listed
from inpaint_studio.core.files import reason
from inpaint_studio.core.mask_values import SOURCE_MASK, mask_in
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io.reading import read_photo
from inpaint_studio.core.photo_io.writing import write_photo
from inpaint_studio.core.sentences import MESSAGES, NOTES
from inpaint_studio.core.settings import load_settings
from inpaint_studio.engines.autoencoder.engine import NOT_ADAPTED
from inpaint_studio.engines.registry import REGISTRY, Registry
from inpaint_studio.gui.words.translation import (
    Translator,
    folder_of_translations,
    translate_error,
    translated,
)
from inpaint_studio.training.config import config_of
from inpaint_studio.weights import download
from inpaint_studio.weights.cards.files import parse_card

_PIP = r"pip install( --[a-z-]+)*( inpaint-studio)?"
_COMMANDS = re.compile(
    rf"inpaint-studio (models )?[a-z]+|{_PIP}|make demo|sudo apt-get install|dask worker|--mask find"
)
_ENGLISH = re.compile(r"[a-z]{2,},? [a-z]{2,}")


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    translator = Translator(folder_of_translations() / "zh_CN.json", qapp)
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)
    translator.deleteLater()


def english_in(text: str) -> str:
    """The first words of English in a text, names, commands and quotations aside."""
    found = _ENGLISH.search(_COMMANDS.sub("", re.sub("“[^”]*”", "", text)))
    return "" if found is None else found[0]


def test_every_text_is_said_in_chinese(chinese: None) -> None:
    spoken = {
        code: translated(Note(code, **dict.fromkeys(re.findall(r"{(\w+)}", text), "1")))
        for code, text in (MESSAGES | NOTES).items()
    }
    assert {code: text for code, text in spoken.items() if english_in(text)} == {}


@pytest.mark.parametrize(
    ("note", "text"),
    [
        (Note("permission-denied"), "没有权限"),
        (Note("no-guide", engine="Texture copy"), "“纹理复制”不使用引导图。"),
        (Note("first-page", count=3), "此文件有 3 页，只使用第一页。"),
        (
            Note("entry-damaged", name="a.png", reason=Note("ends-early")),
            "其中的“a.png”已损坏，文件提前结束",
        ),
        (Note("whole-number", low=1, high=9), "1 到 9 的整数"),
        (listed([Note("comments"), "XMP", Note("resolution")]), "注释、XMP和分辨率"),
        (
            Note("settings-unfit", file="{x}.json", names="a"),
            "“{x}.json”中的以下设置无效：a。将使用其默认值。",
        ),
        (NOT_ADAPTED, "此网络没有针对此照片进行适配：适配并不会改善填充效果。"),
    ],
)
def test_a_note_is_said_with_its_values_and_what_they_say(chinese: None, note: Note, text: str) -> None:
    assert translated(note) == text


def test_a_text_that_is_no_note_stays_as_it_is(chinese: None) -> None:
    assert translated("The moon is full.") == "The moon is full."
    assert translated("") == ""


def test_without_a_translation_a_note_is_english(qapp: QApplication) -> None:
    note = Note("jpeg-encodes", how=Note("quality", quality=92))
    assert translated(note) == note


@pytest.mark.parametrize(
    "error",
    [
        StudioError("file-unwritable", path="a.png", reason=Note("disk-read-only")),
        StudioError("engine-failed", name="x", reason=StudioError("folder-empty", path="a")),
        StudioError("project-broken", path="a.ora", reason=Note("entry-packed", name="b.png")),
    ],
)
def test_why_something_failed_is_said_in_the_language_of_the_error(chinese: None, error: StudioError) -> None:
    assert not english_in(translate_error(error))


@pytest.mark.parametrize(
    "note",
    [
        Note("exception", kind="ValueError", error="no such thing"),
        Note("library-says", library="OpenCV", words="no such thing"),
        Note("onnx-runtime-says", words="no such thing"),
        Note("toml-broken", words="no such thing"),
        reason(OSError(errno.EBUSY, "No such thing")),
    ],
)
def test_what_foreign_libraries_say_is_quoted(chinese: None, note: str) -> None:
    assert "“no such thing”" in translated(note)


def test_no_value_of_a_note_is_a_sentence_of_ours() -> None:
    """Sentences that stand in a value have a code, or they would stay English."""
    found = []
    for path in sorted(Path(inpaint_studio.__file__).parent.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("Note", "StudioError", "Noted"):
                strings = [
                    part.value
                    for keyword in call.keywords
                    for part in ast.walk(keyword.value)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                ]
                found += [f"{path.name}:{call.lineno}: {text}" for text in strings if _ENGLISH.search(text)]
    assert found == []


@pytest.mark.parametrize(
    "given",
    [{"batch": "many"}, {"batch": 0}, {"holes": {"a": -1}}, {"resolutions": [[1, 1]]}, {"network": 1}],
)
def test_what_is_wrong_with_a_training_setting_is_chinese(chinese: None, given: dict[str, Any]) -> None:
    with pytest.raises(StudioError) as caught:
        config_of("gan", given)
    assert not english_in(translate_error(caught.value))


def test_why_a_file_cannot_be_used_is_chinese(chinese: None) -> None:
    numbers = (errno.EACCES, errno.ENOSPC, errno.EROFS, errno.ENOENT, errno.EISDIR, errno.ELOOP, errno.EIO)
    for number in numbers:
        assert not english_in(translated(reason(OSError(number, "words of the system"))))


@pytest.mark.parametrize(
    "contents", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"%PDF-1.7", b"\xff\xd8\xff\xc0", b"gimp xcf file"]
)
def test_why_a_photo_cannot_be_opened_is_chinese(chinese: None, tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(contents)
    with pytest.raises(StudioError) as caught:
        read_photo(path)
    assert not english_in(translate_error(caught.value).replace(str(path), ""))


def test_what_saving_a_photo_loses_is_chinese(chinese: None, tmp_path: Path) -> None:
    pixels = np.full((4, 4, 3), 65535, np.uint16)
    photo = Photo(pixels, np.zeros((4, 4), np.uint16), comments=(b"a",), dpi=(72.0, 72.0), xmp=b"<x/>")
    for name in ("a.jpg", "a.webp", "a.bmp"):
        notes = write_photo(tmp_path / name, photo)
        assert notes
        assert [text for text in map(translated, notes) if english_in(text)] == []


def test_what_is_said_of_a_mask_is_chinese(chinese: None) -> None:
    for plane in (np.zeros((4, 4), np.uint8), np.eye(4, dtype=np.uint16), np.eye(4, dtype=np.uint8) * 100):
        for what in ({}, {"what": SOURCE_MASK}):
            found = mask_in(plane, **what)
            assert [
                text for text in map(translated, (*found.notes, *found.warnings)) if english_in(text)
            ] == []


def test_what_is_said_of_broken_settings_is_chinese(chinese: None, tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    for text in ("{", '{"undo_megabytes": -1}'):
        file.write_text(text)
        _, notes = load_settings(file)
        assert notes
        assert [line for line in map(translated, notes) if english_in(line.replace(str(file), ""))] == []


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror("x"),
        ConnectionRefusedError(),
        ConnectionResetError(),
        OSError(errno.ENETUNREACH, "x"),
        TimeoutError(),
        http.client.IncompleteRead(b""),
        urllib.error.HTTPError("https://a.b/c", 503, "Service Unavailable", Message(), None),
        urllib.error.HTTPError("https://a.b/c", 418, "I'm a teapot", Message(), None),
        urllib.error.URLError(ssl.SSLEOFError()),
        urllib.error.URLError("unknown url type"),
    ],
)
def test_why_a_download_failed_is_chinese(chinese: None, tmp_path: Path, error: Exception) -> None:
    found = download._translated(error, "https://a.b/c")
    if not isinstance(found, StudioError):
        found = download._given_up("https://a.b/c", tmp_path / "part", str(found))
    assert not english_in(translate_error(found))


def test_why_an_engine_cannot_be_used_is_chinese(chinese: None) -> None:
    broken = Registry({"gone": "inpaint_studio.nowhere:ENGINE", "wrong": "inpaint_studio.core.errors:Note"})
    reasons = [
        entry.reason for registry in (REGISTRY, broken) for entry in registry.entries() if entry.reason
    ]
    assert len(reasons) >= 2
    assert [text for text in map(translated, reasons) if english_in(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name = ",
        'name = "a"\nlabel = "A"\nlicence = "x"\nformat = "zip"',
        'name = "A!"\nlabel = 1\nother = 2',
    ],
)
def test_what_is_wrong_with_a_card_is_chinese(chinese: None, text: str) -> None:
    with pytest.raises(StudioError) as caught:
        parse_card(text, Path("a.toml"))
    assert not english_in(translate_error(caught.value))


def test_what_a_bundle_cannot_take_is_chinese(chinese: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    shown = translate_error(StudioError("torch-missing"))
    assert shown.endswith("：请改用 uv、pipx 或 pip 安装 Inpaint Studio，因为捆绑包中无法添加任何内容。")
    assert "重新下载捆绑包" in translate_error(StudioError("install-incomplete", folder="a"))
