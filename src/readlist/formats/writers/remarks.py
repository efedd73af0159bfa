"""What a person's notes say of an entry beyond its facts, taken out of the text of its mentions.

    mention ── its lines ── facts    title, names, dates, venues, links, filled-in labels: a list writes these itself
                         └─ remarks  everything else, in its own words and with its own indentation

A line is a fact when nothing is left of it once what the entry states has been taken away; in doubt it is a remark.
Of a line with the title, what stands behind the title is looked at. The lists that `markdown` writes label remarks
``Note:``, which is taken off again, so that a list that goes in and out stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readlist.formats.markdown.author_lists import looks_like_authors, parse_authors
from readlist.formats.markdown.code_lines import find_code_lines
from readlist.formats.markdown.dates_venues import parse_date, parse_venue
from readlist.formats.markdown.field_labels import parse_label
from readlist.formats.markdown.status_marks import parse_status
from readlist.model.url_finder import find_urls, is_generic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from readlist.model.entry import Entry

_LEAD = re.compile(r"^[\s>]*(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:\[[ xX]\]\s+)?")
_OWN = re.compile(r"^(?P<lead>(?P<indent>\s*)(?:[-*+]\s+)?)Note:\s*")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s")
_QUOTE = re.compile(r"^\s*>\s?")
_LINK = re.compile(
    r"!?\[(?P<text>(?:[^\[\]]|\\.)*)\](?:\(<?[^()\s]*(?:\([^()\s]*\)[^()\s]*)*>?\)|\[[^\[\]]*\])"
)
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^>]*>|==[^=]*==|\[TOC\]")
_PART = re.compile(r"\s*[,，;；|、]\s*|\.\s+|\s+[–—-]\s+")


def find_remarks(entry: Entry) -> list[str]:
    """Return the remarks of an entry's mentions, each once: markdown, without the outer indentation."""
    facts = _facts(entry)
    texts = (
        _dedent(list(_remark_lines(list(_unlabelled(mention.text)), facts))) for mention in entry.mentions
    )
    return list(dict.fromkeys(text for text in texts if text))


def strip_works(text: str, title: str) -> str:
    """Return the text of a group of a list without its name, ``title``, and the works in it, which stand elsewhere.

    A text that is no such group comes back as it is.
    """
    name, *lines = text.splitlines() or [""]
    nested = all(_indent(line) > _indent(name) for line in lines if line.strip())
    if not (lines and nested and _BULLET.match(name) and _key(title) in _key(name)):
        return text
    return _dedent(list(_outside_works(lines)))


def _outside_works(lines: list[str]) -> Iterator[str]:
    """The lines that neither have a link or a title in code marks nor are nested below one that has."""
    work: int | None = None
    for line in lines:
        if line.strip() and (work is None or _indent(line) <= work):
            work = _indent(line) if _may_be_work(line) else None
        if work is None:
            yield line


def _may_be_work(line: str) -> bool:
    return "`" in line or bool(_LINK.search(line)) or bool(find_urls(line))


def _facts(entry: Entry) -> list[str]:
    """What the entry states, as keys, the title first."""
    names = [name for author in entry.authors for name in (author, *re.split(r"[\s,]+", author))]
    stated = [entry.title, *entry.aliases, *names, entry.org, entry.venue, *entry.tags, entry.status]
    ids = [entry.arxiv_id, entry.doi, entry.acl_id, entry.openreview_id]
    return list(dict.fromkeys(key for text in (*stated, *ids) if text and (key := _key(text))))


def _key(text: str) -> str:
    """The letters and digits of a text: what is compared."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _unlabelled(text: str) -> Iterator[str]:
    """The lines of a mention without the label and the quote marks that `markdown` gives remarks."""
    indent: str | None = None
    for line in text.splitlines():
        own, quote = _OWN.match(line), _QUOTE.match(line)
        if own and own.end() == len(line):
            indent = own["indent"]
        elif quote and indent is not None:
            yield indent + line[quote.end() :]
        else:
            indent = None
            yield f"{own['lead']}{line[own.end() :]}" if own else line


def _remark_lines(lines: list[str], facts: list[str]) -> Iterator[str]:
    code = find_code_lines("\n".join(lines))
    in_table = False
    for number, line in enumerate(lines):
        if number + 1 in code:
            yield line
        elif not line.strip(" \t>"):
            yield ""
        elif (in_table and "|" in line) or (number and _heads(line, lines[number + 1 :])):
            yield line
        elif (remark := _remark(line, facts)) is not None:
            in_table = line.lstrip().startswith("|")
            yield remark


def _heads(line: str, following: list[str]) -> bool:
    """Whether a line is a label without a value whose value stands nested below it (``动机：``)."""
    if not line.rstrip().endswith((":", "：")) or not following or not following[0].strip():
        return False
    return _indent(following[0]) > _indent(line)


def _remark(line: str, facts: list[str]) -> str | None:
    """What a line says beyond the facts: None, all of it, or what stands behind the title."""
    text = _TAG.sub(" ", _LINK.sub(_spoken, _LEAD.sub("", line)))
    for found in reversed(find_urls(text)):
        text = text[: found.start] + text[found.end :]
    labelled = parse_label(text)
    if labelled and labelled.field == "notes" and labelled.value:
        return line
    behind = _behind(text, facts[0]) if facts else None
    if behind is not None:
        return None if _is_stated(behind, facts) else " " * _indent(line) + behind.lstrip(" *_`)]：:.,，。")
    return None if _is_stated(labelled.value if labelled else text, facts) else line


def _spoken(link: re.Match[str]) -> str:
    """What a link says: nothing, where its text only tells what is behind it."""
    return "" if link[0].startswith("!") or is_generic(link["text"]) else link["text"]


def _behind(text: str, title: str) -> str | None:
    """The text behind a title; None where the text does not hold it."""
    at = _key(text).find(title)
    if at < 0:
        return None
    seen = 0
    for position, char in enumerate(text):
        seen += len(_key(char))
        if seen >= at + len(title):
            return text[position + 1 :]
    return None


def _is_stated(text: str, facts: list[str]) -> bool:
    """Whether nothing is left of a text without the facts."""
    if looks_like_authors(text) and {_key(name) for name in parse_authors(text)} & set(facts):
        return True
    return _is_small(text, facts) or all(_is_small(part, facts) for part in _PART.split(text))


def _is_small(part: str, facts: list[str]) -> bool:
    """Whether a part is a fact: one that the entry states, a date, a venue, a status, or a word for a link."""
    part = part.strip(" *_`\"'“”.。()（）[]【】:：|")
    key = _key(part)
    return (
        not key
        or key in facts
        or any(len(key) > 1 and key in fact for fact in facts)
        or is_generic(part)
        or key.endswith("etal")
        or bool(parse_date(part) or parse_venue(part) or parse_status(part))
    )


def _is_quote(lines: list[str]) -> bool:
    return any(lines) and all(line.lstrip().startswith(">") for line in lines if line)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _dedent(lines: list[str]) -> str:
    """The lines without the quote marks and the indentation that all of them share, blank ones at the ends left out."""
    spread = [line.expandtabs(4) if line.strip() else "" for line in lines]
    while _is_quote(spread):
        bare = (_QUOTE.sub("", line) for line in spread)
        spread = [line if line.strip() else "" for line in bare]
    least = min((_indent(line) for line in spread if line), default=0)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line[least:] for line in spread)).strip("\n")
