"""What takes too long or comes in too great a number is stopped or refused, and the server goes on."""

from __future__ import annotations

import errno
import selectors
import shutil
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from inpaint_studio.serve.filling import refused
from inpaint_studio.serve.limits import Limits
from inpaint_studio.serve.messages import Refusal
from tests.jobs.fake_engines import HangingEngine, registry_of
from tests.serve.running import FORM, Client, form, photo_and_mask, received, running
from tests.waiting import wait_for, wait_until


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: localhost\r\n"])
def test_slow_headers_are_not_waited_for(sent: bytes) -> None:
    with running(Limits(head_seconds=0.1, linger_seconds=0.1)) as client:
        reply = client.send(sent)
        assert (reply.status, reply.error) == (408, "serve-slow-head")


@pytest.mark.parametrize("limits", [Limits(idle_seconds=0.1), Limits(body_seconds=0.1)])
def test_a_slow_body_is_not_waited_for(limits: Limits) -> None:
    with running(limits) as client:
        reply = client.send(client.head("POST", "/fill", Content_Length="1000", Content_Type=FORM) + b"part")
        assert (reply.status, reply.error) == (408, "serve-slow-body")
        assert client.ask("GET", "/status").json["fills"] == 0


def test_a_fill_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    hanging = HangingEngine()
    with running(Limits(fill_seconds=0.1, linger_seconds=0.2), registry_of(hanging)) as client:
        reply = client.fill(*photo_and_mask(tmp_path), method="hanging")
        assert (reply.status, reply.error) == (504, "serve-fill-time")
        assert client.fill(*photo_and_mask(tmp_path), method="white").status == 200


def test_a_fill_is_stopped_when_its_client_leaves(tmp_path: Path) -> None:
    hanging = HangingEngine()
    photo, mask = photo_and_mask(tmp_path)
    body = form({"photo": photo, "mask": mask, "method": "hanging"})
    with running(Limits(linger_seconds=0.2), registry_of(hanging)) as client:
        with client.connected() as connection:
            head = client.head("POST", "/fill", Content_Length=str(len(body)), Content_Type=FORM)
            connection.sendall(head + body)
            wait_for(hanging.started)
        # the thread that fills is free again, and the place too
        assert client.fill(photo, mask, method="white").status == 200
        wait_until(lambda: client.ask("GET", "/status").json["fills"] == 0, "the end of the fill")


def test_the_end_of_the_server_stops_a_fill_and_answers(tmp_path: Path) -> None:
    hanging = HangingEngine()
    photo, mask = photo_and_mask(tmp_path)
    body = form({"photo": photo, "mask": mask, "method": "hanging"})
    with ExitStack() as stack:
        with running(Limits(linger_seconds=0.2), registry_of(hanging)) as client:
            connection = stack.enter_context(client.connected())
            head = client.head("POST", "/fill", Content_Length=str(len(body)), Content_Type=FORM)
            connection.sendall(head + body)
            wait_for(hanging.started)
        reply = received(connection)
    assert (reply.status, reply.error) == (503, "serve-ending")


def test_of_fifty_at_once_as_many_wait_as_may_and_the_others_are_told_when_to_try_again(
    tmp_path: Path,
) -> None:
    hanging = HangingEngine()
    photo, mask = photo_and_mask(tmp_path)
    body = form({"photo": photo, "mask": mask, "method": "hanging"})
    limits = Limits(waiting=3, linger_seconds=0.2)
    with running(limits, registry_of(hanging)) as client, ExitStack() as stack:
        head = client.head("POST", "/fill", Content_Length=str(len(body)), Content_Type=FORM)
        all_of_them = []
        for _ in range(50):
            connection = stack.enter_context(client.connected())
            connection.sendall(head + body)
            all_of_them.append(connection)
        # those that were admitted are never answered, as the first of them hangs
        refused = []
        for reply in _first_answers(all_of_them, 46):
            assert (reply.status, reply.error) == (503, "serve-busy")
            assert int(reply.headers["retry-after"]) >= 1
            refused.append(reply)
        assert len(refused) == 46
        assert client.ask("GET", "/status").json["fills"] == 4
    # all have left, and the server has ended


def _first_answers(connections: list[socket.socket], count: int) -> list:  # type: ignore[type-arg]
    """The answers of the first `count` connections that get one."""
    replies = []
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            selector.register(connection, selectors.EVENT_READ)
        while len(replies) < count:
            for key, _ in selector.select():
                selector.unregister(key.fileobj)
                replies.append(received(key.fileobj))  # type: ignore[arg-type]
    return replies


def test_what_nobody_has_foreseen_is_one_line_and_the_server_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running(registry=registry_of()) as client:
        shutil.rmtree(client.place.token_file.parent)  # no folder for requests can be made
        reply = client.fill(*photo_and_mask(tmp_path), method="white")
        assert (reply.status, reply.error) == (500, "serve-internal")
        assert client.ask("GET", "/status").json["fills"] == 0
    assert "FileNotFoundError" in caplog.text


def test_an_error_of_the_program_names_no_file_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Refusal) as caught:
        refused(lambda: (tmp_path / "secret").read_bytes(), tmp_path)
    assert (caught.value.status, caught.value.error.code) == (500, "serve-internal")
    assert "secret" not in caught.value.answer.content.decode()  # type: ignore[union-attr]
    assert "secret" in caplog.text


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    def work() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Refusal) as caught:
        refused(work, tmp_path)
    assert (caught.value.status, caught.value.error.code) == (507, "serve-disk")
    assert "the disk is full" in str(caught.value.error)


def test_more_connections_than_may_be_are_refused_at_once() -> None:
    with running(Limits(connections=2, linger_seconds=0.2)) as client, ExitStack() as stack:
        for _ in range(2):
            idle = stack.enter_context(client.connected())
            idle.sendall(b"GET / HTTP/1.1\r\n")
        reply = wait_until(lambda: _refused(client), "the refusal")
        assert (reply.status, reply.error) == (503, "serve-connections")


def _refused(client: Client):
    with client.connected() as connection:
        reply = received(connection)
    return reply if reply.status == 503 else None
