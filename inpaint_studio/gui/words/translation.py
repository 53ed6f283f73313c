"""The user's language: the translators, and the texts of the packages without Qt.

Those give English texts with codes and message ids; `translated`, `translate_error` and `engine_text`
translate them. A change of language takes effect at the next start.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from ...core.errors import Note, StudioError, filled
from ...core.paths import resources_dir
from ...core.sentences import MESSAGES, NOTES

LANGUAGES: tuple[str, ...] = ("en", "zh_CN")
"""The available languages; English is also the language of the source texts."""

_Texts = dict[str, dict[str, str | Annotated[list[str], Field(min_length=1)]]]
_LOG = logging.getLogger(__name__)


def language_for(wanted: str, locale: QLocale | None = None) -> str:
    """The language to show: `wanted` if available, else the first available one of the system's."""
    if wanted in LANGUAGES:
        return wanted
    for name in (QLocale.system() if locale is None else locale).uiLanguages():
        # readers of traditional Chinese can read simplified Chinese more easily than English
        if name.startswith("zh"):
            return "zh_CN"
        if name.startswith("en"):
            return "en"
    return "en"


def install(application: QCoreApplication, wanted: str) -> str:
    """Use that language ("" for the system's); to be called before any widget is created.

    Returns the language: English, with a line in the log, if the file of the wanted one is missing or
    damaged. Qt's own dialogs are translated too if Qt ships a translation.
    """
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    language, ours = _translator(language_for(wanted), application)
    of_qt = QTranslator(application)
    if of_qt.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(of_qt)
    if ours is not None:
        application.installTranslator(ours)
    QLocale.setDefault(QLocale(language))
    return language


def _translator(language: str, parent: QObject) -> tuple[str, Translator | None]:
    """The translator for a language, else for English, else none (the texts as in the sources)."""
    for name in dict.fromkeys((language, "en")):
        file = folder_of_translations() / f"{name}.json"
        try:
            return name, Translator(file, parent)
        except (OSError, ValueError) as error:
            _LOG.error("The translations in %s cannot be used: %s", file, error)
    return "en", None


def folder_of_translations() -> Path:
    """The folder of the translations."""
    return resources_dir() / "translations"


class Translator(QTranslator):
    """The translations of a JSON file: {context: {text: translation}}, or a list of plural forms.

    A list has the singular and the plural form, or one form in languages without plurals.
    OSError if the file cannot be read, ValueError if it contains anything else.
    """

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        try:
            words = TypeAdapter(_Texts).validate_json(file.read_bytes())
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"]) from error
        super().__init__(parent)
        self._words = words

    def isEmpty(self) -> bool:
        return not self._words

    def translate(
        self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        found = self._words.get(context, {}).get(source_text)
        if isinstance(found, list):
            return found[0] if n == 1 else found[-1]
        return found  # type: ignore[return-value]  # None is Qt's null string: try the next translator


def translated(text: str) -> str:
    """A text of the packages without Qt: a note in the user's language, any other text unchanged."""
    if not isinstance(text, Note):
        return text
    context, template = ("notes", NOTES[text.code]) if text.code in NOTES else ("errors", MESSAGES[text.code])
    values = {name: _value(name, value) for name, value in text.values.items()}
    return filled(QCoreApplication.translate(context, template), values, translated)


def _value(name: str, value: Any) -> Any:
    if name == "engine":
        return engine_text(value)
    return translated(value) if isinstance(value, str) else value


def translate_error(error: StudioError) -> str:
    """The message of an error in the user's language, one line."""
    return translated(str(error))


def engine_text(text: str) -> str:
    """A label, summary or help text of an engine or of one of its parameters in the user's language."""
    return QCoreApplication.translate("engines", text) if text else ""
