"""Documents as blocks of text: plain text, Markdown, HTML, docx and PDF.

Nothing is fetched and nothing is run.  What frames a web page (menus, footers, related links) is
kept as blocks of the kind `frame`: their numbers are told, and state nothing.

Their text is brought to one form, with a way back to the characters as they came: full width
becomes half width, traditional becomes simplified Chinese, characters that are not printed and
pinyin that was put behind single characters go.  Nothing is repaired: where an encoding has
destroyed characters the text stays as it came and says so (`damaged`).
"""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from scorecard.schema.errors import N_, DocumentError

MOST_BYTES: Final = 50 * 2**20
MOST_PAGES: Final = 1_000
MOST_UNPACKED: Final = 500 * 2**20
FEWEST_CHARACTERS: Final = 20
"""Characters a page at least, else it is a picture of a page."""
TEXT, FRAME, ROW = "text", "frame", "row"

_SAVE_AS: Final = {
    **dict.fromkeys(("doc", "wps", "rtf", "odt"), N_("save it as docx first")),
    "ofd": N_("save it as PDF first"),
    **dict.fromkeys(("xls", "xlsx", "et"), N_("it is a table: copy it into a docx document")),
}
_BLOCKS: Final = frozenset(
    (
        *("p", "div", "section", "article", "main", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "table", "tr", "blockquote", "pre", "br", "hr", "dd", "dt", "dl"),
    )
)
_FRAMES: Final = frozenset(("nav", "header", "footer", "aside", "form", "title"))
_UNREAD: Final = frozenset(("script", "style", "noscript", "template", "svg"))
_FRAME_NAME: Final = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|foot(?:er)?|breadcrumbs?|sidebar|related|copyright|share)(?:$|[-_\s])"
)
_META_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_CHINESE: Final = frozenset(("gb2312", "gbk", "gb_2312-80", "hz", "cp936", "gb18030"))
_USUAL: Final = frozenset("的年是在和市区區到了企业業增长長达達")
_SENTENCE_END: Final = re.compile(r"[。！？!?：:；;.]$")
_LIST_START: Final = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十]{1,3}[章节部篇]|\d{1,2}[.、．)]|[-•·*])"
)
_PAGE_NUMBER: Final = re.compile(r"^[-—–\s]*\d{1,4}[-—–\s]*$|^第\s?\d+\s?页")
_SHORT: Final = 0.75
"""A line this much shorter than the longest one of its page ends its paragraph."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, item or row of a table on one line; `page` from 1 where there are pages."""

    text: str
    kind: str = TEXT
    page: int | None = None


def blocks_of(data: bytes, name: str) -> list[Block]:
    """The blocks of a document in their order, none of them empty.

    `name` is the file's name, whose ending says what it is.  Raises `DocumentError` with what to
    do about it: scanned or encrypted PDF, other formats, more than 50 MB or 1,000 pages.
    """
    ending = name.rpartition(".")[2].lower()
    if ending in _SAVE_AS:
        raise DocumentError(file=name, reason=_SAVE_AS[ending])
    reader = _READERS.get(ending)
    if reader is None:
        raise DocumentError(file=name, reason=N_("files of this kind are not read"))
    if len(data) > MOST_BYTES:
        raise DocumentError(file=name, reason=N_("it is larger than 50 MB"))
    found = [
        Block(text, block.kind, block.page)
        for block in reader(data, name)
        if (text := re.sub(r"[\r\n\v\f\x00]+", " ", block.text).strip())
    ]
    if not found:
        raise DocumentError(file=name, reason=N_("it holds no text"))
    return found


def decoded(data: bytes) -> str:
    """The text of these bytes: UTF-8, else as the file declares, else as its bytes suggest."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _META_CHARSET.search(data[:4096])
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    name = declared[1].decode("ascii").lower() if declared is not None else _suggested(data)
    try:
        return data.decode("gb18030" if name in _CHINESE else name)
    except (UnicodeDecodeError, LookupError):
        return data.decode("gb18030", errors="replace")


def _suggested(data: bytes) -> str:
    """The encoding that bytes suggest: the Chinese one in which most usual characters appear."""
    import charset_normalizer  # noqa: PLC0415  (only where nothing is declared)

    counts = {
        name: sum(c in _USUAL for c in data.decode(name, errors="ignore"))
        for name in ("gb18030", "big5")
    }
    best = max(counts, key=lambda name: counts[name])
    if counts[best]:
        return best
    guessed = charset_normalizer.from_bytes(data).best()
    return guessed.encoding if guessed is not None else "gb18030"


def _text(data: bytes, _: str) -> Iterator[Block]:
    for line in decoded(data).splitlines():
        yield Block(line)


def _html(data: bytes, name: str) -> Iterator[Block]:
    from lxml import etree, html  # noqa: PLC0415  (only for pages)

    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(decoded(data).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(file=name, reason=N_("it holds no text")) from error
    yield from _walk(root)


def _walk(root: Any) -> Iterator[Block]:  # noqa: ANN401  (lxml has no types)
    """Blocks below an element, without recursion: pages may be nested deeply."""
    from lxml import etree  # noqa: PLC0415  (as above)

    line: list[str] = []
    frames: list[Any] = []
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if element.tag in _BLOCKS or element.tag in _FRAMES:
            yield from _flushed(line, framed=bool(frames))
        if event == "start":
            named = f"{element.get('class', '')} {element.get('id', '')}".lower()
            if element.tag in _FRAMES or _FRAME_NAME.search(named):
                frames.append(element)
            if element.tag in _UNREAD:
                walker.skip_subtree()
            else:
                line.append(element.text or "")
            continue
        if frames and frames[-1] is element:
            frames.pop()
        line += [" | "] if element.tag in {"td", "th"} else []
        line.append(element.tail or "")
    yield from _flushed(line, framed=False)


def _flushed(line: list[str], *, framed: bool) -> Iterator[Block]:
    text = re.sub(r"\s+", " ", "".join(line)).strip().removesuffix(" |").strip()
    line.clear()
    if text:
        yield Block(text, FRAME if framed else TEXT)


def _docx(data: bytes, name: str) -> Iterator[Block]:
    import docx  # noqa: PLC0415  (only for its own kind)
    from docx.table import Table  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise DocumentError(file=name, reason=N_("it unpacks to more than 500 MB"))
        document = docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DocumentError(file=name, reason=N_("it is damaged, encrypted or no docx")) from error
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            above: list[Any] = []
            for row in item.rows:
                cells = list(row.cells)
                yield Block(" | ".join(_merged(cells, above)), ROW)
                above = [cell._tc for cell in cells]  # noqa: SLF001  (what tells merged cells)
        else:
            yield Block(item.text)


def _merged(cells: Sequence[Any], above: Sequence[Any]) -> Iterator[str]:
    """The texts of a row's cells; one that goes on from its neighbour says its numbers once."""
    for place, cell in enumerate(cells):
        text = " ".join(cell.text.split())
        own = cell._tc  # noqa: SLF001  (as above)
        again = place < len(above) and above[place] is own and any(c.isdigit() for c in text)
        yield "" if again or (place and cells[place - 1]._tc is own) else text  # noqa: SLF001


def _pdf(data: bytes, name: str) -> Iterator[Block]:
    import pypdfium2  # noqa: PLC0415  (only for its own kind)

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(file=name, reason=N_("it is encrypted, damaged or no PDF")) from error
    with document:
        if len(document) > MOST_PAGES:
            raise DocumentError(file=name, reason=N_("it has more than 1,000 pages"))
        pages = [page.get_textpage().get_text_range() for page in document]
    if sum(len("".join(page.split())) for page in pages) < FEWEST_CHARACTERS * len(pages):
        reason = N_("its pages are pictures: have their text recognised first")
        raise DocumentError(file=name, reason=reason)
    yield from _paragraphs(pages)


def _paragraphs(pages: list[str]) -> Iterator[Block]:
    """Lines joined to paragraphs, over the ends of columns and pages too."""
    held, first, short = "", 1, True
    for number, page in enumerate(pages, start=1):
        lines = [line.strip().replace("\ufffe", "") for line in page.splitlines()]
        longest = max((len(line) for line in lines), default=0)
        for line in filter(None, lines):
            if _PAGE_NUMBER.match(line):
                yield Block(line, FRAME, number)
                continue
            if held and (short or _LIST_START.match(line)):
                yield Block(held, TEXT, first)
                held = ""
            first = first if held else number
            space = " " if held and held[-1].isascii() and line[0].isascii() else ""
            held += space + line
            short = bool(_SENTENCE_END.search(line)) or len(line) < _SHORT * longest
    if held:
        yield Block(held, TEXT, first)


_READERS: Final[dict[str, Callable[[bytes, str], Iterator[Block]]]] = {
    **dict.fromkeys(("txt", "md", "text", "markdown"), _text),
    **dict.fromkeys(("html", "htm"), _html),
    "docx": _docx,
    "pdf": _pdf,
}

_UNPRINTED: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_TONES: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ"
_DROPPED: Final = re.compile(
    rf"[{_UNPRINTED}]|(?<=[\u4e00-\u9fff])\((?=[^)]*[{_TONES}])[a-z{_TONES}]+\)"
    # A comma before another mark is left over from copying, not meant.
    r"|,(?=[,;。])"
)
_WIDE: Final = {0x3000: " ", 0xA0: " "} | {0xFF01 + n: chr(0x21 + n) for n in range(94)}
_DAMAGE: Final = re.compile(
    rf"\ufffd|锟斤拷|烫烫烫|\?[a-z{_TONES}]*[{_TONES}][a-z{_TONES}]*\)|[\u4e00-\u9fff][A-Z]\([a-z]+\)"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text in one form.

    Attributes
    ----------
    text
        The text after cleaning.
    raw
        The text as it came.
    anchors
        Pairs of an offset in `text` and the offset in `raw` that it came from, at the places
        where the distance between the two changes; in order.
    """

    text: str
    raw: str
    anchors: tuple[tuple[int, int], ...]

    def origin(self, offset: int) -> int:
        """Where a character of `text` stands in `raw` (offsets from 0)."""
        clean, raw = self.anchors[bisect_right(self.anchors, (offset, len(self.raw) + 1)) - 1]
        return raw + offset - clean

    def quoted(self, start: int, end: int) -> str:
        """The characters as they came that `text[start:end]` stands for."""
        return self.raw[self.origin(start) : self.origin(end - 1) + 1] if end > start else ""

    def damaged(self, start: int, end: int) -> bool:
        """Whether an encoding has destroyed characters between these offsets of `text`."""
        return bool(_DAMAGE.search(self.text, start, end))


def clean(raw: str) -> Cleaned:
    """A text in one form: half width, simplified, printed characters only.

    The way back is exact: every kept character knows the offset it came from.
    """
    half = raw.translate(_WIDE)
    parts: list[str] = []
    anchors: list[tuple[int, int]] = [(0, 0)]
    length = 0
    for start, end in _kept(half):
        anchors.append((length, start))
        parts.append(half[start:end])
        length += end - start
    return Cleaned(_simplified("".join(parts)), raw, tuple(dict(anchors).items()))


def _kept(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gone in _DROPPED.finditer(text):
        if gone.start() > start:
            yield start, gone.start()
        start = gone.end()
    yield start, len(text)


def _simplified(text: str) -> str:
    """Traditional characters replaced by simplified ones; never a character more or less."""
    convert = _converter()
    whole = convert(text)
    if len(whole) == len(text):
        return whole
    # A phrase that OpenCC shortens or lengthens would move every offset behind it.
    return "".join(one if len(one := convert(c)) == 1 else c for c in text)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    import opencc  # noqa: PLC0415  (only where documents are read)

    convert: Callable[[str], str] = opencc.OpenCC("t2s").convert
    return convert
