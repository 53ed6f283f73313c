"""A journal gives back what was put in, and loses only what a crash interrupted."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.core.document.journal import MAGIC, Journal
from inpaint_studio.core.errors import StudioError

HEAD = 16
payloads = st.lists(st.binary(max_size=40), min_size=1, max_size=5)


def written(path: Path, contents: list[bytes]) -> bytes:
    """The bytes of a journal with these payloads."""
    path.unlink(missing_ok=True)
    journal = Journal(path, create=True)
    for content in contents:
        journal.add(b"X", content)
    journal.flush()
    journal.close()
    return path.read_bytes()


def found(path: Path) -> list[bytes]:
    journal, records = Journal.opened(path)
    contents = [journal.load(record) for record, _ in records]
    assert contents == [payload for _, payload in records]
    journal.close()
    return contents


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file for all examples of a property: each writes it anew."""
    return tmp_path_factory.mktemp("journal") / "journal"


@given(contents=payloads)
def test_what_was_written_is_found(path: Path, contents: list[bytes]) -> None:
    written(path, contents)
    assert found(path) == contents


@given(contents=payloads, data=st.data())
def test_cut_anywhere_it_keeps_every_whole_record(
    path: Path, contents: list[bytes], data: st.DataObject
) -> None:
    whole = written(path, contents)
    cut = data.draw(st.integers(len(MAGIC), len(whole)))
    path.write_bytes(whole[:cut])
    ends = [len(MAGIC) + sum(HEAD + len(c) for c in contents[: n + 1]) for n in range(len(contents))]
    kept = [content for content, end in zip(contents, ends, strict=True) if end <= cut]
    assert found(path) == kept
    # what is added later is found after them
    journal, _ = Journal.opened(path)
    journal.add(b"Y", b"later")
    journal.flush()
    journal.close()
    assert found(path) == [*kept, b"later"]


@given(contents=payloads, data=st.data())
def test_a_flipped_bit_ends_it_there(path: Path, contents: list[bytes], data: st.DataObject) -> None:
    whole = bytearray(written(path, [*contents, b"last"]))
    contents = [*contents, b"last"]
    at = data.draw(st.integers(len(MAGIC), len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(whole)
    start, kept = len(MAGIC), []
    for content in contents:
        start += HEAD + len(content)
        if start > at:
            break
        kept.append(content)
    assert found(path) == kept
    # not even a new record in the place of the damaged one brings those behind it back
    journal, _ = Journal.opened(path)
    journal.add(b"Y", bytes(len(contents[len(kept)])))
    journal.flush()
    journal.close()
    assert found(path) == [*kept, bytes(len(contents[len(kept)]))]


@pytest.mark.parametrize("junk", [b"", b"INP", b"\x89PNG\r\n\x1a\n and more of it", bytes(100)])
def test_something_else_is_called_damaged(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "journal"
    path.write_bytes(junk)
    with pytest.raises(StudioError) as raised:
        Journal.opened(path)
    assert raised.value.code == "journal-damaged"
    assert path.read_bytes() == junk


def test_a_missing_one_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="cannot be read") as raised:
        Journal.opened(tmp_path / "journal")
    assert raised.value.code == "journal-read"


def test_an_existing_one_is_never_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    before = written(path, [b"precious"])
    with pytest.raises(StudioError) as raised:
        Journal(path, create=True)
    assert raised.value.code == "journal-exists"
    assert path.read_bytes() == before


def test_a_record_that_changed_on_disk_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path, create=True)
    record = journal.add(b"X", b"original")
    journal.sync()
    path.write_bytes(path.read_bytes().replace(b"original", b"modified"))
    with pytest.raises(StudioError, match="have changed"):
        journal.load(record)
    path.write_bytes(b"")
    with pytest.raises(StudioError, match="have changed"):
        journal.load(record)
    journal.close()


def test_the_disk_is_waited_for_in_another_thread_even_after_the_journal_is_closed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", create=True)
    journal.add(b"X", b"first")
    sync = journal.syncer()
    journal.close()
    thread = threading.Thread(target=sync)
    thread.start()
    thread.join()
    assert found(tmp_path / "journal") == [b"first"]


def test_records_of_one_kind_are_read_without_the_others(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path, create=True)
    for kind, payload in ((b"A", b"1"), (b"B", bytes(100_000)), (b"A", b"2"), (b"C", b"3")):
        journal.add(kind, payload)
    journal.flush()
    journal.close()
    whole = path.read_bytes()
    assert list(Journal.records(path, b"AC")) == [(b"A", b"1"), (b"A", b"2"), (b"C", b"3")]
    path.write_bytes(whole[:-1])
    assert list(Journal.records(path, b"AC")) == [(b"A", b"1"), (b"A", b"2")]
    assert path.read_bytes() == whole[:-1]
    path.write_bytes(b"rubbish")
    with pytest.raises(StudioError) as caught:
        list(Journal.records(path, b"A"))
    assert caught.value.code == "journal-damaged"
