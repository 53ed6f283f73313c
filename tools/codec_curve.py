"""Draws the curves of resources/docs/compression.md from what the benchmark of codecs prints.

python -m tests.benchmarks.codec --photos FOLDER > codec.txt
python tools/codec_curve.py codec.txt --out resources/docs/images/compression-curve.svg
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from pathlib import Path
from statistics import mean

_LINE = re.compile(
    r"^(?P<kind>[^,]+), (?P<rate>[\d.]+) bpp, (?P<codec>[^:]+): (?P<psnr>[\d.]+) /", re.MULTILINE
)
_COLOURS = {"ours": "#c8342b", "JPEG": "#2a6fd0", "WebP": "#3a9a5b", "JPEG 2000": "#8a5bc0"}
_WIDTH, _HEIGHT, _MARGIN = 250, 210, 36

Curves = dict[str, dict[str, dict[float, float]]]
"""PSNR in dB by kind of picture, codec and rate."""


def curves_in(text: str) -> Curves:
    """The means over pictures; a rate that not all pictures reach is left out."""
    found: dict[tuple[str, str, float], list[float]] = defaultdict(list)
    for line in _LINE.finditer(text):
        found[line["kind"], line["codec"], float(line["rate"])].append(float(line["psnr"]))
    most: dict[str, int] = defaultdict(int)
    for (kind, _, _), values in found.items():
        most[kind] = max(most[kind], len(values))
    curves: Curves = defaultdict(lambda: defaultdict(dict))
    for (kind, codec, rate), values in found.items():
        if len(values) == most[kind]:
            curves[kind][codec][rate] = mean(values)
    return curves


def drawn(curves: Curves) -> str:
    """One small diagram for each kind of picture, side by side, as SVG."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH * len(curves)} {_HEIGHT}" '
        'font-family="sans-serif" font-size="11">',
        f'<rect width="{_WIDTH * len(curves)}" height="{_HEIGHT}" fill="#fafaf8"/>',
    ]
    for number, (kind, codecs) in enumerate(curves.items()):
        parts += [f'<g transform="translate({number * _WIDTH} 0)">', *_diagram(kind, codecs), "</g>"]
    return "\n".join([*parts, "</svg>\n"])


def _diagram(kind: str, codecs: dict[str, dict[float, float]]) -> list[str]:
    rates = sorted({rate for points in codecs.values() for rate in points})
    levels = [level for points in codecs.values() for level in points.values()]
    low, high = 5 * (min(levels) // 5), 5 * (max(levels) // 5 + 1)
    right, bottom, top = _WIDTH - 12, _HEIGHT - _MARGIN, 28

    def place(rate: float, level: float) -> tuple[float, float]:
        x = _MARGIN + (rates.index(rate) + 0.5) / len(rates) * (right - _MARGIN)
        return x, bottom - (level - low) / (high - low) * (bottom - top)

    parts = [f'<text x="{_WIDTH / 2}" y="16" text-anchor="middle" font-weight="bold">{kind}</text>']
    step = 5 if high - low <= 30 else 10
    for level in range(int(low), int(high) + 1, step):
        y = place(rates[0], level)[1]
        parts.append(f'<path d="M{_MARGIN} {y:.0f}H{right}" stroke="#dddddd"/>')
        parts.append(f'<text x="{_MARGIN - 5}" y="{y + 4:.0f}" text-anchor="end">{level}</text>')
    for rate in rates:
        x = place(rate, low)[0]
        parts.append(f'<text x="{x:.0f}" y="{bottom + 14}" text-anchor="middle">{rate:g} bpp</text>')
    for number, (codec, colour) in enumerate(_COLOURS.items()):
        points = [place(rate, level) for rate, level in sorted(codecs.get(codec, {}).items())]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(f'<text x="{_MARGIN + number * 50}" y="{_HEIGHT - 6}" fill="{colour}">{codec}</text>')
    return parts


def main() -> None:
    """Read the benchmark's lines and write the picture."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.write_text(drawn(curves_in(options.text.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    main()
