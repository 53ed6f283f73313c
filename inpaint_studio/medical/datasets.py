"""Data sets of pydicom that don't share their attributes."""

from __future__ import annotations

from typing import Any

from pydicom.dataset import FileDataset


def separate(dataset: Any) -> Any:
    """A data set with the same attributes as they were read; changing or reading one leaves the other alone.

    `copy.copy` shares the attributes, and pydicom replaces one by its decoded form when it is read, which may
    then be written in other bytes.
    """
    items = {tag: dataset.get_item(tag) for tag in dataset.keys()}  # noqa: SIM118 - it iterates over elements
    implicit, little = dataset.original_encoding
    # some files are implicit although their transfer syntax is not; then attributes are encoded anew
    implicit = implicit or any(item.VR is None for item in items.values())
    found = FileDataset(
        "",
        items,
        preamble=dataset.preamble,
        file_meta=dataset.file_meta,
        is_implicit_VR=implicit,
        is_little_endian=little,
    )
    found.set_original_encoding(implicit, little, dataset.original_character_set)
    return found
