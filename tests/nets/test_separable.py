"""The lean generator: its cost, its receptive field, and that it can be used wherever the default one can."""

from __future__ import annotations

import json

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils.flop_counter import FlopCounterMode

from inpaint_studio.nets import separable
from inpaint_studio.nets.separable import SeparableUNet, SeparableUNetConfig
from inpaint_studio.weights.onnx import export as onnx_form

pytestmark = pytest.mark.needs_torch

TINY = SeparableUNetConfig(channels=(4, 4, 6, 6, 8, 8), middle=2)


def test_a_picture_of_512_px_takes_about_15_gmac() -> None:
    with FakeTensorMode(), FlopCounterMode(display=False) as counter, torch.inference_mode():
        network = SeparableUNet()
        shapes = network.noise_shapes(1, 512, 512)
        network(torch.zeros(1, 3, 512, 512), torch.zeros(1, 1, 512, 512), *(torch.zeros(s) for s in shapes))
    assert 14e9 < counter.get_total_flops() / 2 < 17e9


def test_the_middle_of_a_large_hole_sees_its_rim(monkeypatch: pytest.MonkeyPatch) -> None:
    # the colours that the fill starts from come from everywhere; here it is the network that must see
    monkeypatch.setattr(separable, "smooth_start", lambda photo, mask: photo * (1 - mask))
    torch.manual_seed(0)
    network = SeparableUNet(TINY)
    photo = (torch.rand(1, 3, 256, 256) * 2 - 1).requires_grad_(True)
    mask = torch.zeros(1, 1, 256, 256)
    mask[..., 32:224, 32:224] = 1
    noise = [torch.zeros(shape) for shape in network.noise_shapes(1, 256, 256)]
    network(photo, mask, *noise)[0, :, 128, 128].sum().backward()
    assert photo.grad is not None
    for rim in (photo.grad[..., :30, :], photo.grad[..., 226:, :]):
        assert float(rim.abs().max()) > 0


def test_the_signal_neither_fades_nor_grows_through_the_full_network() -> None:
    torch.manual_seed(0)
    network = SeparableUNet().eval()
    strengths = []
    network.paint.register_forward_hook(lambda _, given, __: strengths.append(float(given[0].std())))
    photo, mask, *noise = onnx_form.inputs(network, 64, 64, seed=1)
    with torch.inference_mode():
        network(photo, mask, *noise)
    assert 0.2 < strengths[0] < 5


def test_in_half_precision_it_fills_with_numbers() -> None:
    torch.manual_seed(0)
    network = SeparableUNet(TINY).eval()
    given = onnx_form.inputs(network, 64, 96, seed=1)
    with torch.inference_mode():
        whole = network(*given)
        with torch.autocast("cpu", torch.bfloat16):
            short = network(*given)
    assert short.dtype == torch.float32
    torch.testing.assert_close(short, whole, atol=0.1, rtol=0)


def test_the_shipped_form_names_its_noise_and_equals_torch() -> None:
    for package in onnx_form.NEEDS:
        pytest.importorskip(package)
    torch.manual_seed(0)
    network = SeparableUNet(TINY).eval()
    noise = [(f"noise_{step}", 1, step) for step in (32, 16, 8, 4, 2, 1)]
    assert list(onnx_form.noise_of(network)) == noise
    content = onnx_form.as_onnx(network, {"architecture": "separable"})
    assert onnx_form.difference(network, content) <= onnx_form.AGREEMENT
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    told = session.get_modelmeta().custom_metadata_map
    assert told["multiple"] == "32"
    assert json.loads(told["noise"]) == [list(each) for each in noise]
    assert [each.name for each in session.get_inputs()] == ["photo", "mask", *(name for name, _, _ in noise)]
