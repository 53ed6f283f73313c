"""A sidecar has all that a replay needs, in the same bytes each time; the photo says that it was filled."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import SaveOptions, read_photo, write_photo
from inpaint_studio.core.provenance import (
    FileMark,
    PatchMark,
    Provenance,
    library_versions,
    marked,
    read_sidecar,
    sidecar_path,
    write_sidecar,
)
from inpaint_studio.core.reconstruct import JoinOptions
from tests.corpus import encoded, picture

IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
OURS = "{urn:inpaint-studio:provenance:1:}"


@pytest.fixture
def provenance(tmp_path: Path) -> Provenance:
    photo, guide = tmp_path / "in" / "ünï photo.png", tmp_path / "guide.png"
    photo.parent.mkdir()
    photo.write_bytes(encoded(picture(16, 24, 3), "PNG"))
    guide.write_bytes(encoded(picture(16, 24, 3, seed=1), "PNG"))
    coverage = np.zeros((16, 24), np.uint8)
    coverage[3:9, 4:12] = 255
    coverage[3, 4] = 77
    return Provenance(
        photo=FileMark.of(photo),
        size=Size(24, 16),
        mask=Mask(coverage),
        widened=2.5,
        engine="auto",
        params={"patch": 7, "strength": 0.1, "robust": True, "mode": "fast"},
        seed=12345678901234567890,
        version="0.1.0",
        threads=2,
        join=JoinOptions(seam="gradient", grain=False),
        save=SaveOptions(quality=80),
        guide=FileMark.of(guide),
        patches=(PatchMark(Rect(4, 3, 8, 6), "exemplar", "a compact hole"),),
        copied=0.88,
        libraries=library_versions(),
    )


def test_a_sidecar_comes_back_as_it_was(tmp_path: Path, provenance: Provenance) -> None:
    path = tmp_path / "out.inpaint.json"
    write_sidecar(path, provenance)
    again = read_sidecar(path)
    np.testing.assert_array_equal(again.mask.coverage, provenance.mask.coverage)
    assert replace(again, mask=provenance.mask).__dict__ == provenance.__dict__
    assert {type(value) for value in again.params.values()} == {int, float, bool, str}


def test_the_same_provenance_gives_the_same_bytes(tmp_path: Path, provenance: Provenance) -> None:
    write_sidecar(tmp_path / "a.inpaint.json", provenance)
    write_sidecar(tmp_path / "b.inpaint.json", read_sidecar(tmp_path / "a.inpaint.json"))
    assert (tmp_path / "a.inpaint.json").read_bytes() == (tmp_path / "b.inpaint.json").read_bytes()


def test_the_sidecar_lies_beside_its_photo_and_names_it() -> None:
    assert sidecar_path("out/photo.jpg") == Path("out/photo.jpg.inpaint.json")


def test_a_folder_can_be_moved_with_its_sidecars(tmp_path: Path, provenance: Provenance) -> None:
    write_sidecar(tmp_path / "in" / "x.inpaint.json", provenance)
    assert str(tmp_path) not in (tmp_path / "in" / "x.inpaint.json").read_text("utf-8")
    (tmp_path / "in").rename(tmp_path / "moved")
    again = read_sidecar(tmp_path / "moved" / "x.inpaint.json")
    assert again.photo.require_same() == tmp_path / "moved" / "ünï photo.png"


def test_a_photo_that_has_changed_is_not_replayed_from(provenance: Provenance) -> None:
    assert provenance.photo.require_same() == provenance.photo.path
    provenance.photo.path.write_bytes(b"other")
    with pytest.raises(StudioError, match="has changed") as caught:
        provenance.photo.require_same()
    assert caught.value.code == "file-changed"
    provenance.photo.path.unlink()
    with pytest.raises(StudioError, match="There is no file"):
        provenance.photo.require_same()


def test_an_existing_sidecar_is_kept_unless_overwriting_is_allowed(
    tmp_path: Path, provenance: Provenance
) -> None:
    path = tmp_path / "x.inpaint.json"
    write_sidecar(path, provenance)
    with pytest.raises(StudioError, match="already exists"):
        write_sidecar(path, provenance)
    write_sidecar(path, replace(provenance, seed=1), overwrite=True)
    assert read_sidecar(path).seed == 1


def _without(name: str) -> Any:
    return lambda about: about.pop(name)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_without("schema"), "not a sidecar"),
        (_without("engine"), "'engine' is missing"),
        (_without("mask"), "'mask' is missing"),
        (lambda about: about.update(seed="seven"), "'seed' has a value that is not valid"),
        (lambda about: about.update(seed=True), "'seed' has a value that is not valid"),
        (lambda about: about.update(threads=0), "'threads' has a value"),
        (lambda about: about.update(threads=10**9), "'threads' has a value"),
        (lambda about: about.update(engine="x" * 5000), "'engine' has a value"),
        (lambda about: about.update(version="x" * 5000), "'version' has a value"),
        (lambda about: about.update(params={"radius": "x" * 50_000}), "'params.radius"),
        (lambda about: about.update(libraries={str(n): "1" for n in range(500)}), "'libraries' has a value"),
        (lambda about: about["photo"].update(path="x" * 50_000), "'photo.path' has a value"),
        (lambda about: about["photo"].update(size=[24]), "'photo.size' has a value"),
        (lambda about: about["photo"].update(sha256="xyz"), "'photo.sha256' has a value"),
        (lambda about: about["mask"].update(png="%%%"), "mask cannot be read"),
        (lambda about: about["mask"].update(png="AAAA"), "mask cannot be read"),
        (lambda about: about["mask"].update(digest="0" * 64), "mask was changed"),
        (lambda about: about["photo"].update(size=[16, 24]), "mask was changed"),
        (lambda about: about["join"].update(seam="glue"), "'join.seam' has a value"),
        (lambda about: about["save"].update(quality=500), "'save.quality' has a value"),
        (lambda about: about.update(copied=1.5), "'copied' has a value"),
    ],
)
def test_a_damaged_sidecar_says_what_is_wrong(
    tmp_path: Path, provenance: Provenance, change: Any, words: str
) -> None:
    path = tmp_path / "x.inpaint.json"
    write_sidecar(path, provenance)
    about = json.loads(path.read_text("utf-8"))
    change(about)
    path.write_text(json.dumps(about), "utf-8")
    with pytest.raises(StudioError, match=words) as caught:
        read_sidecar(path)
    assert caught.value.code == "sidecar-broken"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"schema": 1.5}'])
def test_what_is_no_sidecar_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.json").write_bytes(data)
    with pytest.raises(StudioError) as caught:
        read_sidecar(tmp_path / "x.json")
    assert caught.value.code == "sidecar-broken"


def test_a_sidecar_of_a_later_version_is_said_to_be_that(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"schema": 99}')
    with pytest.raises(StudioError, match="newer version") as caught:
        read_sidecar(tmp_path / "x.json")
    assert caught.value.code == "sidecar-newer"


def test_a_missing_sidecar_or_a_folder_is_an_error(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "no.json", "file-missing"), (tmp_path, "file-is-folder")):
        with pytest.raises(StudioError) as caught:
            read_sidecar(path)
        assert caught.value.code == code


# the mark inside the photo


def descriptions(packet: bytes | None) -> dict[str, str]:
    """All simple properties of a packet."""
    assert packet is not None
    root = ElementTree.fromstring(packet)
    found: dict[str, str] = {}
    for one in root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"):
        found |= one.attrib
        found |= {child.tag: (child.text or "").strip() for child in one}
    return found


@pytest.mark.parametrize("ending", [".png", ".tif", ".jpg", ".webp"])
def test_the_mark_is_in_the_saved_file(tmp_path: Path, provenance: Provenance, ending: str) -> None:
    write_photo(tmp_path / f"o{ending}", marked(Photo(picture(16, 24, 3)), provenance))
    said = descriptions(read_photo(tmp_path / f"o{ending}").xmp)
    assert said[IPTC].endswith("/humanEdits")
    assert said[OURS + "engine"] == "auto"
    assert said[OURS + "filledBy"] == "exemplar"
    assert said[OURS + "seed"] == "12345678901234567890"
    assert said[OURS + "maskDigest"] == provenance.mask.digest


def test_a_trained_model_is_declared(provenance: Provenance) -> None:
    trained = replace(provenance, trained=True, weights="ab" * 32)
    said = descriptions(marked(Photo(picture(4, 4, 3)), trained).xmp)
    assert said[IPTC].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert said[OURS + "weights"] == "ab" * 32


PACKET = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Some Editor">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:own="http://example.com/own/"
    own:Rating="5" Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/negativeFilm">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Gro\xc3\x9fmutter &amp; Hund</rdf:li></rdf:Alt></dc:title>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def test_what_the_packet_said_before_is_kept(provenance: Provenance) -> None:
    packet = marked(Photo(picture(4, 4, 3), xmp=PACKET), provenance).xmp
    said = descriptions(packet)
    assert said["{http://example.com/own/}Rating"] == "5"
    assert "Großmutter &amp; Hund" in (packet or b"").decode()
    assert b"own:Rating" in (packet or b"")
    assert (packet or b"").count(b"DigitalSourceType") == 1
    assert said[IPTC].endswith("/humanEdits")


def test_marking_twice_is_marking_once(provenance: Provenance) -> None:
    once = marked(Photo(picture(4, 4, 3), xmp=PACKET), provenance)
    assert descriptions(marked(once, provenance).xmp) == descriptions(once.xmp)
    assert (marked(once, provenance).xmp or b"").count(b"maskDigest") == 1


def test_a_photo_made_with_a_trained_model_stays_declared_so(provenance: Provenance) -> None:
    packet = PACKET.replace(b"negativeFilm", b"trainedAlgorithmicMedia")
    said = descriptions(marked(Photo(picture(4, 4, 3), xmp=packet), provenance).xmp)
    assert said[IPTC].endswith("/trainedAlgorithmicMedia")


@pytest.mark.parametrize(
    "packet", [b"not XML", b"<a/>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', b"\0\0"]
)
def test_a_packet_that_cannot_be_read_is_replaced(provenance: Provenance, packet: bytes) -> None:
    said = descriptions(marked(Photo(picture(4, 4, 3), xmp=packet), provenance).xmp)
    assert said[OURS + "engine"] == "auto"


def test_versions_are_told_without_loading_anything() -> None:
    versions = library_versions()
    assert versions["numpy"] == np.__version__
    assert set(versions) >= {"python", "opencv-python-headless", "pillow"}
