"""Times and scores, formatted for people."""

from __future__ import annotations

from collections.abc import Mapping

from ..core.damage import KINDS

_FORMS = {
    "hole_psnr": "hole {:.1f} dB",
    "ssim": "SSIM {:.3f}",
    "texture": "texture {:.2f}",
    "stlpips": "ST-LPIPS {:.4f}",
}


def seconds(value: float) -> str:
    """A time for people: '0.12 s', '3.4 s', '75 s'."""
    return f"{value:.2f} s" if value < 1 else f"{value:.1f} s" if value < 10 else f"{value:.0f} s"


def mark_words(counts: Mapping[str, int]) -> str:
    """How many marks were found, by kind: '1 mark (1 scratch)', '12 marks (10 speck, 2 hair)'."""
    total = sum(counts.values())
    parts = [f"{counts[kind]:,} {kind}" for kind in KINDS if counts.get(kind)]
    return f"{'1 mark' if total == 1 else f'{total:,} marks'} ({', '.join(parts) or 'none'})"


def score_words(scores: Mapping[str, float]) -> list[str]:
    """The most informative scores, in one or two lines."""
    words = [form.format(scores[key]) for key, form in _FORMS.items() if key in scores]
    return ["   ".join(words[start : start + 3]) for start in range(0, len(words), 3)]
