"""The private folder of a server is its own, and what a killed one left is removed."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.serve import server
from tests.jobs.fake_engines import registry_of
from tests.serve.running import photo_and_mask, running


def test_two_servers_with_the_same_port_have_folders_of_their_own(tmp_path: Path) -> None:
    with running(registry=registry_of()) as first:
        try:
            socket.create_server(("::1", first.port), family=socket.AF_INET6).close()
        except OSError:
            pytest.skip("there is no IPv6 here, or another program has this port")
        with running(host="::1", port=first.port) as second:
            assert second.place.token_file != first.place.token_file
        assert first.place.token_file.read_text() == first.place.token + "\n"
        assert first.fill(*photo_and_mask(tmp_path), method="white").status == 200


def test_a_folder_in_use_is_left_alone_and_that_of_a_killed_server_is_emptied() -> None:
    first = server._own_folder(8190)
    (first.folder / "token").write_text("first")
    second = server._own_folder(8190)
    assert second.folder != first.folder
    assert (first.folder / "token").read_text() == "first"
    server._remove(second)
    assert not second.folder.exists()

    (first.folder / "request-1").mkdir()
    (first.folder / "request-1" / "photo").write_bytes(b"a")
    first.release()  # as the system does when a program is killed
    third = server._own_folder(8190)
    assert third.folder == first.folder
    assert [path.name for path in third.folder.iterdir()] == ["lock"]
    server._remove(third)
    assert not list(third.folder.parent.iterdir())


def test_a_folder_that_cannot_be_used_is_one_line() -> None:
    folder = server._own_folder(8190)
    server._remove(folder)
    folder.folder.write_text("a file")
    with pytest.raises(StudioError) as caught:
        server._own_folder(8190)
    assert caught.value.code == "folder-unwritable"
