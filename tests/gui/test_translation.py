"""Languages: the right one is found, errors and engines speak it, and no text lacks a translation."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.sentences import MESSAGES, NOTES
from inpaint_studio.gui.words import translation
from inpaint_studio.gui.words.translation import engine_text, language_for, translate_error

ROOT = Path(__file__).resolve().parents[2]


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations_tool", ROOT / "tools" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@contextlib.contextmanager
def languages_restored(application: QApplication) -> Iterator[None]:
    """Remove the translators that were installed inside the context."""
    before = set(application.findChildren(QTranslator))
    try:
        yield
    finally:
        for one in set(application.findChildren(QTranslator)) - before:
            application.removeTranslator(one)
            one.deleteLater()
        QLocale.setDefault(QLocale.system())


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return load_tool()


@pytest.mark.parametrize(
    ("wanted", "system", "language"),
    [
        ("en", "zh_CN", "en"),
        ("zh_CN", "en_GB", "zh_CN"),
        ("", "zh_CN", "zh_CN"),
        ("", "zh_SG", "zh_CN"),
        ("", "zh_TW", "zh_CN"),
        ("", "de_DE", "en"),
        ("", "en_US", "en"),
    ],
)
def test_the_language_is_the_users_or_the_systems(wanted: str, system: str, language: str) -> None:
    assert language_for(wanted, QLocale(system)) == language


def test_an_empty_text_of_an_engine_stays_empty() -> None:
    assert engine_text("") == ""
    assert engine_text("no such text") == "no such text"


def test_installing_a_language_translates_errors_and_engines(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"errors": {MESSAGES["folder-empty"]: "“{path}”里没有照片。"}, "engines": {"Quality": "质量"}}
    (tmp_path / "zh_CN.json").write_text(json.dumps(words), "utf-8")
    monkeypatch.setattr(translation, "folder_of_translations", lambda: tmp_path)
    with languages_restored(qapp):
        assert translation.install(qapp, "zh_CN") == "zh_CN"
        assert engine_text("Quality") == "质量"
        assert translate_error(StudioError("folder-empty", path="夏天")) == "“夏天”里没有照片。"
        assert QLocale().language() == QLocale.Language.Chinese


def test_a_language_takes_the_place_of_the_one_before(qapp: QApplication) -> None:
    with languages_restored(qapp):
        translation.install(qapp, "zh_CN")
        assert QCoreApplication.translate("Editing", "Crop") == "裁剪"
        translation.install(qapp, "en")
        assert QCoreApplication.translate("Editing", "Crop") == "Crop"
        for language in ("zh_CN", "en") * 3:
            translation.install(qapp, language)
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert len(qapp.findChildren(QTranslator)) <= 2


@pytest.mark.parametrize(
    "damaged",
    [None, b"", b'{"Editing": {"Crop": ', b"\xff\xfe", b"[1]", b'{"Editing": {"Crop": []}}', b"[" * 100_000],
)
def test_without_a_usable_file_of_translations_the_editor_starts_in_english(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    damaged: bytes | None,
) -> None:
    (tmp_path / "en.json").write_text(json.dumps({"c": {"%n file(s)": ["%n file", "%n files"]}}), "utf-8")
    if damaged is not None:
        (tmp_path / "zh_CN.json").write_bytes(damaged)
    monkeypatch.setattr(translation, "folder_of_translations", lambda: tmp_path)
    with languages_restored(qapp):
        assert translation.install(qapp, "zh_CN") == "en"
        assert QCoreApplication.translate("c", "%n file(s)", None, 1) == "1 file"
        assert QCoreApplication.translate("Editing", "Crop") == "Crop"
        assert QLocale().language() == QLocale.Language.English
    (line,) = caplog.messages
    assert "zh_CN.json cannot be used" in line
    assert "\n" not in line


def test_without_any_translations_the_editor_shows_the_texts_of_the_sources(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(translation, "folder_of_translations", lambda: tmp_path)
    with languages_restored(qapp):
        assert translation.install(qapp, "en") == "en"
        assert QCoreApplication.translate("c", "%n file(s)", None, 2) == "2 file(s)"
    assert len(caplog.messages) == 1


@pytest.mark.parametrize(
    ("forms", "count", "text"),
    [
        (["%n file", "%n files"], 1, "1 file"),
        (["%n file", "%n files"], 2, "2 files"),
        (["%n file", "%n files"], 0, "0 files"),
        (["%n 个文件"], 2, "2 个文件"),
    ],
)
def test_a_number_has_its_plural_form(
    qapp: QApplication, tmp_path: Path, forms: list[str], count: int, text: str
) -> None:
    file = tmp_path / "words.json"
    file.write_text(json.dumps({"c": {"%n file(s)": forms}}), "utf-8")
    translator = translation.Translator(file, qapp)
    qapp.installTranslator(translator)
    try:
        assert QCoreApplication.translate("c", "%n file(s)", None, count) == text
        assert QCoreApplication.translate("c", "unknown") == "unknown"
    finally:
        qapp.removeTranslator(translator)
        translator.deleteLater()


def test_the_extraction_finds_every_kind_of_text(tool: ModuleType) -> None:
    texts = set(tool.all_texts())
    assert tool.Text("StartPage", "Samples to try") in texts
    assert tool.Text("Commands", "Fill") in texts
    assert tool.Text("Commands", "&File") in texts
    assert tool.Text("Settings", "CPU") in texts
    assert {tool.Text("errors", message) for message in MESSAGES.values()} <= texts
    assert {tool.Text("notes", note) for note in NOTES.values()} <= texts
    assert tool.Text("engines", "Quality") in texts


@pytest.mark.parametrize(
    ("translated", "fault"),
    [
        ({}, "has no translation"),
        ({"c": {"{n} px of %1": " "}}, "has no translation"),
        ({"c": {"{n} px of %1": "%1 的像素"}}, "has other values"),
        ({"c": {"{n} px of %1": "%1 的 {m} 像素"}}, "has other values"),
        ({"c": {"{n} px of %1": "%1 的 {n} 像素"}}, ""),
    ],
)
def test_a_missing_or_wrong_translation_is_found(
    tool: ModuleType, translated: dict[str, dict[str, str]], fault: str
) -> None:
    faults = tool.faults_of(tool.Text("c", "{n} px of %1"), "zh_CN", translated)
    assert (fault in faults[0]) if fault else faults == []


def test_english_is_its_own_but_for_the_plural_forms(tool: ModuleType) -> None:
    plural = tool.Text("c", "%n place(s)", plural=True)
    assert tool.faults_of(tool.Text("c", "here"), "en", {}) == []
    assert "has no translation" in tool.faults_of(plural, "en", {})[0]
    assert tool.faults_of(plural, "en", {"c": {plural.source: ["%n place", "%n places"]}}) == []


def test_a_translation_that_nothing_uses_is_told(tool: ModuleType) -> None:
    assert tool.unused([tool.Text("c", "here")], {"c": {"here": "x", "gone": "y"}}) == [
        "c: 'gone' is translated but not used"
    ]


def test_no_space_stands_before_an_ellipsis() -> None:
    texts = json.loads((ROOT / "resources" / "translations" / "zh_CN.json").read_text("utf-8"))
    pairs = [pair for context in texts.values() for pair in context.items()]
    assert not [pair for pair in pairs if " …" in f"{pair[0]} {pair[1]}"]


def test_all_texts_are_translated(qtbot: QtBot) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "translations.py")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
