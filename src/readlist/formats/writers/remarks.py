"""Extract remarks from mentions: what a person wrote about an entry beyond its facts.

    mention ── its lines ── facts    title, names, dates, venues, links, filled-in labels: written by the list itself
                         └─ remarks  everything else, as written and with its indentation

A line is a fact if nothing is left of it without the values of the entry; in doubt it is a remark. In a line with the
title, only the text after the title counts. ``markdown_list`` labels remarks ``Note:``; the label is removed here, so
that exporting, importing and exporting again does not change a list.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.markdown.author_lists import looks_like_authors, parse_authors
from readlist.formats.markdown.code_lines import find_code_lines
from readlist.formats.markdown.dates_venues import parse_date, parse_venue
from readlist.formats.markdown.field_labels import parse_label
from readlist.formats.markdown.status_marks import parse_status
from readlist.formats.writers.reference_source import find_notes, is_source, read_text
from readlist.model.url_finder import find_urls, is_generic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.entry import Entry

_LEAD = re.compile(r"^[\s>]*(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:\[[ xX]\]\s+)?")
_LABELLED = re.compile(r"^(?P<lead>(?P<indent>\s*)(?:[-*+]\s+)?)Note:\s*")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s")
_QUOTE = re.compile(r"^\s*>\s?")
_LINK = re.compile(
    r"!?\[(?P<text>(?:[^\[\]\\]|\\.)*)\](?:\(<?[^()\s]*(?:\([^()\s]*\)[^()\s]*)*>?\)|\[[^\[\]]*\])"
)
_NEITHER = re.compile(r"[\W_]+")  # neither letters nor digits
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^>]*>|==[^=]*==|\[TOC\]")
# What is left out of prose: its heading, which the list has already, markup of tables of contents and of folded
# groups, empty quotes.
_FURNITURE = re.compile(
    r"\A {0,3}#{1,6}(?:[ \t].*)?$|^\s*(?:\[TOC\]|</?details[^>]*>|<summary>.*</summary>|>[>\s]*)\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_MARKS = " *_`\"'“”.。()（）[]【】:：|"
_PART = re.compile(r"\s*[,，;；|、]\s*|\.\s+|\s+[–—-]\s+")


def find_remarks(entry: Entry) -> list[str]:
    """Return the remarks in an entry's mentions as markdown, without duplicates and outer indentation.

    Of a mention in a bibliography file these are its fields for notes.
    """
    facts, known = _facts(entry), frozenset(link.url for link in entry.links)
    texts = (
        _dedent(list(_remark_lines(list(_unlabelled(read_text(mention))), facts, known)))
        for mention in entry.mentions
        if not is_source(mention)
    )
    return list(dict.fromkeys(text for text in (*texts, *find_notes(entry)) if text))


def find_prose(entry: Entry) -> str:
    """Return the text of a prose entry as markdown, without its heading and without the works listed in it."""
    texts = [
        strip_works(_FURNITURE.sub("", read_text(mention)).strip("\n"), entry.title)
        for mention in entry.mentions
        if not is_source(mention)
    ]
    return "\n\n".join(text for text in texts if text)


def strip_works(text: str, title: str) -> str:
    """Return the text of a list group without its name ``title`` and the works in it, which are written as items.

    Any other text is returned unchanged.
    """
    name, *lines = text.splitlines() or [""]
    nested = all(_indent(line) > _indent(name) for line in lines if line.strip())
    if not (lines and nested and _BULLET.match(name) and _key(title) in _key(name)):
        return text
    return _dedent(list(_outside_works(lines)))


def _outside_works(lines: list[str]) -> Iterator[str]:
    """Yield the lines without a link or code marks that are not nested below a line with one."""
    work: int | None = None
    for line in lines:
        if line.strip() and (work is None or _indent(line) <= work):
            work = _indent(line) if _may_be_work(line) else None
        if work is None:
            yield line


def _may_be_work(line: str) -> bool:
    return "`" in line or bool(_LINK.search(line)) or bool(find_urls(line))


def _facts(entry: Entry) -> list[str]:
    """Return the values of the entry, folded by ``_key``, the title first."""
    names = [name for author in entry.authors for name in (author, *re.split(r"[\s,]+", author))]
    stated = [entry.title, *entry.aliases, *names, entry.org, entry.venue, *entry.tags, entry.status]
    ids = [entry.arxiv_id, entry.doi, entry.acl_id, entry.openreview_id]
    return list(dict.fromkeys(key for text in (*stated, *ids) if text and (key := _key(text))))


def _key(text: str) -> str:
    """Return the letters and digits of a text, case-folded, for comparison."""
    return _NEITHER.sub("", text.casefold())


def _unlabelled(text: str) -> Iterator[str]:
    """Yield the lines of a mention without the label and quote marks that ``markdown_list`` adds to remarks."""
    indent: str | None = None
    for line in text.splitlines():
        label, quote = _LABELLED.match(line), _QUOTE.match(line)
        if label and label.end() == len(line):
            indent = label["indent"]
        elif quote and indent is not None:
            yield indent + line[quote.end() :]
        else:
            indent = None
            yield f"{label['lead']}{line[label.end() :]}" if label else line


def _remark_lines(lines: list[str], facts: list[str], known: frozenset[str]) -> Iterator[str]:
    """Yield the lines that say more than the facts; ``known``: the links of the entry, which are facts, too."""
    code = find_code_lines("\n".join(lines))
    in_table = False
    for number, line in enumerate(lines):
        if number + 1 in code:
            yield line
        elif not line.strip(" \t>"):
            yield ""
        elif (in_table and "|" in line) or (number and _heads(line, lines[number + 1 :])):
            yield line
        elif (remark := _remark(line, facts, known)) is not None:
            in_table = line.lstrip().startswith("|")
            yield remark


def _heads(line: str, following: list[str]) -> bool:
    """Whether a line is a label whose value is nested below it (``动机：``)."""
    if not line.rstrip().endswith((":", "：")) or not following or not following[0].strip():
        return False
    return _indent(following[0]) > _indent(line)


def _remark(line: str, facts: list[str], known: frozenset[str]) -> str | None:
    """Return what a line says beyond the facts: all of it, or the text after the title; None if nothing."""
    bare = _LEAD.sub("", line).strip("<> ")
    if bare.startswith(("http://", "https://")) and not re.search(r"\s", bare) and bare not in known:
        return line  # a link that somebody noted, not one of the entry's
    text = _TAG.sub(" ", _LINK.sub(_link_text, _LEAD.sub("", line)))
    for found in reversed(find_urls(text)):
        text = text[: found.start] + text[found.end :]
    labelled = parse_label(text)
    if labelled and labelled.field == "notes" and labelled.value:
        return line
    after = _text_after(text, facts[0]) if facts else None
    if after is not None:
        return None if _is_stated(after, facts) else " " * _indent(line) + after.lstrip(" *_`)]：:.,，。")
    return None if _is_stated(labelled.value if labelled else text, facts) else line


def _link_text(link: re.Match[str]) -> str:
    """Return the text of a link, or an empty string if it is an image or only names the type of its target."""
    return "" if link[0].startswith("!") or is_generic(link["text"]) else link["text"]


def _text_after(text: str, title: str) -> str | None:
    """Return the text after a title; None if the text does not contain the title."""
    at = _key(text).find(title)
    if at < 0:
        return None
    missing = at + len(title)
    for position, char in enumerate(text):
        missing -= char.isalnum() if char.isascii() else len(_key(char))
        if missing <= 0:
            return text[position + 1 :]
    return None


def _is_stated(text: str, facts: list[str]) -> bool:
    """Whether a text consists only of facts."""
    return (
        _is_value(text, facts)
        or all(_is_small(part, facts) for part in _PART.split(text))
        or _names_people(text, facts)
        or _is_small(text, facts)
    )


def _names_people(text: str, facts: list[str]) -> bool:
    return looks_like_authors(text) and any(_key(name) in facts for name in parse_authors(text))


def _is_small(part: str, facts: list[str]) -> bool:
    """Whether a part is a fact: a value of the entry, a date, a venue, a status, or a generic link word."""
    part = part.strip(_MARKS)
    return (
        _is_value(part, facts)
        or is_generic(part)
        or _key(part).endswith("etal")
        or bool(parse_date(part) or parse_venue(part) or parse_status(part))
    )


def _is_value(text: str, facts: list[str]) -> bool:
    """Whether a text is a value of the entry, or part of one, or nothing at all."""
    key = _key(text)
    return not key or any(len(key) > 1 and key in fact for fact in facts) or key in facts


def _is_quote(lines: list[str]) -> bool:
    return any(lines) and all(line.lstrip().startswith(">") for line in lines if line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _dedent(lines: list[str]) -> str:
    """Join lines without their common quote marks and indentation, and without blank lines at either end."""
    spread = [line.expandtabs(4) if line.strip() else "" for line in lines]
    while _is_quote(spread):
        bare = (_QUOTE.sub("", line) for line in spread)
        spread = [line if line.strip() else "" for line in bare]
    least = min((_indent(line) for line in spread if line), default=0)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line[least:] for line in spread)).strip("\n")
