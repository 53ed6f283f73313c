"""Brings the checksums of the shipped weights up to date: python tools/checksums.py [--check]

Writes `checkpoints/SHA256SUMS` (which `sha256sum --check` reads too) and the line "sha256" in the card
NAME.md of each NAME.safetensors; with --check a file that is not up to date is an error. Weights without
a card are one in any case.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "checkpoints"
_LINE = re.compile(r"(sha256\W+)[0-9a-f]{64}", re.IGNORECASE)


def wanted(folder: Path = FOLDER) -> tuple[dict[Path, str], list[str]]:
    """The files as they should be, with their texts, and what only a person can mend, in words."""
    texts, faults, lines = {}, [], []
    for weights in sorted(folder.glob("*.safetensors")):
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        lines.append(f"{digest}  {weights.name}\n")
        card = weights.with_suffix(".md")
        if not card.is_file():
            faults.append(f"{weights.name} has no card {card.name}.")
            continue
        text = card.read_text("utf-8")
        if _LINE.search(text):
            texts[card] = _LINE.sub(rf"\g<1>{digest}", text, count=1)
        else:
            texts[card] = f"{text.rstrip()}\n\nsha256: `{digest}`\n"
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
