"""Unknown ONNX files: the probe finds out how to run them, and the proposed card works."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from inpaint_studio.core.errors import Cancelled, Note, StudioError
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.paths import checkpoints_dir
from inpaint_studio.core.photo import Photo
from inpaint_studio.engines.pipeline.run import run
from inpaint_studio.engines.registry import REGISTRY
from inpaint_studio.engines.request import FillRequest
from inpaint_studio.weights import importing, store
from inpaint_studio.weights.cards import catalog
from inpaint_studio.weights.cards.files import parse_card, read_card, to_toml
from inpaint_studio.weights.contract import finish, prepare
from inpaint_studio.weights.onnx.file import open_onnx
from inpaint_studio.weights.probe import probe
from tests.twins import ONNX_NAMES, expected, lama_onnx, migan_onnx, runner, save_twin, shipped_card

WAYS = [
    {},
    {"keep": 1, "fill": 0},
    {"low": -1, "out_low": -1, "out_high": 1},
    {"low": -1, "out_low": -1, "out_high": 1, "keep": 1, "fill": 0},
    {"out_high": 1},
    {"low": 0, "high": 255, "keep": 255, "fill": 0},
]


def saved(path: Path, model: onnx.ModelProto) -> Path:
    onnx.save(model, path)
    return path


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("side", [None, 80])
def test_the_probe_finds_polarity_and_ranges(way: dict[str, Any], side: int | None, tmp_path: Path) -> None:
    path = saved(tmp_path / "model.onnx", lama_onnx(side=side, **way))
    found = probe(open_onnx(path)).best.contract
    mask = found.mask_input
    assert (mask.keep, mask.fill) == (way.get("keep", 0), way.get("fill", 1))
    assert found.image_input.range == (way.get("low", 0), way.get("high", 1))
    assert found.output.range == (way.get("out_low", 0), way.get("out_high", 255))
    assert found.size.rule == ("fixed" if side else "any")


@pytest.mark.parametrize("name", ONNX_NAMES)
def test_the_shipped_cards_would_have_been_proposed(name: str, tmp_path: Path) -> None:
    found = probe(open_onnx(save_twin(name, tmp_path / "model.onnx")))
    wanted = shipped_card(name).contract
    assert found.sure
    assert found.best.works
    # what is best for large photos cannot be seen from outside
    assert found.best.contract.size == wanted.size.model_copy(update={"largest": 0})
    assert found.best.contract.output.range == wanted.output.range
    for one in ("image_input", "mask_input"):
        got, expected_one = getattr(found.best.contract, one), getattr(wanted, one)
        # the order of the colours cannot be seen from outside
        assert got.model_copy(update={"channels": expected_one.channels}) == expected_one


def test_the_probe_says_why_the_other_polarity_is_wrong(tmp_path: Path) -> None:
    path = saved(tmp_path / "model.onnx", migan_onnx())
    words = [trial.words for trial in probe(open_onnx(path)).trials]
    assert words[0].startswith("picture 0 to 255, mask 0 = fill and 255 = keep")
    assert "fills the hole" in words[0]
    assert any("mask 255 = fill and 0 = keep" in line and "does not come back" in line for line in words)


@pytest.mark.parametrize("multiple", [8, 32])
def test_a_model_that_wants_multiples_is_found_out(multiple: int, tmp_path: Path) -> None:
    model = lama_onnx(side=None)
    # to blocks and back: fails unless the sides are multiples
    nodes = [
        helper.make_node("SpaceToDepth", ["image"], ["blocks"], blocksize=multiple),
        helper.make_node("DepthToSpace", ["blocks"], ["whole"], blocksize=multiple),
    ]
    model.graph.node[0].input[0] = "whole"
    for node in reversed(nodes):
        model.graph.node.insert(0, node)
    path = saved(tmp_path / "model.onnx", model)
    size = probe(open_onnx(path)).best.contract.size
    assert (size.rule, size.of) == ("multiple", multiple)


def test_a_concatenated_model_is_found_out(tmp_path: Path) -> None:
    path = saved(tmp_path / "model.onnx", concatenated())
    found = probe(open_onnx(path))
    image = found.best.contract.image_input
    assert found.best.works
    assert (image.channels, image.fill, image.keep) == ("MRGB", -0.5, 0.5)


def concatenated() -> onnx.ModelProto:
    """MI-GAN's generator as ONNX: 0.5 - mask and the picture in one array."""
    inner = lama_onnx(side=None, keep=0.5, fill=-0.5, low=-1, out_low=-1, out_high=1)
    graph = inner.graph
    for name, ends in (("mask", (0, 1)), ("image", (1, 4))):
        for key, value in zip(("from", "to"), ends, strict=True):
            graph.initializer.append(helper.make_tensor(f"{name}_{key}", TensorProto.INT64, [1], [value]))
        node = helper.make_node("Slice", ["x", f"{name}_from", f"{name}_to", "axis"], [name])
        graph.node.insert(0, node)
    graph.initializer.append(helper.make_tensor("axis", TensorProto.INT64, [1], [1]))
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4, "h", "w"]))
    return inner


def test_a_proposed_card_installs_and_fills(tmp_path: Path) -> None:
    path = saved(tmp_path / "Some Model (v2).onnx", lama_onnx(side=None, keep=1, fill=0))
    proposal = importing.propose(path)
    assert proposal.card.name == "some-model-v2"
    assert not catalog.own_folder().exists()
    installed = importing.adopt(proposal)
    assert store.installed("some-model-v2") == installed
    text = (catalog.own_folder() / "some-model-v2.toml").read_text("utf-8")
    assert text.startswith("# Proposed by")
    assert text.endswith(to_toml(proposal.card))
    image = np.random.default_rng(0).random((30, 40, 3), dtype=np.float32)
    hole = np.zeros((30, 40), bool)
    hole[10:15, 10:20] = True
    prepared = prepare(installed.card.contract, image, hole)
    result = finish(
        installed.card.contract, prepared, runner(installed.card, installed.path)(prepared.inputs)
    )
    assert np.abs(result - expected(image, hole)).max() < 0.01


def test_what_the_user_corrects_goes_into_the_card(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.onnx", lama_onnx(side=None))
    proposal = importing.propose(path)
    other = next(
        one for one in proposal.finding.trials if one.bright_fills != proposal.finding.best.bright_fills
    )
    assert not other.works
    words = {"label": " My model ", "licence": "MIT"}
    changed = importing.corrected(proposal, other, name="mine", bgr=True, **words)
    contract = changed.card.contract
    assert contract.mask_input == other.contract.mask_input
    assert (contract.image_input.channels, contract.output.channels) == ("BGR", "BGR")
    assert (changed.card.name, changed.card.label, changed.card.licence) == ("mine", "My model", "MIT")
    blank = importing.corrected(proposal, proposal.finding.best, name="x", label=" ", licence="", bgr=False)
    assert blank.card == proposal.card
    with pytest.raises(StudioError, match="a card with this name"):
        importing.corrected(proposal, other, name="lama", bgr=False, **words)


def test_a_file_called_like_a_card_gets_a_name_of_its_own() -> None:
    assert importing.name_for(Path("Some Model.onnx")) == "some-model"
    assert importing.name_for(Path("lama.onnx"), ["lama-2"]) == "lama-3"
    # Windows has no files called so
    assert importing.name_for(Path("con.onnx")) == "con-model"


def idle() -> onnx.ModelProto:
    """Gives back what it gets."""
    model = lama_onnx(side=64)
    del model.graph.node[:]
    model.graph.node.append(helper.make_node("Identity", ["image"], ["output"]))
    return model


def test_a_model_that_only_gives_the_picture_back_works_in_no_way(tmp_path: Path) -> None:
    finding = probe(open_onnx(saved(tmp_path / "model.onnx", idle())))
    assert not finding.best.works
    assert not finding.sure
    assert "the hole comes back unchanged" in finding.best.words


def test_the_programs_own_generator_is_taken_with_its_noise() -> None:
    proposal = importing.propose(checkpoints_dir() / "gan.onnx", reserved=["gan", "gan-2"])
    card = proposal.card
    assert card.name == "gan-3"
    assert proposal.finding.best.works
    assert (proposal.finding.declaration, proposal.finding.sure) == ("agrees", True)
    assert card.contract.image_input.range == card.contract.output.range == (-1, 1)
    assert (card.contract.mask_input.keep, card.contract.mask_input.fill) == (0, 1)
    assert card.contract.size.of % 8 == 0
    assert [one.name for one in card.contract.noise] == ["noise_vector", "noise_8"]
    assert parse_card(to_toml(card), Path("gan-3.toml")) == card
    importing.adopt(proposal)
    engine = REGISTRY.get("gan-3")
    assert engine.info.stochastic
    hole = np.zeros((72, 80), bool)
    hole[30:45, 30:50] = True
    photo = Photo(np.random.default_rng(0).integers(0, 255, (72, 80, 3), np.uint8))
    request = FillRequest(photo, Mask.from_array(hole), "gan-3", threads=1)
    one, same, other = (run(replace(request, seed=seed)).patches[0].pixels for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


@pytest.mark.parametrize(
    "declared",
    [
        "no JSON",
        "1",
        '[["mask", 8, 4]]',
        '[["extra", 0, 0]]',
        '[["extra", 7, 0]]',
        '[["extra", 8, -1]]',
        "[[]]",
    ],
)
def test_noise_that_does_not_fit_its_input_is_not_believed(declared: str, tmp_path: Path) -> None:
    model = idle()
    model.graph.input.append(helper.make_tensor_value_info("extra", TensorProto.FLOAT, [1, 8]))
    helper.set_model_props(model, {"noise": declared})
    with pytest.raises(StudioError, match="not a picture and a mask"):
        importing.propose(saved(tmp_path / "model.onnx", model))
    helper.set_model_props(model, {"noise": '[["extra", 8, 0]]'})
    path = saved(tmp_path / "model.onnx", model)
    assert [one.channels for one in importing.propose(path).card.contract.noise] == [8]


def in_any_range() -> onnx.ModelProto:
    """Fills with the plain mean and clips nothing: right in every range of the picture."""
    model = lama_onnx(side=None, out_high=1)
    model.graph.node[1].input[0] = "image"  # past the clip
    for one in model.graph.initializer:
        if one.name == "tint":
            one.CopyFrom(numpy_helper.from_array(np.ones((1, 3, 1, 1), np.float32), "tint"))
    return model


def declaring(path: Path, model: onnx.ModelProto, contract: object) -> Path:
    helper.set_model_props(model, {"contract": json.dumps(contract)})
    return saved(path, model)


def test_a_range_that_trying_cannot_tell_is_taken_from_the_file(tmp_path: Path) -> None:
    guessed = probe(open_onnx(saved(tmp_path / "model.onnx", in_any_range())))
    assert guessed.best.contract.image_input.range == (0, 1)
    assert (guessed.declaration, guessed.sure) == ("none", False)
    assert guessed.rivals
    for values in ([-1, 1], [-0.5, 0.5]):  # also one that is never tried unless it is declared
        contract = {"range": values, "keep": 0, "fill": 1}
        found = probe(open_onnx(declaring(tmp_path / "model.onnx", in_any_range(), contract)))
        assert found.best.contract.image_input.range == tuple(values)
        assert (found.declaration, found.sure, found.rivals) == ("agrees", True, ())


@pytest.mark.parametrize(
    "declared",
    [
        {"range": [0, 1], "keep": 1, "fill": 0},  # the mask the wrong way round
        {"range": [0, 255], "keep": 0, "fill": 1},  # far too bright
        {"range": [-1, 1], "keep": 0, "fill": 1},  # half of it is clipped
    ],
    ids=lambda declared: str(declared)[:60],
)
def test_a_declaration_that_the_trial_contradicts_is_caught(
    declared: dict[str, object], tmp_path: Path
) -> None:
    path = declaring(tmp_path / "model.onnx", lama_onnx(side=None), declared)
    proposal = importing.propose(path)
    contract = proposal.card.contract
    assert contract.image_input.range == (0, 1)
    assert (contract.mask_input.keep, contract.mask_input.fill) == (0, 1)
    assert proposal.finding.declaration == "contradicted"
    assert "declares another form" in proposal.comment(str)


@pytest.mark.parametrize(
    "declared",
    [
        1,
        [],
        {"range": [0, 1]},
        {"range": [1, 0], "keep": 0, "fill": 1},
        {"range": [-1, 1], "keep": 1, "fill": 1},
        {"range": [-1, float("inf")], "keep": 0, "fill": 1},
        {"range": [-1, 1, 2], "keep": 0, "fill": 1},
        {"range": [-1, 1], "keep": None, "fill": "x"},
        {"range": [-1, 10**400], "keep": 0, "fill": 1},
    ],
    ids=lambda declared: str(declared)[:60],
)
def test_a_declaration_that_is_not_valid_counts_as_none(declared: object, tmp_path: Path) -> None:
    finding = probe(open_onnx(declaring(tmp_path / "model.onnx", in_any_range(), declared)))
    assert finding.declaration == "none"
    assert finding.best.contract.image_input.range == (0, 1)


def test_metadata_nested_without_end_count_as_none(tmp_path: Path) -> None:
    model = in_any_range()
    helper.set_model_props(model, {"contract": "[" * 200_000, "noise": "[" * 200_000})
    opened = open_onnx(saved(tmp_path / "model.onnx", model))
    assert (opened.noise, opened.declared) == ((), None)


def test_what_cannot_be_an_inpainting_model_is_told_so(tmp_path: Path) -> None:
    model = idle()
    model.graph.input[1].type.tensor_type.shape.dim[1].dim_value = 7
    with pytest.raises(StudioError, match="not a picture and a mask"):
        importing.propose(saved(tmp_path / "model.onnx", model))
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(lama_onnx(side=64).SerializeToString()[:-2] + b"\x00\x00")
    with pytest.raises(StudioError) as caught:
        importing.propose(broken)
    assert caught.value.code in ("model-unfit", "model-cut")
    other = tmp_path / "other.onnx"
    other.write_bytes(b"no model")
    with pytest.raises(StudioError, match="neither ONNX nor TorchScript"):
        importing.propose(other)


def test_names_that_are_taken_or_odd_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "lama.onnx", lama_onnx(side=64))
    with pytest.raises(StudioError, match="a card with this name"):
        importing.propose(path)
    with pytest.raises(StudioError, match="an engine"):
        importing.propose(path, "gan", reserved=["gan"])
    with pytest.raises(StudioError, match="write it as 'my-model'"):
        importing.propose(path, "My Model")


def test_a_card_of_the_user_can_be_named_to_install_by(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.onnx", lama_onnx(side=None))
    card = importing.propose(path).card.model_copy(update={"name": "mine", "sha256": "", "size": None})
    file = tmp_path / "any name.toml"
    file.write_text(to_toml(card), "utf-8")
    installed = importing.install_with_card(path, str(file))
    assert installed.path.name == "mine.onnx"
    assert read_card(catalog.own_folder() / "mine.toml") == card
    # again, now that the card is there
    assert importing.install_with_card(path, str(file)) == installed
    assert importing.install_with_card(path, "mine") == installed


def test_a_card_that_does_not_fit_its_file_is_not_left_behind(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.onnx", lama_onnx(side=None))
    card = importing.propose(path).card.model_copy(update={"name": "mine", "sha256": "0" * 64})
    file = tmp_path / "mine.toml"
    file.write_text(to_toml(card), "utf-8")
    with pytest.raises(StudioError, match="SHA-256"):
        importing.install_with_card(path, str(file))
    assert list(catalog.own_folder().iterdir()) == []


def test_the_probe_can_be_stopped(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.onnx", lama_onnx(side=None))
    seen: list[int] = []
    with pytest.raises(Cancelled):
        importing.propose(
            path, on_progress=lambda done, total: seen.append(done), is_cancelled=lambda: len(seen) >= 2
        )
    assert seen == [1, 2]


def test_the_comment_of_a_card_is_in_the_users_language(tmp_path: Path) -> None:
    proposal = importing.propose(saved(tmp_path / "model.onnx", migan_onnx()))
    heard: list[str] = []

    def translate(note: str) -> str:
        heard.append(note)
        return "translated"

    path = importing.write_proposal(proposal, translate)
    assert {note.code for note in heard if isinstance(note, Note)} == {"card-proposed", "trial"}
    assert path.read_text("utf-8").startswith("# translated\n# - translated\n")
    assert catalog.card(proposal.card.name) == proposal.card
