"""Layers of other programs: shown composed, kept as they are, and written back beneath our fills."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest

from inpaint_studio.core.document.document import Document
from inpaint_studio.core.document.layers import LayerPatch
from inpaint_studio.core.document.state import State
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect
from inpaint_studio.core.photo import LayerStack, Photo
from inpaint_studio.core.photo_io.png import read as png_read
from inpaint_studio.core.photo_io.png import write as png_write
from inpaint_studio.core.project import Project, load_project, save_project, writing
from inpaint_studio.core.project.foreign import MOST_STACK
from tests.profiles import srgb_profile

HEIGHT, WIDTH = 20, 30
LOST = (
    "Layers of this project ({count}) are missing or damaged: it is opened as the merged picture in the "
    "file, without layers."
)
GROUPED = """
  <layer name="hidden" src="data/h.png" x="2" y="1" visibility="hidden" composite-op="svg:multiply"/>
  <stack name="group" opacity="0.6" isolation="isolate">
    <layer name="half" src="data/b.png" x="-3" y="4" opacity="0.5" composite-op="svg:src-over"/>
    <layer name="under" src="data/c.png" x="20" y="12"/>
  </stack>
  <layer name="base" src="data/a.png"/>
"""
"""Groups, opacities, layers that reach over the edge, and one that is hidden with a blend mode."""


def noise(height: int, width: int, channels: int, dtype: Any, seed: int) -> np.ndarray:
    top = np.iinfo(dtype).max
    return np.random.default_rng(seed).integers(0, top, (height, width, channels), dtype, endpoint=True)


def png(pixels: np.ndarray) -> bytes:
    order = {3: [2, 1, 0], 4: [2, 1, 0, 3]}[pixels.shape[2]]
    return bytes(cv2.imencode(".png", pixels[..., order])[1])


def layers_of(dtype: Any) -> dict[str, np.ndarray]:
    base = noise(HEIGHT, WIDTH, 4, dtype, 0)
    base[..., 3] = np.iinfo(dtype).max
    return {
        "data/a.png": base,
        "data/b.png": noise(9, 14, 4, dtype, 1),
        "data/c.png": noise(12, 16, 4, dtype, 2),
        "data/h.png": noise(5, 5, 4, dtype, 3),
    }


def written(path: Path, inside: str, layers: dict[str, np.ndarray], merged: np.ndarray | None) -> Path:
    """An OpenRaster file as other programs write it."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", b"image/openraster")
        stack = f"<stack>{inside}</stack>"
        archive.writestr("stack.xml", f'<image w="{WIDTH}" h="{HEIGHT}" version="0.0.3">{stack}</image>')
        for name, pixels in layers.items():
            archive.writestr(name, png(pixels))
        if merged is not None:
            archive.writestr("mergedimage.png", png(merged))
    return path


def composed(path: Path) -> np.ndarray:
    """What another program shows of a file: every visible layer by the formula of Porter and Duff, 0 to 1.

    In float64, pixel by pixel over the whole canvas, with straight alpha: another way than that of the core.
    """
    with zipfile.ZipFile(path) as archive:
        image = ElementTree.fromstring(archive.read("stack.xml"))
        size = int(image.attrib["h"]), int(image.attrib["w"])

        def laid(stack: ElementTree.Element) -> np.ndarray:
            canvas = np.zeros((*size, 4))
            for child in list(stack)[::-1]:
                if child.get("visibility", "visible") == "hidden":
                    continue
                over = laid(child) if child.tag == "stack" else placed(child)
                over[..., 3] *= float(child.get("opacity", 1))
                alpha = over[..., 3:] + canvas[..., 3:] * (1 - over[..., 3:])
                mixed = over[..., :3] * over[..., 3:]
                mixed += canvas[..., :3] * canvas[..., 3:] * (1 - over[..., 3:])
                canvas = np.concatenate([np.where(alpha > 0, mixed / np.maximum(alpha, 1e-12), 0), alpha], 2)
            return canvas

        def placed(layer: ElementTree.Element) -> np.ndarray:
            found = png_read.read(io.BytesIO(archive.read(layer.attrib["src"])), 10**6)
            canvas = np.zeros((*size, 4))
            x, y = int(layer.get("x", 0)), int(layer.get("y", 0))
            top = np.iinfo(found.pixels.dtype).max
            for row in range(found.pixels.shape[0]):
                for column in range(found.pixels.shape[1]):
                    if 0 <= row + y < size[0] and 0 <= column + x < size[1]:
                        alpha = 1 if found.alpha is None else found.alpha[row, column] / top
                        canvas[row + y, column + x] = [*(found.pixels[row, column] / top), alpha]
            return canvas

        stack = image.find("stack")
        assert stack is not None
        return laid(stack)


def seen(project: Project) -> np.ndarray:
    """The picture of a project, 0 to 1, with alpha."""
    flat = project.state.document.flattened()
    top = np.iinfo(flat.dtype).max
    alpha = np.full(flat.pixels.shape[:2], top) if flat.alpha is None else flat.alpha
    return np.dstack([flat.pixels, alpha]) / top


def with_fill(project: Project, rect: Rect) -> Project:
    document = project.state.document
    shape = (rect.height, rect.width)
    pixels = noise(*shape, 3, document.dtype, 7)
    alpha = np.full(shape, np.iinfo(document.dtype).max, document.dtype) if document.has_alpha else None
    patch = LayerPatch(rect, pixels, np.full(shape, 255, np.uint8), alpha)
    filled = document.with_fill([patch], "Fill")
    return replace(project, state=project.state.with_document(filled))


def tree(path: Path) -> list[Any]:
    """The layers of a file from the top: attributes without the file's name, and the bytes of the file."""
    with zipfile.ZipFile(path) as archive:
        stack = ElementTree.fromstring(archive.read("stack.xml")).find("stack")
        assert stack is not None

        def told(element: ElementTree.Element) -> Any:
            about = {key: value for key, value in element.attrib.items() if key != "src"}
            data = archive.read(element.attrib["src"]) if "src" in element.attrib else b""
            return element.tag, about, data, [told(child) for child in element]

        return [told(child) for child in stack]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_layers_and_groups_are_composed_at_their_depth(tmp_path: Path, dtype: Any) -> None:
    path = written(tmp_path / "a.ora", GROUPED, layers_of(dtype), None)
    project = load_project(path)
    assert project.state.document.dtype == dtype
    np.testing.assert_allclose(seen(project), composed(path), atol=0.51 / np.iinfo(dtype).max)
    assert project.notes == ("The layers of this project (4) are kept: fills lie on top of them.",)


def test_deep_layers_are_used_if_they_give_the_merged_picture(tmp_path: Path) -> None:
    path = written(tmp_path / "a.ora", GROUPED, layers_of(np.uint16), None)
    merged = np.rint(composed(path) * 255).astype(np.uint8)
    path = written(tmp_path / "b.ora", GROUPED, layers_of(np.uint16), merged)
    project = load_project(path)
    assert project.state.document.dtype == np.uint16
    np.testing.assert_allclose(seen(project), composed(path), atol=0.51 / 65535)


def test_a_merged_picture_that_differs_is_what_is_shown_and_the_layers_stay(tmp_path: Path) -> None:
    merged = noise(HEIGHT, WIDTH, 3, np.uint8, 9)
    path = written(tmp_path / "a.ora", GROUPED, layers_of(np.uint16), merged)
    project = load_project(path)
    np.testing.assert_array_equal(project.state.document.photo.pixels, merged)
    assert "its layers give another one here" in project.notes[1]
    assert project.state.document.photo.beneath is not None


@pytest.mark.parametrize("mode", ["svg:multiply", "krita:dodge"])
def test_blend_modes_are_not_composed_and_that_is_said(tmp_path: Path, mode: str) -> None:
    inside = GROUPED.replace("svg:src-over", mode)
    merged = noise(HEIGHT, WIDTH, 3, np.uint8, 9)
    project = load_project(written(tmp_path / "a.ora", inside, layers_of(np.uint16), merged))
    np.testing.assert_array_equal(project.state.document.photo.pixels, merged)
    assert mode.partition(":")[2] in project.notes[1]
    bare = load_project(written(tmp_path / "b.ora", inside, layers_of(np.uint16), None))
    assert "looks different" in bare.notes[1]


@pytest.mark.parametrize("crop", [None, Rect(3, 2, 20, 15)])
def test_no_layer_is_lost_in_a_round_trip_and_ours_lie_on_top(tmp_path: Path, crop: Rect | None) -> None:
    path = written(tmp_path / "a.ora", GROUPED, layers_of(np.uint16), None)
    project = with_fill(load_project(path), Rect(4, 5, 6, 7))
    if crop is not None:
        document = project.state.document.cropped(crop)
        project = replace(project, state=project.state.with_document(document))
    save_project(tmp_path / "b.ora", project)
    again = load_project(tmp_path / "b.ora")
    save_project(tmp_path / "c.ora", again)
    # other programs see what we see
    np.testing.assert_allclose(composed(tmp_path / "b.ora"), seen(project), atol=0.51 / 65535)
    np.testing.assert_array_equal(seen(again), seen(project))
    assert (tmp_path / "b.ora").read_bytes() == (tmp_path / "c.ora").read_bytes()
    fill, *theirs = tree(tmp_path / "b.ora")
    assert fill[1]["name"] == "Fill"
    if crop is None:
        assert theirs == tree(path)
    else:
        assert [one[2] for one in theirs] == [one[2] for one in tree(path)]


def test_blend_modes_and_what_is_unknown_are_written_back(tmp_path: Path) -> None:
    inside = GROUPED.replace("svg:src-over", "svg:multiply")
    inside = inside.replace('name="base"', 'name="base" edit-locked="true"')
    merged = noise(HEIGHT, WIDTH, 3, np.uint8, 9)
    path = written(tmp_path / "a.ora", inside, layers_of(np.uint8), merged)
    save_project(tmp_path / "b.ora", load_project(path))
    assert tree(tmp_path / "b.ora") == tree(path)


def test_after_another_program_changed_it_all_layers_are_still_there(tmp_path: Path) -> None:
    path = written(tmp_path / "a.ora", GROUPED, layers_of(np.uint8), None)
    save_project(tmp_path / "b.ora", with_fill(load_project(path), Rect(4, 5, 6, 7)))
    with zipfile.ZipFile(tmp_path / "b.ora") as old, zipfile.ZipFile(tmp_path / "c.ora", "w") as new:
        for name in old.namelist():
            if not name.startswith("inpaint-studio/"):  # it knows nothing of these
                new.writestr(name, old.read(name))
    save_project(tmp_path / "d.ora", with_fill(load_project(tmp_path / "c.ora"), Rect(1, 1, 3, 3)))
    assert len(tree(tmp_path / "d.ora")) == 1 + len(tree(tmp_path / "b.ora"))
    assert tree(tmp_path / "d.ora")[1:] == tree(tmp_path / "b.ora")


def test_a_file_whose_layers_are_not_all_there_opens_as_its_merged_picture(tmp_path: Path) -> None:
    layers = layers_of(np.uint8)
    del layers["data/h.png"]
    merged = noise(HEIGHT, WIDTH, 3, np.uint8, 9)
    project = load_project(written(tmp_path / "a.ora", GROUPED, layers, merged))
    np.testing.assert_array_equal(project.state.document.photo.pixels, merged)
    assert project.notes == (LOST.format(count=4),)
    assert project.state.document.photo.beneath is None


@pytest.mark.parametrize("damage", ["checksum", "packed"])
def test_a_layer_that_cannot_be_unpacked_leaves_the_merged_picture(tmp_path: Path, damage: str) -> None:
    merged = noise(HEIGHT, WIDTH, 3, np.uint8, 9)
    path = written(tmp_path / "a.ora", GROUPED, layers_of(np.uint8), merged)
    if damage == "checksum":
        data = bytearray(path.read_bytes())
        with zipfile.ZipFile(path) as archive:
            data[archive.getinfo("data/c.png").header_offset + 100] ^= 255
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.ora", "w") as new:
            for name in old.namelist():
                kind = zipfile.ZIP_BZIP2 if name == "data/c.png" else zipfile.ZIP_STORED
                new.writestr(name, old.read(name), kind)
        path = tmp_path / "b.ora"
    project = load_project(path)
    np.testing.assert_array_equal(project.state.document.photo.pixels, merged)
    assert project.notes == (LOST.format(count=4),)


def test_an_only_layer_that_is_missing_leaves_the_merged_picture(tmp_path: Path) -> None:
    merged = noise(HEIGHT, WIDTH, 3, np.uint8, 9)
    project = load_project(written(tmp_path / "a.ora", '<layer src="data/a.png"/>', {}, merged))
    np.testing.assert_array_equal(project.state.document.photo.pixels, merged)
    assert project.notes == (LOST.format(count=1),)


def test_a_profile_that_only_the_merged_picture_has_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "a.ora", GROUPED, layers_of(np.uint16), None)
    shown = np.rint(composed(path) * 255).astype(np.uint8)
    merged = io.BytesIO()
    png_write.write(merged, shown[..., :3], shown[..., 3], icc=srgb_profile(), dpi=(300.0, 300.0))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("mergedimage.png", merged.getvalue())
    photo = load_project(path).state.document.photo
    assert (photo.dtype, photo.icc) == (np.uint16, srgb_profile())
    assert photo.dpi == pytest.approx((300, 300), abs=0.1)


def test_a_layer_that_is_called_like_a_file_keeps_its_name(tmp_path: Path) -> None:
    inside = '<layer name="data/b.png" src="data/a.png"/><layer name="x" src="data/b.png"/>'
    path = written(tmp_path / "a.ora", inside, layers_of(np.uint8), None)
    save_project(tmp_path / "b.ora", load_project(path))
    assert tree(tmp_path / "b.ora") == tree(path)


def test_a_damaged_layer_is_kept_and_the_merged_picture_shown(tmp_path: Path) -> None:
    layers = layers_of(np.uint16)
    path = written(tmp_path / "a.ora", GROUPED, layers, None)
    merged = noise(HEIGHT, WIDTH, 3, np.uint8, 9)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("mergedimage.png", png(merged))
    data = png(layers["data/c.png"])
    broken = data[:60] + bytes(20) + data[80:]
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(tmp_path / "b.ora", "w") as new:
        for name in old.namelist():
            new.writestr(name, broken if name == "data/c.png" else old.read(name))
    project = load_project(tmp_path / "b.ora")
    np.testing.assert_array_equal(project.state.document.photo.pixels, merged)
    save_project(tmp_path / "c.ora", project)
    assert tree(tmp_path / "c.ora") == tree(tmp_path / "b.ora")


@pytest.mark.parametrize(
    "inside",
    [
        '<layer src="data/a.png" x="much"/>',
        '<layer src="data/a.png" opacity="nan"/>',
        '<layer src="data/a.png" x="1e300"/>',
        '<stack opacity="2"><layer src="data/a.png"/></stack>',
        "<layer/>",
    ],
)
def test_a_stack_that_is_not_valid_is_one_clear_error(tmp_path: Path, inside: str) -> None:
    path = written(tmp_path / "a.ora", inside, layers_of(np.uint8), noise(HEIGHT, WIDTH, 3, np.uint8, 9))
    with pytest.raises(StudioError) as caught:
        load_project(path)
    assert caught.value.code == "project-broken"


def test_a_huge_canvas_of_small_layers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", b"image/openraster")
        inside = '<stack><layer src="a.png" x="1"/></stack>'
        archive.writestr("stack.xml", f'<image w="99999" h="99999">{inside}</image>')
        archive.writestr("a.png", png(noise(4, 4, 3, np.uint8, 0)))
    with pytest.raises(StudioError) as caught:
        load_project(path)
    assert caught.value.code == "photo-too-large"


def test_a_long_stack_that_grows_with_the_new_names_can_be_saved_and_opened(tmp_path: Path) -> None:
    words = ">" * (MOST_STACK // 4)  # each is written as four characters
    inside = GROUPED.replace('name="base"', f'name="{words}"')
    save_project(
        tmp_path / "b.ora", load_project(written(tmp_path / "a.ora", inside, layers_of(np.uint8), None))
    )
    beneath = load_project(tmp_path / "b.ora").state.document.photo.beneath
    assert beneath is not None
    assert len(beneath.xml) > MOST_STACK


def test_a_stack_that_could_not_be_read_again_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_TEXT", 20_000)
    stack = LayerStack(b"<stack>" + b" " * 20_000 + b"</stack>", {})
    with pytest.raises(StudioError) as caught:
        save_project(
            tmp_path / "a.ora", Project(State(Document.of(Photo(noise(8, 8, 3, np.uint8, 0), beneath=stack))))
        )
    assert caught.value.code == "project-unwritable"
    assert not (tmp_path / "a.ora").exists()


def test_layers_outside_their_folder_are_not_taken_from_a_description(tmp_path: Path) -> None:
    photo = Photo(noise(8, 8, 3, np.uint8, 0), beneath=LayerStack(b"<stack/>", {"data/photo.png": b"x"}))
    save_project(tmp_path / "a.ora", Project(State(Document.of(photo))))
    with pytest.raises(StudioError) as caught:
        load_project(tmp_path / "a.ora")
    assert caught.value.code == "project-broken"
