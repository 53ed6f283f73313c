"""Networks, found by the name of their weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from inpaint_studio.core.errors import StudioError
from inpaint_studio.nets.architectures import ARCHITECTURES, save_weights
from inpaint_studio.weights import shipped
from tests.weights.files import content, put_own

pytestmark = pytest.mark.needs_torch

SETTINGS = {"width": 8}
KINDS = {found.kind: name for name, found in ARCHITECTURES.items()}


def write(name: str, architecture: str, claimed: str | None = None) -> Path:
    path = shipped.own_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    module = ARCHITECTURES[architecture].build()
    save_weights(path, module, claimed or architecture, {"steps": 7})
    return path


def test_a_network_comes_ready_to_run_and_is_loaded_once() -> None:
    write("autoencoder", KINDS["autoencoder"])
    weights = shipped.load_network("autoencoder", "autoencoder")
    assert weights.about == {"steps": 7}
    assert not weights.module.training
    assert not any(each.requires_grad for each in weights.module.parameters())
    assert all(each.dtype == torch.float32 for each in weights.module.parameters())
    assert shipped.load_network("autoencoder") is weights


def test_a_network_of_another_kind_is_refused() -> None:
    write("autoencoder", KINDS["discriminator"])
    with pytest.raises(StudioError, match=f"another network, '{KINDS['discriminator']}'"):
        shipped.load_network("autoencoder", "autoencoder")


@pytest.mark.parametrize("claimed", ["no-such-network", KINDS["generator"]])
def test_weights_that_do_not_fit_their_architecture_are_refused(claimed: str) -> None:
    write("autoencoder", KINDS["discriminator"], claimed)
    with pytest.raises(StudioError, match="another network") as caught:
        shipped.load_network("autoencoder")
    assert caught.value.code == "weights-broken"


def test_arrays_that_are_no_network_are_refused() -> None:
    put_own("autoencoder", content())
    with pytest.raises(StudioError, match="another network"):
        shipped.load_network("autoencoder")
