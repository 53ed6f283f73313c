"""Brings the checksums of the shipped weights up to date: python tools/checksums.py [--check]

Writes `checkpoints/SHA256SUMS` (which `sha256sum --check` reads too) and, in the card NAME.md, the line
"sha256" of NAME.safetensors and "sha256 of NAME.onnx" of its ONNX form. With --check a file that is out of
date is an error. Weights without a card always are.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "checkpoints"
FORMS = {".safetensors": "sha256", ".onnx": "sha256 of {name}"}
"""The kinds of files, and how the card names their checksum."""


def wanted(folder: Path = FOLDER) -> tuple[dict[Path, str], list[str]]:
    """The files with the text they should have, and messages for what only a person can fix."""
    texts: dict[Path, str] = {}
    faults, lines = [], []
    for weights in sorted(path for path in folder.iterdir() if path.suffix in FORMS):
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        lines.append(f"{digest}  {weights.name}\n")
        card = weights.with_suffix(".md")
        if not card.is_file():
            faults.append(f"{weights.name} has no card {card.name}.")
            continue
        text = texts.get(card) or card.read_text("utf-8")
        label = FORMS[weights.suffix].format(name=weights.name)
        line = re.compile(rf"({re.escape(label)}\W+)[0-9a-f]{{64}}", re.IGNORECASE)
        if line.search(text):
            texts[card] = line.sub(rf"\g<1>{digest}", text, count=1)
        else:
            texts[card] = f"{text.rstrip()}\n\n{label}: `{digest}`\n"
    texts[folder / "SHA256SUMS"] = "".join(lines)
    return texts, faults


def main(arguments: list[str]) -> int:
    """Write or check; returns the exit code."""
    texts, faults = wanted()
    for path, text in texts.items():
        if path.is_file() and path.read_text("utf-8") == text:
            continue
        if "--check" in arguments:
            faults.append(f"{path.name} is not up to date; run make checksums.")
        else:
            path.write_text(text, "utf-8")
            print(f"wrote {path.name}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
