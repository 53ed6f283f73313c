"""Groups in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from .layouts import column_layout, row_layout
from .theme import GRID


class Columns(QWidget):
    """Shows widgets in their order, in at most `most` columns that are about equally tall."""

    def __init__(self, groups: Sequence[QWidget], most: int) -> None:
        super().__init__()
        self.groups, self._most = tuple(groups), most
        self._columns = [column_layout(None, [None], spacing=2 * GRID) for _ in range(most)]
        self._across = row_layout(self, self._columns, spacing=_GAP, margins=(0, GRID, GRID, 0))
        self.count = 0
        """The number of columns."""
        self._arrange(most)

    def minimumSizeHint(self) -> QSize:
        edges = self._across.contentsMargins()
        return QSize(self._widest() + edges.left() + edges.right(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self._across.contentsRect().width() + _GAP
        self._arrange(max(1, min(self._most, room // (self._widest() + _GAP))))

    def _widest(self) -> int:
        return max(group.sizeHint().width() for group in self.groups)

    def _arrange(self, count: int) -> None:
        if count == self.count:
            return
        self.count = count
        heights = [group.sizeHint().height() for group in self.groups]
        cuts = pairwise(_cuts(heights, count))
        for column in self._columns:
            for group in self.groups:  # first, or one that stays in its column would lose its place
                column.removeWidget(group)
        for column, (start, end) in zip(self._columns, cuts, strict=False):
            for group in self.groups[start:end]:
                column.insertWidget(column.count() - 1, group)  # before the space that grows
        for number, column in enumerate(self._columns):
            self._across.setStretchFactor(column, int(number < count))


_GAP = 4 * GRID


def _cuts(heights: Sequence[int], count: int) -> tuple[int, ...]:
    """Where to begin each of `count` columns, and the end, so that the tallest is as short as possible."""
    inner = combinations(range(1, len(heights)), count - 1)
    ways = ((0, *cuts, len(heights)) for cuts in inner)
    return min(ways, key=lambda cuts: max(sum(heights[start:end]) for start, end in pairwise(cuts)))
