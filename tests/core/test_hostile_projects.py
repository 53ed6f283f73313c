"""Malicious projects and sidecars are rejected in one line within 1 GB; whatever is saved opens again."""

from __future__ import annotations

import base64
import io
import json
import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.layers import LayerContent, LayerPatch
from inpaint_studio.core.document.state import LAST_MASK, MASK, State
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.limits import json_of
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.project import Project, StoredResult, load_project, save_project
from inpaint_studio.core.provenance import FileMark, Provenance, read_sidecar, write_sidecar
from inpaint_studio.core.sessions.results import read_results
from inpaint_studio.core.sessions.session_file import read_session
from inpaint_studio.core.tiles import TiledArray
from tests.hostile import Ending, assert_refused, read_in_child

CONTENTS = "inpaint-studio/project.json"


def flat_png(width: int, height: int, extra: bytes = b"") -> bytes:
    """A grey PNG of zeros, packed in pieces, so that a large one takes no memory here."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer, packed = zlib.compressobj(9), []
    rows = bytes(width + 1)
    for _ in range(height):
        packed.append(packer.compress(rows))
    packed.append(packer.flush())
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", header), extra, chunk(b"IDAT", b"".join(packed)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def small_project() -> Project:
    photo = Photo(np.full((40, 60, 1), 90, np.uint8))
    patch = LayerPatch(Rect(3, 4, 8, 6), np.full((6, 8, 1), 7, np.uint8), np.full((6, 8), 255, np.uint8))
    document = Document.of(photo).with_fill([patch], "Fill")
    tiles = TiledArray.blank(document.size)
    tiles.write(Rect(3, 4, 8, 6), np.full((6, 8), 255, np.uint8))
    return Project(State(document, {MASK: tiles}))


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "a.ora"
    save_project(path, small_project())
    return path


def changed(path: Path, entries: dict[str, bytes], **about: Any) -> Path:
    """The project with other entries (their checksums put right) and other contents."""
    with zipfile.ZipFile(path) as archive:
        before = {name: archive.read(name) for name in archive.namelist()} | entries
    if CONTENTS not in entries:
        contents = json.loads(before[CONTENTS]) | about
        contents["checks"] = {
            name: zlib.crc32(data) for name, data in before.items() if name.endswith(".png")
        }
        before[CONTENTS] = json.dumps(contents).encode()
    result = path.with_name("changed.ora")
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in before.items():
            archive.writestr(name, data)
    assert result.stat().st_size < 1_000_000
    return result


def refused(path: Path, read: str = "project") -> str:
    return assert_refused(read_in_child(path, read=read))


def test_a_list_of_hundreds_of_megabytes_is_refused(saved: Path) -> None:
    size = 100 << 20
    line = refused(changed(saved, {CONTENTS: b'{"format": 1, "x": [' + b"[]," * (size // 3) + b"[]]}"}))
    assert "its contents are not valid" in line


def test_pictures_packed_twice_are_measured_before_they_are_unpacked(saved: Path) -> None:
    # 100 million pixels each, of which the zip makes a kilobyte
    bomb = flat_png(10_000, 10_000)
    contents = json.loads(zipfile.ZipFile(saved).read(CONTENTS))
    (patch,) = contents["layers"][0]["patches"]
    patches, entries = [], {}
    for number in range(12):
        source = f"data/bomb{number}.png"
        entries[source] = bomb
        patches.append(patch | {"rect": [0, 0, 10_000, 10_000], "source": source, "coverage": source})
    layers = [contents["layers"][0] | {"patches": patches}]
    assert "it claims to contain more than a file of its size can" in refused(
        changed(saved, entries, layers=layers)
    )


def test_one_picture_that_is_used_a_thousand_times_counts_a_thousand_times(saved: Path) -> None:
    contents = json.loads(zipfile.ZipFile(saved).read(CONTENTS))
    (patch,) = contents["layers"][0]["patches"]
    bomb = flat_png(1000, 1000)
    patch |= {"rect": [0, 0, 1000, 1000], "source": "data/b.png", "coverage": "data/b.png"}
    layers = [contents["layers"][0] | {"patches": [patch] * 1000}]
    with pytest.raises(StudioError, match="it claims to contain more"):
        load_project(changed(saved, {"data/b.png": bomb}, layers=layers))


def test_metadata_that_unpacks_without_end_is_refused(saved: Path) -> None:
    blocks = {f"inpaint-studio/photo.{name}": bytes(40 << 20) for name in ("icc", "exif")}
    assert "is far too long" in refused(changed(saved, blocks))


def test_a_profile_that_unpacks_without_end_opens_nothing_of_it(saved: Path) -> None:
    data = b"x\0\0" + zlib.compress(bytes(300 << 20), 9)
    chunk = struct.pack(">I", len(data)) + b"iCCP" + data + struct.pack(">I", zlib.crc32(b"iCCP" + data))
    ended: Ending = read_in_child(changed(saved, {"data/photo.png": flat_png(60, 40, chunk)}), read="project")
    assert ended.code in (0, 1)
    assert ended.peak < 1_000_000_000


def test_entries_that_share_their_bytes_are_refused(saved: Path) -> None:
    buffer = io.BytesIO(saved.read_bytes())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("data/more.bin", os.urandom(5000))
        big = archive.getinfo("data/more.bin")
        for number in range(50):
            twin = zipfile.ZipInfo(f"data/twin{number}.bin")
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(twin, name, getattr(big, name))
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    saved.write_bytes(buffer.getvalue())
    with pytest.raises(StudioError, match="its parts overlap"):
        load_project(saved)


def test_a_way_of_packing_without_bounds_is_refused(saved: Path) -> None:
    result = saved.with_name("lzma.ora")
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(result, "w", zipfile.ZIP_LZMA) as target:
        for name in archive.namelist():
            target.writestr(name, archive.read(name))
    with pytest.raises(StudioError):
        load_project(result)


# -- what is saved opens again


def test_many_dense_fills_of_a_large_photo_open_again(tmp_path: Path) -> None:
    # all of them are flat, which Deflate packs best, and together they are 25 times the limit of pixels
    photo = Photo(np.full((80, 100, 3), 90, np.uint8))
    document = Document.of(photo)
    for number in range(12):
        pixels = np.full((80, 100, 3), number, np.uint8)
        patch = LayerPatch(Rect(0, 0, 100, 80), pixels, np.full((80, 100), 255, np.uint8))
        document = document.with_fill([patch], f"Fill {number}")
    path = tmp_path / "a.ora"
    save_project(path, Project(State(document)))
    again = load_project(path, max_pixels=photo.size.area)
    assert len(again.state.document.layers) == 12


def test_flat_fills_take_no_more_than_their_file_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.core.project import archive as project_zip

    monkeypatch.setattr(project_zip, "_ROOM", 0)  # the length of the file alone
    photo = Photo(np.zeros((3000, 3000, 1), np.uint8))
    patch = LayerPatch(
        Rect(0, 0, 3000, 3000), np.zeros((3000, 3000, 1), np.uint8), np.full((3000, 3000), 255, np.uint8)
    )
    document = Document.of(photo).with_fill([patch], "Fill")
    path = tmp_path / "a.ora"
    save_project(path, Project(State(document)))
    assert len(load_project(path).state.document.layers) == 1


def test_a_mask_of_many_results_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inpaint_studio.core.project import archive as project_zip

    project = small_project()
    mask = TiledArray.blank(project.state.document.size)
    for y, x in ((0, 0), (39, 59)):
        mask.write(Rect(x, y, 1, 1), np.full((1, 1), 255, np.uint8))
    patch = LayerPatch(Rect(0, 0, 1, 1), np.zeros((1, 1, 1), np.uint8), np.full((1, 1), 255, np.uint8))
    results = tuple(StoredResult(number, LayerContent((patch,)), mask) for number in range(20))
    state = State(project.state.document, {MASK: mask, LAST_MASK: mask})
    path = tmp_path / "a.ora"
    save_project(path, Project(state, results))
    asked = []
    before = project_zip.Archive.picture
    monkeypatch.setattr(
        project_zip.Archive, "picture", lambda self, name: asked.append(name) or before(self, name)
    )
    again = load_project(path)
    assert sum("/masks/" in name for name in asked) == 1
    first, second = again.results[0].mask, again.results[1].mask
    first.write(Rect(5, 5, 1, 1), np.full((1, 1), 9, np.uint8))  # each has its own
    assert not second.read(Rect(5, 5, 1, 1)).any()


def test_what_could_not_be_opened_again_is_not_saved(tmp_path: Path) -> None:
    project = small_project()
    large = Project(project.state, settings={"x": [0] * 300_000})
    with pytest.raises(StudioError, match="its description is far too long") as caught:
        save_project(tmp_path / "a.ora", large)
    assert caught.value.code == "project-unwritable"
    assert not (tmp_path / "a.ora").exists()


def test_a_project_above_what_the_computer_has_says_so(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inpaint_studio.core.project import archive as project_zip

    monkeypatch.setattr(project_zip, "physical_bytes", lambda: 1000)
    with pytest.raises(StudioError) as caught:
        load_project(saved)
    assert caught.value.code == "project-large"


# -- sidecars


@pytest.fixture
def sidecar(tmp_path: Path) -> dict[str, Any]:
    """The contents of one, whose photo lies beside it."""
    photo = tmp_path / "photo.png"
    Image.new("RGB", (24, 16)).save(photo)
    path = tmp_path / "x.inpaint.json"
    made = Provenance(FileMark.of(photo), Size(24, 16), Mask.full(Size(24, 16)), "telea", {}, 0, "0.1.0")
    write_sidecar(path, made)
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return read


def test_a_sidecar_of_a_long_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(b"[" + b"[]," * 330_000 + b"[]]")
    with pytest.raises(StudioError) as caught:
        read_sidecar(path)
    assert caught.value.code == "sidecar-broken"


@pytest.mark.parametrize("side", [90_000, 20_000])
def test_a_mask_of_gigapixels_is_refused_before_it_is_unpacked(
    tmp_path: Path, sidecar: dict[str, Any], side: int
) -> None:
    packed = flat_png(side, 1)[:33]  # a head alone says enough
    sidecar["mask"]["png"] = base64.b64encode(packed + bytes(2000)).decode("ascii")
    if side == 90_000:
        sidecar["photo"]["size"] = [side, side]
    path = tmp_path / "big.json"
    path.write_text(json.dumps(sidecar), "utf-8")
    line = refused(path, "sidecar")
    assert "above the limit of" in line or "its mask cannot be read" in line


def test_deep_json_is_refused() -> None:
    for depth in (65, 900, 100_000):
        with pytest.raises(ValueError, match=r"nested too deeply|values"):
            json_of(b"[" * depth + b"]" * depth, 50_000)
    assert json_of(b"[" * 60 + b"]" * 60, 100) is not None


# -- special files


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_pipes_and_devices_are_no_projects_and_no_sidecars(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.ora"
    os.mkfifo(pipe)
    link = tmp_path / "zero.ora"
    link.symlink_to("/dev/zero")
    for path in (pipe, link):
        for read in (load_project, read_sidecar, FileMark.of):
            with pytest.raises(StudioError) as caught:
                read(path)
            assert caught.value.code == "file-special"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
@pytest.mark.parametrize("name", ["session.json", "results.json", "1.result"])
def test_pipes_in_the_folder_of_a_session_keep_nobody_waiting(tmp_path: Path, name: str) -> None:
    folder = tmp_path if name == "session.json" else tmp_path / "results"
    folder.mkdir(exist_ok=True)
    os.mkfifo(folder / name)
    if name == "session.json":
        with pytest.raises(StudioError) as caught:
            read_session(tmp_path)
        assert caught.value.code == "session-broken"
    else:
        assert read_results(tmp_path, small_project().state.document) == ()
