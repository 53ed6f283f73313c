"""Projects as OpenRaster files (`.ora`), which GIMP, Krita and MyPaint open too.

An OpenRaster file is a zip of PNG pictures and one `stack.xml` that says how they lie on one another
(openraster.org, version 0.0.6). Ours has the photo as the base layer and each kept fill as a layer of
its own, cropped to its rectangle; a fill of several rectangles is a group of layers. A photo of 16 bit
is stored in PNG of 16 bit: Krita keeps that depth and GIMP opens it. The merged picture and the
thumbnail are of 8 bit, as other programs expect.

In a layer, alpha is 0 where the fill has no coverage; where the photo itself has transparency, other
programs show half-transparent fills a little differently, as they lay layers over one another where we
replace. The merged picture is right in any case.

What other programs have no word for lies under `inpaint-studio/`: masks, the coverage of fills, results
that are not kept, the settings of the fill, and what the photo's file said about it. With it a project
comes back byte for byte. A program that saves the project again drops it; then, and when its pictures
are no longer the ones it was written with, the file is opened as any OpenRaster file.
"""

from __future__ import annotations

from .reading import load_project
from .values import Project, StoredResult
from .writing import save_project

ENDING = ".ora"
"""What the name of a project ends with."""

__all__ = ["ENDING", "Project", "StoredResult", "load_project", "save_project"]
