"""EXIF, XMP and IPTC, and what each format can hold of them."""
