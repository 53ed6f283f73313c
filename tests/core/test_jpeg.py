"""JPEG: every kind at full depth, complete metadata from its segments, malicious files rejected."""

from __future__ import annotations

import hashlib
import io
import re
import struct
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.photo import Photo
from inpaint_studio.core.photo_io import read_photo, write_photo
from inpaint_studio.core.photo_io.metadata import iptc, xmp
from tests import jpeg_corpus as corpus
from tests.core.photo_files import XMP, saved
from tests.core.test_photo_metadata import exif_block
from tests.corpus import encoded, picture
from tests.hostile import assert_opened, assert_refused, read_in_child
from tests.profiles import srgb_profile


def opened(folder: Path, data: bytes, name: str = "photo.jpg") -> Photo:
    """The photo in a file of these bytes."""
    (folder / name).write_bytes(data)
    return read_photo(folder / name)


def segments(data: bytes) -> list[tuple[int, bytes]]:
    """The segments before the first scan, by a parser that knows nothing of ours."""
    at, found = 2, []
    while data[at + 1] != 0xDA:
        length = struct.unpack_from(">H", data, at + 2)[0]
        found.append((data[at + 1], data[at + 4 : at + 2 + length]))
        at += 2 + length
    return found


# kinds


@pytest.mark.parametrize("channels", [1, 3])
def test_12_bits_are_read_in_full_and_spread_over_16(tmp_path: Path, channels: int) -> None:
    data, samples = corpus.deep(12, channels=channels)
    photo = opened(tmp_path, data)
    assert photo.dtype == np.uint16
    assert photo.notes == ("The 12 bits of each channel were scaled to 16.",)
    expected = samples.reshape(photo.pixels.shape).astype(float) * 65535 / 4095
    assert np.abs(photo.pixels - expected).mean() < 8 * 16  # of 65535; 8 bits alone would lose more
    assert len(np.unique(photo.pixels)) > 256
    assert read_photo(saved(tmp_path, photo, ".png")).dtype == np.uint16


def test_12_bits_of_cmyk_become_rgb_of_8(tmp_path: Path) -> None:
    inks = picture(16, 24, 4, dtype=np.uint16) >> 4
    options = {"level": 98, "colorspace": "CMYK", "outcolorspace": "CMYK", "subsampling": "444"}
    twelve = imagecodecs.jpeg8_encode(inks, bitspersample=12, **options)
    eight = imagecodecs.jpeg8_encode((inks >> 4).astype(np.uint8), **options)
    photo = opened(tmp_path, twelve)
    assert photo.notes[-1] == "12-bit CMYK was reduced to 8 bit for that."
    np.testing.assert_allclose(photo.pixels, opened(tmp_path, eight).pixels.astype(int), atol=4)


@pytest.mark.parametrize("bits", [2, 4, 7, 8, 10, 12, 14, 16])
def test_lossless_jpeg_of_any_depth_is_read_exactly(tmp_path: Path, bits: int) -> None:
    data, samples = corpus.deep(bits, lossless=True)
    photo = opened(tmp_path, data)
    most = 255 if bits <= 8 else 65535
    assert photo.dtype == (np.uint8 if bits <= 8 else np.uint16)
    expected = np.rint(samples.astype(float) * most / (2**bits - 1))
    np.testing.assert_allclose(photo.pixels, expected, atol=1)
    assert bool(photo.notes) == (bits not in (8, 16))


@pytest.mark.parametrize("bits", [8, 16])
def test_jpeg_ls_is_read_exactly(tmp_path: Path, bits: int) -> None:
    data, samples = corpus.jpeg_ls(bits)
    np.testing.assert_array_equal(opened(tmp_path, data).pixels, samples)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (corpus.of_frame(0xC5), "hierarchical"),
        (corpus.of_frame(0xCB), "lossless with arithmetic coding"),
        (corpus.of_frame(0xC0, height=0), "its height comes after its pixels"),
        (corpus.of_frame(0xC1, bits=10), "10 bit"),
        (corpus.of_frame(0xC0, sampling=b"\x33\x22\x11"), "uneven subsampling"),
    ],
)
def test_a_sound_jpeg_that_cannot_be_read_is_not_called_damaged(
    tmp_path: Path, data: bytes, kind: str
) -> None:
    with pytest.raises(StudioError) as caught:
        opened(tmp_path, data)
    assert caught.value.code == "photo-unsuited"
    assert kind in str(caught.value)
    assert "PNG or TIFF" in str(caught.value)


@pytest.mark.parametrize("make", [lambda: corpus.deep(12)[0], lambda: corpus.jpeg_ls()[0]])
def test_a_deep_jpeg_cut_anywhere_is_an_error(tmp_path: Path, make: corpus.Maker) -> None:
    data = make()
    for end in np.linspace(3, len(data) - 1, 40).astype(int):
        with pytest.raises(StudioError):
            opened(tmp_path, data[:end])


@pytest.mark.parametrize("fill", [b"\xff" * 7, b"\0\0junk"])
def test_what_stands_between_segments_is_passed_over(tmp_path: Path, fill: bytes) -> None:
    data = corpus.plain()
    whole = opened(tmp_path, data)
    odd = opened(tmp_path, data[:20] + fill + data[20:])  # after the first segment
    np.testing.assert_array_equal(odd.pixels, whole.pixels)


def test_a_jpeg_is_decoded_as_pillow_decodes_it(tmp_path: Path) -> None:
    for name, data in (
        ("rgb", corpus.plain()),
        ("progressive", corpus.plain(progressive=True)),
        ("grey", encoded(picture(16, 24), "JPEG")),
        ("metadata", corpus.plain(exif=b"Exif\0\0" + exif_block(), icc_profile=srgb_profile(), comment="c")),
    ):
        with Image.open(io.BytesIO(data)) as image:
            expected = np.asarray(image).reshape(16, 24, -1)
        np.testing.assert_array_equal(opened(tmp_path, data).pixels, expected, err_msg=name)


# extended XMP


def big_extension(length: int = 200_000) -> bytes:
    """A document with a property that is longer than a segment."""
    return corpus.packet(f'xmlns:b="http://example.org/big/" b:data="{"x" * length}"')


def test_extended_xmp_is_kept_in_one_packet(tmp_path: Path) -> None:
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), *corpus.extended_xmp(big_extension())))
    assert photo.notes == ()
    for ending in (".png", ".tif", ".webp", ".jpg"):
        again = read_photo(saved(tmp_path, photo, ending))
        assert xmp.value_of(again.xmp, "http://example.org/big/", "data") == "x" * 200_000, ending
        assert xmp.value_of(again.xmp, "http://purl.org/dc/elements/1.1/", "source") == "archive"
        assert b"HasExtendedXMP" not in (again.xmp or b"")


def test_xmp_too_long_for_a_segment_is_written_as_packet_and_extension(tmp_path: Path) -> None:
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), *corpus.extended_xmp(big_extension())))
    data = saved(tmp_path, photo, ".jpg").read_bytes()
    apps = [body for marker, body in segments(data) if marker == 0xE1]
    (packet,) = [body for body in apps if body.startswith(corpus.XMP_HEAD)]
    name = re.search(rb'HasExtendedXMP="([0-9A-F]{32})"', packet)
    assert name is not None
    parts = [body[len(corpus.EXTENSION_HEAD) :] for body in apps if body.startswith(corpus.EXTENSION_HEAD)]
    assert all(part[:32] == name[1] for part in parts)
    whole = b"".join(part[40:] for part in parts)
    assert [struct.unpack(">II", part[32:40]) for part in parts] == [
        (len(whole), sum(len(one) - 40 for one in parts[:index])) for index in range(len(parts))
    ]
    assert hashlib.md5(whole, usedforsecurity=False).hexdigest().upper().encode() == name[1]


@pytest.mark.parametrize("broken", ["missing", "first missing", "another", "no document", "too long"])
def test_a_broken_extension_is_dropped_with_a_line_and_its_pointer(tmp_path: Path, broken: str) -> None:
    pieces = {
        "missing": corpus.extended_xmp(big_extension())[:-1],
        "first missing": corpus.extended_xmp(big_extension())[:1] + corpus.extended_xmp(big_extension())[2:],
        "another": corpus.extended_xmp(big_extension())[:1] + corpus.extended_xmp(b"<a/>", name="0" * 32)[1:],
        "no document": corpus.extended_xmp(b"<a"),
        "too long": corpus.extended_xmp(b"<a/>", length=1 << 31),
    }[broken]
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), *pieces))
    assert photo.notes == ("The extended XMP in the file is damaged or far too long; it was left out.",)
    assert xmp.value_of(photo.xmp, "http://purl.org/dc/elements/1.1/", "source") == "archive"
    assert b"HasExtendedXMP" not in (photo.xmp or b"")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le"])
def test_xmp_in_wider_characters_is_read_and_written_as_utf_8(tmp_path: Path, encoding: str) -> None:
    text = '<?xpacket begin="\ufeff"?>' + corpus.packet('dc:source="archive"').decode()
    segment = corpus.xmp_segment(text.encode(encoding))
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), segment))
    assert photo.notes == ()
    assert photo.xmp == text.encode("utf-8")


# what a photo must not promise any more


def test_a_gain_map_is_named_and_xmp_no_longer_promises_it(tmp_path: Path) -> None:
    photo = opened(tmp_path, corpus.ultra_hdr())
    assert photo.notes == ("The gain map, which makes the photo brighter on HDR screens, will not be saved.",)
    assert xmp.value_of(photo.xmp, "http://purl.org/dc/elements/1.1/", "source") == "archive"
    for ending in (".jpg", ".png", ".tif", ".webp"):
        data = saved(tmp_path, photo, ending).read_bytes()
        for word in (b"hdr-gain-map", b"GainMap", b"photos/1.0/container", b"MPF\0"):
            assert word not in data, (ending, word)


def test_a_gain_map_that_only_its_own_segment_names_is_named(tmp_path: Path) -> None:
    own = corpus.segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0")
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), own))
    assert len(photo.notes) == 1
    assert "gain map" in photo.notes[0]


def test_the_video_of_a_motion_photo_is_named(tmp_path: Path) -> None:
    photo = opened(tmp_path, corpus.motion_photo())
    assert photo.notes == ("The video in the photo (a motion photo) will not be saved.",)
    assert b"MotionPhoto" not in (photo.xmp or b"")
    assert b"MicroVideo" not in (photo.xmp or b"")
    assert b"archive" in (photo.xmp or b"")


def test_further_pictures_are_counted(tmp_path: Path) -> None:
    data = corpus.with_segments(corpus.plain(), corpus.index(3)) + corpus.plain() * 2
    assert opened(tmp_path, data).notes == ("The file holds 3 pictures; only the first is used.",)


def test_what_only_some_programs_understand_is_named(tmp_path: Path) -> None:
    vendor = [corpus.segment(0xE4, b"SAMSUNG"), corpus.segment(0xE1, b"FLIR\0"), corpus.segment(0xE4, b"x")]
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), *vendor) + b"SEFT" * 9)
    note = "Data that only some programs understand will not be saved: APP4, APP1, data after the picture."
    assert photo.notes == (note,)
    sealed = corpus.segment(0xEB, b"JP\0\1\0\0\0\1\0\0\0\x20jumb" + bytes(20))
    assert "Content Credentials" in opened(tmp_path, corpus.with_segments(corpus.plain(), sealed)).notes[0]


@pytest.mark.parametrize(
    ("number", "contents"),
    [
        (13, b"Adobe_CM\0\2"),
        (0, b"AVI1\0"),
        (8, b"SPIFF\0\1\2"),
        (15, b"Q 70"),
        (5, b""),
        (4, bytes(30)),
    ],
)
def test_marks_of_how_it_was_encoded_are_nothing_to_speak_of(
    tmp_path: Path, number: int, contents: bytes
) -> None:
    assert (
        opened(tmp_path, corpus.with_segments(corpus.plain(), corpus.segment(0xE0 + number, contents))).notes
        == ()
    )


def test_padding_after_the_picture_is_nothing_to_speak_of(tmp_path: Path) -> None:
    assert opened(tmp_path, corpus.plain() + bytes(5000) + b"\r\n").notes == ()


def test_copies_of_the_old_picture_in_xmp_are_left_out(tmp_path: Path) -> None:
    google = "http://ns.google.com/photos/1.0/image/"
    thumbnails = "<p:Thumbnails><rdf:Alt><rdf:li>/9j/AAAA</rdf:li></rdf:Alt></p:Thumbnails>"
    text = corpus.packet(
        f'xmlns:i="{google}" xmlns:p="http://ns.adobe.com/xap/1.0/" i:Data="/9j/BBBB" dc:source="archive"',
        thumbnails,
    )
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), corpus.xmp_segment(text)))
    assert photo.notes == ("Copies of the unchanged picture in the photo's XMP will not be saved.",)
    assert b"/9j/" not in (photo.xmp or b"")
    assert b"archive" in (photo.xmp or b"")


# IPTC and Photoshop's resources


def test_iptc_in_several_parts_is_put_together(tmp_path: Path) -> None:
    first, second = b"\x1c\x02\x6e\0\3one", b"\x1c\x02\x50\0\3two"
    own = corpus.resources((0x0404, first + b"\0"), (0x03F3, bytes(8)), (0x0404, second + b"\0"))
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), own))
    assert photo.iptc == first + second
    assert photo.notes == ()


def test_thumbnails_and_copies_among_photoshops_resources_are_left_out(tmp_path: Path) -> None:
    own = corpus.resources(
        (0x0404, corpus.iptc()), (0x040C, b"the old picture"), (0x0424, b"<old xmp>"), (0x03F3, bytes(8))
    )
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), own))
    assert photo.iptc == corpus.iptc()
    for ending in (".jpg", ".tif", ".png"):
        path = saved(tmp_path, photo, ending)
        assert b"the old picture" not in path.read_bytes()
        assert b"old xmp" not in path.read_bytes()
        again = read_photo(path)
        assert again.iptc == corpus.iptc()
        assert b"\x03\xf3" in (again.photoshop or b"")


def test_the_digest_of_iptc_is_that_of_the_iptc_that_is_written(tmp_path: Path) -> None:
    own = corpus.resources((0x0404, corpus.iptc()), (0x0425, b"an old digest!!!"))
    data = saved(tmp_path, opened(tmp_path, corpus.with_segments(corpus.plain(), own)), ".jpg").read_bytes()
    with Image.open(io.BytesIO(data)) as image:
        kept = image.info["photoshop"]
    assert kept[0x0425] == hashlib.md5(kept[0x0404], usedforsecurity=False).digest()


def test_iptc_over_several_segments_is_one(tmp_path: Path) -> None:
    long = b"".join(corpus.iptc("long " * 5000) for _ in range(5))
    photo = Photo(picture(16, 24, 3), iptc=long)
    path = saved(tmp_path, photo, ".jpg")
    assert len([1 for marker, _ in segments(path.read_bytes()) if marker == 0xED]) == 2
    assert read_photo(path).iptc == long


def test_broken_iptc_costs_a_line(tmp_path: Path) -> None:
    for own in (
        corpus.resources((0x0404, b"\x1c\x02\x78\x7f\xff")),
        corpus.segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\xff\xff\xff"),
    ):
        photo = opened(tmp_path, corpus.with_segments(corpus.plain(), own))
        assert photo.iptc is None
        assert photo.notes == ("The IPTC in the file is damaged or far too long; it was left out.",)


def test_iptc_of_a_cmyk_jpeg_is_kept(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(picture(16, 24, 3)).convert("CMYK"), "JPEG")
    photo = opened(tmp_path, corpus.with_segments(data, corpus.resources((0x0404, corpus.iptc()))))
    assert photo.iptc == corpus.iptc()


def test_iptc_as_whole_numbers_in_a_tiff_is_turned_round() -> None:
    stored = corpus.iptc("12345678901")  # 16 bytes
    turned = b"".join(stored[at : at + 4][::-1] for at in range(0, len(stored), 4))
    assert iptc.of_tiff(turned, None)[0] == stored


# comments


def test_all_comments_are_kept_byte_by_byte(tmp_path: Path) -> None:
    comments = (b"one", "zwei \xfc".encode("latin-1"), "三".encode())
    parts = [corpus.segment(0xFE, each) for each in comments]
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), *parts))
    assert photo.comments == comments
    assert read_photo(saved(tmp_path, photo, ".jpg")).comments == comments
    with Image.open(saved(tmp_path, photo, ".png")) as image:
        image.load()
        assert image.info["Comment"] in ("one", "zwei ü", "三")


# the colour profile


def profile_segments(profile: bytes, parts: int = 3) -> list[bytes]:
    """The profile in that many segments."""
    step = -(-len(profile) // parts)
    return [
        corpus.segment(0xE2, b"ICC_PROFILE\0" + bytes((number + 1, parts)) + profile[number * step :][:step])
        for number in range(parts)
    ]


def test_a_profile_in_parts_is_put_together_in_the_right_order(tmp_path: Path) -> None:
    parts = profile_segments(srgb_profile())
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), *parts[::-1]))
    assert photo.icc == srgb_profile()


@pytest.mark.parametrize("broken", ["missing", "wrong count", "twice", "short", "no profile"])
def test_a_broken_profile_costs_a_line(tmp_path: Path, broken: str) -> None:
    parts = profile_segments(srgb_profile())
    pieces = {
        "missing": parts[:2],
        "wrong count": [*profile_segments(srgb_profile(), 2), parts[2]],
        "twice": [*parts, corpus.segment(0xE2, b"ICC_PROFILE\0\1\3another")],
        "short": [corpus.segment(0xE2, b"ICC_PROFILE\0\1\1" + srgb_profile()[:-9])],
        "no profile": [corpus.segment(0xE2, b"ICC_PROFILE\0\1\1" + bytes(200))],
    }[broken]
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), *pieces))
    assert photo.icc is None
    assert photo.notes == ("The colour profile in the file is damaged or far too long; it was left out.",)


# what does not fit


@pytest.mark.parametrize("dpi", [(0.3, 0.3), (100_000.0, 100_000.0)])
def test_a_resolution_that_jpeg_cannot_hold_is_named(tmp_path: Path, dpi: tuple[float, float]) -> None:
    notes = write_photo(tmp_path / "a.jpg", Photo(picture(4, 4, 3), dpi=dpi))
    assert notes[-1] == "The resolution of the photo is too long for this format and was left out."


def test_xmp_that_cannot_be_divided_is_named(tmp_path: Path) -> None:
    notes = write_photo(tmp_path / "a.jpg", Photo(picture(4, 4, 3), xmp=b"<" + b"x" * 70_000))
    assert notes[-1] == "The XMP of the photo is too long for this format and was left out."


def test_xmp_with_nothing_to_settle_stays_byte_by_byte(tmp_path: Path) -> None:
    padded = XMP + b"\n" + b" " * 2000 + b'<?xpacket end="w"?>'
    photo = opened(tmp_path, corpus.with_segments(corpus.plain(), corpus.xmp_segment(padded)))
    assert photo.xmp == padded


def test_a_strip_as_thumbnail_in_exif_is_blanked_too(tmp_path: Path) -> None:
    secret = b"the face that was removed"
    head = b"II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x0112, 3, 1, 1) + struct.pack("<I", 26)
    second = struct.pack("<H", 2) + struct.pack("<HHII", 0x0111, 4, 1, 56)
    second += struct.pack("<HHII", 0x0117, 4, 1, len(secret)) + bytes(4)
    block = head + second + secret
    assert block[56:] == secret
    for ending in (".jpg", ".png", ".webp", ".tif"):
        assert secret not in saved(tmp_path, Photo(picture(16, 24, 3), exif=block), ending).read_bytes()


# harm


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("hostile")
    return corpus.write_all(folder, corpus.OPENING) | corpus.write_all(folder, corpus.REFUSED)


@pytest.mark.parametrize("name", corpus.OPENING)
def test_a_hostile_jpeg_opens_within_bounds(hostile: dict[str, Path], name: str) -> None:
    size, *notes = assert_opened(read_in_child(hostile[name]), 250_000_000)
    assert size == "24 x 16"
    word = corpus.OPENING[name][1]
    assert len(notes) == (1 if word else 0), notes
    assert not word or word in notes[0]


@pytest.mark.parametrize("name", corpus.REFUSED)
def test_a_hostile_jpeg_is_refused_in_one_line(hostile: dict[str, Path], name: str) -> None:
    assert corpus.REFUSED[name][1] in assert_refused(read_in_child(hostile[name]), 250_000_000)
