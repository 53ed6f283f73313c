"""XMP packets: resets the orientation, and sets properties while keeping everything else.

Format: ISO 16684-1 (an RDF/XML document, usually between two `<?xpacket` lines).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from xml.etree import ElementTree

from . import xmp_tree

_ORIENTATION = re.compile(
    rb"""(tiff:Orientation\s{0,20}=\s{0,20}["']|<tiff:Orientation[^<>]{0,200}>\s{0,200})[2-8](?=\s{0,200}["'<])"""
)
"""With bounded repeats, against quadratic time on malicious texts."""
Properties = Mapping[tuple[str, str], str]
"""(namespace, name) to text."""


def orientation(packet: bytes | None) -> int:
    """The orientation in the packet, 1 to 8 as in EXIF."""
    found = _ORIENTATION.search(xmp_tree.as_utf8(packet)) if packet else None
    return int(found.group()[-1:]) if found else 1


def upright(packet: bytes) -> bytes:
    """The packet with orientation 1, for a picture that has been turned."""
    return _ORIENTATION.sub(rb"\g<1>1", packet)


def value_of(packet: bytes | None, namespace: str, name: str) -> str | None:
    """A simple property of the packet; None if it isn't there or the packet can't be read."""
    rdf = xmp_tree.rdf_of(xmp_tree.parsed(packet))
    if rdf is None:
        return None
    key = f"{{{namespace}}}{name}"
    for description in rdf.findall(xmp_tree.DESCRIPTION):
        if key in description.attrib:
            return description.attrib[key]
        child = description.find(key)
        if child is not None:
            return (child.text or "").strip() or child.get(f"{{{xmp_tree.RDF}}}resource")
    return None


def with_values(packet: bytes | None, values: Properties, prefixes: Mapping[str, str]) -> bytes:
    """The packet with these simple properties set and everything else kept.

    `prefixes` gives the prefix of each namespace. A packet that cannot be read is replaced.
    """
    known = dict(prefixes)
    if packet:
        known = xmp_tree.prefixes_of(packet) | known
    root = xmp_tree.parsed(packet)
    rdf = xmp_tree.rdf_of(root)
    if root is None or rdf is None:
        root = ElementTree.Element(f"{{{xmp_tree.META}}}xmpmeta")
        rdf = ElementTree.SubElement(root, f"{{{xmp_tree.RDF}}}RDF")
    descriptions = rdf.findall(xmp_tree.DESCRIPTION)
    about = descriptions[0].get(xmp_tree.ABOUT, "") if descriptions else ""
    for namespace, name in values:
        key = f"{{{namespace}}}{name}"
        for description in descriptions:
            description.attrib.pop(key, None)
            for child in description.findall(key):
                description.remove(child)
    own = ElementTree.SubElement(rdf, xmp_tree.DESCRIPTION, {xmp_tree.ABOUT: about})
    for (namespace, name), text in values.items():
        own.set(f"{{{namespace}}}{name}", text)
    xmp_tree.drop_empty(rdf)
    return xmp_tree.as_packet(root, known)


def cleaned(packet: bytes) -> tuple[bytes | None, set[str]]:
    """The packet without references to data that will not be saved, and the kinds of data they referred to.

    The kinds are `xmp_tree.GAIN_MAP` etc. Unchanged (in UTF-8) if there are none; None if it cannot be read.
    """
    packet = xmp_tree.as_utf8(packet)
    root = xmp_tree.parsed(packet)
    rdf = xmp_tree.rdf_of(root)
    if root is None:
        return None, set()
    found = set() if rdf is None else xmp_tree.remove_stale(rdf)
    if not found:
        return packet, set()
    return xmp_tree.as_packet(root, xmp_tree.prefixes_of(packet)), found - {""}


def with_extension(packet: bytes, extension: bytes) -> bytes | None:
    """The packet with its extension merged in; None if either cannot be read."""
    root, more = xmp_tree.parsed(packet), xmp_tree.parsed(extension)
    if root is None or more is None:
        return None
    return xmp_tree.as_packet(xmp_tree.merged(root, more), xmp_tree.prefixes_of(extension, packet))


def extension_of(packet: bytes | None) -> str | None:
    """The name (an MD5 digest) of the extension that a packet points to."""
    return value_of(packet, "http://ns.adobe.com/xmp/note/", "HasExtendedXMP")


def divided(packet: bytes, most: int) -> tuple[bytes, str, bytes] | None:
    """A packet of more than `most` bytes split into a shorter one, its extension's name, and the extension.

    None if it cannot be divided.
    """
    prefixes = xmp_tree.prefixes_of(packet)
    for wanted in (most * 3 // 4, 0):
        parts = xmp_tree.divided(packet, wanted)
        if parts is None:
            return None
        root, more = parts
        extension = xmp_tree.written(more, prefixes)
        name = hashlib.md5(extension, usedforsecurity=False).hexdigest().upper()
        rdf = xmp_tree.rdf_of(root)
        descriptions = [] if rdf is None else rdf.findall(xmp_tree.DESCRIPTION)
        if not descriptions:
            return None
        descriptions[0].set(xmp_tree.EXTENDED, name)
        known = {**prefixes, "http://ns.adobe.com/xmp/note/": "xmpNote"}
        main = xmp_tree.as_packet(root, known)
        if len(main) <= most:
            return main, name, extension
    return None
