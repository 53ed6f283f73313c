"""The version of the program, and its name for desktops."""

VERSION = "0.1.0"
"""Same as in `pyproject.toml`; a checkout has no installed metadata to read it from."""

APP_ID = "org.inpaint_studio.InpaintStudio"
"""The name by which desktops know the program: of its desktop entry, its icon and its windows."""
