"""Read the head of a note: what stands above its prose, where tools and people write what the note is about.

    # Title                                    > [!info] callouts, with lines of > **Key**: value
    - **Authors**: …   #code https://…         | Journal | … |, <tr><td>Journal</td><td>…</td></tr>
    [[Paper](…)] [[Code](…)]                   ![cover](…), #tags, [[links to other notes]]

The head ends at the first line of prose, or at the heading of the next section.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from readlist.formats.markdown import dates_venues, title_text
from readlist.formats.markdown.head_lines import read_unlabelled
from readlist.formats.markdown.property_names import parse_property, property_field
from readlist.formats.markdown.title_text import LIKELY

MAX_LINES = 80
"""Maximum number of lines of a head."""
MAX_SECTION = 4
"""Number of lines of a section that is too long for the value of a field."""
_SECTIONS = ("title", "paper", "authors", "date", "code", "venue")
MIN_CJK_TITLE = 6
"""Minimum number of characters of a title in Chinese."""
_QUOTE = re.compile(r"^(?:\s*>)+\s?")
_CALLOUT = re.compile(r"^\[!\w+\][+-]?\s*")
_CITING = re.compile(
    r"\[!(?:cite|citation|reference|bib\w*)\]|\[!\w+\][+-]?\s*(?:full\s)?(?:citation|cite|reference)\W*$",
    re.IGNORECASE,
)
"""The first line of a callout that has the reference of the work."""
_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*?)\s*#*$")
_UNDERLINE = re.compile(r"={3,}\s*")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)])\s+(?:\[[ xX]\]\s+)?")
_HASH_LABEL = re.compile(r"#(?P<label>[^\W\d][\w-]{1,24})[:：]?\s+(?=[^\s#])")
_ANY_LABEL = re.compile(
    r"[^\W_][^:：*\[\]()]{0,30}[:：]{1,2}(?:\s|$)|[*_]{2}[^*:：]{1,30}(?:[*_]{2}\s*[:：]|[:：]{1,2}[*_]{2})"
)
_ROW = re.compile(r"\s*\|(?P<cells>.*)\|\s*$")
_RULE = re.compile(r"[\s|:\-=*_~]*$|\s*<!--.*-->\s*$")
_COLUMN = re.compile(r"values?|contents?|details?|descriptions?|内容|內容|值|説明|내용", re.IGNORECASE)
"""The header of the column of values in a table of fields."""
_INLINE = re.compile(
    r"(?P<bracket>[\[(])(?P<key>[^\W\d][\w -]{0,29}?)::\s*"
    r"(?P<value>(?:[^\[\]()]|\[[^\[\]]*\]|\([^()]*\))*)[\])]"
)
_CELL = re.compile(r"<t[dh][^>]*>(?P<text>.*?)</t[dh]>", re.IGNORECASE)
_HREF = re.compile(r"<a\s[^>]*href=[\"'](?P<url>[^\"']+)[\"'][^>]*>(?P<text>.*?)</a>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_LINK = re.compile(
    r"!?\[(?P<text>[^\[\]]*)\]\(<?(?P<url>[^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)*)>?(?:\s[^()]*)?\)"
)
_ITALIC_LINE = re.compile(r"([*_])(?P<text>[^*_]+)\1[.,]?")
_LINKED_TITLE = re.compile(r"\[(?P<title>[^\[\]]{8,300})\]\([^()\s]*\)(?P<rest>.*)$")
_ADDRESS = re.compile(r"<?(?:https?|zotero|file)://[^\s<>|]+>?")
_WIKI = re.compile(r"!?\[\[[^\[\]]*\]\]")
_PLAIN_LINE = re.compile(r"[“\"'‘]?[A-Z\d][^#|\[\]*`<>]{10,300}")
_WIKI_TITLE = re.compile(r"^\[\[@?(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]$")
_HASHTAG = re.compile(r"(?:^|(?<=\s))#[^\W\d][\w/-]*")
_BRACKETS = re.compile(r"\([^()]*\)|（[^（）]*）")
"""A line in brackets, such as where the authors above it work."""
_NO_TEXT = re.compile(r"[\W_]*$")
_SECTION = re.compile(
    r"[\W_]*(?:(?:the\s|zotero\s|paper\s|article\s|bibliographic(?:al)?\s|basic\s)?"
    r"(?:citation|meta[ -]?data|meta|info|information|details?|reference|data|properties)"
    r"|元数据|元資料|(?:论文|論文|基本|文献|文獻)信息|論文資訊|基本資訊|書誌情報|論文情報|논문\s?정보|기본\s?정보)[\W_]*",
    re.IGNORECASE,
)
"""Headings of a section that has the fields of the work that a note is about."""

_OWN_SECTION = re.compile(
    r"[\W_]*(?:bibliographic(?:al)?\s(?:meta ?data|data|info\w*|details?|record)|paper\s(?:info\w*|meta ?data|details?)"
    r"|(?:论文|論文|文献|文獻)信息|論文資訊|書誌情報|論文情報|논문\s?정보|서지\s?정보)[\W_]*",
    re.IGNORECASE,
)
"""Headings of such a section that lists of works do not have."""

_SECTION_NAME = re.compile(r"(?:#{1,6}\s+|\*\*)(?P<text>[^*]+?)\s*(?:\*\*)?[:：]?\s*$")
_MAY_BE_FIELD = re.compile(r"\s*(?:[-*+|]|[^\W\d_]).{0,40}[:：|]")
_SEVERAL = re.compile(r"[,;、，]|\s(?:and|&)\s")
"""A sign between names."""
_FACTS = frozenset(("title", "authors", "venue", "date", "paper", "doi"))
MIN_FACTS, MAX_LINKED = 1, 5
"""Number of facts that a section of fields states beside the authors, and of linked items that a note has at most."""
Values = dict[str, list[str]]


@dataclass(slots=True)
class NoteHead:
    """What the head of a note states: fields by label, a title above them, links by their text; its last line."""

    values: Values = field(default_factory=dict)
    title: str = ""
    links: Values = field(default_factory=dict)
    bare: Values = field(default_factory=dict)
    """What lines without labels state."""
    end: int = 0
    named: list[str] = field(default_factory=list)
    """The titles of works that lines name, each once."""


def read_note_head(lines: list[str], *, is_section: bool = False) -> NoteHead:
    """Read the head of a note, or of a section of it, from its lines below any properties; ``end`` counts from their start."""
    head = NoteHead()
    label = ""
    in_quote = False
    if not is_section and (at := _find_plain_title(lines[:MAX_LINES])) is not None:
        head.title = lines[at].strip()
        lines = [*lines[:at], "", *lines[at + 1 :]]
    lines = _with_marked_title(lines)
    for number, line in enumerate(_join_values(lines[:MAX_LINES])):
        in_quote = line.lstrip().startswith(">") or (in_quote and _continues_quote(line))
        bare = _CALLOUT.sub("", quoted := _QUOTE.sub("", line)) if in_quote else line
        if _CITING.match(quoted if in_quote else ""):
            label, head.end = "citation", number + 1
            continue
        heading = _HEADING.match(_BULLET.sub("", bare, count=1).strip())
        if heading and not _read_heading(head, heading["text"], heading["marks"]):
            break
        if label == "citation" and in_quote and bare.strip() and not heading and parse_property(bare) is None:
            head.values.setdefault(label, []).append(bare.strip())
        elif not heading:
            found = _read_line(head, bare, label)
            if found is None and not in_quote:
                break
            label = found or (label if line[:1].isspace() else "")
        head.end = number + 1
    return head


def _find_plain_title(lines: list[str]) -> int | None:
    """Return the number of the first line if it is a title without markup, directly above a line of names."""
    at = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if (
        at + 1 >= len(lines)
        or _BULLET.match(lines[at])
        or not _PLAIN_LINE.fullmatch(lines[at])
        or parse_property(lines[at])
    ):
        return None
    is_title = title_text.title_score(lines[at].strip()) >= LIKELY or lines[at].strip().endswith("?")
    return at if is_title and "authors" in (read_unlabelled(lines[at + 1].strip()) or {}) else None


def _with_marked_title(lines: list[str]) -> list[str]:
    """Return the lines with the mark of a heading before a title at their start that is underlined instead."""
    at = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if not (_UNDERLINE.fullmatch("".join(lines[at + 1 : at + 2])) and lines[at][0].isalnum()):
        return lines
    return [*lines[:at], f"# {lines[at]}", "", *lines[at + 2 :]]


def _continues_quote(line: str) -> bool:
    """Whether a line without its mark goes on with the quote above it."""
    return bool(line.strip()) and not (_HEADING.match(line) or _BULLET.match(line) or _RULE.match(line))


def _join_values(lines: list[str]) -> list[str]:
    """Return the lines with the text of a labelled bullet on its first line, and its further lines blank."""
    out = [*lines]
    first = -1
    for number, line in enumerate(lines):
        is_text = line[:1].isspace() and bool(line.strip()) and not _BULLET.match(line)
        if first >= 0 and is_text and not parse_property(line.strip()):
            out[first] = f"{out[first].rstrip()} {line.strip()}"
            out[number] = ""
        else:
            found = parse_property(_BULLET.sub("", line, count=1).strip()) if _BULLET.match(line) else None
            first = number if found and found[1] else -1
    return out


def _read_heading(head: NoteHead, text: str, marks: str) -> bool:
    """Read a heading: the title of the note, a field, or the name of the fields below; False if it ends the head."""
    if _read_field(head, text) is not None or is_metadata(text):
        return True
    if not text.strip():
        return True
    is_title = marks == "#" or title_text.title_score(bare_title(text)) >= LIKELY
    if head.title or head.values or not is_title:
        return False
    head.title = _WIKI_TITLE.sub(r"\1", text)
    return True


def read_sections(body: list[str]) -> Values:
    """Read sections whose headings are labels, with the values below; nothing unless each is there once, and two are."""
    values: Values = {}
    name = ""
    for line in body:
        if heading := _HEADING.match(line):
            name = property_field(_plain(heading["text"])) if heading["marks"] != "#" else ""
            if name in _SECTIONS and name in values:
                return {}  # several works
            name = name if name in _SECTIONS else ""
            values |= {name: []} if name else {}
        elif name and len(values[name]) < MAX_SECTION and (text := _BULLET.sub("", line, count=1).strip()):
            values[name] += [] if name == "authors" and _BRACKETS.fullmatch(text) else [text]
    stated = {name: given for name, given in values.items() if given and len(given) < MAX_SECTION}
    return stated if len(stated) > 1 else {}


def read_own_section(head: NoteHead, body: list[str]) -> list[str]:
    """Read the one section of fields in the text of a note into its head; return the lines without that section.

    It is known by its name, or by what it states of a work: a list of such sections is one of works.
    """
    starts = [number for number, line in enumerate(body) if line.startswith(("#", "**"))]
    found: list[tuple[int, int, NoteHead]] = []
    for start, following in pairwise([*starts, len(body)]):
        name = _SECTION_NAME.match(body[start])
        first = next((line for line in body[start + 1 : following] if line.strip()), "")
        is_named = name and _MAY_BE_FIELD.match(first) and not _is_below_title(body[:start], body[start])
        if name and is_named and not _names_work(name["text"]):
            section = read_note_head(body[start + 1 : following], is_section=True)
            facts = _FACTS & set(section.values)
            if _OWN_SECTION.fullmatch(name["text"]) or ("authors" in facts and len(facts) > MIN_FACTS):
                found.append((start, start + 1 + section.end, section))
        if len(found) > 1:
            return body
    if not found or lists_links(body):
        return body
    start, end, section = found[0]
    head.values, head.named = section.values, section.named
    return [*body[:start], *body[end:]]


def read_below_introduction(head: NoteHead, body: list[str]) -> list[str]:
    """Read the fields after some prose below the title of a work into its head; return the lines without them.

    They say where the paper is: what people write above them introduces it.
    """
    if title_text.title_score(bare_title(head.title)) < LIKELY or lists_links(body):
        return body
    end = next(
        (number for number, line in enumerate(body) if number > head.end and _HEADING.match(line)), len(body)
    )
    for start in range(head.end, min(end, MAX_LINES)):
        is_first = not body[start - 1].strip() or _BULLET.match(body[start])
        found = parse_property(_BULLET.sub("", body[start], count=1).strip()) if is_first else None
        if found and found[0] in _FACTS and found[1]:
            fields = read_note_head(body[start:end], is_section=True)
            if not {"paper", "doi"} & set(fields.values):
                return body
            head.values, head.named = fields.values, fields.named
            return [*body[:start], *body[start + fields.end :]]
    return body


def _names_work(heading: str) -> bool:
    """Whether a heading is the title of a work of its own, after any number."""
    return title_text.title_score(title_text.strip_numbering(heading)) >= LIKELY


def _is_below_title(above: list[str], line: str) -> bool:
    """Whether a name in bold is below a heading that is not that of the note, and so is part of what it names."""
    heading = next((text for text in reversed(above) if text.startswith("#")), "")
    return line.startswith("**") and heading.startswith("##")


def lists_links(body: list[str]) -> bool:
    """Whether a text has a list of links, or a table of them."""
    return (
        sum("](http" in line and bool(_BULLET.match(line) or _ROW.match(line)) for line in body) > MAX_LINKED
    )


def is_metadata(heading: str) -> bool:
    """Whether a heading names a section that has the fields of the work that the note is about."""
    return bool(_SECTION.fullmatch(heading))


def _read_line(head: NoteHead, line: str, label: str) -> str | None:
    """Read a line; return the label whose value the lines below it continue, an empty string, or None for prose."""
    text = _BULLET.sub("", line, count=1).strip()
    if _RULE.match(text):
        return ""
    if pair := _cells(line):
        return _read_pair(head, *pair) if len(pair) == 2 else ""
    if (name := _read_field(head, text)) is not None:
        return name
    if label and line[:1].isspace():
        head.values[label].append(_plain(text))
        return label
    is_bold = text.startswith(("*", "_"))
    is_label = bool(_ANY_LABEL.match(text)) and (is_bold or title_text.title_score(text) < LIKELY)
    is_known = _read_own_link(head, text) or _read_links(head, text)
    return "" if is_label or is_known or _read_bare(head, text, line) else None


def _read_own_link(head: NoteHead, text: str) -> bool:
    """Read a line that is only a link whose text is the title above it."""
    link = _LINK.match(text) if head.title and text.startswith("[") else None
    if not link or text[link.end() :].strip(" ,.") or "://" not in link["url"]:
        return False
    if bare_title(link["text"]).casefold() != bare_title(head.title).casefold():
        return False
    _add(head.links, "paper", link["url"])
    return True


def _read_bare(head: NoteHead, text: str, line: str) -> bool:
    """Read a line below the title that has names, a venue or a date without labels; False for any other."""
    if _BULLET.match(line):
        return False
    text = text.replace("[[", "[").replace("]](", "](") if "]](" in text else text
    bare = _ADDRESS.sub("", _LINK.sub(r"\g<text>", text)).strip()
    links = [link for link in _LINK.finditer(text) if not link[0].startswith("!")]
    stated = read_unlabelled(bare) if head.title and not head.values else None
    if stated and "authors" in head.bare and (venue := _ITALIC_LINE.fullmatch(bare)):
        stated = {"venue": [venue["text"].strip()]} if "authors" in stated else stated
    if stated and "venue" in head.bare and "authors" in head.bare and not _SEVERAL.search(bare):
        stated = {name: given for name, given in stated.items() if name != "authors"}  # a kind of talk
        if not stated:
            return True
    for address in _ADDRESS.findall(text) if stated and bare != text else []:
        _add(head.links, "", address.strip("<>)"))
    for link in links if stated else []:
        _add(head.links, link["text"].strip(), link["url"])
    for name, given in (stated or {}).items():
        for value in given:
            _add(head.bare, name, value)
    return bool(stated)


def _read_field(head: NoteHead, text: str) -> str | None:
    """Read a labelled field; return its label if the value is to come, or an empty string, or None if it is none."""
    text = _HASH_LABEL.sub(r"\g<label>: ", text, count=1) if text.startswith("#") else text
    inline = [found for found in _INLINE.finditer(text) if property_field(found["key"])]
    if inline and _NO_TEXT.match(_INLINE.sub("", text)):
        for found in inline:
            _state(head, property_field(found["key"]), found["value"])
        return ""
    labelled = parse_property(text)
    if not labelled:
        return None
    _state(head, *labelled)
    return "" if labelled[1] else labelled[0]


def _state(head: NoteHead, name: str, value: str) -> None:
    """Note the value of a field; a text in place of the link to a paper is its title."""
    if name == "paper" and _is_title(plain_value("title", value)):
        _add(head.values, "paper", linked_address(value))
        name = "title"
        if linked := _LINKED_TITLE.match(value):
            value = linked["title"]
            for field, given in (read_unlabelled(linked["rest"].strip(" ,.")) or {}).items():
                head.values.setdefault(field, given)
    elif name == "paper" and (venue := dates_venues.parse_venue(plain_value("venue", value))):
        _add(head.values, "paper", linked_address(value))
        name = "" if linked_address(value) and venue.name.startswith("arXiv") else "venue"
    if name == "title" and (not value or bare_title(value).casefold() not in head.named):
        head.named.append(bare_title(value).casefold())
    if name:
        _add(head.values, name, value)


def _is_title(text: str) -> bool:
    """Whether the value of a field for papers is a title rather than an address, an ID or a venue."""
    is_quoted = text[:1] in '"“「『《〈' and text[-1:] in '"”」』》〉'
    is_text = " " in text or (title_text.is_mostly_cjk(text) and len(text) >= MIN_CJK_TITLE)
    return bool(text) and (
        is_quoted or title_text.title_score(text) >= LIKELY or (is_text and not re.search(r"\d{4}|://", text))
    )


def _read_pair(head: NoteHead, label: str, value: str) -> str:
    """Read a row of a table that has a label and its value."""
    if not _COLUMN.fullmatch(_plain(value)):
        _state(head, property_field(_plain(label)), value)
    return ""


def _add(values: Values, name: str, value: str) -> None:
    given = values.setdefault(name, [])
    if value:
        given.append(value)


def _cells(line: str) -> list[str]:
    """Return the cells of a row of a table, in markdown or HTML; an empty list if the line is none."""
    if row := _ROW.match(line):
        return [_without_tags(cell).strip() for cell in re.split(r"(?<!\\)\|", row["cells"])]
    if "<" not in line:
        return []
    cells = [_without_tags(cell["text"]).strip() for cell in _CELL.finditer(line)]
    return cells or ([] if _TAG.sub("", line).strip() else [""])


def _without_tags(text: str) -> str:
    return _TAG.sub("", _HREF.sub(r"[\g<text>](\g<url>)", text))


def _read_links(head: NoteHead, text: str) -> bool:
    """Read a line that has only links, pictures and tags; False if it has other text."""
    rest = _HASHTAG.sub("", _WIKI.sub("", _ADDRESS.sub("", _LINK.sub("", text))))
    links = [link for link in _LINK.finditer(text) if not link[0].startswith("!")]
    if not _NO_TEXT.match(rest) or any("://" not in link["url"] for link in links):
        return False
    for link in links:
        _add(head.links, link["text"].strip(), link["url"])
    for address in [] if links else _ADDRESS.findall(text):
        _add(head.links, "", address.strip("<>"))
    return True


def _plain(text: str) -> str:
    """Return a text without the markup of links and emphasis."""
    return re.sub(r"[*_`]{2,3}|`", "", _LINK.sub(r"\g<text>", text)).strip()


def plain_value(name: str, value: str) -> str:
    """Return the value of a field without markup; the addresses of links are kept where they are the value."""
    if name in ("authors", "venue", "date", "tags", "title", "status", "org", "label", "key", "abstract"):
        value = _plain(value)
    return re.sub(r"^[*_`\s]+|(?<=\S)[*_`]+$", "", value).strip()


def linked_address(value: str) -> str:
    """Return the address of the only link of a value, or an empty string."""
    links = _LINK.findall(value)
    return str(links[0][1]) if len(links) == 1 else ""


def linked_texts(line: str) -> list[tuple[str, str]]:
    """Return the text and the address of each link of a line."""
    return [(link["text"], link["url"]) for link in _LINK.finditer(line) if not link[0].startswith("!")]


# -- titles ------------------------------------------------------------------------------------------------------

_KIND = re.compile(
    r"(?:(?:my\s)?(?:paper|literature|reading|research|article)?\s*(?:review|reading|notes?|summary|digest|memo|introduction)(?:\s(?:on|of))?"
    r"|papers?|lit|논문(?:\s?(?:리뷰|정리|요약|읽기|공부|스터디))?|리뷰|정리|論文(?:まとめ|紹介|メモ|読み|解説|要約|輪読)?"
    r"|(?:论文|論文|文献|文獻)?(?:阅读|閱讀|精读|精讀|泛读|解读|解讀|笔记|筆記|总结|總結|学习|學習|速读|翻译|翻譯|分享|报告|報告){1,3}|论文)",
    re.IGNORECASE,
)
_LEADING_KIND = re.compile(
    rf"\s*(?:[\[(（【「]\s*{_KIND.pattern}[^\[\]()（）【】「」]{{0,12}}[\])）】」]\s*[:：\-–—]?|{_KIND.pattern}\s*(?:[:：|]|\s[-–—]\s))\s*(?=\S)",
    re.IGNORECASE,
)
_NOTES_ON = re.compile(r"(?:notes?|review|summary)\s+(?:on|of)\s+(?=[\"“'*_A-Z])", re.IGNORECASE)
_CLOSING_KIND = re.compile(
    rf"(?:\s*[-–—|:：]\s*|\s+|(?<=[」』》\"”]))(?:[\[(（【]\s*)?{_KIND.pattern}(?:\s*[\])）】])?\s*$",
    re.IGNORECASE,
)
_CLOSING_TAGS = re.compile(r"(?:\s#[^\W\d][\w/-]*)+\s*$")
_YEAR_BEFORE = re.compile(r"[(\[（]\s*(?:19|20)\d\d\s*[)\]）]\s*(?=\S)")


def _without_leading_kind(text: str) -> str:
    """Return a title without the words before it that say that it is a note, and a venue that these follow."""
    found = _LEADING_KIND.search(text)
    before = text[: found.start()].strip() if found else ""
    if found and before and dates_venues.parse_venue(before):
        return text[found.end() :]
    return _LEADING_KIND.sub("", text)


def bare_title(text: str) -> str:
    """Return the title of a work from that of a note: without tags, and words that say that it is a note."""
    text = _NOTES_ON.sub("", _without_leading_kind(_CLOSING_TAGS.sub("", text.strip())))
    shorter = _CLOSING_KIND.sub("", text)
    text = shorter if len(shorter) >= 3 else text
    return title_text.clean_title(_plain(_YEAR_BEFORE.sub("", text)).lstrip("@"))
