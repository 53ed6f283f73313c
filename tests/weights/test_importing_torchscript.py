"""Unknown TorchScript files: tried like ONNX files, once the user trusts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from inpaint_studio.core.errors import StudioError
from inpaint_studio.weights import importing
from tests.twins import save_twin, script, shipped_card

pytestmark = pytest.mark.needs_torch


@pytest.mark.parametrize("name", ["lama-torch", "migan-torch"])
def test_trusted_torchscript_is_tried_like_onnx(name: str, tmp_path: Path) -> None:
    path = save_twin(name, tmp_path / "Mine.pt")
    proposal = importing.propose(path, trusted=True)
    wanted = shipped_card(name).contract
    found = proposal.card.contract
    assert proposal.finding.best.works
    assert (proposal.card.name, proposal.card.format) == ("mine", "torchscript")
    assert found.size == wanted.size.model_copy(update={"largest": 0})
    assert found.output.range == wanted.output.range
    assert found.output.name == ""
    mask, wanted_mask = found.mask_input, wanted.mask_input
    assert (mask.keep, mask.fill, mask.channels) == (wanted_mask.keep, wanted_mask.fill, wanted_mask.channels)
    # that yes was for this very file: it is in the card, and no other passes
    assert importing.adopt(proposal).sha256 == proposal.card.sha256


def test_torchscript_of_three_inputs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "three.pt"
    path.write_bytes(script("def forward(self, a, b, c):\n    return a + b + c\n"))
    with pytest.raises(StudioError, match="not a picture and a mask"):
        importing.propose(path, trusted=True)


def test_torchscript_is_not_tried_without_trust(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="If you trust"):
        importing.propose(save_twin("lama-torch", tmp_path / "twin.pt"))
