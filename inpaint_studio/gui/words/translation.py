"""The user's language: its translators, and the words of the parts that know no Qt.

Errors, engines and their parameters speak English through message ids; `translate_error` and
`engine_text` say them in the user's language. A change of language shows at the next start.
"""

from __future__ import annotations

from pathlib import Path
from string import Formatter

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from ...core.errors import MESSAGES, StudioError
from ...core.paths import resources_dir
from .core_texts import core_text

LANGUAGES: tuple[str, ...] = ("en", "zh_CN")
"""What there are translations for; English is also what the program is written in."""


def language_for(wanted: str, locale: QLocale | None = None) -> str:
    """The language to show: `wanted` if there is one, for "" the first of the system's that there is."""
    if wanted in LANGUAGES:
        return wanted
    for name in (QLocale.system() if locale is None else locale).uiLanguages():
        # who reads traditional Chinese reads simplified Chinese more easily than English
        if name.startswith("zh"):
            return "zh_CN"
        if name.startswith("en"):
            return "en"
    return "en"


def install(application: QCoreApplication, wanted: str) -> str:
    """Speak that language ("" for the system's) from now on; call it before any widget is made.

    Returns the language. Qt's own dialogs are translated too where Qt ships the words.
    """
    for old in application.findChildren(QTranslator):
        application.removeTranslator(old)
        old.deleteLater()
    language = language_for(wanted)
    qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (
        (f"qtbase_{language}", Path(qt_folder)),
        (_ours(language), folder_of_translations()),
    ):
        translator = QTranslator(application)
        if translator.load(name, str(folder)):
            application.installTranslator(translator)
    QLocale.setDefault(QLocale(language))
    return language


def folder_of_translations() -> Path:
    """Where the .qm files are."""
    return resources_dir() / "translations"


def _ours(language: str) -> str:
    return f"inpaint_studio_{language}"


def translate_error(error: StudioError) -> str:
    """The one line that tells the user of this error."""
    message = QCoreApplication.translate("errors", MESSAGES.get(error.code, "")) or str(error)
    values = {name: _Missing(name) for name in fields_of(message)} | error.values
    # why it happened comes in English from where it did
    values |= {name: core_text(str(values[name])) for name in ("reason", "wanted") if name in values}
    return message.format(**values)


def engine_text(text: str) -> str:
    """A label, summary or help text of an engine or of one of its parameters in the user's language."""
    return QCoreApplication.translate("engines", text) if text else ""


def fields_of(message: str) -> set[str]:
    """The names of the values in a message."""
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None}


class _Missing(str):
    """A value that an error should have had: shown as its name rather than failing to show the error."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)
