from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inpaint_studio.cluster import crew as module
from inpaint_studio.cluster import flow, starting, worker
from inpaint_studio.cluster.address import Address
from inpaint_studio.cluster.crew import crew_at
from inpaint_studio.cluster.starting import quiet
from inpaint_studio.core.errors import Cancelled, StudioError
from tests.cluster.conftest import cluster
from tests.cluster.items import blocked_signals, deadly, doubled, gone, unreadable, until_stopped


def test_each_item_comes_back_with_its_result(scheduler: Address) -> None:
    with crew_at(scheduler) as crew:
        assert crew.workers == 2
        assert dict(crew.spread(doubled, range(9))) == {number: 2 * number for number in range(9)}
        assert list(crew.spread(doubled, [])) == []


def test_no_more_items_are_taken_than_the_workers_are_at(scheduler: Address) -> None:
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(50):
            taken += 1
            yield number

    with crew_at(scheduler) as crew:
        for done, _ in enumerate(crew.spread(doubled, items()), start=1):
            assert taken <= done + 2 * crew.workers  # those that are ready, and those under way
    assert taken == 50


def test_a_worker_with_other_weights_is_refused(scheduler: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    real = worker.identity()
    monkeypatch.setattr(worker, "identity", lambda engines: real | {"weights gan": "f" * 64})
    with pytest.raises(StudioError, match="weights gan") as caught, crew_at(scheduler):
        pass
    assert caught.value.code == "cluster-worker-differs"
    assert "f" * 12 in str(caught.value)


def test_a_worker_that_joins_later_is_checked_before_its_first_item(
    scheduler: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crew_at(scheduler) as crew:
        monkeypatch.setattr(worker, "identity", lambda engines: {"numpy": "0.1"})
        with pytest.raises(StudioError) as caught:
            list(crew.spread(doubled, range(3)))
    assert caught.value.code == "cluster-worker-differs"


def test_a_cancelled_run_stops_what_is_under_way(scheduler: Address, tmp_path: Path) -> None:
    with crew_at(scheduler) as crew:
        begun = (tmp_path / "begun").exists
        with pytest.raises(Cancelled):
            list(crew.spread(until_stopped, [tmp_path], is_cancelled=begun))
        assert (tmp_path / "stopped").exists()
        assert dict(crew.spread(doubled, [4])) == {4: 8}


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with quiet(), cluster(0) as gone:
        address = Address.parse(gone.scheduler_address)
    monkeypatch.setattr(module, "_CONNECTING", 0.2)
    with pytest.raises(StudioError) as caught, crew_at(address):
        pass
    assert caught.value.code == "cluster-unreachable"
    assert str(address) in str(caught.value)


def test_a_scheduler_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_JOINING", 0.2)
    with quiet(), cluster(0) as empty:
        address = Address.parse(empty.scheduler_address)
        with pytest.raises(StudioError) as caught, crew_at(address):
            pass
    assert caught.value.code == "cluster-no-workers"


def test_a_scheduler_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "limit_threads", lambda count: None)
    monkeypatch.setattr(module, "_CONNECTING", 1.0)
    with quiet(), cluster(1) as running, crew_at(Address.parse(running.scheduler_address)) as crew:
        results = crew.spread(doubled, range(100))
        next(results)
        running.close()
        with pytest.raises(StudioError) as caught:
            list(results)
    assert caught.value.code == "cluster-lost"


def test_waiting_for_the_first_worker_can_be_cancelled() -> None:
    with quiet(), cluster(0) as empty:
        address = Address.parse(empty.scheduler_address)
        with pytest.raises(Cancelled), crew_at(address, is_cancelled=lambda: True):
            pass


def test_a_worker_that_ends_while_it_is_asked_is_no_lost_scheduler(scheduler: Address) -> None:
    with crew_at(scheduler) as crew:
        assert crew.ask(gone) == {}
        with pytest.raises(StudioError) as caught:
            crew.ask(unreadable)
    assert caught.value.code == "cluster-worker-lacks"
    assert "denied" in str(caught.value)


def test_a_scheduler_that_lacks_the_program_is_named() -> None:
    error = RuntimeError("Error during deserialization of the task graph.")
    error.__cause__ = ModuleNotFoundError("No module named 'inpaint_studio'")
    known = flow._known(error)
    assert isinstance(known, StudioError)
    assert known.code == "cluster-worker-lacks"
    assert "No module named 'inpaint_studio'" in str(known)
    assert "scheduler" in str(known)


def test_workers_that_die_harm_nobody_but_the_item_that_kills_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # at the first death Dask gives up what was at the worker: fewer processes to start
    monkeypatch.setitem(starting._SETTINGS, "distributed.scheduler.allowed-failures", 0)
    items = [(name, tmp_path) for name in ("a", "once", "b", "always", "c")]
    with crew_at(Address("local", 2), threads=1) as crew:
        if sys.platform != "win32":  # Ctrl+C never reaches the workers of this computer
            assert all(signal.SIGINT in blocked for blocked in crew.ask(blocked_signals).values())
            assert signal.SIGINT not in blocked_signals()
        results = {name: result for (name, _), result in crew.spread(deadly, items)}
    killed = results.pop("always")
    assert results == {name: name for name in ("a", "once", "b", "c")}
    assert isinstance(killed, StudioError)
    assert killed.code == "cluster-worker-died"
