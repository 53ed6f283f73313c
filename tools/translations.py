"""Brings the translations up to date: python tools/translations.py [--check]

Takes every text that users see from the sources, lays the translations of `resources/translations/
LANGUAGE.json` over them, writes `inpaint_studio_LANGUAGE.ts` and makes the .qm files that the editor loads.
Says which texts lack a translation and which translations no text uses; with --check that, or files
that are not up to date, is an error.

The JSON file is {context: {text: translation}}, or a list of the plural forms for a text with "%n".
That of English has the plural forms only: "Run %n engine(s)" is not for anybody to read.
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
from xml.sax.saxutils import escape

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
    from inpaint_studio.core.errors import MESSAGES
    from inpaint_studio.core.settings import shown_settings
    from inpaint_studio.engines.registry import REGISTRY
    from inpaint_studio.gui.commands.table import COMMANDS, menu_texts

    found = set(texts_of_gui())
    found |= {Text("errors", message) for message in MESSAGES.values()}
    found |= {Text("Commands", command.text) for command in COMMANDS}
    found |= {Text("Settings", text) for shown in shown_settings().values() for text in shown.texts}
    found |= {Text("Commands", title) for title in menu_texts()}
    for entry in REGISTRY.entries():
        if entry.info is not None:
            found |= {Text("engines", text) for text in _texts_of_engine(entry.info)}
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
    yield from (text for text in (info.label, info.summary, info.best_for, info.limits) if text)
    for param in info.params:
        yield from (text for text in (param.label, param.help, *param.choices) if text)
        if any(letter.isalpha() for letter in param.unit):
            yield param.unit


def texts_of_gui() -> Iterator[Text]:
    """The texts in `tr` and `translate` in the sources of the editor."""
    sources = sorted(str(path) for path in (ROOT / "inpaint_studio" / "gui").rglob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        extracted = Path(folder) / "gui.ts"
        _run("lupdate", "-silent", "-locations", "none", *sources, "-ts", str(extracted))
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
    return set(re.findall(r"\{\w*[^{}]*\}|%\d|%n", text))


def ts_of(texts: list[Text], language: str, translations: Translations) -> str:
    """The .ts file: sorted, without places in the sources, so that it changes only when a text does."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>"]
    lines.append(f'<TS version="2.1" language="{language}" sourcelanguage="en">')
    contexts: dict[str, list[Text]] = {}
    for text in texts:
        contexts.setdefault(text.context, []).append(text)
    for context, members in contexts.items():
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for text in members:
            lines += _message(text, forms_of(text, language, translations))
        lines.append("</context>")
    return "\n".join([*lines, "</TS>", ""])


def _message(text: Text, forms: list[str]) -> list[str]:
    lines = ['    <message numerus="yes">' if text.plural else "    <message>"]
    lines.append(f"        <source>{escape(text.source)}</source>")
    unfinished = "" if forms else ' type="unfinished"'
    if text.plural:
        lines.append(f"        <translation{unfinished}>")
        lines += [f"            <numerusform>{escape(form)}</numerusform>" for form in forms]
        lines.append("        </translation>")
    else:
        lines.append(f"        <translation{unfinished}>{escape(''.join(forms))}</translation>")
    return [*lines, "    </message>"]


def unused(texts: list[Text], translations: Translations) -> list[str]:
    """Translations of texts that there are no more."""
    known = {(text.context, text.source) for text in texts}
    return [
        f"{context}: {source!r} is translated but not used"
        for context, members in translations.items()
        for source in members
        if (context, source) not in known
    ]


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{program.name} failed: {done.stderr.strip() or done.stdout.strip()}")


def main(arguments: list[str]) -> int:
    """Write the files, or only look at them with --check; how many faults there are decides the exit code."""
    check = "--check" in arguments
    texts = all_texts()
    faults: list[str] = []
    for language in LANGUAGES:
        translations = glossary(language)
        faults += [fault for text in texts for fault in faults_of(text, language, translations)]
        faults += unused(texts, translations)
        file = FOLDER / f"inpaint_studio_{language}.ts"
        made = ts_of(texts, language, translations)
        if check:
            if not file.exists() or file.read_text("utf-8") != made:
                faults.append(f"{file.name} is not up to date: make translations")
            continue
        FOLDER.mkdir(parents=True, exist_ok=True)
        file.write_text(made, "utf-8")
        _run("lrelease", "-silent", str(file), "-qm", str(file.with_suffix(".qm")))
    for fault in faults:
        print(fault)
    print(f"{len(texts)} texts, {len(faults)} faults")
    return 1 if check and faults else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main(sys.argv[1:]))
