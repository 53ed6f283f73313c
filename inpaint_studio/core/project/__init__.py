"""Projects as OpenRaster files (`.ora`), which GIMP, Krita and MyPaint open too.

An OpenRaster file is a zip of PNG pictures and a `stack.xml` with their order and places
(openraster.org, version 0.0.6). Ours has the photo as the base layer and each kept fill as a separate
layer, cropped to its rectangle; a fill of several rectangles is a group of layers. A 16-bit photo is stored
as 16-bit PNG: Krita keeps that depth and GIMP opens it. The merged picture and the thumbnail are 8 bit, as
other programs expect.

In a layer, alpha is 0 where the fill has no coverage. If the photo has transparency, other programs show
half-transparent fills slightly differently, because they composite layers where we replace. The merged
picture is always right.

Data that other programs do not know is under `inpaint-studio/`: masks, the coverage of fills, results that
are not kept yet, the settings of the fill, and the metadata of the photo's file. With it a project is
restored byte for byte. Other programs drop it when they save the project; then, or if the pictures differ
from their recorded checksums, the file is opened like any OpenRaster file.

The layers of other programs are kept as they are (`Photo.beneath`) and written back beneath the fills. The
photo is what they show together: the merged picture of the file, or our own composition of the layers if
that is deeper and the same. Then the photo itself is under `inpaint-studio/` too.
"""

from __future__ import annotations

from .reading import load_project
from .values import Project, StoredResult
from .writing import save_project

ENDING = ".ora"
"""The file name extension of a project."""

__all__ = ["ENDING", "Project", "StoredResult", "load_project", "save_project"]
