"""Tasks return in order, whichever thread ran them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from inpaint_studio.engines.workers import Workers
from tests.waiting import pause


@pytest.mark.parametrize("threads", [1, 3])
def test_results_come_in_the_order_of_the_pieces(threads: int) -> None:
    def piece(number: int) -> Callable[[], int]:
        def work() -> int:
            if number % 3 == 0:
                pause()
            return number

        return work

    with Workers(threads, "test") as workers:
        assert list(workers.each(piece(number) for number in range(40))) == list(range(40))


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_in_a_piece_is_raised_in_its_place(threads: int) -> None:
    def broken() -> int:
        raise ValueError("broken")

    with Workers(threads, "test") as workers:
        given = workers.each(iter([lambda: 1, lambda: 2, broken]))
        assert [next(given), next(given)] == [1, 2]
        with pytest.raises(ValueError, match="broken"):
            next(given)


def test_only_a_few_pieces_are_begun_ahead_and_none_after_leaving() -> None:
    begun: list[int] = []

    def pieces() -> Iterator[Callable[[], int]]:
        for number in range(1000):
            begun.append(number)
            yield lambda: 0

    before = threading.active_count()
    with Workers(2, "test") as workers:
        next(workers.each(pieces()))
    assert len(begun) < 10
    assert threading.active_count() == before
