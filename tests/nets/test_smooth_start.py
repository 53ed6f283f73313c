"""The start of every fill: the surrounding colours, spread over the hole."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.nets.architectures import architecture
from inpaint_studio.nets.blocks import painted_on, smooth_start, spread_colours

pytestmark = pytest.mark.needs_torch

GENERATORS = {
    "fourier": {"channels": [8, 8, 12, 16], "blocks": [0, 1, 1, 2], "fourier": 4, "style": 6},
    "separable": {"channels": [6, 8, 8, 12, 12, 16], "middle": 2},
}


def hole(height: int, width: int, top: int, left: int, side: int) -> Tensor:
    mask = torch.zeros(1, 1, height, width)
    mask[..., top : top + side, left : left + side] = 1
    return mask


def slope(height: int, width: int) -> Tensor:
    """A photo whose colours change slowly from one corner to the other, from -0.6 to 0.6."""
    down = torch.linspace(-0.6, 0.6, height)[:, None].expand(height, width)
    across = torch.linspace(-0.6, 0.6, width).expand(height, width)
    return torch.stack([down, across, (down - across) / 2])[None]


def psnr(one: Tensor, other: Tensor, mask: Tensor) -> float:
    """In the hole, of values from -1 to 1."""
    error = (((one - other) / 2).square() * mask).sum() / (3 * mask.sum())
    return float(-10 * error.clamp(min=1e-12).log10())


@pytest.mark.parametrize("size", [(64, 64), (4, 8), (20, 100), (36, 4)])
def test_a_photo_of_one_colour_gives_that_colour(size: tuple[int, int]) -> None:
    colour = torch.tensor([0.3, -0.9, 1.0]).reshape(1, 3, 1, 1)
    photo = colour.expand(1, 3, *size)
    known = (torch.rand(1, 1, *size, generator=torch.Generator().manual_seed(1)) < 0.4).float()
    known[..., :4, :4] = 1
    spread = spread_colours(photo * known, known)
    assert spread.shape == (1, 3, *size)
    torch.testing.assert_close(spread, photo.contiguous(), atol=1e-4, rtol=0)


@pytest.mark.parametrize("cell", [2, 4, 8])
def test_any_size_that_is_a_multiple_of_the_cell_will_do(cell: int) -> None:
    for height, width in ((cell, cell), (3 * cell, 7 * cell), (11 * cell, 2 * cell)):
        photo, known = torch.rand(2, 3, height, width), torch.ones(2, 1, height, width)
        assert spread_colours(photo, known, cell=cell).shape == photo.shape


def test_the_nearest_known_colours_count_most() -> None:
    photo = torch.full((1, 3, 64, 96), -0.5)
    photo[..., 48:] = 0.5
    mask = hole(64, 96, 16, 32, 32)
    spread = spread_colours(photo * (1 - mask), 1 - mask)
    assert float((spread[..., 16:48, 34:38] + 0.5).abs().max()) < 0.15
    assert float((spread[..., 16:48, 58:62] - 0.5).abs().max()) < 0.15
    # between them the colours go over into each other, and none lies outside what is known
    middle = spread[0, 0, 32, 32:64]
    assert bool((middle.diff() > -1e-4).all())
    assert float(spread.abs().max()) <= 0.5 + 1e-4


def test_a_slope_goes_on_through_the_hole() -> None:
    photo, mask = slope(96, 128), hole(96, 128, 40, 40, 24)
    smooth = smooth_start(torch.where(mask > 0, 0.0, photo), mask)
    assert psnr(smooth, photo, mask) > 30
    assert torch.equal(smooth * (1 - mask), photo * (1 - mask))


def test_far_from_everything_known_there_is_still_a_colour() -> None:
    photo, known = torch.zeros(1, 3, 32, 2048), torch.zeros(1, 1, 32, 2048)
    photo[..., :8], known[..., :8] = 0.7, 1
    spread = spread_colours(photo, known)
    torch.testing.assert_close(spread, torch.full_like(spread, 0.7), atol=1e-3, rtol=0)


def test_where_nothing_is_known_the_numbers_are_finite() -> None:
    photo = torch.zeros(1, 3, 16, 16, requires_grad=True)
    known = torch.zeros(1, 1, 16, 16)
    spread = spread_colours(photo, known)
    assert float(spread.detach().abs().max()) == 0
    painted_on(smooth_start(photo, 1 - known), torch.zeros_like(photo)).sum().backward()
    assert photo.grad is not None
    assert bool(torch.isfinite(photo.grad).all())


def test_it_is_computed_in_full_precision_whatever_is_asked_for() -> None:
    photo, mask = slope(64, 64), hole(64, 64, 16, 16, 32)
    with torch.autocast("cpu", torch.bfloat16):
        short = spread_colours(photo.bfloat16().float(), 1 - mask)
    assert short.dtype == torch.float32
    assert torch.equal(short, spread_colours(photo.bfloat16().float(), 1 - mask))


def test_no_paint_leaves_the_colours_and_paint_stays_in_range() -> None:
    smooth = slope(8, 8)
    torch.testing.assert_close(painted_on(smooth, torch.zeros_like(smooth)), 0.98 * smooth)
    ends = torch.tensor([-1.0, 1.0]).reshape(1, 1, 1, 2).expand(1, 3, 1, 2)
    assert float(painted_on(ends, torch.full_like(ends, 30.0)).abs().max()) <= 1
    assert painted_on(smooth, torch.zeros_like(smooth).bfloat16()).dtype == torch.float32


@pytest.mark.parametrize("name", sorted(GENERATORS))
def test_an_untrained_generator_fills_about_smoothly(name: str) -> None:
    torch.manual_seed(0)
    network = architecture(name).build(GENERATORS[name]).eval()
    photo, mask = slope(96, 128), hole(96, 128, 12, 84, 24)
    shapes = network.noise_shapes(1, 96, 128)
    rng = torch.Generator().manual_seed(0)
    with torch.inference_mode():
        fill = network(photo, mask, *(torch.randn(shape, generator=rng) for shape in shapes))
    smooth = smooth_start(photo, mask)
    assert psnr(fill, smooth, mask) > 25
    # all grey, where a network begins that is given no start
    assert psnr(fill, photo, mask) > psnr(torch.zeros_like(photo), photo, mask) + 8


class _Spread(nn.Module):
    def forward(self, photo: Tensor, known: Tensor) -> Tensor:
        return spread_colours(photo, known)


@pytest.mark.filterwarnings("ignore")
def test_the_onnx_form_is_the_same_at_every_size(tmp_path: Path) -> None:
    pytest.importorskip("onnxscript")
    runtime = pytest.importorskip("onnxruntime")
    down, across = torch.export.Dim("down", min=2, max=64), torch.export.Dim("across", min=2, max=64)
    sides = {2: 8 * down, 3: 8 * across}
    given = (slope(32, 48), 1 - hole(32, 48, 8, 8, 16))
    program = torch.export.export(_Spread(), given, dynamic_shapes={"photo": sides, "known": sides})
    torch.onnx.export(program, dynamo=True).save(str(tmp_path / "s.onnx"))
    session = runtime.InferenceSession(str(tmp_path / "s.onnx"), providers=["CPUExecutionProvider"])
    names = [found.name for found in session.get_inputs()]
    for height, width in ((32, 48), (64, 24), (200, 264)):
        known = F.interpolate((torch.rand(1, 1, height // 8, width // 8) < 0.3).float(), scale_factor=8.0)
        pair = (slope(height, width), known)
        found = session.run(None, {name: part.numpy() for name, part in zip(names, pair, strict=True)})[0]
        torch.testing.assert_close(torch.from_numpy(found), spread_colours(*pair), atol=1e-3, rtol=0)
