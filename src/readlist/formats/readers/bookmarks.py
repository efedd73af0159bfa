"""Read bookmarks as browsers and services export them, in Netscape's format for bookmark files.

    <DT><H3>Retrieval</H3>                                     a folder: a topic
    <DL><p>
      <DT><A HREF="https://…" ADD_DATE="…" TAGS="a,b">Title</A>  a bookmark
      <DD>What the person noted
    </DL>

Firefox, Chrome, Safari, Edge, Pinboard, Raindrop and others write it; Pocket's export, a list of links, is read, too. Format:
https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85).
The folders that a browser has of itself, such as its toolbar, are no topics. Pinboard and Pocket say what is to be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from readlist.errors import InputError
from readlist.formats.readers import reference as ref
from readlist.formats.readers.html_text import html_to_text
from readlist.formats.readers.line_spans import Claim, Found, Lines, cover, lay_out, normalize_lines
from readlist.formats.readers.reference import Reference, clean
from readlist.model.parsed_document import Diagnostic
from readlist.model.urls import url_title

if TYPE_CHECKING:
    from readlist.model.parsed_document import ParsedDocument
    from readlist.model.record import Record

_TOKEN = re.compile(
    r"<(?P<end>/?)(?P<tag>dl|h1|h3|a|dd)\b(?P<attributes>(?:[^<>\"]|\"[^\"]*\")*)>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*\"([^\"]*)\"")
_OWN_FOLDERS = ("personal_toolbar_folder", "unfiled_bookmarks_folder")
"""Attributes of a browser's own folders."""
_OWN_NAMES = frozenset(
    ("bookmarks", "bookmarks bar", "bookmarks toolbar", "bookmarks menu", "other bookmarks", "mobile bookmarks", "favorites bar",
     "favorites", "favourites", "unsorted bookmarks", "书签栏", "其他书签", "書籤列", "其他書籤", "收藏夹栏")
)  # fmt: skip
_POCKET = {"unread": "todo", "read archive": "read"}
_ARXIV_ID = re.compile(r"^\[(?:[a-z-]+(?:\.[A-Z]{2})?/)?\d{4}\.?\d{3,5}(?:v\d+)?\]\s*")
"""What arXiv's pages have before a title."""
_SITE = re.compile(r"(?P<title>.*\S)\s+[|·–—-]\s+(?P<site>[^|·–—]{1,60})", re.DOTALL)
"""A title and the name of a site after it."""
_REPOSITORY = re.compile(r"^(?:GitHub|GitLab) - (?P<name>[\w.-]+/[\w.-]+)(?::.*)?$", re.DOTALL)


class _Bookmark(NamedTuple):
    """A bookmark, its folders, and what is noted below it; ``status``: of the list that it is in."""

    start: int
    end: int
    attributes: dict[str, str]
    title: str
    folders: tuple[str, ...]
    note: str = ""
    status: str | None = None


def read(text: str, name: str) -> ParsedDocument:
    """Read a file of bookmarks: one item per bookmark, its folders as topics. Raises InputError if it has none."""
    text = normalize_lines(text)
    lines = Lines(text)
    found: list[Found] = []
    problems: list[Diagnostic] = []
    for bookmark in _bookmarks(text):
        record = _record(bookmark)
        if record is None:
            problems.append(Diagnostic(lines.at(bookmark.start), "this bookmark has no web address"))
            continue
        found.append(Found(bookmark.start, bookmark.end, (Claim(record, bookmark.folders, _text(bookmark)),)))
    if not found and text.strip():
        raise InputError("contains no bookmarks", file=name, hint="Export them from your browser as HTML.")
    return lay_out(text, name, cover(text, found), problems)


class _Outline:
    """The bookmarks of a file, read one tag after the other."""

    def __init__(self) -> None:
        self.bookmarks: list[_Bookmark] = []
        self._folders: list[str] = []
        self._named = ""
        """The folder whose content starts with the next list."""
        self._status: str | None = None

    def start(self, tag: str, attributes: dict[str, str], inside: str, start: int, end: int) -> None:
        """Read a start tag with the text after it; its markup ends where the next one starts."""
        if tag == "h3":
            is_own = any(one in attributes for one in _OWN_FOLDERS) or inside.casefold() in _OWN_NAMES
            self._named = "" if is_own else inside
        elif tag == "h1":
            self._status = _POCKET.get(inside.casefold())
        elif tag == "dl":
            self._folders.append(self._named)
            self._named = ""
        elif tag == "a":
            path = tuple(filter(None, self._folders))
            self.bookmarks.append(_Bookmark(start, end, attributes, inside, path, status=self._status))

    def end_list(self) -> None:
        if self._folders:
            self._folders.pop()

    def note(self, text: str, end: int) -> None:
        """Add a description to the last bookmark."""
        if self.bookmarks:
            self.bookmarks[-1] = self.bookmarks[-1]._replace(note=html_to_text(text), end=end)


def _bookmarks(text: str) -> list[_Bookmark]:
    """Return the bookmarks of a file, each up to the next tag that starts something else."""
    outline = _Outline()
    tokens = list(_TOKEN.finditer(text))
    ends = [*(token.start() for token in tokens[1:]), len(text)]
    last = ""
    for token, end in zip(tokens, ends, strict=False):
        tag = token["tag"].lower()
        if token["end"]:
            if tag == "dl":
                outline.end_list()
            last = last if tag == "a" else ""
            continue
        inside = text[token.end() : end]
        if tag == "dd":
            if last == "a":  # a folder may have a description, too
                outline.note(_before_markup(inside), token.end() + len(inside.rstrip()))
            continue
        attributes = {
            name.lower(): html_to_text(value) for name, value in _ATTRIBUTE.findall(token["attributes"])
        }
        outline.start(
            tag,
            attributes,
            clean(html_to_text(_before_markup(inside))),
            _line_start(text, token.start()),
            end,
        )
        last = tag
    return outline.bookmarks


def _line_start(text: str, at: int) -> int:
    """Return where the line of a tag starts, if there is only the tag of its list item before it."""
    start = text.rfind("\n", 0, at) + 1
    return start if re.fullmatch(r"\s*(?:<(?:dt|li)>)?\s*", text[start:at], re.IGNORECASE) else at


def _before_markup(text: str) -> str:
    return re.split(r"<(?:dt|p|/?h\d|/?dl|/a)\b", text, maxsplit=1, flags=re.IGNORECASE)[0]


def _record(bookmark: _Bookmark) -> Record | None:
    url = bookmark.attributes.get("href", "")
    if not url.lower().startswith(("http://", "https://")):
        return None
    title = page_title(bookmark.title, url)
    tags = bookmark.attributes.get("tags", "") or bookmark.attributes.get("labels", "")
    is_unread = bookmark.attributes.get("toread") == "1"
    return ref.make_record(
        Reference(
            sort="web",
            title=title if not title.lower().startswith(("http://", "https://")) else "",
            url=url,
            tags=tuple(tag.strip() for tag in tags.split(",")),
            status="todo" if is_unread else bookmark.status,
        )
    )


def page_title(title: str, url: str) -> str:
    """Return what a page is about: its title without the ID before it and the name of the site after it."""
    if match := _REPOSITORY.match(title):
        return match["name"] if match["name"].casefold() in url.casefold() else url_title(url)
    title = _ARXIV_ID.sub("", title)
    host = re.sub(r"[^a-z0-9]", "", (urlsplit(url).hostname or "").casefold())
    while (found := _SITE.fullmatch(title)) and _is_site(found["site"], host):
        title = found["title"]
    return title


def _is_site(text: str, host: str) -> bool:
    name = re.sub(r"[^a-z0-9]", "", text.casefold())
    return len(name) > 2 and name in host


def _text(bookmark: _Bookmark) -> str:
    """Return a bookmark as markdown: a link, and what the person noted."""
    shown = bookmark.title.replace("[", "\\[").replace("]", "\\]")
    link = f"[{shown or bookmark.attributes['href']}]({bookmark.attributes['href']})"
    return f"{link}\n\n{bookmark.note}" if bookmark.note else link
