"""The networks: shapes, sizes, receptive fields, saving and export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.core.errors import StudioError
from inpaint_studio.nets.architectures import ARCHITECTURES, architecture, load_weights, save_weights
from inpaint_studio.nets.blocks import dft2, inverse_dft2
from inpaint_studio.nets.discriminator import Discriminator, DiscriminatorConfig
from inpaint_studio.nets.finder import Finder
from inpaint_studio.nets.generator import Generator, GeneratorConfig
from inpaint_studio.weights.onnx.export import as_onnx, difference

pytestmark = pytest.mark.needs_torch

SMALL = {"channels": [8, 8, 12, 16], "blocks": [0, 1, 1, 2], "fourier": 4, "style": 6, "coarse_noise": 2}
FILLING = [name for name, found in ARCHITECTURES.items() if found.kind in ("generator", "autoencoder")]
PLAN = "fourier, for plans"
"""The default generator with what a plan needs: it copies features, and has no grain."""
NOISY = ["fourier", PLAN, "separable"]


def small(name: str) -> nn.Module:
    settings = {
        "fourier": SMALL,
        PLAN: {**SMALL, "grain": False, "attention": 4},
        "partial-unet": {"channels": [8, 12, 16], "kernels": [5, 3, 3]},
        "separable": {"channels": [6, 8, 8, 12, 12, 16], "middle": 2},
        "context": {"features": 8, "middle": 16, "dilations": [1, 2]},
        "damage": {"channels": [4, 4, 4], "down": [1, 1, 1], "up": [1, 1]},
    }
    torch.manual_seed(0)
    return architecture(name.split(",")[0]).build(settings[name]).eval()


def inputs(network: nn.Module, height: int, width: int, count: int = 2) -> tuple[Tensor, ...]:
    generator = torch.Generator().manual_seed(3)
    photo = torch.rand(count, 3, height, width, generator=generator) * 2 - 1
    mask = (torch.rand(count, 1, height, width, generator=generator) < 0.3).float()
    shapes = network.noise_shapes(count, height, width)
    return photo, mask, *(torch.randn(shape, generator=generator) for shape in shapes)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("fourier", 5.5, 8),
        ("partial-unet", 4, 8),
        ("separable", 5.5, 6.5),
        ("context", 1.4, 2),
        ("patches", 1.7, 2.3),
        ("projected", 0.6, 0.8),
    ],
)
def test_the_networks_have_about_the_parameters_that_were_meant(name: str, least: float, most: float) -> None:
    count = sum(each.numel() for each in architecture(name).build().parameters())
    assert least < count / 1e6 <= most


@pytest.mark.parametrize("name", FILLING)
@pytest.mark.parametrize("size", [(4, 4), (3, 7)])
def test_a_picture_of_any_size_comes_out_as_large_and_in_range(name: str, size: tuple[int, int]) -> None:
    network = small(name)
    height, width = (side * max(network.multiple, 8) for side in size)
    fill = network(*inputs(network, height, width))
    assert fill.shape == (2, 3, height, width)
    assert float(fill.detach().abs().max()) <= 1


def test_the_partial_unet_takes_odd_sizes_too() -> None:
    network = small("partial-unet")
    assert network(*inputs(network, 19, 31)).shape == (2, 3, 19, 31)


@pytest.mark.parametrize("name", FILLING)
def test_what_lies_under_the_mask_is_not_looked_at_and_the_rest_is(name: str) -> None:
    network = small(name)
    photo, mask, *noise = inputs(network, 32, 32)
    fill = network(photo, mask, *noise)
    assert torch.equal(fill, network(torch.where(mask > 0, 0.9, photo), mask, *noise))
    assert not torch.allclose(fill, network(torch.where(mask > 0, photo, 0.9), mask, *noise))


@pytest.mark.parametrize("name", FILLING)
def test_a_picture_comes_out_the_same_alone_and_among_others(name: str) -> None:
    network = small(name)
    given = inputs(network, 32, 32)
    alone = network(*(part[:1] for part in given))
    torch.testing.assert_close(network(*given)[:1], alone, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("fourier", [(2, 6), (2, 2, 8, 12), (2, 1, 16, 24), (2, 1, 32, 48)]),
        (PLAN, [(2, 6), (2, 2, 8, 12)]),
        ("separable", [(2, 1, 64 // step, 96 // step) for step in (32, 16, 8, 4, 2, 1)]),
        ("partial-unet", []),
    ],
)
def test_the_noise_has_the_sizes_of_the_levels(name: str, shapes: list[tuple[int, ...]]) -> None:
    assert list(small(name).noise_shapes(2, 64, 96)) == shapes


@pytest.mark.parametrize("name", NOISY)
def test_each_part_of_the_noise_changes_the_fill(name: str) -> None:
    network = small(name)
    given = list(inputs(network, 32, 32))
    fill = network(*given)
    for index in range(2, len(given)):
        other = [*given[:index], given[index] + 1, *given[index + 1 :]]
        assert not torch.allclose(fill, network(*other), atol=1e-6)


def test_the_fourier_unit_tells_every_pixel_of_all_others() -> None:
    network = Generator(GeneratorConfig(channels=(4, 4, 4, 8), blocks=(0, 0, 0, 1), fourier=4, style=4))
    photo, mask, *noise = inputs(network, 128, 128, count=1)
    photo.requires_grad_(True)
    network(photo, torch.zeros_like(mask), *noise)[0, :, 0, 0].sum().backward()
    assert float(photo.grad[0, :, 100:, 100:].abs().max()) > 0


@pytest.mark.parametrize("size", [(8, 8), (7, 12), (12, 7), (1, 5), (33, 64)])
def test_the_dft_is_that_of_torch_and_its_inverse_undoes_it(size: tuple[int, int]) -> None:
    x = torch.randn(1, 2, *size)
    real, imaginary = dft2(x)
    truth = torch.fft.rfft2(x, norm="ortho")
    torch.testing.assert_close(real, truth.real, atol=1e-5, rtol=0)
    torch.testing.assert_close(imaginary, truth.imag, atol=1e-5, rtol=0)
    torch.testing.assert_close(inverse_dft2(real, imaginary, size[1]), x, atol=1e-5, rtol=0)


def test_the_discriminator_is_told_which_pixels_are_filled() -> None:
    judge = Discriminator(DiscriminatorConfig(channels=(8, 8, 8, 8), last=8)).eval()
    picture = torch.randn(2, 3, 64, 48)
    mask = torch.zeros(2, 1, 64, 48)
    verdict, features = judge(picture, mask)
    assert verdict.shape == (2, 1, 4, 3)
    assert len(features) == 5
    mask[:, :, 20, 40] = 1
    assert not torch.allclose(verdict, judge(picture, mask)[0])
    assert judge.patches(mask)[0, 0].nonzero().tolist() == [[1, 2]]


def sizes_of(network: nn.Module) -> list[tuple[int, int]]:
    return [(down * network.multiple, across * network.multiple) for down, across in ((4, 6), (8, 3), (5, 5))]


def any_size(network: nn.Module) -> dict[str, Any]:
    """Height and width as the multiples that the network takes, for torch's exporter."""
    multiple = network.multiple
    height, width = torch.export.Dim("height", min=2, max=64), torch.export.Dim("width", min=2, max=64)
    whole = {2: multiple * height, 3: multiple * width}
    steps = [multiple * size[2] // 64 if len(size) == 4 else 0 for size in network.noise_shapes(1, 64, 64)]
    maps = tuple({2: times * height, 3: times * width} if times else {} for times in steps)
    return {"photo": whole, "mask": whole, "noise": maps}


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("name", NOISY)
def test_the_generator_is_exported_with_dynamic_sizes(name: str) -> None:
    network = small(name)
    first, *_ = sizes = sizes_of(network)
    shapes = any_size(network)
    exported = torch.export.export(network, inputs(network, *first, 1), dynamic_shapes=shapes).module()
    for size in sizes:
        given = inputs(network, *size, 1)
        torch.testing.assert_close(exported(*given), network(*given), atol=1e-5, rtol=1e-4)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NOISY)
def test_the_onnx_form_equals_the_torch_form_at_three_sizes(tmp_path: Path, name: str) -> None:
    pytest.importorskip("onnxscript")
    runtime = pytest.importorskip("onnxruntime")
    network = small(name)
    first, *_ = sizes = sizes_of(network)
    shapes = any_size(network)
    exported = torch.export.export(network, inputs(network, *first, 1), dynamic_shapes=shapes)
    torch.onnx.export(exported, dynamo=True).save(str(tmp_path / "g.onnx"))
    session = runtime.InferenceSession(str(tmp_path / "g.onnx"), providers=["CPUExecutionProvider"])
    for size in sizes:
        given = inputs(network, *size, 1)
        named = {found.name: part.numpy() for found, part in zip(session.get_inputs(), given, strict=True)}
        fill = torch.from_numpy(session.run(None, named)[0])
        torch.testing.assert_close(fill, network(*given).detach(), atol=1e-3, rtol=0)


@pytest.mark.parametrize("name", FILLING)
def test_weights_carry_their_network(tmp_path: Path, name: str) -> None:
    network = small(name)
    save_weights(tmp_path / "w.safetensors", network, name, {"steps": 3}, dtype=torch.float32)
    loaded = load_weights(tmp_path / "w.safetensors")
    assert (loaded.architecture, loaded.about["steps"]) == (name, 3)
    given = inputs(network, 32, 32)
    assert torch.equal(loaded.module.eval()(*given), network(*given))


def test_weights_that_are_not_numbers_replace_nothing(tmp_path: Path) -> None:
    network, path = small("context"), tmp_path / "w.safetensors"
    save_weights(path, network, "context", {})
    before = path.read_bytes()
    with torch.no_grad():
        next(network.parameters()).fill_(float("nan"))
    with pytest.raises(StudioError, match="no longer finite"):
        save_weights(path, network, "context", {})
    assert path.read_bytes() == before


def test_weights_that_half_precision_cannot_hold_are_kept_as_they_are(tmp_path: Path) -> None:
    network = small("damage")
    assert isinstance(network, Finder)
    block = network.encoders[0][0]
    block.first_norm.running_var.fill_(86_066.25)  # that of a long run
    block.first.weight.data.fill_(100_000.0)
    save_weights(tmp_path / "w.safetensors", network, "damage", {})
    loaded = load_weights(tmp_path / "w.safetensors").module.state_dict()
    for part, value in (("first_norm.running_var", 86_066.25), ("first.weight", 100_000.0)):
        kept = loaded[f"encoders.0.0.{part}"]
        assert torch.equal(kept, torch.full_like(kept, value))
    photo = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1)) * 2 - 1
    assert difference(network, as_onnx(network, {}), [(64, 64)]) < 0.05
    assert bool(torch.isfinite(network(photo)[0]).all())


def test_a_file_that_holds_no_weights_says_so(tmp_path: Path) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"not weights at all")
    with pytest.raises(StudioError, match="does not contain readable weights"):
        load_weights(tmp_path / "w.safetensors")
    with pytest.raises(StudioError, match="no file"):
        load_weights(tmp_path / "none.safetensors")


def test_unknown_architectures_and_settings_are_named() -> None:
    with pytest.raises(StudioError, match="fourier, partial-unet, separable"):
        architecture("unet", "generator")
    with pytest.raises(StudioError, match="no setting 'depth'"):
        architecture("context").build({"depth": 3})
