from __future__ import annotations

import numpy as np
import pytest

from inpaint_studio.codec.coder import PLACE, Coder, Model, code_bit
from inpaint_studio.codec.contours import code_contours
from inpaint_studio.codec.tree import Layout, code_tree, points_of
from inpaint_studio.codec.values import code_values, quantisers
from inpaint_studio.core.errors import Noted
from inpaint_studio.core.geometry import Size


def coded(coder: Coder, bits: np.ndarray) -> list[int]:
    model = Model.fresh(2, 1)
    contexts = np.zeros(6, np.int64)
    out = []
    for bit in bits:
        contexts[0] = 0 if not out else out[-1]
        out.append(
            int(
                code_bit(
                    coder.state, coder.data, model.chances, model.counts, model.weights, 0, contexts, 1,
                    np.int64(bit),
                )
            )
        )  # fmt: skip
    return out


def test_bits_come_back_in_nearly_as_few_bytes_as_their_entropy() -> None:
    bits = (np.random.default_rng(2).random(8000) < 0.05).astype(np.uint8)
    writer = Coder.writer(4000)
    coded(writer, bits)
    data = writer.finished()
    entropy = 8000 * -(0.05 * np.log2(0.05) + 0.95 * np.log2(0.95)) / 8
    assert entropy * 0.9 < len(data) < entropy * 1.1
    assert coded(Coder.reader(data), np.zeros(8000)) == bits.tolist()


def test_reading_far_beyond_the_end_is_noticed() -> None:
    reader = Coder.reader(b"\x80\x40")
    coded(reader, np.zeros(2000))
    with pytest.raises(Noted, match="too early"):
        reader.require_inside()


def test_little_is_read_beyond_the_end() -> None:
    """A file that claims many pixels and has no bytes for them must not take the time of many."""
    layout = Layout.of(Size(300, 300))
    split = layout.even(0)
    points, nodes = points_of(layout, split)
    cracks = np.zeros((300, 300), np.uint8), np.zeros((300, 300), np.uint8)
    reader = Coder.reader(b"\0\0")
    values = np.zeros((len(points), 1), np.int32)
    code_values(reader, layout, (split, points, nodes), cracks, quantisers(1, 0), values, 0, 2040)
    assert reader.state[PLACE] < 100
    with pytest.raises(Noted):
        reader.require_inside()
    reader = Coder.reader(b"")
    code_contours(reader, *cracks)
    assert reader.state[PLACE] < 1000


@pytest.mark.parametrize("size", [Size(70, 45), Size(1, 1), Size(3, 200)])
def test_a_tree_and_its_contours_come_back(size: Size) -> None:
    rng = np.random.default_rng(size.width)
    layout = Layout.of(size)
    split = layout.even(3)
    layout.level(split, 3)[...] = rng.random(layout.level(split, 3).shape) < 0.4
    cracks = [(rng.random((size.height, size.width)) < 0.1).astype(np.uint8) for _ in range(2)]
    writer = Coder.writer(20_000)
    code_contours(writer, *cracks)
    code_tree(writer, layout, split.copy(), np.zeros(layout.nodes, np.uint8))
    reader = Coder.reader(writer.finished())
    read = [np.zeros_like(one) for one in cracks]
    code_contours(reader, *read)
    tree = np.zeros_like(split)
    code_tree(reader, layout, tree, np.zeros(layout.nodes, np.uint8))
    reader.require_inside()
    assert all((one == other).all() for one, other in zip(read, cracks, strict=True))
    assert (tree == split).all()


def test_each_leaf_has_one_point_inside_it() -> None:
    layout = Layout.of(Size(50, 37))
    split = layout.even(3)
    layout.level(split, 3)[::2] = 1
    points, nodes = points_of(layout, split)
    owners = layout.level(nodes, 0)
    assert set(np.unique(owners)) == set(range(len(points)))
    assert (owners[points[:, 0], points[:, 1]] == np.arange(len(points))).all()
