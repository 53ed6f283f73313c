"""Shadows and reflections that are drawn are found; what only looks a bit like one is left alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from inpaint_studio.core.errors import Cancelled, StudioError
from inpaint_studio.core.geometry import Rect, Size
from inpaint_studio.core.mask import Mask
from inpaint_studio.core.photo import Photo
from inpaint_studio.finding.shadow import suggest
from tests.finding.shadow_scene import BASE, HEIGHT, WIDTH, dressed, figure, ground, photo, shaded


def added(picture: Photo, mask: np.ndarray) -> np.ndarray:
    """The pixels that are suggested: (H, W) bool."""
    covered = Mask.from_array(mask)
    wider = covered
    for one in suggest(picture, covered):
        wider = one.added_to(wider)
    assert (wider.coverage[mask] == 255).all()
    return wider.hole & ~mask


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize(("right", "down"), [(0.8, 0.2), (-0.6, 0.4), (0.5, -0.25), (-1.1, 0.1), (0.1, 0.5)])
def test_a_cast_shadow_is_found(right: float, down: float) -> None:
    scene, truth = shaded(right, down)
    picture = photo(dressed(scene, figure()))
    (found,) = suggest(picture, Mask.from_array(figure()))
    assert found.kind == "shadow"
    assert 0.75 <= found.confidence <= 1
    region = added(picture, figure())
    assert overlap(region, truth) > 0.6  # it is thin, and its soft edge goes with it
    assert (region & truth).sum() > 0.93 * truth.sum()


def test_in_sixteen_bit_grey_and_several_times_as_large_too() -> None:
    scene, truth = shaded(0.8, 0.2)
    grey = cv2.cvtColor(photo(dressed(scene, figure())).pixels, cv2.COLOR_RGB2GRAY)
    assert overlap(added(Photo(pixels=grey.astype(np.uint16) * 257), figure()), truth) > 0.7
    large = Photo(pixels=cv2.resize(grey, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC))
    shape, wanted = (np.kron(one, np.ones((4, 4), bool)) for one in (figure(), truth))
    assert overlap(added(large, shape), wanted) > 0.7


def test_a_dark_thing_of_another_colour_is_not_taken() -> None:
    thing = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.ellipse(thing, (235, BASE - 8), (22, 10), 0, 0, 360, 1, -1)
    navy = np.array([0.01, 0.02, 0.12])
    plain = np.where(thing[..., None] > 0, navy, ground())
    assert not added(photo(dressed(plain, figure())), figure()).any()
    # nor with the shadow on the other side
    scene, truth = shaded(-0.8, 0.2)
    both = np.where(thing[..., None] > 0, navy, scene)
    found = added(photo(dressed(both, figure())), figure())
    assert not found[thing > 0].any()
    assert overlap(found, truth) > 0.6 or not found.any()


def test_a_shadow_that_belongs_to_something_else_is_not_taken() -> None:
    scene, _ = shaded(0.8, 0.2, figure(330))
    assert not added(photo(dressed(scene, figure(90))), figure(90)).any()


@pytest.mark.parametrize("seed", range(4))
def test_where_there_is_none_nothing_is_suggested(seed: int) -> None:
    assert suggest(photo(dressed(ground(seed), figure(), seed)), Mask.from_array(figure())) == ()


def test_without_an_object_nothing_is_suggested() -> None:
    scene, _ = shaded(0.8, 0.2)
    picture = photo(scene)
    assert suggest(picture, Mask.empty(picture.size)) == ()
    assert suggest(picture, Mask.full(picture.size)) == ()
    dot = np.zeros((HEIGHT, WIDTH), bool)
    dot[100:103, 100:103] = True
    assert suggest(picture, Mask.from_array(dot)) == ()


def test_a_reflection_is_found() -> None:
    rng = np.random.default_rng(3)
    water = np.array([0.12, 0.2, 0.26]) * (1 + 0.05 * rng.normal(size=(HEIGHT, 1, 1)))
    scene = dressed(np.broadcast_to(water, (HEIGHT, WIDTH, 3)), figure(), 5)
    scene = scene.copy()
    flipped = scene[2 * BASE - HEIGHT : BASE][::-1]
    mirrored = figure()[2 * BASE - HEIGHT : BASE][::-1]
    soft = cv2.GaussianBlur(mirrored.astype(np.float32), (0, 0), 1)[..., None]
    scene[BASE:] = scene[BASE:] * (1 - 0.7 * soft) + 0.7 * soft * cv2.GaussianBlur(flipped, (0, 0), 1)
    picture = photo(scene)
    (found,) = suggest(picture, Mask.from_array(figure()))
    assert found.kind == "reflection"
    truth = np.zeros((HEIGHT, WIDTH), bool)
    truth[BASE:] = mirrored
    assert overlap(added(picture, figure()), truth) > 0.7


def test_each_of_several_objects_gets_its_own() -> None:
    people = figure(90) | figure(300)
    scene, truth = shaded(0.6, 0.25, people)
    picture = photo(dressed(scene, people))
    found = suggest(picture, Mask.from_array(people))
    assert [one.kind for one in found] == ["shadow", "shadow"]
    assert overlap(added(picture, people), truth) > 0.6


def test_a_soft_mask_keeps_its_edge_and_a_suggestion_stays_in_the_photo() -> None:
    scene, _ = shaded(0.8, 0.2)
    picture = photo(dressed(scene, figure()))
    soft = Mask.from_array(figure()).grown(3).feathered(3)
    (found,) = suggest(picture, soft)
    assert Rect.of(picture.size).contains(found.rect)
    wider = found.added_to(soft)
    assert wider.size == Size(WIDTH, HEIGHT)
    assert (wider.coverage >= soft.coverage).all()
    assert set(np.unique(wider.coverage[soft.coverage == 0])) == {0, 255}


def test_it_can_be_cancelled_and_wants_a_mask_that_fits() -> None:
    scene, _ = shaded(0.8, 0.2)
    picture = photo(dressed(scene, figure()))
    with pytest.raises(Cancelled):
        suggest(picture, Mask.from_array(figure()), lambda: True)
    with pytest.raises(StudioError) as other:
        suggest(picture, Mask.empty(Size(10, 10)))
    assert other.value.code == "mask-size"
