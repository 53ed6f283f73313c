"""Checks the translations: python tools/translations.py

Collects every text that users see from the sources and compares them with the translations in `resources/
translations/LANGUAGE.json`, which the editor loads. Prints which texts lack a translation and which
translations no text uses; either is an error.

The JSON file is {context: {text: translation}}, or a list of the plural forms for a text with "%n".
The English one has only the plural forms: nobody should read "Run %n engine(s)".
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("en", "zh_CN")
_FORMS = {"en": 2, "zh_CN": 1}
"""How many plural forms a language has."""


@dataclass(frozen=True, order=True)
class Text:
    """A text to translate; `plural` if it depends on a number `%n`."""

    context: str
    source: str
    plural: bool = False


Translations = Mapping[str, Mapping[str, str | list[str]]]


def all_texts() -> list[Text]:
    """Every text that the editor shows, sorted."""
    from inpaint_studio.core.sentences import MESSAGES, NOTES
    from inpaint_studio.core.settings import shown_settings
    from inpaint_studio.engines.registry import REGISTRY
    from inpaint_studio.gui.commands.table import COMMANDS, menu_texts
    from inpaint_studio.gui.words.qt_texts import MISSING_IN_QT

    found = set(texts_of_gui())
    found |= {Text("errors", message) for message in MESSAGES.values()}
    found |= {Text("notes", note) for note in NOTES.values()}
    found |= {Text("Commands", command.text) for command in COMMANDS}
    found |= {Text("Availability", need.text) for command in COMMANDS for need in command.needs}
    found |= {Text("Settings", text) for shown in shown_settings().values() for text in shown.texts}
    found |= {Text("Commands", title) for title in menu_texts()}
    found |= {Text(context, text) for context, texts in MISSING_IN_QT.items() for text in texts}
    for info in map(REGISTRY.info, REGISTRY.names()):
        if info is not None:
            found |= {Text("engines", text) for text in _texts_of_engine(info)}
    found |= {Text("engines", text) for text in _texts_of_cards()}
    return sorted(found)


def _texts_of_cards() -> Iterator[str]:
    """What the cards of models say beside what their engines do; names of licences stay as they are."""
    from inpaint_studio.weights.cards import catalog
    from inpaint_studio.weights.cards.files import read_card

    for path in sorted(catalog.shipped_folder().glob(f"*{catalog.ENDING}")):
        card = read_card(path)
        yield from (text for text in (card.licence_note, card.licence) if " " in text)


def _texts_of_engine(info: object) -> Iterator[str]:
    from inpaint_studio.engines.base import EngineInfo

    assert isinstance(info, EngineInfo)
    yield from (text for text in (info.label, info.term, info.summary, info.best_for, info.limits) if text)
    for param in info.params:
        yield from (text for text in (param.label, param.help, *param.choices) if text)
        if any(letter.isalpha() for letter in param.unit):
            yield param.unit


def texts_of_gui() -> Iterator[Text]:
    """The texts in `tr` and `translate` in the sources of the editor."""
    sources = sorted(str(path) for path in (ROOT / "inpaint_studio" / "gui").rglob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        extracted = Path(folder) / "gui.ts"
        program = Path(sys.executable).with_name("pyside6-lupdate")
        options = ("-silent", "-locations", "none")
        subprocess.run([program, *options, *sources, "-ts", extracted], check=True, capture_output=True)
        for context in ET.parse(extracted).getroot().iter("context"):
            for message in context.iter("message"):
                source = message.findtext("source") or ""
                if source:
                    yield Text(context.findtext("name") or "", source, message.get("numerus") == "yes")


def glossary(language: str) -> Translations:
    """The translations that people have made; in English they are the plural forms."""
    file = FOLDER / f"{language}.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def forms_of(text: Text, language: str, translations: Translations) -> list[str]:
    """The translation of a text (several forms if it is plural), or []."""
    found = translations.get(text.context, {}).get(text.source)
    if found is None:
        return [text.source] if language == "en" and not text.plural else []
    return [found] if isinstance(found, str) else list(found)


def faults_of(text: Text, language: str, translations: Translations) -> list[str]:
    """What is wrong with the translation of a text, in words; [] if nothing is."""
    forms = forms_of(text, language, translations)
    where = f"{text.context}: {text.source!r}"
    if not forms or not all(form.strip() for form in forms):
        return [f"{where} has no translation"]
    if len(forms) != (_FORMS[language] if text.plural else 1):
        return [f"{where} has {len(forms)} plural forms"]
    return [
        f"{where} has other values than {form!r}"
        for form in forms
        if placeholders(form) != placeholders(text.source)
    ]


def placeholders(text: str) -> set[str]:
    """The values in a text: {name}, %1 and %n."""
    return set(re.findall(r"\{(?:[^{}]|\{\w*\})*\}|%\d|%n", text))


def unused(texts: list[Text], translations: Translations) -> list[str]:
    """Translations of texts that no longer exist."""
    known = {(text.context, text.source) for text in texts}
    return [
        f"{context}: {source!r} is translated but not used"
        for context, members in translations.items()
        for source in members
        if (context, source) not in known
    ]


def main() -> int:
    """Print the faults; returns 1 if there are any."""
    texts = all_texts()
    faults: list[str] = []
    for language in LANGUAGES:
        translations = glossary(language)
        faults += [fault for text in texts for fault in faults_of(text, language, translations)]
        faults += unused(texts, translations)
    for fault in faults:
        print(fault)
    print(f"{len(texts)} texts, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
