"""Cards: the shipped ones describe their models, and a faulty one is reported with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.core.errors import StudioError
from inpaint_studio.weights.cards import card as cards
from inpaint_studio.weights.cards import catalog
from inpaint_studio.weights.cards.card import Card
from inpaint_studio.weights.cards.files import lines_of, parse_card, read_card, to_toml, write_card
from tests.twins import CARDS, NAMES, own_card, shipped_card

MIGAN = (CARDS / "migan-torch.toml").read_text("utf-8")
OURS = """
name = "mine"
label = "Mine"
licence = "CC0"
format = "safetensors"
architecture = "fourier"
"""

# What the publishers' pages say: size, checksum, inputs, size rule, range of the output.
FACTS = {
    "lama": (208_044_816, "1faef530", "RGB M", "fixed", (0, 255)),
    "lama-zoo": (92_591_623, "7df918ac", "BGR M", "fixed", (0, 255)),
    "lama-torch": (206_000_000, "e3aa4aaa", "RGB M", "multiple", (0, 1)),
    "lama-manga": (206_000_000, "29f284f3", "RGB M", "multiple", (0, 1)),
    "migan": (28_079_181, "6f1f3530", "RGB M", "any", (0, 255)),
    "migan-torch": (28_000_000, "76eb3b1a", "MRGB", "fixed", (-1, 1)),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_card_says_what_is_known(name: str) -> None:
    card = shipped_card(name)
    contract = card.contract
    held = " ".join(one.channels for one in contract.inputs)
    checksum = (card.sha256 or card.md5)[:8]
    assert (card.size, checksum, held, contract.size.rule, contract.output.range) == FACTS[name]
    assert card.size_exact == bool(card.sha256)
    assert card.source.startswith("https://")
    assert card.best_for
    assert card.limits


def test_the_shipped_cards_are_all_in_the_catalogue() -> None:
    found = catalog.catalogue()
    assert tuple(found.cards) == NAMES
    assert not found.broken


def test_migan_is_masked_the_other_way_round_and_composites() -> None:
    contract = shipped_card("migan").contract
    assert (contract.mask_input.keep, contract.mask_input.fill) == (255, 0)
    assert contract.output.composited
    assert contract.encoding == "separate"


def test_migan_for_torch_is_concatenated_and_multiplied() -> None:
    contract = shipped_card("migan-torch").contract
    assert contract.encoding == "concatenated"
    assert contract.image_input is contract.mask_input
    assert contract.image_input.hole == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_card_that_is_written_reads_the_same(name: str, tmp_path: Path) -> None:
    card = shipped_card(name)
    write_card(card, tmp_path / f"{name}.toml", comment="Two lines\nof comment")
    assert read_card(tmp_path / f"{name}.toml") == card


@given(st.text(min_size=1, max_size=40), st.text(max_size=80))
def test_any_words_survive_writing_and_reading(label: str, limits: str) -> None:
    surrogate = re.compile("[\ud800-\udfff]")
    card = shipped_card("lama").model_copy(
        update={"label": surrogate.sub("", label) or "x", "limits": surrogate.sub("", limits)}
    )
    assert parse_card(to_toml(card), Path("x.toml")) == card


@pytest.mark.parametrize(
    ("change", "to", "line", "words"),
    [
        ("keep = 0.5\n", "", "[[contract.inputs]]", "'keep' is missing"),
        ("keep = 0.5", 'keep = "x"', "keep =", "not 'x'"),
        ("keep = 0.5", "keep = -0.5", "fill =", "are the same"),
        ("keep = 0.5", "kept = 0.5", "kept =", "known keys: name, channels"),
        ('rule = "fixed"', 'rule = "odd"', "rule =", "'any', 'multiple' (of), 'square' or 'fixed'"),
        ("width = 512", "width = 0", "width =", "needs 'width'"),
        ("width = 512", "of = 8", "[contract.size]", "needs 'width'"),
        ("range = [-1, 1]\nhole", "range = [1, -1]\nhole", "range =", "then a larger one"),
        (
            "range = [-1, 1]\nhole",
            'dtype = "uint8"\nrange = [-1, 1]\nhole',
            "range =",
            "uint8 cannot represent",
        ),
        ("hole = 0", "hole = nan", "hole =", "must be a number"),
        ('"MRGB"', '"RGB"', "keep =", "'RGB' has none"),
        ('"MRGB"', '"M"', "range =", "instead of 'range'"),
        ('"torchscript"', '"pickle"', "format =", "not 'pickle'"),
        ('"torchscript"', '"safetensors"', "architecture", "'architecture' names the network"),
        ("size = 28000000", "size = -1", "size =", "its size in bytes"),
        ("size_exact = false", "size_exact = 0", "size_exact", "true or false"),
        ('md5 = "7', 'md5 = "g', "md5 =", "32 hexadecimal digits"),
        ('source = "https', 'source = "file', "source =", "https://"),
        ('name = "migan-torch"', 'name = "../migan"', "name =", "not a valid model name"),
        ('name = "migan-torch"', 'name = "nul"', "name =", "not a valid model name"),
        ('label = "MI', "label = MI", "label =", "not TOML"),
        ("[contract.output]\nrange = [-1, 1]\n", "", "[contract]", "'output' is missing"),
        ('licence = "MIT"', "licence = 3", "licence =", "must be the licence"),
    ],
)
def test_a_wrong_card_is_told_by_file_line_and_what_is_wanted(
    change: str, to: str, line: str, words: str
) -> None:
    assert change in MIGAN
    text = MIGAN.replace(change, to, 1)
    with pytest.raises(StudioError) as caught:
        parse_card(text, Path("wrong.toml"))
    said = str(caught.value)
    number = caught.value.values["line"]
    assert f"'wrong.toml' has an error in line {number}: " in said
    assert words in said
    assert "\n" not in said
    missing = line == "architecture"
    assert missing or line in text.splitlines()[number - 1], text.splitlines()[number - 1]


def test_lines_are_found_past_comments_and_values_of_many_lines() -> None:
    text = '# a\nx = """\n[no]\ny = 1\n"""\n\n[a.b]\nz = [\n  1,\n]\n'
    text += "[[c]]\nk = 1\n[[c]]\n  k = 2\n[c.d]\nm = 3\n"
    assert lines_of(text) == {
        ("x",): 2,
        ("a", "b"): 7,
        ("a", "b", "z"): 8,
        ("c", 0): 11,
        ("c", 0, "k"): 12,
        ("c", 1): 13,
        ("c", 1, "k"): 14,
        ("c", 1, "d"): 15,
        ("c", 1, "d", "m"): 16,
    }


@pytest.mark.parametrize("data", [b"\xff\xfe", b"x" * 2_000_000, b"[", b"name = 1"])
def test_what_is_no_card_is_told_so(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(data)
    with pytest.raises(StudioError, match="has an error in line"):
        read_card(path)


def test_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "migan-torch.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MIGAN.replace("\n", "\r\n").encode())
    assert read_card(path) == shipped_card("migan-torch")


def test_the_card_in_the_documents_is_a_card() -> None:
    document = (CARDS.parent / "docs" / "models.md").read_text("utf-8")
    text = document.partition("```toml\n")[2].partition("```")[0]
    card = parse_card(text, Path("models.md"))
    assert card.contract.encoding == "separate"
    for name in NAMES:
        assert f"`{name}`" in document


def test_our_own_networks_need_no_contract_but_a_name_that_is_known() -> None:
    card = parse_card(OURS, Path("mine.toml"))
    assert card.contract == cards.OUR_NETWORKS
    with pytest.raises(StudioError, match=r"fourier, partial-unet, separable, context"):
        parse_card(OURS.replace("fourier", "other"), Path("mine.toml"))


@pytest.mark.needs_torch
def test_cards_may_name_the_networks_that_fill() -> None:
    from inpaint_studio.nets.architectures import ARCHITECTURES

    kinds = ("generator", "autoencoder")
    assert set(cards.ARCHITECTURES) == {name for name, found in ARCHITECTURES.items() if found.kind in kinds}


def test_a_card_of_the_user_goes_before_the_shipped_one_and_is_read_again(own_home: Path) -> None:
    card = shipped_card("lama")
    path = own_card(card.model_copy(update={"label": "Mine"}), own_home)
    assert catalog.card("lama").label == "Mine"
    write_card(card.model_copy(update={"label": "Another"}), path, overwrite=True)
    assert catalog.card("lama").label == "Another"
    path.unlink()
    assert catalog.card("lama").label == "LaMa"


def test_a_broken_card_hides_no_other(own_home: Path) -> None:
    folder = own_card(shipped_card("lama").model_copy(update={"name": "mine"}), own_home).parent
    (folder / "broken.toml").write_text("name =", "utf-8")
    (folder / "misnamed.toml").write_text((CARDS / "lama.toml").read_text("utf-8"), "utf-8")
    found = catalog.catalogue()
    assert set(found.cards) == {*NAMES, "mine"}
    assert {path.stem for path in found.broken} == {"broken", "misnamed"}
    with pytest.raises(StudioError, match=r"broken\.toml"):
        catalog.card("broken")
    with pytest.raises(StudioError, match=r"Available: lama, "):
        catalog.card("nothing")


def test_cards_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        shipped_card("lama").name = "x"  # type: ignore[misc]
    assert isinstance(shipped_card("lama"), Card)
