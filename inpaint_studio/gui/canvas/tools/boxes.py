"""Rectangles that are dragged, moved and pulled by their handles, within bounds; in image coordinates."""

from __future__ import annotations

from ....core.geometry import Rect

Box = tuple[float, float, float, float]
"""left, top, right, bottom in image coordinates."""


def box_of(rect: Rect) -> Box:
    """The box around the pixels of `rect`."""
    return rect.x, rect.y, rect.right, rect.bottom


def contains(bounds: Rect, box: Box) -> bool:
    """Whether the box lies within `bounds`."""
    left, top, right, bottom = box_of(bounds)
    return left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom


def is_beyond(bounds: Rect, grip: str, x: float, y: float) -> bool:
    """Whether a point is outside `bounds`, on one of the sides that `grip` ("n", "se" …) names."""
    left, top, right, bottom = box_of(bounds)
    return (
        ("w" in grip and x < left)
        or ("n" in grip and y < top)
        or ("e" in grip and x > right)
        or ("s" in grip and y > bottom)
    )


def bounds_of_pull(box: Box, picture: Rect, reach: Rect) -> Rect:
    """How far the sides of a box may be pulled.

    That is to the edge of the picture; a side that starts there, or beyond, may go on as far as `reach`.
    """
    left, top, right, bottom = box_of(picture)
    return Rect.spanning(
        reach.x if box[0] <= left else picture.x,
        reach.y if box[1] <= top else picture.y,
        reach.right if box[2] >= right else picture.right,
        reach.bottom if box[3] >= bottom else picture.bottom,
    )


def spanned(
    start: tuple[float, float], end: tuple[float, float], ratio: float | None, bounds: Rect
) -> Box | None:
    """The rectangle between two corners, within `bounds`; with a ratio, `start` is one of its corners."""
    left, top, right, bottom = box_of(bounds)
    x0, y0 = min(max(start[0], left), right), min(max(start[1], top), bottom)
    x1, y1 = min(max(end[0], left), right), min(max(end[1], top), bottom)
    if ratio is not None:
        to_right, down = end[0] >= start[0], end[1] >= start[1]
        room_x, room_y = right - x0 if to_right else x0 - left, bottom - y0 if down else y0 - top
        width = min(max(abs(x1 - x0), abs(y1 - y0) * ratio), room_x, room_y * ratio)
        x1 = x0 + width if to_right else x0 - width
        y1 = y0 + width / ratio if down else y0 - width / ratio
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] > box[0] and box[3] > box[1] else None


def moved(box: Box, dx: float, dy: float, bounds: Rect) -> Box:
    """The rectangle moved by (dx, dy), kept within `bounds`."""
    left, top, right, bottom = box_of(bounds)
    dx = min(max(dx, left - box[0]), right - box[2])
    dy = min(max(dy, top - box[1]), bottom - box[3])
    return box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy


def pulled(box: Box, grip: str, at: tuple[float, float], ratio: float | None, bounds: Rect) -> Box | None:
    """The rectangle with one side or corner dragged to the point `at`, within `bounds`."""
    left, top, right, bottom = box
    if ratio is not None and len(grip) == 2:
        anchor = right if "w" in grip else left, bottom if "n" in grip else top
        return spanned(anchor, at, ratio, bounds)
    least_x, least_y, most_x, most_y = box_of(bounds)
    x, y = min(max(at[0], least_x), most_x), min(max(at[1], least_y), most_y)
    left, right = (x if "w" in grip else left), (x if "e" in grip else right)
    top, bottom = (y if "n" in grip else top), (y if "s" in grip else bottom)
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    if ratio is not None:
        # one side is dragged: the two adjacent sides move evenly
        if grip in ("n", "s"):
            middle = (left + right) / 2
            half = min((bottom - top) * ratio / 2, middle - least_x, most_x - middle)
            left, right = middle - half, middle + half
            length = 2 * half / ratio
            top, bottom = (bottom - length, bottom) if grip == "n" else (top, top + length)
        else:
            middle = (top + bottom) / 2
            half = min((right - left) / ratio / 2, middle - least_y, most_y - middle)
            top, bottom = middle - half, middle + half
            length = 2 * half * ratio
            left, right = (right - length, right) if grip == "w" else (left, left + length)
    return (left, top, right, bottom) if right > left and bottom > top else None
