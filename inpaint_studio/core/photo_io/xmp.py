"""XMP packets: the orientation reset, and properties set while everything else is kept.

Format: ISO 16684-1 (an RDF/XML document, usually between two `<?xpacket` lines).
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Mapping
from xml.etree import ElementTree

_ORIENTATION = re.compile(rb"""(tiff:Orientation\s*=\s*["']|<tiff:Orientation[^>]*>\s*)[2-8](?=\s*["'<])""")
_META, _RDF = "adobe:ns:meta/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_BEGIN = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = b'\n<?xpacket end="w"?>'

_registry = threading.Lock()

Properties = Mapping[tuple[str, str], str]
"""(namespace, name) to text."""


def orientation(packet: bytes | None) -> int:
    """The orientation that the packet gives, 1 to 8, as EXIF counts."""
    found = _ORIENTATION.search(packet) if packet else None
    return int(found.group()[-1:]) if found else 1


def upright(packet: bytes) -> bytes:
    """The packet with an orientation of 1, for a picture that has been turned."""
    return _ORIENTATION.sub(rb"\g<1>1", packet)


def value_of(packet: bytes | None, namespace: str, name: str) -> str | None:
    """A simple property of the packet; None if it isn't there or the packet can't be read."""
    rdf = _rdf(_parsed(packet))
    if rdf is None:
        return None
    key = f"{{{namespace}}}{name}"
    for description in rdf.findall(f"{{{_RDF}}}Description"):
        if key in description.attrib:
            return description.attrib[key]
        child = description.find(key)
        if child is not None:
            return (child.text or "").strip() or child.get(f"{{{_RDF}}}resource")
    return None


def with_values(packet: bytes | None, values: Properties, prefixes: Mapping[str, str]) -> bytes:
    """The packet with these simple properties set; what else it says stays.

    `prefixes` gives the prefix of each namespace. A packet that cannot be read is replaced.
    """
    known = dict(prefixes)
    if packet:
        known = {uri: prefix for prefix, uri in _namespaces(packet)} | known
    root = _parsed(packet)
    rdf = _rdf(root)
    if root is None or rdf is None:
        root = ElementTree.Element(f"{{{_META}}}xmpmeta")
        rdf = ElementTree.SubElement(root, f"{{{_RDF}}}RDF")
    descriptions = rdf.findall(f"{{{_RDF}}}Description")
    about = descriptions[0].get(f"{{{_RDF}}}about", "") if descriptions else ""
    for namespace, name in values:
        key = f"{{{namespace}}}{name}"
        for description in descriptions:
            description.attrib.pop(key, None)
            for child in description.findall(key):
                description.remove(child)
    own = ElementTree.SubElement(rdf, f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": about})
    for (namespace, name), text in values.items():
        own.set(f"{{{namespace}}}{name}", text)
    for description in descriptions:
        if not len(description) and set(description.attrib) <= {f"{{{_RDF}}}about"}:
            rdf.remove(description)
    return _BEGIN + _written(root, known) + _END


def _parsed(packet: bytes | None) -> ElementTree.Element | None:
    if not packet or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:  # no entities: they can explode
        return None
    try:
        return ElementTree.fromstring(packet.strip(b"\0 \t\r\n"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return None


def _rdf(root: ElementTree.Element | None) -> ElementTree.Element | None:
    if root is None or root.tag == f"{{{_RDF}}}RDF":
        return root
    return root.find(f"{{{_RDF}}}RDF")


def _namespaces(packet: bytes) -> list[tuple[str, str]]:
    """The prefixes that the packet itself declares."""
    pairs = re.findall(rb"""xmlns:([A-Za-z_][\w.-]*)\s*=\s*["']([^"']+)["']""", packet)
    return [(prefix.decode("ascii", "replace"), uri.decode("utf-8", "replace")) for prefix, uri in pairs]


def _written(root: ElementTree.Element, prefixes: Mapping[str, str]) -> bytes:
    """The document with the prefixes that it came with, or that people know."""
    with _registry:  # ElementTree keeps prefixes in one table for the process
        for uri, prefix in {**prefixes, _META: "x", _RDF: "rdf"}.items():
            with contextlib.suppress(ValueError):  # "ns1" and the like are its own
                ElementTree.register_namespace(prefix, uri)
        return ElementTree.tostring(root, encoding="unicode").encode("utf-8")
