from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.jobs.folders import masks_at, photos_in


def touch(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def code_of(call: object, *arguments: object) -> str:
    with pytest.raises(StudioError) as caught:
        call(*arguments)  # type: ignore[operator]
    assert str(caught.value)
    return caught.value.code


def test_photos_are_found_by_their_ending_and_sorted(tmp_path: Path) -> None:
    folder = touch(tmp_path / "p", "b.JPG", "a.png", "notes.txt", ".hidden.png", "c.tiff")
    (folder / "folder.png").mkdir()
    assert [path.name for path in photos_in(folder)] == ["a.png", "b.JPG", "c.tiff"]


def test_masks_in_the_same_folder_are_no_photos(tmp_path: Path) -> None:
    folder = touch(tmp_path / "p", "a.png", "a_mask.png")
    assert [path.name for path in photos_in(folder, folder)] == ["a.png"]
    assert [path.name for path in photos_in(folder, folder / "a_mask.png")] == ["a.png"]
    assert len(photos_in(folder)) == 2


@pytest.mark.parametrize("name", ["a.png", "a_mask.png", "a.tif", "a_mask.BMP"])
def test_a_mask_has_the_name_of_its_photo(tmp_path: Path, name: str) -> None:
    photos, masks = touch(tmp_path / "p", "a.jpg"), touch(tmp_path / "m", name, "ab.png")
    assert masks_at(masks, photos)(photos / "a.jpg").name == name


def test_a_file_is_the_mask_of_every_photo(tmp_path: Path) -> None:
    folder = touch(tmp_path / "p", "a.jpg", "m.png")
    assert masks_at(folder / "m.png", folder)(folder / "a.jpg") == folder / "m.png"


def test_the_folder_of_the_masks_is_listed_once(tmp_path: Path) -> None:
    photos, masks = touch(tmp_path / "p", "a.jpg", "b.jpg"), touch(tmp_path / "m", "a.png", "b.png")
    find_mask = masks_at(masks, photos)
    (masks / "b.png").unlink()
    assert [find_mask(photos / name).name for name in ("a.jpg", "b.jpg")] == ["a.png", "b.png"]


def test_a_photo_is_not_its_own_mask(tmp_path: Path) -> None:
    folder = touch(tmp_path / "p", "a.png")
    assert code_of(masks_at(folder, folder), folder / "a.png") == "mask-not-found"


def test_no_mask_and_several_masks_are_errors(tmp_path: Path) -> None:
    photos, masks = touch(tmp_path / "p", "a.jpg", "b.jpg"), touch(tmp_path / "m", "a.png", "a.bmp")
    assert code_of(masks_at(masks, photos), photos / "a.jpg") == "mask-ambiguous"
    assert code_of(masks_at(masks, photos), photos / "b.jpg") == "mask-not-found"


def test_a_folder_that_is_not_there_or_bare_is_an_error(tmp_path: Path) -> None:
    assert code_of(photos_in, tmp_path / "nowhere") == "folder-missing"
    assert code_of(photos_in, touch(tmp_path / "bare", "notes.txt")) == "folder-empty"


def test_the_infrared_of_a_scan_is_no_photo(tmp_path: Path) -> None:
    for name in ("a.tif", "a_IR.tif", "b_ir.png", "c.jpg", "c_ir.tiff", "d.png", "d_IR.jpg"):
        Image.new("L", (4, 4)).save(tmp_path / name)
    assert [path.name for path in photos_in(tmp_path)] == ["a.tif", "b_ir.png", "c.jpg", "d.png", "d_IR.jpg"]


def test_what_cannot_be_infrared_is_a_photo_whatever_its_name(tmp_path: Path) -> None:
    for name, colour in (
        ("a.png", 90),
        ("a_IR.png", (90, 40, 20)),
        ("b.png", 90),
        ("b_IR.png", (90, 90, 91)),
    ):
        Image.new("RGB", (4, 4), colour).save(tmp_path / name)
    assert [path.name for path in photos_in(tmp_path)] == ["a.png", "a_IR.png", "b.png"]
    Image.new("L", (9, 4)).save(tmp_path / "b_IR.png")
    assert [path.name for path in photos_in(tmp_path)][2:] == ["b.png", "b_IR.png"]
