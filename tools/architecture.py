"""Draws which package uses which, from the imports: python -m tools.architecture

Writes `resources/docs/images/architecture.svg`. The floors are the layers that import-linter checks
(pyproject.toml); sub-packages are boxes inside their package. Arrows are imports that happen at run time,
those for type checkers alone left out. An arrow that follows from others is not drawn, so that the picture
stays legible; one against the direction of the others, which closes a circle, is red.
"""

from __future__ import annotations

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tools.package_imports import (
    ROOT,
    Arrow,
    Arrows,
    all_imports,
    backward,
    between,
    columns,
    floors,
    modules,
    needed,
)

PICTURE = ROOT / "resources" / "docs" / "images" / "architecture.svg"

WIDTH, MARGIN, LANE = 1240, 24, 26
_GAP = 36  # between floors, for the arrows
_BESIDE = 16  # between the cards of a floor
_PAD = 18  # inside a card
_NARROW = 164  # of a card without rooms beside one with rooms
_CHIP, _CHIP_GAP = 28, 10
_LEAST, _MOST = 20, 44  # between columns of chips
_LINE = 19
_SANS, _MONO, _NAME = 7.0, 7.9, 9.7  # widths of a letter: sentences, rooms, packages

STYLE = """
.page { fill: #f4f6f9 }
.card { fill: #ffffff; stroke: #d3d9e2 }
.chip { fill: #e6edf9; stroke: #b4c5e4 }
.name { fill: #1b2330; font: 600 16px ui-monospace, "SF Mono", Menlo, Consolas, monospace }
.room { fill: #21406f; font: 500 13px ui-monospace, "SF Mono", Menlo, Consolas, monospace }
.about { fill: #566171; font: 13.5px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif }
.arrow, .back { fill: none; stroke: #8a96a8; stroke-width: 1.5 }
.head { fill: #8a96a8 }
.back { stroke: #c4452f; stroke-dasharray: 4 3 }
.backhead { fill: #c4452f }
""".strip()
DARK = """
.page { fill: #14171c }
.card { fill: #1f242b; stroke: #39414d }
.chip { fill: #293a57; stroke: #466090 }
.name { fill: #eef1f6 }
.room { fill: #cfdffa }
.about { fill: #a8b2c0 }
.arrow { stroke: #75829a }
.head { fill: #75829a }
.back { stroke: #f07a62 }
.backhead { fill: #f07a62 }
""".strip()


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture, in its units."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


class Rooms:
    """The sub-packages of a package as chips in columns, within a width."""

    def __init__(self, names: list[str], imports: Arrows, within: float) -> None:
        arrows = between(imports, names)
        self.names = names
        self.back = sorted(backward(arrows))
        """Arrows that close a circle: they go around below."""
        self.forward = sorted(needed(set(arrows) - set(self.back)))
        self.columns = columns(names, self.forward)
        self._widths = [max(_MONO * len(_short(name)) for name in column) + 24 for column in self.columns]
        gaps = max(len(self.columns) - 1, 1)
        self.gap = min(max((within - sum(self._widths)) / gaps, _LEAST), _MOST)
        self.width = sum(self._widths) + self.gap * (len(self.columns) - 1)
        self._tallest = self._tall(max(map(len, self.columns), default=0))
        self._above = 16 if any(map(self.is_far, self.forward)) else 0
        self.height = self._above + self._tallest + (14 + 5 * len(self.back) if self.back else 0)

    def is_far(self, arrow: Arrow) -> bool:
        """Whether it leads past a column: it then goes around above."""
        source, target = (next(n for n, column in enumerate(self.columns) if e in column) for e in arrow)
        return target - source > 1

    def _tall(self, chips: int) -> int:
        return max(chips * (_CHIP + _CHIP_GAP) - _CHIP_GAP, 0)

    def chips(self, left: float, top: float) -> dict[str, Box]:
        """Where each sub-package goes, columns centred on one another, those with far arrows at the top."""
        far = {box for arrow in self.forward if self.is_far(arrow) for box in arrow}
        found = {}
        for column, width in zip(self.columns, self._widths, strict=True):
            y = top + self._above + (self._tallest - self._tall(len(column))) / 2
            for name in sorted(column, key=lambda name: name not in far):
                found[name] = Box(left, y, width, _CHIP)
                y += _CHIP + _CHIP_GAP
            left += width + self.gap
        return found


class Picture:
    """The packages on their floors."""

    def __init__(self) -> None:
        self.files = modules()
        self.imports = all_imports()
        self.floors = floors()
        self.level = {name: number for number, floor in enumerate(self.floors) for name in floor}
        self.arrows = sorted(
            needed(between(self.imports, self.level)), key=lambda arrow: (self.level[arrow[1]], arrow)
        )
        self.around = [arrow for arrow in self.arrows if self.level[arrow[1]] > self.level[arrow[0]] + 1]
        needed_widths = (self._beside_cards(floor) + sum(map(self._least, floor)) for floor in self.floors)
        self.width = max(WIDTH, *map(round, needed_widths))
        self.parts: list[str] = []
        self.cards: dict[str, Box] = {}

    def svg(self) -> str:
        """The whole picture."""
        top = float(MARGIN)
        for floor in self.floors:
            top = self._floor(floor, top) + _GAP
        height = round(top - _GAP + MARGIN)
        cards, self.parts = self.parts, []
        self._arrows_between_packages()
        size = f'viewBox="0 0 {self.width} {height}" width="{self.width}" height="{height}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" '
                'aria-label="The packages and what they import">',
                f"<style>\n{STYLE}\n@media (prefers-color-scheme: dark) {{\n{DARK}\n}}\n</style>",
                f'<rect class="page" width="{self.width}" height="{height}" rx="10"/>',
                *self.parts,  # beneath the cards, where an arrow has to pass some
                *cards,
                "</svg>\n",
            ]
        )

    # -- packages -------------------------------------------------------------------------------------

    def _floor(self, names: list[str], top: float) -> float:
        """Draw the cards of a floor, those with arrows along the right edge there; returns where they end."""
        names = sorted(names, key=lambda name: sum(name in arrow for arrow in self.around))
        widths = self._widths(names)
        height = max(self._card(name, Box(0, 0, widths[name], 0), draw=False) for name in names)
        left = float(MARGIN)
        for name in names:
            self.cards[name] = Box(left, top, widths[name], height)
            self._card(name, self.cards[name])
            left += widths[name] + _BESIDE
        return top + height

    def _widths(self, names: list[str]) -> dict[str, float]:
        """How wide the cards of a floor are: as needed, and what is left is shared by those with rooms."""
        room = self.width - self._beside_cards(names)
        large = [name for name in names if self._rooms(name)] or names
        widths = {name: self._least(name) for name in names}
        while (left := room - sum(widths.values())) > 1:
            least = min(widths[name] for name in large)
            lowest = [name for name in large if widths[name] < least + 1]
            above = min((widths[name] for name in large if name not in lowest), default=least + left)
            for name in lowest:
                widths[name] += min(left / len(lowest), above - least)
        return widths

    def _least(self, name: str) -> float:
        """The width that a card needs for its rooms and its sentence."""
        return max(Rooms(self._rooms(name), self.imports, 0).width + 2 * _PAD, _NARROW)

    def _beside_cards(self, names: list[str]) -> float:
        """What a floor takes besides the width of its cards."""
        return 2 * MARGIN + LANE * len(self.around) + _BESIDE * (len(names) - 1)

    def _card(self, name: str, box: Box, *, draw: bool = True) -> float:
        """One package: its name, what it is, its rooms beside or below. Returns the height that it takes."""
        inner = box.width - 2 * _PAD
        rooms = Rooms(self._rooms(name), self.imports, inner)
        sentence = _sentence(self.files[name])
        title = _NAME * len(name) + 16
        text_width = title + _SANS * len(sentence)
        one_line = text_width <= inner
        lines = [] if one_line else _wrapped(sentence, inner, _SANS)
        text = 28 + _LINE * len(lines) + (3 if lines else 0)
        beside = one_line and text_width + _MOST + rooms.width <= inner
        height = max(text, rooms.height) if beside else text + rooms.height + (12 if rooms.names else 0)
        height += 2 * 12
        if draw:
            self.parts.append(_rect("card", box, 8))
            x = box.x + _PAD
            y = box.y + (height / 2 + 5 if beside else 30)
            self.parts.append(_text("name", x, y, name))
            if one_line:
                self.parts.append(_text("about", x + title, y, sentence))
            for number, line in enumerate(lines, 1):
                self.parts.append(_text("about", x, y + 3 + _LINE * number, line))
            if beside:
                self._draw_rooms(rooms, box.right - _PAD - rooms.width, box.y + (height - rooms.height) / 2)
            elif rooms.names:
                low = box.y + text + 24 + (box.height - height) / 2
                self._draw_rooms(rooms, x + (inner - rooms.width) / 2, low)
        return height

    def _rooms(self, name: str) -> list[str]:
        files = self.files.items()
        return [each for each, path in files if path.stem == "__init__" and each.rpartition(".")[0] == name]

    def _draw_rooms(self, rooms: Rooms, left: float, top: float) -> None:
        """Draw the sub-packages as chips with their arrows."""
        chips = rooms.chips(left, top)
        for arrow in rooms.forward:
            self._curve(*(chips[each] for each in arrow), over=rooms.is_far(arrow))
        for number, arrow in enumerate(rooms.back):
            self._back(*(chips[each] for each in arrow), number)
        for name, chip in chips.items():
            label = _text("room", chip.x + 12, chip.middle + 4.5, _short(name))
            about = escape(_sentence(self.files[name]))
            self.parts.append(f"<g><title>{about}</title>{_rect('chip', chip, 6)}{label}</g>")

    # -- arrows ---------------------------------------------------------------------------------------

    def _curve(self, source: Box, target: Box, *, over: bool) -> None:
        """An arrow to a chip farther to the right: into its side, or over the chips between into its top."""
        if over:
            x, y, end = source.right - 14, source.y, target.x + 14
            low = min(source.y, target.y) - 22
            path = f"M{x:.1f} {y:.1f} C{x:.1f} {low:.1f} {end:.1f} {low:.1f} {end:.1f} {target.y - 7:.1f}"
            self.parts.append(f'<path class="arrow" d="{path}"/>')
            self.parts.append(_head("head", end, target.y - 1, "down"))
            return
        x, y, end = source.right, source.middle, target.x - 7
        bend = min((end - x) / 2, 40)
        path = f"M{x:.1f} {y:.1f} C{x + bend:.1f} {y:.1f} {end - bend:.1f} {target.middle:.1f} "
        self.parts.append(f'<path class="arrow" d="{path}{end:.1f} {target.middle:.1f}"/>')
        self.parts.append(_head("head", target.x - 1, target.middle, "right"))

    def _back(self, source: Box, target: Box, number: int) -> None:
        """An arrow against the others, around below the chips."""
        x, end = source.x + 14 + 7 * number, target.right - 14 - 7 * number
        low = max(source.bottom, target.bottom) + 20 + 6 * number
        path = f"M{x:.1f} {source.bottom:.1f} C{x:.1f} {low:.1f} {end:.1f} {low:.1f} "
        self.parts.append(f'<path class="back" d="{path}{end:.1f} {target.bottom + 7:.1f}"/>')
        self.parts.append(_head("backhead", end, target.bottom + 1, "up"))

    def _arrows_between_packages(self) -> None:
        lane = float(self.width - MARGIN - LANE * len(self.around))
        for source, target in self.arrows:
            if (source, target) in self.around:
                lane += LANE
                self._around(self.cards[source], self.cards[target], lane)
            else:
                self._down(self.cards[source], self.cards[target])

    def _down(self, above: Box, below: Box) -> None:
        """An arrow to the floor below, straight down where the two cards share some width."""
        left, right = max(above.x, below.x), min(above.right, below.right)
        if right - left > 40:
            x = end = (left + right) / 2
        else:
            x, end = min(above.right - 40, below.right), max(below.x + 40, above.x)
        half = (above.bottom + below.y) / 2
        path = f"M{x:.1f} {above.bottom:.1f} V{half:.1f} H{end:.1f} V{below.y - 7:.1f}"
        self.parts.append(f'<path class="arrow" d="{path}"/>')
        self.parts.append(_head("head", end, below.y - 1, "down"))

    def _around(self, source: Box, target: Box, lane: float) -> None:
        """An arrow past several floors, along the right edge of the picture."""
        y, end, turn = source.middle, target.middle, 10.0
        path = f"M{source.right:.1f} {y:.1f} H{lane - turn} q{turn} 0 {turn} {turn} V{end - turn:.1f} "
        path += f"q0 {turn} {-turn} {turn} H{target.right + 7:.1f}"
        self.parts.append(f'<path class="arrow" d="{path}"/>')
        self.parts.append(_head("head", target.right + 1, end, "left"))


_HEADS = {
    "down": "l-4.5 -8 h9 z",
    "up": "l-4.5 8 h9 z",
    "left": "l8 -4.5 v9 z",
    "right": "l-8 -4.5 v9 z",
}


def _head(style: str, x: float, y: float, towards: str) -> str:
    return f'<path class="{style}" d="M{x:.1f} {y:.1f} {_HEADS[towards]}"/>'


def _rect(style: str, box: Box, radius: int) -> str:
    place = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
    return f'<rect class="{style}" {place} rx="{radius}"/>'


def _text(style: str, x: float, y: float, text: str) -> str:
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" xml:space="preserve">{escape(text)}</text>'


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _sentence(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    first = " ".join(text.split("\n\n")[0].split()).replace("`", "")
    return first.partition(". ")[0].removesuffix(".") + "."


def _wrapped(text: str, width: float, letter: float) -> list[str]:
    return textwrap.wrap(text, int(width / letter), break_long_words=False, break_on_hyphens=False)


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(Picture().svg(), "utf-8")
