from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.cli.studio import Studio, pixels_of


def test_the_sheet_shows_every_engine_once(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    ran = studio("compare", photo, "--mask", mask, "--engines", "telea,navier-stokes,telea", "-o", out)
    assert (ran.code, ran.err) == (0, "")
    assert [line.split(":")[0] for line in ran.out.splitlines()[:2]] == ["telea", "navier-stokes"]
    with Image.open(out) as sheet:
        # three pictures of 400 px (enlarged five times) beside each other
        assert sheet.width > 3 * 400
        assert sheet.getcolors(sheet.width * sheet.height) is not None


def test_with_the_truth_there_are_scores(studio: Studio, photo: Path, mask: Path, out: Path) -> None:
    words = ("compare", photo, "-m", mask, "-e", "telea,navier-stokes", "-o", out, "--truth", photo)
    report = studio(*words, "--json").json
    assert [one["engine"] for one in report["engines"]] == ["telea", "navier-stokes"]
    for one in report["engines"]:
        assert 5 < one["scores"]["hole_psnr"] < 60
        assert 0 < one["scores"]["ssim"] <= 1
    assert report["mask_pixels"] == 120
    assert report["rects"] == [[30, 20, 12, 10]]
    assert report["output"] == str(out)


def test_the_truth_must_have_the_size_of_the_photo(
    studio: Studio, photo: Path, mask: Path, out: Path, tmp_path: Path
) -> None:
    small = tmp_path / "small.png"
    Image.new("RGB", (20, 10)).save(small)
    line = studio.fails("compare", photo, "-m", mask, "-e", "telea", "-o", out, "--truth", small)
    assert "20 x 10" in line
    assert "80 x 60" in line


def test_an_unknown_engine_is_named_before_any_work(
    studio: Studio, photo: Path, mask: Path, out: Path
) -> None:
    line = studio.fails("compare", photo, "-m", mask, "-e", "telea,telly", "-o", out, code=2)
    assert "'telly'" in line
    assert not out.exists()


def test_an_engine_that_fails_is_reported_and_the_others_are_shown(
    studio: Studio, photo: Path, mask: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inpaint_studio.engines.registry import REGISTRY

    monkeypatch.setattr(type(REGISTRY.get("telea")), "fill", _telea_fails(type(REGISTRY.get("telea"))))
    ran = studio("compare", photo, "-m", mask, "-e", "telea,biharmonic", "-o", out)
    assert ran.code == 1
    assert ran.err.startswith("Failed: telea: ")
    assert pixels_of(out).shape[2] == 3


def _telea_fails(kind: type):  # type: ignore[no-untyped-def]
    original = kind.fill

    def fill(self, image, hole, ctx):  # type: ignore[no-untyped-def]
        if self.info.name == "telea":
            raise ZeroDivisionError("by design")
        return original(self, image, hole, ctx)

    return fill


@pytest.mark.parametrize("name", ["sheet.pdf", "sheet"])
def test_the_sheet_is_a_picture(studio: Studio, photo: Path, mask: Path, tmp_path: Path, name: str) -> None:
    studio.fails("compare", photo, "-m", mask, "-e", "telea", "-o", tmp_path / name, code=2)


def test_the_mask_can_be_inverted_and_what_is_odd_about_it_is_said(
    studio: Studio, photo: Path, mask: Path, out: Path
) -> None:
    ran = studio("compare", photo, "-m", mask, "-e", "telea", "-o", out, "--invert", "--json")
    line = "The mask covers 98 % of the photo. If the rest is meant, omit --invert."
    assert (ran.json["mask_pixels"], ran.json["warnings"]) == (60 * 80 - 120, [line])
    assert ran.err == f"Warning: {line}\n"
