"""A project comes back byte for byte, other programs can open it, and faults are reported in one line."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core import files
from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.layers import LayerContent, LayerPatch
from inpaint_studio.core.document.state import LAST_MASK, MASK, State
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import Photo, SourceFormat
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.project import Project, StoredResult, load_project, save_project
from inpaint_studio.core.tiles import TiledArray
from tests.profiles import srgb_profile

from .photo_files import XMP


def noise(shape: tuple[int, ...], dtype: Any, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)


def patch_of(photo: Photo, rect: Rect, seed: int) -> LayerPatch:
    shape = (rect.height, rect.width)
    coverage = noise(shape, np.uint8, seed)
    coverage[:2] = 0
    alpha = noise(shape, photo.dtype, seed + 2) if photo.has_alpha else None
    return LayerPatch(rect, noise((*shape, photo.channels), photo.dtype, seed + 1), coverage, alpha)


def mask_of(size: Any, rect: Rect, seed: int = 9) -> TiledArray:
    tiles = TiledArray.blank(size)
    tiles.write(rect, noise((rect.height, rect.width), np.uint8, seed))
    return tiles


def project_of(dtype: Any = np.uint8, channels: int = 3, *, alpha: bool = False) -> Project:
    photo = Photo(
        noise((90, 120, channels), dtype),
        noise((90, 120), dtype, 1) if alpha else None,
        icc=srgb_profile() if channels == 3 else None,
        exif=b"II*\0\x08\0\0\0\0\0\0\0\0\0",
        xmp=XMP,
        iptc=b"\x1c\x02\x78\0\x09A caption",
        photoshop=b"8BIM\x04\x0a\0\0\0\0\0\x01\1\0",
        comments=(b"one", "zwei ü".encode("latin-1")),
        dpi=(300.0, 299.5),
        source=SourceFormat(
            "JPEG",
            {
                "qtables": [[1] * 64, [2] * 64],
                "chunks": ((b"tEXt", b"\0\xff"), (b"zTXt", b"x")),
                "progressive": True,
            },
        ),
        notes=("a note",),
    )
    document = Document.of(photo)
    document = document.with_fill([patch_of(photo, Rect(5, 6, 30, 20), 3)], "Fill 1", {"engine": "telea"})
    document = document.with_fill(
        [patch_of(photo, Rect(20, 10, 30, 20), 4), patch_of(photo, Rect(80, 60, 11, 12), 5)], "Fill <2>"
    )
    document = document.with_fill([patch_of(photo, Rect(60, 40, 9, 9), 6)], "Hidden")
    document = document.with_changed([2], visible=False)
    document = document.with_changed([0], name="Scratch, left cheek ü", group=7, group_name="Dust")
    document = document.with_changed([1], opacity=1 / 3).cropped(Rect(10, 4, 100, 80))
    masks = {
        MASK: mask_of(document.size, Rect(3, 4, 40, 50)),
        LAST_MASK: mask_of(document.size, Rect(30, 4, 10, 5)),
        "sources": TiledArray.blank(document.size),
    }
    content = LayerContent(
        (patch_of(photo, Rect(15, 16, 20, 20), 7),), "auto", {"engine": "auto", "params": {"a": 1}, "seed": 7}
    )
    result = StoredResult(4, content, masks[MASK], starred=True, chosen=True)
    return Project(
        State(document, masks), (result,), {"engine": "auto", "params": {"x": 0.1}}, {"path": "/a/b.jpg"}
    )


def assert_same(one: Project, other: Project) -> None:
    mine, theirs = one.state.document, other.state.document
    np.testing.assert_array_equal(mine.photo.pixels, theirs.photo.pixels)
    if mine.photo.alpha is not None:
        np.testing.assert_array_equal(mine.photo.alpha, theirs.photo.alpha)
    for name in (
        "icc",
        "exif",
        "xmp",
        "iptc",
        "photoshop",
        "comments",
        "dpi",
        "source",
        "notes",
        "dtype",
        "channels",
        "has_alpha",
    ):
        assert getattr(mine.photo, name) == getattr(theirs.photo, name), name
    assert mine.canvas == theirs.canvas
    whole = Rect.of(mine.size)
    np.testing.assert_array_equal(mine.read(whole), theirs.read(whole))
    if mine.has_alpha:
        np.testing.assert_array_equal(mine.read_alpha(whole), theirs.read_alpha(whole))
    assert len(mine.layers) == len(theirs.layers)
    for before, after in zip(mine.layers, theirs.layers, strict=True):
        assert replace(before, content=after.content) == after
        assert_same_content(before.content, after.content)
    assert one.state.masks.keys() == other.state.masks.keys()
    for name in one.state.masks:
        assert one.state.mask(name).digest == other.state.mask(name).digest
    for a, b in zip(one.results, other.results, strict=True):
        assert_same_content(a.content, b.content)
        assert (a.number, a.starred, a.partial, a.chosen) == (b.number, b.starred, b.partial, b.chosen)
        np.testing.assert_array_equal(a.mask.read(whole), b.mask.read(whole))
    assert (one.settings, one.about) == (other.settings, other.about)


def assert_same_content(one: LayerContent, other: LayerContent) -> None:
    assert (one.name, dict(one.description)) == (other.name, dict(other.description))
    for mine, theirs in zip(one.patches, other.patches, strict=True):
        assert mine.rect == theirs.rect
        np.testing.assert_array_equal(mine.coverage, theirs.coverage)
        covered = mine.coverage > 0
        np.testing.assert_array_equal(mine.pixels[covered], theirs.pixels[covered])
        assert (mine.alpha is None) == (theirs.alpha is None)
        if mine.alpha is not None and theirs.alpha is not None:
            np.testing.assert_array_equal(mine.alpha[covered], theirs.alpha[covered])


def saved(tmp_path: Path, project: Project | None = None) -> Path:
    path = tmp_path / "a.ora"
    save_project(path, project or project_of(), overwrite=True)
    return path


def rezipped(path: Path, changes: dict[str, bytes | None], *, compressed: bool = False) -> Path:
    """The same zip with some entries replaced, or left out."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries |= {name: data for name, data in changes.items() if data is not None}
    result = path.with_name("changed.ora")
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            if name not in changes or changes[name] is not None:
                archive.writestr(name, data)
    return result


def code_of(path: Path, **options: Any) -> str:
    with pytest.raises(StudioError) as caught:
        load_project(path, **options)
    assert "\n" not in str(caught.value)
    return caught.value.code


def png_bytes(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("alpha", [False, True])
def test_a_project_comes_back_byte_for_byte(tmp_path: Path, dtype: Any, channels: int, alpha: bool) -> None:
    project = project_of(dtype, channels, alpha=alpha)
    assert_same(project, load_project(saved(tmp_path, project)))


def test_a_canvas_beyond_the_photo_comes_back(tmp_path: Path) -> None:
    document = project_of().state.document.with_canvas(Rect(-20, -10, 200, 150))
    project = Project(State(document))
    assert_same(project, load_project(saved(tmp_path, project)))


@pytest.mark.parametrize("ending", [".jpg", ".png", ".tif", ".webp"])
def test_a_photo_from_any_format_keeps_what_its_file_said(tmp_path: Path, ending: str) -> None:
    source = tmp_path / f"photo{ending}"
    write_photo(source, project_of().state.document.photo)
    project = Project(State(Document.of(read_photo(source))))
    assert_same(project, load_project(saved(tmp_path, project)))


def test_the_same_project_gives_the_same_bytes(tmp_path: Path) -> None:
    first = saved(tmp_path).read_bytes()
    assert saved(tmp_path).read_bytes() == first


def test_iptc_in_projects_of_version_0_1_is_found(tmp_path: Path) -> None:
    segment = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0e\x1c\x02\x78\0\x09A caption"
    photo = Photo(noise((20, 30, 3), np.uint8), source=SourceFormat("JPEG", {"app13": (segment,)}))
    save_project(tmp_path / "old.ora", Project(State(Document.of(photo))))
    again = load_project(tmp_path / "old.ora").state.document.photo
    assert again.iptc == b"\x1c\x02\x78\0\x09A caption"
    assert again.source.options == {}


def test_what_is_loaded_can_be_saved_again(tmp_path: Path) -> None:
    path = saved(tmp_path)
    first = path.read_bytes()
    assert saved(tmp_path, load_project(path)).read_bytes() == first


def test_the_file_is_laid_out_as_openraster_says(tmp_path: Path) -> None:
    path = saved(tmp_path)
    # the kind can be told from the first bytes: name and contents follow the 30 bytes of the header
    assert path.read_bytes()[30:54] == b"mimetypeimage/openraster"
    with zipfile.ZipFile(path) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        image = ElementTree.fromstring(archive.read("stack.xml"))
        assert (image.tag, image.get("w"), image.get("h"), image.get("version")) == (
            "image",
            "100",
            "80",
            "0.0.6",
        )
        merged = Image.open(archive.open("mergedimage.png"))
        assert merged.size == (100, 80)
        assert max(Image.open(archive.open("Thumbnails/thumbnail.png")).size) <= 256
        assert {each.get("src") for each in image.iter("layer")} <= set(archive.namelist())


def test_layers_stand_from_the_top_with_their_look_and_place(tmp_path: Path) -> None:
    with zipfile.ZipFile(saved(tmp_path)) as archive:
        stack = ElementTree.fromstring(archive.read("stack.xml")).find("stack")
    assert stack is not None
    top, group, single, base = stack
    assert (top.get("name"), top.get("visibility")) == ("Hidden", "hidden")
    assert (group.tag, group.get("name"), len(group)) == ("stack", "Fill <2>", 2)
    assert float(group.get("opacity", 0)) == pytest.approx(1 / 3, abs=1e-5)
    assert (single.get("x"), single.get("y")) == ("-5", "2")
    assert (base.get("src"), base.get("x"), base.get("y")) == ("data/photo.png", "-10", "-4")


def test_other_programs_see_the_picture_by_laying_the_layers_over_one_another(tmp_path: Path) -> None:
    photo = Photo(noise((40, 50, 3), np.uint8))
    document = Document.of(photo).with_fill([patch_of(photo, Rect(5, 6, 30, 20), 3)], "Fill")
    with zipfile.ZipFile(saved(tmp_path, Project(State(document)))) as archive:
        seen = Image.open(archive.open("data/photo.png")).convert("RGBA")
        seen.alpha_composite(Image.open(archive.open("data/fill000-0.png")).convert("RGBA"), (5, 6))
        merged = np.asarray(Image.open(archive.open("mergedimage.png")))
    np.testing.assert_array_equal(np.asarray(seen)[..., :3], document.read(Rect.of(document.size)))
    np.testing.assert_array_equal(merged, document.read(Rect.of(document.size)))


def test_a_failed_save_leaves_the_old_project_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path)
    before = path.read_bytes()

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "_put_in_place", fail)
    with pytest.raises(StudioError) as caught:
        saved(tmp_path, replace(project_of(), results=()))
    assert caught.value.code == "disk-full"
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".tmp"] == []


def test_an_existing_project_is_kept_unless_overwriting_is_allowed(tmp_path: Path) -> None:
    path = saved(tmp_path)
    with pytest.raises(StudioError) as caught:
        save_project(path, project_of())
    assert caught.value.code == "file-exists"


def foreign(tmp_path: Path, layers: dict[str, tuple[bytes, str]], merged: bytes | None) -> Path:
    path = tmp_path / "foreign.ora"
    inside = "".join(f'<layer src="{name}" {about}/>' for name, (_, about) in layers.items())
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", b"image/openraster")
        archive.writestr("stack.xml", f'<image w="30" h="20" version="0.0.3"><stack>{inside}</stack></image>')
        for name, (data, _) in layers.items():
            archive.writestr(name, data)
        if merged is not None:
            archive.writestr("mergedimage.png", merged)
    return path


def test_a_project_of_another_program_opens_as_its_merged_picture_with_a_note(tmp_path: Path) -> None:
    picture = noise((20, 30, 4), np.uint8)
    picture[..., 3] = 255
    layer = png_bytes(noise((20, 30, 4), np.uint8))
    path = foreign(tmp_path, {"data/b.png": (layer, ""), "data/a.png": (layer, "")}, png_bytes(picture))
    project = load_project(path)
    np.testing.assert_array_equal(project.state.document.photo.pixels, picture[..., :3])
    assert not project.state.document.has_alpha
    assert project.notes == ("The layers of this project (2) are kept: fills lie on top of them.",)


def test_the_only_layer_of_another_program_is_taken_in_its_full_depth(tmp_path: Path) -> None:
    grey = noise((20, 30), np.uint16)
    path = foreign(tmp_path, {"data/a.png": (png_bytes(grey), "")}, png_bytes((grey >> 8).astype(np.uint8)))
    project = load_project(path)
    assert project.state.document.dtype == np.uint16
    np.testing.assert_array_equal(project.state.document.photo.pixels[..., 0], grey)
    assert project.notes == ()


@pytest.mark.parametrize("about", ['opacity="0.5"', 'x="3"', 'visibility="hidden"'])
def test_a_layer_that_is_not_the_whole_picture_is_not_taken_for_it(tmp_path: Path, about: str) -> None:
    merged = noise((20, 30, 3), np.uint8, 5)
    layer = png_bytes(noise((20, 30, 3), np.uint8))
    project = load_project(foreign(tmp_path, {"data/a.png": (layer, about)}, png_bytes(merged)))
    np.testing.assert_array_equal(project.state.document.photo.pixels, merged)


def test_a_project_that_another_program_changed_opens_as_what_it_shows(tmp_path: Path) -> None:
    merged = png_bytes(noise((80, 100, 3), np.uint8, 5))
    path = rezipped(saved(tmp_path), {"data/photo.png": merged, "mergedimage.png": merged})
    project = load_project(path)
    np.testing.assert_array_equal(project.state.document.photo.pixels, noise((80, 100, 3), np.uint8, 5))
    assert "Another program has changed this project" in project.notes[0]


def test_a_file_that_is_no_project_is_told_apart(tmp_path: Path) -> None:
    assert code_of(tmp_path / "nothing.ora") == "file-missing"
    assert code_of(tmp_path) == "file-is-folder"
    path = tmp_path / "a.ora"
    path.write_bytes(b"hello")
    assert code_of(path) == "project-unknown"
    path.write_bytes(b"")
    assert code_of(path) == "file-empty"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert code_of(path) == "project-unknown"


def test_a_newer_project_says_so(tmp_path: Path) -> None:
    path = rezipped(saved(tmp_path), {"inpaint-studio/project.json": b'{"format": 3}'})
    assert code_of(path) == "project-newer"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.99])
def test_a_project_cut_short_is_damaged(tmp_path: Path, share: float) -> None:
    path = saved(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert code_of(path) == "project-broken"


def test_no_flipped_byte_does_more_than_raise_a_plain_error(tmp_path: Path) -> None:
    path = saved(tmp_path)
    data = path.read_bytes()
    choose = np.random.default_rng(1)
    for place in choose.integers(0, len(data), 150):
        broken = bytearray(data)
        broken[place] ^= 0x55
        path.write_bytes(broken)
        with contextlib.suppress(StudioError):  # anything else fails the test
            load_project(path)


@pytest.mark.parametrize(
    "missing",
    [
        "data/photo.png",
        "data/fill001-1.png",
        "inpaint-studio/masks/0.png",
        "inpaint-studio/coverage/data-fill000-0.png",
    ],
)
def test_a_missing_part_is_named(tmp_path: Path, missing: str) -> None:
    path = rezipped(saved(tmp_path), {missing: None})
    with pytest.raises(StudioError, match="is missing") as caught:
        load_project(path)
    assert caught.value.code == "project-broken"
    assert missing in str(caught.value)


def contents_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        read: dict[str, Any] = json.loads(archive.read("inpaint-studio/project.json"))
        return read


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("canvas", [0, 0, 1 << 30, 1 << 30]),
        ("canvas", [0, 0, 0, 5]),
        ("canvas", "x"),
        ("canvas", [0, 0, 1.5, 2]),
        ("format", "1"),
        ("format", 0),
        ("checks", None),
        ("layers", [{}]),
        ("masks", {"mask": {"rect": [0, 0, 9, 9], "source": "data/photo.png"}}),
        ("masks", []),
        ("results", [{"number": 1}]),
        ("photo", {}),
        ("settings", {"a": {"$bytes": "?"}}),
    ],
)
def test_contents_that_make_no_sense_are_said_to(tmp_path: Path, key: str, value: Any) -> None:
    path = saved(tmp_path)
    contents = {**contents_of(path), key: value}
    changed = rezipped(path, {"inpaint-studio/project.json": json.dumps(contents).encode()})
    assert code_of(changed) == "project-broken"


@pytest.mark.parametrize(
    "wrong", [5, [5], [{}], [{"engine": "a", "params": 3, "variation": 0}], [{"engine": "a", "variation": 0}]]
)
def test_attempts_that_are_none_are_noticed(tmp_path: Path, wrong: Any) -> None:
    path = saved(tmp_path)
    contents = contents_of(path)
    contents["layers"][0]["description"] = {"attempts": wrong}
    changed = rezipped(path, {"inpaint-studio/project.json": json.dumps(contents).encode()})
    assert code_of(changed) == "project-broken"


def test_a_fill_after_the_highest_number_can_be_saved_and_opened(tmp_path: Path) -> None:
    path = saved(tmp_path)
    contents = contents_of(path)
    contents["layers"][0]["number"] = (1 << 31) - 1
    project = load_project(rezipped(path, {"inpaint-studio/project.json": json.dumps(contents).encode()}))
    document = project.state.document
    patch = patch_of(document.photo, Rect(1, 1, 9, 9), 8)
    more = replace(project, state=project.state.with_document(document.with_fill([patch])))
    save_project(tmp_path / "more.ora", more)
    assert load_project(tmp_path / "more.ora").state.document.layers[-1].number == 1 << 31


@pytest.mark.parametrize("dpi", [[float("nan"), 72], [72, float("inf")], [0, 0], [-72, 72]])
def test_a_resolution_that_no_picture_has_is_left_out(tmp_path: Path, dpi: list[float]) -> None:
    path = saved(tmp_path)
    contents = contents_of(path)
    contents["photo"]["dpi"] = dpi
    changed = rezipped(path, {"inpaint-studio/project.json": json.dumps(contents).encode()})
    read = load_project(changed)
    assert read.state.document.photo.dpi is None
    save_project(tmp_path / "again.ora", read)


def test_a_name_without_end_makes_no_line_without_end(tmp_path: Path) -> None:
    path = saved(tmp_path)
    contents = contents_of(path)
    contents["layers"][0]["patches"][0]["source"] = "x" * 50_000
    changed = rezipped(path, {"inpaint-studio/project.json": json.dumps(contents).encode()})
    with pytest.raises(StudioError) as caught:
        load_project(changed)
    assert len(str(caught.value)) < 1000


def test_pictures_above_the_limit_are_refused(tmp_path: Path) -> None:
    assert code_of(saved(tmp_path), max_pixels=5000) == "photo-too-large"


def test_a_picture_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path)
    with zipfile.ZipFile(path) as archive:
        head = archive.read("data/photo.png")[:33]
    contents = contents_of(path)
    contents["checks"] = {}
    bomb = rezipped(
        path,
        {
            "data/photo.png": head + bytes(80 << 20),
            "inpaint-studio/project.json": json.dumps(contents).encode(),
        },
        compressed=True,
    )
    assert bomb.stat().st_size < 1 << 20
    assert code_of(bomb, max_pixels=20_000) == "project-broken"


def test_entities_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    path = foreign(tmp_path, {"data/a.png": (png_bytes(noise((20, 30, 3), np.uint8)), "")}, None)
    bomb = b'<!DOCTYPE a [<!ENTITY b "x">]><image w="30" h="20"><stack/></image>'
    assert code_of(rezipped(path, {"stack.xml": bomb})) == "project-broken"
    deep = b'<image w="30" h="20">' + b"<stack>" * 5000 + b"</stack>" * 5000 + b"</image>"
    assert code_of(rezipped(path, {"stack.xml": deep})) == "project-broken"
