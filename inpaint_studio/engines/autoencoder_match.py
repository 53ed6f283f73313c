"""Filling a hole with codes from elsewhere in the photo: inwards at a coarse scale, then finer and finer.

The network infers what belongs in the hole; each inferred vector of the code is replaced by the most
similar one of the known part, in agreement with its neighbours; the decoder paints the codes so copied
(infer, match, translate: Song et al. 2018; Shift-Net: Yan et al. 2018; from the border inwards as in
Onion-Peel Networks: Oh et al. 2019). Matching is PatchMatch (Barnes et al. 2009) over patches of 3 x 3
vectors, all cells at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from ..nets.autoencoder import CELL, seen
from .autoencoder_level import PAD, Level, grouped

if TYPE_CHECKING:
    from collections.abc import Callable

_NEIGHBOURS = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, -1), (1, -1), (-1, 1))
_STEPS = (4, 2, 1)  # cells to the neighbours whose matches are tried
_SHRINK = 2.5  # of the reach of random tries, from one to the next
_CHUNK = 2**24  # numbers in memory at once while matching
_PROBED = 12  # cells, or nothing can be told of how well the network infers
_MIDDLE = 4  # of the nine places in a patch


@dataclass(frozen=True)
class Matching:
    """How codes are matched. Costs are squared distances of compared codes, about 2 for unrelated ones."""

    inferred: float = 0.1
    """Weight of inferred vectors in a patch, against 1 for known or filled ones, where inferring works."""
    rough: float = 1.5
    """Weight of the difference from the roughness that the network infers: else flat places win."""
    coherent: float = 0.85
    """A match next to a neighbour's is taken if its cost times this is smaller."""
    trust: float = 0.85
    """How much less a cell counts than its neighbour that is nearer to the known ones."""
    soft: float = 0.5
    """Of the median cost: matches so much worse count less by a factor of e when codes are averaged."""
    tries: int = 6
    """Random tries in each sweep."""
    sweeps: int = 2


class Matcher:
    """The matches of one level: for each of its cells the source (y, x) that it is copied from."""

    def __init__(self, level: Level, how: Matching, dice: torch.Generator) -> None:
        self.level, self.how, self._dice = level, how, dice
        device = level.device
        self.patch = torch.tensor([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)], device=device)
        self.match = torch.zeros((len(level.cells), 2), dtype=torch.long, device=device)
        self._source_texture = level.source_roughness() * math.sqrt(self.how.rough)
        _, rough = level.network.predicted(level.picture, level.mask)
        self._texture = self._textures(rough, level.cells)

    # -- costs

    def _wanted(self, code: Tensor, cells: Tensor) -> Tensor:
        """The patches (n, 9, F) of compared codes around cells (n, 2) in a code (1, C, rows, columns)."""
        place = cells[:, None] + self.patch
        return self.level.compared(code[0][:, place[..., 0], place[..., 1]].permute(1, 2, 0))

    def _found(self, sources: Tensor) -> Tensor:
        """The patches (n, 9, F) of compared codes around sources (n, 2)."""
        place = sources[:, None] + CELL * self.patch
        return self.level.features[place[..., 0] * len(self.level.columns) + place[..., 1]]

    def _textures(self, rough: Tensor, cells: Tensor) -> Tensor:
        """Inferred roughness (1, C, rows, columns) at cells (n, 2), to be compared: (n, G)."""
        return grouped(rough[0][:, cells[:, 0], cells[:, 1]].T) * math.sqrt(self.how.rough)

    def _cost(self, wanted: Tensor, texture: Tensor, weight: Tensor, sources: Tensor) -> Tensor:
        """What it costs to take these sources: (n,). `weight` (n, 9, 1 or F) sums to 1 over the nine."""
        parts = []
        size = max(1, _CHUNK // (wanted.shape[1] * wanted.shape[2]))
        for start in range(0, len(wanted), size):
            self.level.check()
            part = slice(start, start + size)
            distance = (wanted[part] - self._found(sources[part])).square()
            place = sources[part, 0] * len(self.level.columns) + sources[part, 1]
            rough = (texture[part] - self._source_texture[place]).square().sum(-1)
            parts.append((distance * weight[part]).sum((1, 2)) + rough)
        return torch.cat(parts) if parts else wanted.new_zeros(0)

    def _may(self, sources: Tensor) -> Tensor:
        """Which of the sources (n, 2) may be copied from."""
        height, width = self.level.allowed.shape
        y, x = sources[:, 0], sources[:, 1]
        inside = (y >= 0) & (x >= 0) & (y < height) & (x < width)
        return inside & self.level.allowed[y.clamp(0, height - 1), x.clamp(0, width - 1)]

    # -- the coarsest level

    def begin(self, told: Callable[[float], None]) -> None:
        """Fill ring by ring: infer the code of what is left, match the outermost cells, paint, go on."""
        level = self.level
        left, deepest = level.open.clone(), int(level.depth.max())
        worth = self.how.inferred * self._reliability()
        for ring in range(1, deepest + 1):
            told((ring - 1) / deepest)
            cells = (level.depth == ring).nonzero()
            code, rough = level.network.predicted(level.picture, level.hidden(left))
            wanted = self._wanted(code, cells)
            around = cells[:, None] + self.patch
            unknown = left[around[..., 0], around[..., 1]][..., None]
            weight = torch.where(unknown, worth, torch.ones_like(worth))
            weight = weight / weight.mean(2, keepdim=True).sum(1, keepdim=True)
            rows = level.number[cells[:, 0], cells[:, 1]]
            self._texture[rows] = self._textures(rough, cells)
            match, cost = self._nearest(wanted, self._texture[rows], weight)
            self.match[rows] = match
            left[cells[:, 0], cells[:, 1]] = False
            self._agree(cells, rows, cost, wanted, weight, left)
            filled = (level.open & ~left).nonzero()
            copied = self.match[level.number[filled[:, 0], filled[:, 1]]]
            code = code.clone()
            code[0][:, filled[:, 0], filled[:, 1]] = self._codes(copied).T
            level.put(level.network.decoder(code))

    def _reliability(self) -> Tensor:
        """How much of each compared direction the network can infer in this picture: (F,) in [0, 1].

        Told by a hole of the same shape in the known part. What cannot be inferred comes out as its mean,
        which would always be found in the flattest places.
        """
        level = self.level
        none = torch.ones(level.features.shape[1], device=level.device)
        clean = seen(level.mask)[0, 0] == 0
        best, chosen = 0, None
        for step in _NEIGHBOURS:
            move = [
                round(each * side / 3 / CELL) for each, side in zip(step, level.mask.shape[-2:], strict=True)
            ]
            probe = torch.roll(level.open, move, (0, 1)) & clean
            if (count := int(probe.sum())) > best:
                best, chosen = count, probe
        if chosen is None or best < _PROBED:
            return none
        hidden = F.interpolate(chosen[None, None].float(), scale_factor=CELL)
        code, _ = level.network.predicted(level.picture, torch.maximum(level.mask, hidden))
        inferred, true = (level.compared(each[0].permute(1, 2, 0)[chosen]) for each in (code, level.code()))
        missed = (inferred - true).square().mean(0) / level.features[level.sources].square().mean(0)
        return (1 - missed).clamp(0.0, 1.0)

    def _nearest(self, wanted: Tensor, texture: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
        """The best of all sources for each patch (n, 2), and its cost (n,)."""
        level, width = self.level, len(self.level.columns)
        count = len(wanted)
        best = wanted.new_full((count,), torch.inf)
        place = torch.zeros(count, dtype=torch.long, device=level.device)
        weight = weight.expand_as(wanted)
        flat = (wanted * weight).flatten(1)
        own = (wanted.square() * weight).sum((1, 2))
        size = max(64, _CHUNK // (wanted.shape[1] * wanted.shape[2] + count))
        for start in range(0, len(level.sources), size):
            level.check()
            index = level.sources[start : start + size]
            found = self._found(torch.stack([index // width, index % width], 1)).flatten(1)
            cost = own[:, None] - 2 * flat @ found.T + weight.flatten(1) @ found.square().T
            cost = cost + torch.cdist(texture, self._source_texture[index]).square()
            value, number = cost.min(1)
            better = value < best
            best[better], place[better] = value[better], index[number[better]]
        match = torch.stack([place // width, place % width], 1)
        return match, best

    def _agree(
        self, cells: Tensor, rows: Tensor, cost: Tensor, wanted: Tensor, weight: Tensor, left: Tensor
    ) -> None:
        """Let the cells of a ring take over the shifts of those beside them that are filled."""
        level = self.level
        for _ in range(3):
            for step in _NEIGHBOURS:
                move = torch.tensor(step, device=level.device)
                beside = cells + move
                number = level.number[beside[:, 0], beside[:, 1]]
                filled = (number >= 0) & ~left[beside[:, 0], beside[:, 1]]
                tried = self.match[number.clamp(min=0)] - CELL * move
                some = (filled & self._may(tried)).nonzero()[:, 0]
                new = self._cost(wanted[some], self._texture[rows[some]], weight[some], tried[some])
                better = new * self.how.coherent < cost[some]
                taken = some[better]
                self.match[rows[taken]], cost[taken] = tried[taken], new[better]

    # -- every level

    def carry(self, coarse: Matcher) -> None:
        """Take over the matches of a level of half the size, and paint with them."""
        level, before = self.level, coarse.level
        middle = (level.cells * CELL - PAD + CELL / 2) / 2
        cell = ((middle + PAD) / CELL).long()
        for axis in range(2):
            cell[:, axis].clamp_(0, before.lattice[axis] - 1)
        number = before.number[cell[:, 0], cell[:, 1]]
        lost = (number < 0).nonzero()[:, 0]
        if len(lost):  # a hole grows a little as it is scaled down, so its cells seldom fall beside it
            number[lost] = torch.cdist(cell[lost].float(), before.cells.float()).argmin(1)
        shift = 2 * (coarse.match[number] - CELL * before.cells[number])
        self.match = level.cells * CELL + shift
        self._mend()
        self.paint(None)

    def _mend(self) -> None:
        """Replace matches that may not be copied from by the nearest ones that may."""
        from scipy.ndimage import distance_transform_edt

        level = self.level
        bad = ~self._may(self.match)
        if bool(bad.any()):
            near = distance_transform_edt(
                ~level.allowed.cpu().numpy(), return_distances=False, return_indices=True
            )
            nearest = torch.from_numpy(near).to(level.device).long()
            height, width = level.allowed.shape
            wrong = self.match[bad]
            y, x = wrong[:, 0].clamp(0, height - 1), wrong[:, 1].clamp(0, width - 1)
            self.match[bad] = nearest[:, y, x].T

    def improve(self, *, last: bool) -> None:
        """One round: match anew what is painted so far, and paint; in the last one without averaging."""
        level, cells = self.level, self.level.cells
        around = cells[:, None] + self.patch
        weight = self.how.trust ** level.depth[around[..., 0], around[..., 1]]
        weight = (weight / weight.sum(1, keepdim=True))[..., None]
        wanted = self._wanted(level.code(), cells)
        cost = self._cost(wanted, self._texture, weight, self.match)
        for _ in range(self.how.sweeps):
            for far in _STEPS:
                for step in _NEIGHBOURS:
                    move = far * torch.tensor(step, device=level.device)
                    number = self._number(cells + move)
                    tried = self.match[number.clamp(min=0)] - CELL * move
                    self._try(tried, number >= 0, cost, wanted, weight, self.how.coherent)
            reach = float(max(level.height, level.width))
            for _ in range(self.how.tries):
                # always drawn on the processor, so that devices agree
                drawn = torch.rand((len(cells), 2), generator=self._dice).to(level.device) * 2 - 1
                tried = self.match + (drawn * max(reach, 2.0)).round().long()
                self._try(tried, None, cost, wanted, weight, 1.0)
                reach /= _SHRINK
        self.paint(None if last else cost)

    def _number(self, cells: Tensor) -> Tensor:
        """The numbers of cells (n, 2), -1 for those that are none to fill."""
        rows, columns = self.level.lattice
        y, x = cells[:, 0], cells[:, 1]
        inside = (y >= 0) & (x >= 0) & (y < rows) & (x < columns)
        number = self.level.number[y.clamp(0, rows - 1), x.clamp(0, columns - 1)]
        return torch.where(inside, number, -1)

    def _try(
        self, tried: Tensor, where: Tensor | None, cost: Tensor, wanted: Tensor, weight: Tensor, share: float
    ) -> None:
        """Take the sources tried, where they may be and their cost times `share` is below the present."""
        self.level.check()
        good = self._may(tried)
        some = (good if where is None else good & where).nonzero()[:, 0]
        new = self._cost(wanted[some], self._texture[some], weight[some], tried[some])
        better = new * share < cost[some]
        taken = some[better]
        self.match[taken], cost[taken] = tried[taken], new[better]

    # -- painting

    def _codes(self, sources: Tensor) -> Tensor:
        """The codes (n, C) of sources (n, 2)."""
        return self.level.codes[sources[:, 0] * len(self.level.columns) + sources[:, 1]]

    def painted(self, cost: Tensor | None = None) -> Tensor:
        """The whole mirrored picture from its code, with the codes of the matches in the hole.

        With costs, each cell has the mean of what its own match and those of its neighbours say.
        """
        level = self.level
        if cost is None:
            codes = self._codes(self.match)
        else:
            worth = torch.exp(-cost / (self.how.soft * cost.median().clamp(min=1e-6)))
            codes, total = torch.zeros_like(self._codes(self.match)), torch.zeros_like(worth)
            height, width = level.allowed.shape
            for number, move in enumerate(self.patch):
                beside = self._number(level.cells + move)
                source = self.match[beside.clamp(min=0)] - CELL * move
                source = torch.stack([source[:, 0].clamp(0, height - 1), source[:, 1].clamp(0, width - 1)], 1)
                say = worth[beside.clamp(min=0)] * (beside >= 0) * (1.0 if number == _MIDDLE else 0.5)
                codes += say[:, None] * self._codes(source)
                total += say
            codes = codes / total.clamp(min=1e-9)[:, None]
        code = level.code().clone()
        code[0][:, level.cells[:, 0], level.cells[:, 1]] = codes.T
        return level.network.decoder(code)  # type: ignore[no-any-return]

    def paint(self, cost: Tensor | None) -> None:
        """Put what is painted into the picture."""
        self.level.put(self.painted(cost))

    def shifts(self) -> Tensor:
        """Where each pixel of the picture is copied from: int64 (H, W, 2), as a step (y, x); 0 elsewhere."""
        level = self.level
        steps = torch.zeros((*level.lattice, 2), dtype=torch.long, device=level.device)
        steps[level.cells[:, 0], level.cells[:, 1]] = self.match - CELL * level.cells
        wide = steps.repeat_interleave(CELL, 0).repeat_interleave(CELL, 1)
        return wide[PAD : PAD + level.height, PAD : PAD + level.width]
