"""Fitting the autoencoder to one photo before its hole is filled, and measuring whether that helped."""

from __future__ import annotations

import copy
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from ...nets import losses
from ...nets.autoencoder import Autoencoder

_SIDE = 128  # px of the crops
_CROPS = 2  # in a step
_TRIED = 24  # places, of which those with the most known pixels become crops
_RATE = 3e-4
_HELD_EVERY, _HELD = 64, 20  # px: in each square of 64 px one of 20 px is held out
_JUDGED_PIXELS = 2**19
_ENOUGH = 2**10  # known pixels held out: with fewer the error says nothing


def adapted(
    network: Autoencoder,
    picture: Tensor,
    mask: Tensor,
    steps: int,
    rng: torch.Generator,
    on_progress: Callable[[float], None],
) -> Autoencoder | None:
    """A copy of the network fitted for `steps` steps; None if it does not restore held-out pixels better.

    `picture` (1, 3, H, W) in [-1, 1] and `mask` (1, 1, H, W), 1 where unknown, with sides that are
    multiples of 8, on the network's device. Squares of known pixels are held out from all steps, as if
    they were unknown; the mean difference there before and after decides. All random numbers come from
    `rng`, on the CPU.
    """
    held = _held_out(mask)
    if float(held.sum()) < _ENOUGH or steps < 1:
        return None
    fitted = copy.deepcopy(network).requires_grad_(True).train()
    hidden = torch.maximum(mask, held)
    before = _error(network, picture, hidden, held)
    optimizer = torch.optim.Adam(fitted.parameters(), lr=_RATE, betas=(0.9, 0.99))
    for step in range(steps):
        on_progress(step / steps)
        photos, unknown = _crops(picture, hidden, rng)
        holes = _holes(unknown, rng)
        seen = 1 - unknown
        masks = torch.maximum(unknown, holes)
        painted = fitted.decoder(
            torch.cat([fitted.encoder(photos, unknown), fitted.predicted(photos, masks)[0]])
        )
        again, fill = painted.chunk(2)
        loss = losses.hole_l1(fill, photos, holes * seen) + losses.hole_l1(again, photos, seen)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(fitted.parameters(), 1.0)
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, 2 * (1 - step / steps))
        optimizer.step()
    fitted.requires_grad_(False).eval()
    on_progress(1.0)
    return fitted if _error(fitted, picture, hidden, held) < before else None


def _held_out(mask: Tensor) -> Tensor:
    """The squares held out, where they are known: (1, 1, H, W)."""
    height, width = mask.shape[-2:]
    rows, columns = (torch.arange(length, device=mask.device) % _HELD_EVERY for length in (height, width))
    first = (_HELD_EVERY - _HELD) // 2
    row, column = ((place >= first) & (place < first + _HELD) for place in (rows, columns))
    return (row[:, None] & column[None, :]).float()[None, None] * (1 - mask)


@torch.inference_mode()
def _error(network: Autoencoder, picture: Tensor, hidden: Tensor, held: Tensor) -> float:
    """The network's mean error at the held-out pixels; of a part of the picture if it is large."""
    height, width = picture.shape[-2:]
    rows = max(_HELD_EVERY, min(height, _JUDGED_PIXELS // width // 8 * 8))
    top = (height - min(rows, height)) // 16 * 8
    part = (..., slice(top, top + rows), slice(None))
    return float(losses.hole_l1(network(picture[part], hidden[part]), picture[part], held[part]))


def _crops(picture: Tensor, hidden: Tensor, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Crops and their unknown pixels, from the drawn places with the most known pixels."""
    height, width = picture.shape[-2:]
    side_y, side_x = min(_SIDE, height), min(_SIDE, width)
    drawn = torch.rand((_TRIED, 2), generator=rng)
    tops = (drawn[:, 0] * (height - side_y + 1)).long().tolist()
    lefts = (drawn[:, 1] * (width - side_x + 1)).long().tolist()
    places = [(..., slice(y, y + side_y), slice(x, x + side_x)) for y, x in zip(tops, lefts, strict=True)]
    # the best of a few places each, so that a fully known photo is still seen everywhere
    few = _TRIED // _CROPS
    chosen = [
        min(places[start : start + few // 4], key=lambda place: float(hidden[place].mean()))
        for start in range(0, _CROPS * few, few)
    ]
    flip = bool(torch.rand((), generator=rng) < 0.5)
    photos = torch.cat([picture[place] for place in chosen])
    unknown = torch.cat([hidden[place] for place in chosen])
    return (photos.flip(-1), unknown.flip(-1)) if flip else (photos, unknown)


def _holes(unknown: Tensor, rng: torch.Generator) -> Tensor:
    """Smooth blobs over about a fifth of each crop: (N, 1, H, W)."""
    count, _, height, width = unknown.shape
    noise = torch.randn((count, 1, max(2, height // 24), max(2, width // 24)), generator=rng)
    field = F.interpolate(noise, (height, width), mode="bicubic", align_corners=False)
    return (field > 0.8 * field.std()).float().to(unknown.device)
