"""Installing models: complete, checked and in one step, or not at all."""

from __future__ import annotations

import errno
import hashlib
import io
import socket
import ssl
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.settings import Settings, save_settings
from inpaint_studio.weights import checking, digests, download, store, trust
from inpaint_studio.weights.cards import catalog
from inpaint_studio.weights.cards.card import Card
from tests.twins import MARKED, NAMES, own_card, save_twin, shipped_card, twin_card
from tests.waiting import wait_for, wait_until
from tests.weights.server import Fault, ModelServer


@pytest.fixture
def twin(tmp_path: Path) -> Path:
    return save_twin("lama", tmp_path / "twin.onnx")


@pytest.fixture
def card(twin: Path, server: ModelServer, own_home: Path) -> Card:
    """LaMa's card, but for its twin, which the server has."""
    card = twin_card("lama", twin, source=server.add("/lama.onnx", twin.read_bytes()))
    own_card(card, own_home)
    return card


def refused(code: str, *args: Any, **options: Any) -> StudioError:
    with pytest.raises(StudioError) as caught:
        store.install(*args, **options)
    assert caught.value.code == code, caught.value
    assert "\n" not in str(caught.value)
    return caught.value


def left_behind() -> list[str]:
    """Everything in the store but the cards."""
    folder = catalog.own_folder()
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".toml"
    )


@pytest.mark.parametrize("name", MARKED)
def test_every_shipped_card_fetches_its_twin(
    name: str, server: ModelServer, tmp_path: Path, own_home: Path
) -> None:
    twin = save_twin(name, tmp_path / shipped_card(name).file_name)
    own_card(twin_card(name, twin, source=server.add("/model", twin.read_bytes())), own_home)
    done: list[tuple[int, int | None]] = []
    installed = store.install(name, on_progress=lambda *at: done.append(at))
    assert installed.path.read_bytes() == twin.read_bytes()
    assert done[-1] == (twin.stat().st_size, twin.stat().st_size)
    assert store.installed(name) == installed
    assert store.entry(name).state == "installed"
    assert store.entry(name).reason == ""


def test_nothing_is_fetched_unasked(card: Card, server: ModelServer) -> None:
    assert [entry.state for entry in store.entries()] == ["absent"] * len(NAMES)
    assert "models install lama" in store.reason_unusable(card)
    with pytest.raises(StudioError, match="not installed"):
        store.installed("lama")
    assert server.asked == []


def test_a_model_whose_runtime_is_missing_says_so(
    card: Card, twin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.install("lama", twin)
    monkeypatch.setattr(store.importlib.util, "find_spec", lambda name: None)
    assert (
        store.entry("lama").reason
        == "it needs the Python package onnxruntime, which is not installed: pip install onnxruntime"
    )


def test_a_model_that_is_there_is_not_fetched_again(card: Card, server: ModelServer) -> None:
    first = store.install("lama")
    assert store.install("lama") == first
    assert len(server.asked) == 1


def test_a_model_of_the_wrong_size_is_damaged(card: Card, server: ModelServer) -> None:
    path = store.install("lama").path
    path.write_bytes(path.read_bytes()[:-1])
    assert store.entry("lama").state == "damaged"
    assert "models install lama" in store.entry("lama").reason
    path.write_bytes(b"")
    assert store.entry("lama").state == "damaged"


def test_a_model_with_the_wrong_checksum_is_damaged_once_it_was_read(card: Card, server: ModelServer) -> None:
    path = store.install("lama").path
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    digests.forget_digests()
    assert store.entry("lama").state == "installed"
    checking.read_models(["lama", "unknown"])
    assert store.entry("lama").state == "damaged"
    store.install("lama")
    assert store.entry("lama").state == "installed"


def test_reading_a_large_model_ends_in_the_middle_when_it_is_cancelled(
    card: Card, server: ModelServer
) -> None:
    path = store.install("lama").path
    path.write_bytes(bytes(3 << 20))
    asked: list[None] = []

    def is_cancelled() -> bool:
        asked.append(None)
        return len(asked) == 2

    checking.read_models(["lama"], is_cancelled)
    assert len(asked) == 2
    assert digests.known_digest(path) is None
    checking.read_models(["lama"])
    assert digests.known_digest(path) is not None


def test_a_connection_that_breaks_is_taken_up_again(card: Card, server: ModelServer) -> None:
    server.faults += [Fault(cut=300), Fault(cut=500)]
    installed = store.install("lama")
    assert installed.sha256 == card.sha256
    assert [asked.headers.get("Range") for asked in server.asked] == [None, "bytes=300-", "bytes=500-"]
    assert left_behind() == ["lama.onnx"]


def test_what_was_fetched_is_kept_for_the_next_try(card: Card, server: ModelServer) -> None:
    server.faults += [Fault(cut=300)] + [Fault(cut=0)] * 2
    error = refused("download-cut", "lama")
    assert "300 bytes are kept" in str(error)
    entry = store.entry("lama")
    assert (entry.state, entry.on_disk) == ("partly", 300)
    store.install("lama")
    assert server.asked[-1].headers["Range"] == "bytes=300-"
    assert left_behind() == ["lama.onnx"]


def test_a_server_that_knows_no_ranges_sends_it_all_again(card: Card, server: ModelServer) -> None:
    server.faults += [Fault(cut=300), Fault(no_range=True)]
    assert store.install("lama").sha256 == card.sha256


def test_a_server_that_does_not_tell_the_length_is_no_trouble(card: Card, server: ModelServer) -> None:
    server.faults += [Fault(cut=300, no_length=True), Fault(no_length=True)]
    assert store.install("lama").sha256 == card.sha256


def test_a_file_that_changed_on_the_server_is_fetched_from_its_beginning(
    card: Card, server: ModelServer
) -> None:
    right = server.files["/lama.onnx"]
    server.files["/lama.onnx"] = b"\x08" * len(right)
    server.faults += [Fault(cut=300)] + [Fault(cut=0)] * 2
    refused("download-cut", "lama")
    server.files["/lama.onnx"] = right
    assert store.install("lama").sha256 == card.sha256
    assert server.asked[-1].headers["Range"] == "bytes=300-"


def test_pieces_that_do_not_fit_together_get_one_more_chance(card: Card, server: ModelServer) -> None:
    part = catalog.own_folder() / ".work" / "lama" / "part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"something else" * 10)
    assert store.install("lama").sha256 == card.sha256
    assert [asked.headers.get("Range") for asked in server.asked] == ["bytes=140-", None]


def test_a_file_with_another_checksum_is_refused_and_gone(card: Card, server: ModelServer) -> None:
    right = server.files["/lama.onnx"]
    server.files["/lama.onnx"] = right[:-1] + b"\x00"
    error = refused("model-hash", "lama")
    assert hashlib.sha256(server.files["/lama.onnx"]).hexdigest() in str(error)
    assert left_behind() == []


def test_a_file_of_another_size_is_refused_before_it_is_fetched(card: Card, server: ModelServer) -> None:
    server.files["/lama.onnx"] *= 3
    fetched: list[int] = []
    refused("model-size", "lama", on_progress=lambda done, total: fetched.append(done))
    assert fetched == []
    assert left_behind() == []


def test_an_endless_file_is_stopped(server: ModelServer, twin: Path, own_home: Path) -> None:
    url = server.add("/endless", twin.read_bytes() * 1000)
    own_card(twin_card("lama", twin, source=url, size_exact=False), own_home)
    server.faults += [Fault(no_length=True)]
    refused("model-large", "lama")
    assert left_behind() == []


@pytest.mark.parametrize("fault", [Fault(page=True)])
def test_a_web_page_is_not_taken_for_a_model(card: Card, server: ModelServer, fault: Fault) -> None:
    server.faults += [fault]
    refused("model-page", "lama")
    assert left_behind() == []


def test_a_web_page_that_says_it_is_a_file_is_not_taken_either(
    server: ModelServer, twin: Path, own_home: Path
) -> None:
    url = server.add("/page", b"\n <HTML><body>Too many downloads</body></HTML>")
    own_card(twin_card("lama", twin, source=url, size_exact=False), own_home)
    refused("model-page", "lama")
    assert left_behind() == []


def test_a_git_lfs_pointer_is_not_taken_for_a_model(server: ModelServer, twin: Path, own_home: Path) -> None:
    url = server.add("/lfs", b"version https://git-lfs.github.com/spec/v1\noid sha256:7df9\nsize 92591623\n")
    own_card(twin_card("lama", twin, source=url, size_exact=False), own_home)
    refused("model-pointer", "lama")
    assert left_behind() == []


@pytest.mark.parametrize(
    ("status", "code"), [(404, "download-missing"), (403, "download-refused"), (418, "download-status")]
)
def test_a_server_that_says_no_is_believed(card: Card, server: ModelServer, status: int, code: str) -> None:
    server.faults += [Fault(status=status)]
    refused(code, "lama")
    assert len(server.asked) == 1
    assert left_behind() == []


def test_a_server_that_is_busy_is_asked_again(card: Card, server: ModelServer) -> None:
    server.faults += [Fault(status=503)]
    assert store.install("lama").sha256 == card.sha256
    server.faults += [Fault(status=503)] * 3
    store.remove("lama")
    refused("download-lost", "lama")
    assert left_behind() == []


def test_a_silent_server_is_given_up(
    card: Card, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.faults += [Fault(stall=200)] + [Fault(stall=0)] * 2

    def lose_patience(done: int, total: int | None) -> None:
        if done:
            monkeypatch.setattr(download, "PATIENCE", 0.1)

    error = refused("download-cut", "lama", on_progress=lose_patience)
    assert "does not answer" in str(error)
    assert store.entry("lama").state == "partly"


def test_cancelling_is_heard_while_the_server_is_silent(card: Card, server: ModelServer) -> None:
    server.faults += [Fault(stall=200)]
    arrived = threading.Event()
    asked_in_silence: list[int] = []

    def is_cancelled() -> bool:
        if arrived.is_set():
            asked_in_silence.append(1)
        return len(asked_in_silence) == 5

    def hear(done: int, total: int | None) -> None:
        if done:
            arrived.set()

    with pytest.raises(Cancelled):
        store.install("lama", on_progress=hear, is_cancelled=is_cancelled)
    assert len(asked_in_silence) == 5
    assert store.entry("lama").state == "partly"
    assert store.install("lama").sha256 == card.sha256


def test_a_server_that_is_not_there_is_named(twin: Path, own_home: Path, server: ModelServer) -> None:
    own_card(twin_card("lama", twin, source="http://127.0.0.1:9/lama.onnx"), own_home)
    assert "127.0.0.1" in str(refused("download-unreachable", "lama"))
    assert left_behind() == []


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://example.org/x", "https://"])
def test_only_web_addresses_are_fetched_from(card: Card, address: str) -> None:
    refused("download-address", "lama", address)
    assert left_behind() == []


def test_redirects_are_followed(card: Card, server: ModelServer) -> None:
    server.faults += [Fault(redirect="/lama.onnx")]
    server.files["/elsewhere"] = b""
    assert store.install("lama", f"{server.address}/elsewhere").sha256 == card.sha256


def test_no_redirect_leads_from_an_encrypted_address_to_an_open_one() -> None:
    asked = download.urllib.request.Request("https://models.example/x")
    with pytest.raises(StudioError, match="not encrypted"):
        download._Redirect().redirect_request(asked, io.BytesIO(), 302, "", {}, "http://models.example/x")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ssl.SSLCertVerificationError("x"), "cannot be trusted"),
        (socket.gaierror(-2, "x"), "its name cannot be resolved"),
        (OSError(errno.ENETUNREACH, "x"), "no route to the server"),
    ],
)
def test_what_is_wrong_with_a_connection_is_said_plainly(error: OSError, words: str) -> None:
    said = download._translated(download.urllib.error.URLError(error), "https://models.example/x")
    assert isinstance(said, StudioError)
    assert words in str(said)
    assert "models.example" in str(said)


def test_the_proxy_of_the_environment_is_used(
    twin: Path, server: ModelServer, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.add("/lama.onnx", twin.read_bytes())
    own_card(twin_card("lama", twin, source="http://models.invalid/lama.onnx"), own_home)
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    store.install("lama")
    assert server.asked[0].path == "http://models.invalid/lama.onnx"


def test_offline_nothing_is_fetched_but_files_are_taken(
    card: Card, twin: Path, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INPAINT_STUDIO_OFFLINE", "1")
    refused("offline", "lama")
    assert server.asked == []
    assert store.install("lama", twin).sha256 == card.sha256


def test_the_settings_can_say_offline_and_the_environment_goes_first(
    card: Card, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(Settings(offline=True))
    refused("offline", "lama")
    monkeypatch.setenv("INPAINT_STUDIO_OFFLINE", "0")
    store.install("lama")


def test_a_full_disk_is_told_before_and_during(
    card: Card, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(download.shutil, "disk_usage", lambda folder: _Usage())
        refused("disk-space", "lama")
    assert left_behind() == []
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, hard))
    try:
        refused("disk-full", "lama")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left_behind() == []


class _Usage:
    free = 1000


def test_a_file_is_installed_without_the_network(card: Card, twin: Path, server: ModelServer) -> None:
    installed = store.install("lama", twin)
    assert installed.path.read_bytes() == twin.read_bytes()
    assert twin.exists()
    assert server.asked == []
    assert left_behind() == ["lama.onnx"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"<html>", "model-page"),
        (b"\x80\x02}q\x00.", "model-pickle"),
        (b"anything else at all", "model-size"),
    ],
)
def test_any_other_file_is_refused_with_the_reason_and_leaves_nothing(
    card: Card, tmp_path: Path, data: bytes, code: str
) -> None:
    file = tmp_path / "other.onnx"
    file.write_bytes(data)
    refused(code, "lama", file)
    assert left_behind() == []
    assert file.read_bytes() == data


def test_a_file_that_was_cut_off_or_changed_is_refused(card: Card, twin: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.onnx"
    file.write_bytes(twin.read_bytes()[:-5])
    refused("model-size", "lama", file)
    file.write_bytes(twin.read_bytes()[:-5] + b"12345")
    refused("model-hash", "lama", file)
    refused("file-missing", "lama", tmp_path / "nowhere.onnx")
    refused("file-is-folder", "lama", tmp_path)
    assert left_behind() == []


def test_a_failed_install_leaves_the_model_that_was_there(card: Card, twin: Path, tmp_path: Path) -> None:
    before = store.install("lama", twin)
    other = tmp_path / "other.onnx"
    other.write_bytes(twin.read_bytes()[:-1] + b"\x00")
    refused("model-hash", "lama", other)
    assert store.installed("lama") == before


def test_two_programs_at_once_do_not_get_in_each_others_way(card: Card, server: ModelServer) -> None:
    server.faults += [Fault(stall=100)]
    program = "from inpaint_studio.weights import store; store.install('lama')"
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) as process:
        try:
            wait_for(server.stalled)
            wait_until(lambda: store.entry("lama").on_disk >= 100)
            refused("model-busy", "lama")
            with pytest.raises(StudioError, match="Another program"):
                store.remove("lama")
        finally:
            process.kill()
    # a program that was killed holds nothing, and what it had fetched is of use
    assert store.install("lama").sha256 == card.sha256
    assert server.asked[-1].headers["Range"] == "bytes=100-"
    assert left_behind() == ["lama.onnx"]


def test_many_threads_install_it_once_or_are_told_to_wait(card: Card, server: ModelServer) -> None:
    said: Counter[str] = Counter()

    def install() -> None:
        try:
            store.install("lama")
            said["installed"] += 1
        except StudioError as error:
            said[error.code] += 1

    threads = [threading.Thread(target=install) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(said) <= {"installed", "model-busy"}
    assert said["installed"] >= 1
    assert left_behind() == ["lama.onnx"]


def test_a_model_that_changes_later_is_not_loaded(card: Card, twin: Path) -> None:
    path = store.install("lama", twin).path
    data = path.read_bytes()
    path.write_bytes(data[:-1] + b"\x00")
    with pytest.raises(StudioError, match="not the file that was installed"):
        store.verify("lama")
    assert store.install("lama").sha256 == card.sha256
    path.write_bytes(b"")
    assert "damaged" in store.entry("lama").reason


def test_removing_frees_the_bytes_and_forgets(card: Card, twin: Path, server: ModelServer) -> None:
    store.install("lama", twin)
    assert store.remove("lama") == twin.stat().st_size
    assert left_behind() == []
    server.faults += [Fault(cut=300)] + [Fault(cut=0)] * 2
    refused("download-cut", "lama")
    assert store.remove("lama") == 300
    assert left_behind() == []
    with pytest.raises(StudioError, match="not installed"):
        store.remove("lama")


def test_a_model_without_an_address_asks_for_a_file(twin: Path, own_home: Path) -> None:
    own_card(twin_card("lama", twin, source=""), own_home)
    refused("model-no-source", "lama")
    assert trust.read_pin(shipped_card("lama")) is None
