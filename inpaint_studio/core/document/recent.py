"""The part of a journal that is kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from .journal import Record
from .layers import LayerContent

Value = bytes | LayerContent
"""A step as it is written, or a fill."""


class Recent:
    """The values of records that were used last, as many as fit a budget of bytes."""

    def __init__(self, budget: int) -> None:
        self.nbytes = 0
        """The bytes of the values; at most the budget."""
        self._budget = budget
        self._values: OrderedDict[Record, Value] = OrderedDict()

    def get(self, record: Record) -> Value | None:
        """The value of a record, or None if it is not in memory."""
        value = self._values.get(record)
        if value is not None:
            self._values.move_to_end(record)
        return value

    def put(self, record: Record, value: Value) -> None:
        """Keep the value of a record that has none here; beyond the budget the oldest are dropped."""
        self._values[record] = value
        self.nbytes += _nbytes(value)
        while self.nbytes > self._budget and self._values:
            self.nbytes -= _nbytes(self._values.popitem(last=False)[1])

    def drop(self, records: Iterable[Record]) -> None:
        """Drop the values of these records."""
        for record in records:
            value = self._values.pop(record, None)
            if value is not None:
                self.nbytes -= _nbytes(value)


def _nbytes(value: Value) -> int:
    return len(value) if isinstance(value, bytes) else value.nbytes
