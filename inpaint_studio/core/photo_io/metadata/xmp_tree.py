"""XMP packets as trees: parsed with limits, cleaned of stale references, joined and split for JPEG.

Format: ISO 16684-1; extended XMP: part 3 of Adobe's XMP specification.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ...limits import METADATA_LIMIT

META, RDF = "adobe:ns:meta/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DESCRIPTION, ABOUT = f"{{{RDF}}}Description", f"{{{RDF}}}about"
EXTENDED = "{http://ns.adobe.com/xmp/note/}HasExtendedXMP"

_BEGIN = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = b'\n<?xpacket end="w"?>'
_CODECS = {
    "utf-32-be": (b"\0\0\xfe\xff", b"\0\0\0<"),
    "utf-32-le": (b"\xff\xfe\0\0", b"<\0\0\0"),
    "utf-16-be": (b"\xfe\xff", b"\0<"),
    "utf-16-le": (b"\xff\xfe", b"<\0"),
}
_MOST_NODES, _DEEPEST, _MOST_PREFIXES = 200_000, 200, 300

GAIN_MAP, VIDEO, DEPTH, PICTURES = "gain map", "video", "depth map", "pictures"
_STALE = {
    GAIN_MAP: re.compile(r"\{http://ns\.(adobe\.com/hdr-gain-map|apple\.com/HDRGainMap)/"),
    VIDEO: re.compile(r"\{http://ns\.[^}]*/camera/\}(MicroVideo|MotionPhoto|OLivePhoto|VideoLength)"),
    DEPTH: re.compile(r"\{http://ns\.google\.com/photos/dd/"),
    PICTURES: re.compile(
        r"\{http://ns\.google\.com/photos/1\.0/image/\}|\{http://ns\.adobe\.com/xap/1\.0/\}Thumbnails$"
    ),
}
_CONTAINER = re.compile(r"\{http://ns\.google\.com/photos/1\.0/container/")
_SEMANTICS = {"GainMap": GAIN_MAP, "MotionPhoto": VIDEO, "Depth": DEPTH}
"""Their names in the list of a container file."""

_registry = threading.Lock()


class _Bounded(ElementTree.TreeBuilder):
    """Rejects documents that need far more memory as a tree than as text, and entity definitions."""

    def __init__(self) -> None:
        super().__init__()
        self._nodes = self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._nodes += 1 + len(attrs)
        self._depth += 1
        if self._nodes > _MOST_NODES or self._depth > _DEEPEST:
            raise ValueError("far too many properties, or far too deep")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("entities may expand without limit")


def as_utf8(packet: bytes) -> bytes:
    """The packet in UTF-8, as files should have it; some programs write UTF-16 or 32."""
    for codec, marks in _CODECS.items():
        if packet.startswith(marks):
            try:
                return packet.decode(codec).removeprefix("\ufeff").encode("utf-8")
            except UnicodeDecodeError:
                return packet
    return packet


def parsed(packet: bytes | None) -> Element | None:
    """The document, or None if it is not valid, too long, too deep, or defines entities."""
    if not packet or len(packet) > METADATA_LIMIT:
        return None
    text = as_utf8(packet).strip(b"\0 \t\r\n")
    try:
        parser = ElementTree.XMLParser(target=_Bounded())
        parser.feed(text)
        root = parser.close()
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    return root if isinstance(root, Element) else None


def rdf_of(root: Element | None) -> Element | None:
    """The RDF element of a packet."""
    if root is None or root.tag == f"{{{RDF}}}RDF":
        return root
    return root.find(f"{{{RDF}}}RDF")


def remove_stale(rdf: Element) -> set[str]:
    """Remove properties about data that a saved photo does not have; returns the kinds of data found.

    Gain maps, videos and their offsets in the file, copies of the old picture, and (as kind "") the
    pointer to an extension, which the writer sets if it makes one.
    """
    found = set()
    for description in rdf.findall(DESCRIPTION):
        for key in list(description.attrib):
            if kinds := _kinds_of(key, None):
                found |= kinds
                del description.attrib[key]
        for child in list(description):
            if kinds := _kinds_of(child.tag, child):
                found |= kinds
                description.remove(child)
    drop_empty(rdf)
    return found


def _kinds_of(key: str, element: Element | None) -> set[str]:
    """The kinds of data that a property refers to; "" for properties to remove without a note."""
    if key == EXTENDED:
        return {""}
    if _CONTAINER.match(key):
        nodes = () if element is None else element.iter()
        said = {value for node in nodes for name, value in _own(node) if name.endswith("}Semantic")}
        return {"", *(_SEMANTICS[one] for one in said if one in _SEMANTICS)}
    return {kind for kind, pattern in _STALE.items() if pattern.match(key)}


def _own(node: Element) -> list[tuple[str, str]]:
    return [(node.tag, (node.text or "").strip()), *node.attrib.items()]


def merged(root: Element, extension: Element) -> Element:
    """`root` with the properties of its extension; those in both are kept from `root`."""
    rdf, more = rdf_of(root), rdf_of(extension)
    if rdf is None or more is None:
        return root
    there = {key for one in rdf.findall(DESCRIPTION) for key in (*one.attrib, *(child.tag for child in one))}
    there.discard(ABOUT)
    for description in more.findall(DESCRIPTION):
        for key in there & set(description.attrib):
            del description.attrib[key]
        for child in [child for child in description if child.tag in there]:
            description.remove(child)
        rdf.append(description)
    drop_empty(rdf)
    return root


def divided(packet: bytes, most: int) -> tuple[Element, Element] | None:
    """A packet that is too long for one segment, as two documents: one of about `most` bytes, and the rest.

    The longest properties go into the second one. None if it cannot be parsed.
    """
    root = parsed(packet)
    rdf = rdf_of(root)
    if root is None or rdf is None:
        return None
    about = next((one.get(ABOUT, "") for one in rdf.findall(DESCRIPTION)), "")
    moved = Element(DESCRIPTION, {ABOUT: about})
    pieces: list[tuple[int, Element, str | None, Element | None]] = []
    for description in rdf.findall(DESCRIPTION):
        pieces += [(len(value), description, key, None) for key, value in description.items() if key != ABOUT]
        pieces += [(len(ElementTree.tostring(child)), description, None, child) for child in description]
    pieces.sort(key=lambda piece: piece[0], reverse=True)
    left = len(packet.rstrip())
    for length, description, key, child in pieces:
        if left <= most:
            break
        left -= length
        if key is not None:
            moved.set(key, description.attrib.pop(key))
        elif child is not None:
            description.remove(child)
            moved.append(child)
    drop_empty(rdf)
    extension = Element(f"{{{META}}}xmpmeta")
    ElementTree.SubElement(extension, f"{{{RDF}}}RDF").append(moved)
    return root, extension


def as_packet(root: Element, prefixes: Mapping[str, str]) -> bytes:
    """The document with the first and last line of a packet."""
    return _BEGIN + written(root, prefixes) + _END


def prefixes_of(*packets: bytes) -> dict[str, str]:
    """Namespace to prefix, as declared in the packets."""
    found = {}
    for packet in packets:
        for prefix, uri in re.findall(rb"""xmlns:([A-Za-z_][\w.-]*)\s*=\s*["']([^"']+)["']""", packet):
            found[uri.decode("utf-8", "replace")] = prefix.decode("ascii", "replace")
    return found


def written(root: Element, prefixes: Mapping[str, str]) -> bytes:
    """The document with its original or common prefixes."""
    used = {name[1:].partition("}")[0] for node in root.iter() for name in (node.tag, *node.attrib)}
    chosen = [(uri, prefix) for uri, prefix in prefixes.items() if uri in used][:_MOST_PREFIXES]
    with _registry:  # ElementTree has one table of prefixes per process
        for uri, prefix in (*chosen, (META, "x"), (RDF, "rdf")):
            with contextlib.suppress(ValueError):  # "ns1" etc. are reserved
                ElementTree.register_namespace(prefix, uri)
        return ElementTree.tostring(root, encoding="unicode").encode("utf-8")


def drop_empty(rdf: Element) -> None:
    """Remove empty descriptions, except the last one."""
    for description in rdf.findall(DESCRIPTION):
        if not len(description) and set(description.attrib) <= {ABOUT} and len(rdf) > 1:
            rdf.remove(description)
