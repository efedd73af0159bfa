"""Classify what stands in a list: a work, a group of works, a work of its own below another, or prose.

title score   SURE     a title without other evidence
              LIKELY   a title with other evidence, such as a link
              HINTED   a title if quoted or next to author names
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readlist.formats.markdown import author_lists, field_labels, status_marks, title_text
from readlist.formats.markdown.block_predicates import (
    direct_lines,
    has_linked_title,
    is_link_only,
    is_meta,
)
from readlist.formats.markdown.inline import plain
from readlist.formats.markdown.inline_fields import has_inline_fields
from readlist.formats.markdown.line_reader import read_lines
from readlist.formats.markdown.span_predicates import cut_description, first_link
from readlist.formats.markdown.title_text import HINTED, LIKELY, SENTENCE, SENTENCE_MALUS, SURE
from readlist.model import urls
from readlist.model.identifiers import parse_url

if TYPE_CHECKING:
    from readlist.formats.markdown.block import Block
    from readlist.formats.markdown.inline import Line
    from readlist.formats.markdown.item_draft import ItemDraft

_OPENING = re.compile(r"[\w“\"'‘«《「『(（\[【¿¡$#@*.`]")
"""How a title begins."""
_UNFINISHED = re.compile(r"[,;，；]\s*$|\be\.g\.|\betc\b|\(\d+\)\s*[·•|]")
"""What an item of an enumeration in prose has, and a title has not."""
_BY = re.compile(
    r"\b(?:by|author|maintainer)s?\s*:?\s*$|(?:作者|维护者?|維護者?|贡献者?|貢獻者?)\s*[:：]?\s*$",
    re.IGNORECASE,
)
"""What ends a text before the name of a person."""
_PLACED_NAME = re.compile(r"(?P<name>[^()]{4,40}),?\s\((?P<place>[^()]{4,120})\)")
"""A person, and where they work: ``Ada Quill (Institute of Mills, Norway)``."""
MAX_NAME_WORDS = 4
"""Maximum number of words of a person's name."""
MIN_BARE_WORDS, MAX_TITLE_LINES = 4, 2
"""Minimum number of words, and maximum number of lines, of a title among works that has neither markup nor link."""
MIN_SMALL_WORDS = 3
"""Minimum number of words in small letters after a label in bold that make a sentence."""
MIN_CJK_TITLE = 6
"""Minimum number of characters of a title in Chinese."""
MAX_NAME_LENGTH = 160
"""Maximum length, in characters, of plain text that is a title only because a link follows it."""
MIN_NAMED_WORDS = 2
"""Minimum number of words before a bare link that name it."""
_NOTE_LINK = re.compile(r"\W*\[\[[^\[\]]{2,80}\]\]\s*(?:\^[\w-]+)?\s*")
_COUNTS = re.compile(r"[A-Z][a-z]+:\s~?\d+\+?(?=\s*(?:\||,|$))")
"""A label and a count, of which a list may have several above its works: ``Papers: 72 | Books: 20``."""
_STATED = frozenset(("authors", "venue", "date"))
"""Fields of which a line with two is about a work."""


@dataclass(frozen=True, slots=True)
class Below:
    """The children of a list item by their form: metadata (date, venue), links that name works, bare links.

    ``named`` are those of words and a bare link after them.
    """

    metas: list[Block]
    titled: list[Block]
    bare: list[Block]
    named: list[Block]


def sort_children(children: list[Block]) -> Below:
    """Group the children of a list item by their form; only the first two can be metadata."""
    return Below(
        metas=[child for child in children[:2] if is_meta(child)],
        titled=[child for child in children if has_linked_title(child)],
        bare=[child for child in children if is_link_only(child)],
        named=[child for child in children if _names_address(child)],
    )


def _names_address(child: Block) -> bool:
    """Whether a list item is some words and, after them, a bare link: ``the first paper https://…``."""
    lines = direct_lines(child)
    if len(lines) != 1 or not lines[0][-1].bare:
        return False
    words = plain(lines[0][:-1])
    return len(words.split()) >= MIN_NAMED_WORDS and not words.endswith((":", "："))


def is_item(draft: ItemDraft, lines: list[Line], below: Below) -> bool:
    """Whether a list item is a work, given what is below it."""
    if not draft.title or (not draft.has_link_or_id and not _OPENING.match(draft.title)):
        return False
    if draft.title_form in ("link", "url", "field"):
        return is_work(draft, lines)
    if draft.title_form == "local":
        return _is_local_item(draft, below)
    is_stated = draft.has_link_or_id or ("authors" in draft.seen_fields and has_inline_fields(lines[0]))
    if len(draft.seen_fields & _STATED) > 1 and is_stated:
        return True
    if _is_labelled_sentence(lines[0]):
        return False
    text = _text_of_title(draft, lines[0])
    if draft.has_link_or_id and (_names_paper_in_bold(draft) or not SENTENCE.search(text)):
        return is_work(draft, lines)
    if _links_note(draft, lines[0]):
        return True
    return not _is_list_of_works(draft, below) and _is_unlinked_item(draft, below)


def _text_of_title(draft: ItemDraft, line: Line) -> str:
    """Return the text whose punctuation says whether a draft's title is one: a plain one is its line, unless it is sure or dated."""
    if draft.title_form != "plain":
        return draft.title
    is_sure = title_text.title_score(draft.title) >= SURE or draft.date is not None
    return plain(cut_description(line[: first_link(line)] if is_sure else line))


def _links_note(draft: ItemDraft, line: Line) -> bool:
    """Whether a title in bold, italics or quotes is followed only by a link to the note about it: ``*Title*, [[Quill2021]]``."""
    is_marked = draft.title_form in ("strong", "quoted") and len(draft.title.split()) >= MIN_BARE_WORDS
    return is_marked and bool(_NOTE_LINK.fullmatch(plain(line[1:])))


def _is_labelled_sentence(line: Line) -> bool:
    """Whether a label in bold comes before words in small letters, without a link: ``**Format:** Add your entry …``."""
    label, *rest = line
    if (
        label.style != "strong"
        or not label.text.rstrip().endswith((":", "："))
        or any(piece.href for piece in rest)
    ):
        return False
    words: list[str] = re.findall(r"[A-Za-z]{4,}", plain(rest))
    small = sum(word.islower() for word in words)
    return small >= MIN_SMALL_WORDS and 2 * small > len(words)


def _is_local_item(draft: ItemDraft, below: Below) -> bool:
    """Whether a link to the writer's own notes names a work: there is another link, or the text reads like a title."""
    if below.titled:
        return False
    return (
        draft.has_link_or_id or bool(below.metas or below.bare) or title_text.title_score(draft.title) >= SURE
    )


def may_be_bare_title(item: Block, least: int = MIN_BARE_WORDS) -> bool:
    """Whether a list item of at least so many words, without a link, may be a title if the others of its list are works."""
    lines = direct_lines(item)
    if (
        len(item.children) != 1
        or not 0 < len(lines) <= MAX_TITLE_LINES
        or any(piece.href and urls.is_web(piece.href) for line in lines for piece in line)
    ):
        return False
    draft = read_lines(lines)
    words = draft.title.split()
    is_named = bool(words) and any(letter.isupper() or letter.isdigit() for letter in words[0])
    return (
        is_named
        and len(words) >= least
        and (not draft.prose or (draft.title_form == "local" and draft.prose == [draft.name]))
        and not SENTENCE.search(draft.title)
        and not _UNFINISHED.search(plain(lines[-1]))
    )


def _is_list_of_works(draft: ItemDraft, below: Below) -> bool:
    """Whether a text is only the heading of the works below it."""
    is_one_sure = len(below.titled) == 1 and title_text.title_score(draft.title) >= SURE
    return bool(below.titled) and not is_one_sure


def _is_unlinked_item(draft: ItemDraft, below: Below) -> bool:
    """Whether a text without its own link is a title."""
    score = title_text.title_score(draft.title)
    if draft.title_form == "quoted":
        return score >= HINTED or bool(draft.authors or draft.has_link_or_id or below.metas)
    if draft.title_form == "citation":
        return (score >= HINTED or bool(draft.authors)) and _is_phrase(draft.title)
    return _is_plain_item(draft, below, score)


def _is_phrase(text: str) -> bool:
    is_long = len(text.split()) >= 2 or (title_text.is_mostly_cjk(text) and len(text) >= MIN_CJK_TITLE)
    return is_long and not SENTENCE.search(text)


def _is_plain_item(draft: ItemDraft, below: Below, score: float) -> bool:
    """Whether plain text is a title: because of what is below it, or, if its score is high, by its form alone."""
    if below.metas:
        return score > 0 or (len(draft.title.split()) >= 3 and not title_text.is_mostly_cjk(draft.title))
    if below.bare and len(below.named) > 1 and below.bare[0] in below.named:
        return False  # a group of links, each after its words
    if len(below.bare) == 1 or any(_same_name(draft.title, child) for child in below.bare):
        return not field_labels.is_label_name(draft.title)
    if (below.bare and score >= LIKELY) or (draft.authors and score >= HINTED):
        return True
    if draft.authors and draft.venue_year and not draft.prose:
        return True
    if draft.title_form == "strong" and (draft.venue_year or (draft.authors and draft.date)):
        return len(draft.title.split()) > 1
    if draft.title_form == "strong" and draft.date and score >= SURE:
        return True
    return score > SURE and _stands_alone(draft)


def _stands_alone(draft: ItemDraft) -> bool:
    """Whether a line is only a text long enough for a title."""
    is_whole = (
        draft.title_form in ("plain", "strong")
        and not _has_own_prose(draft)
        and not _is_labelled_prose(draft.title)
    )
    if _NUMBERED_PART.match(draft.title) or _is_turn(draft.title):
        return False
    return is_whole and (len(draft.title.split()) >= 5 or ":" in draft.title)


def _is_turn(text: str) -> bool:
    """Whether a text is a day and who has a turn on it: ``August 28th: Ada Quill``."""
    found = _TURN.fullmatch(text)
    return found is not None and author_lists.looks_like_authors(found["name"], least=1)


def _has_own_prose(draft: ItemDraft) -> bool:
    """Whether prose follows a title; a remark in Chinese after a title in English is none."""
    is_english = not title_text.CJK.search(draft.title)
    return any(not (is_english and title_text.is_mostly_cjk(text)) for text in draft.prose)


def _is_labelled_prose(text: str) -> bool:
    """Whether a word and a colon come before words that have no capitals, but for the first: ``Goal: To design …``."""
    name, _, rest = text.partition(":" if ":" in text else "：")
    return bool(re.fullmatch(r"[A-Z][a-z]+", name)) and not re.search(r"\s[A-Z]", rest.strip())


_NUMBERED_PART = re.compile(
    r"(?:Session|Lecture|Week|Day|Class|Meeting|Chapter|Part|Section|Module|Unit|Lab|Seminar|Tutorial|Homework|Assignment|Quiz|Exam|Step|Topic)"
    r"\s(?:\d{1,2}|[IVX]{1,4})\s*[:：.]"
)
"""The number of a part of a course or a text, before its subject."""
_TURN = re.compile(r"[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?\s?[:：–-]\s?(?P<name>[^:]{3,60})")
_LABEL_WORDS = re.compile(r"[A-Z][a-z]+(?:\s[a-z]+)?")


def _opens_with_label(lines: list[Line]) -> bool:
    """Whether a paragraph opens with a label in bold of one or two words and a colon: ``**Why:** …``."""
    first = lines[0][0]
    name = first.text.strip().removesuffix(":")
    following = lines[0][1].text if len(lines[0]) > 1 else ""
    has_colon = first.text.rstrip().endswith(":") or following.startswith(":")
    return first.style == "strong" and has_colon and bool(_LABEL_WORDS.fullmatch(name))


def is_work(draft: ItemDraft, lines: list[Line]) -> bool:
    """Whether a draft is a work, rather than a sentence with a link in it, a label, or a search page."""
    if not draft.title or (draft.title_url and urls.is_search_page(draft.title_url)):
        return False
    if draft.title_form == "link" and (urls.is_licence(draft.title_url) or _links_person(draft)):
        return False
    if draft.title_form == "link":
        return not draft.before or _is_named_in_passing(draft)
    if draft.title_form == "local":
        return bool(draft.web_links)
    if draft.title_form in ("strong", "plain") and len(_COUNTS.findall(draft.title)) > 1:
        return False
    if draft.title_form in ("plain", "strong", "citation") and SENTENCE.search(draft.title):
        return title_text.title_score(draft.title) + _bonus(draft) >= LIKELY + 0.1
    if draft.title_form == "plain":
        return _is_plain_work(draft, lines)
    return draft.title_form != "url" or not field_labels.is_label_name(draft.title)


_SPEAKS = re.compile(r"(?:We|I|You|They|Please)\s(?:[a-z]{3,}ly\s)?[a-z]{3,}\s")
"""How a sentence begins that a person says to others: ``We mostly take papers from …``."""


def _links_person(draft: ItemDraft) -> bool:
    """Whether a link is a person's name, and leads to a profile, follows ``by`` or has where the person works in brackets."""
    placed = _PLACED_NAME.fullmatch(draft.title)
    if placed and author_lists.looks_like_authors(placed["name"], least=1):
        return status_marks.names_orgs(placed["place"]) and not draft.date
    words = len(draft.title.split())
    is_name = words > 1 or title_text.is_mostly_cjk(draft.title)
    if not author_lists.looks_like_authors(draft.title, least=1) or not is_name or words > MAX_NAME_WORDS:
        return False
    return urls.is_profile(draft.title_url) or bool(_BY.search(draft.before))


def _bonus(draft: ItemDraft) -> float:
    """Return what a link to a paper adds to the score of a bold title: marks like those of a sentence say less there."""
    return SENTENCE_MALUS if _names_paper_in_bold(draft) else 0.0


def _names_paper_in_bold(draft: ItemDraft) -> bool:
    is_paper = any((known := parse_url(link.url)) and known.scheme != "github" for link in draft.web_links)
    return draft.title_form == "strong" and is_paper


def _is_plain_work(draft: ItemDraft, lines: list[Line]) -> bool:
    """Whether text without markup is a title: because a link follows it, or by its form alone."""
    if not draft.has_link_or_id:
        text = plain(lines[0])
        if _opens_with_label(lines):
            return False
        return (
            title_text.title_score(draft.title) >= SURE and len(text) < 300 and not _UNFINISHED.search(text)
        )
    is_short = len(draft.title) <= MAX_NAME_LENGTH and not field_labels.is_label_name(draft.title)
    return is_short and not runs_on(draft) and not _SPEAKS.match(draft.title)


def _is_named_in_passing(draft: ItemDraft) -> bool:
    """Whether a link after other text is the subject of the line: few words precede it, or it leads to a paper."""
    known = parse_url(draft.title_url)
    is_paper = urls.url_kind(draft.title_url) == "paper" and not (known and known.scheme == "github")
    return (is_paper and title_text.title_score(draft.title) >= LIKELY) or (
        len(draft.before) < 40 and not SENTENCE.search(draft.before)
    )


def introduces(draft: ItemDraft, lines: list[Line]) -> bool:
    """Whether text below the title of a document introduces it, although it has a link: a sentence, or text in italics."""
    if draft.title_form in ("plain", "citation"):
        return not draft.web_links or bool(SENTENCE.search(plain(lines[0])))
    is_styled = draft.title_form == "strong" and not title_text.CJK.search(draft.title)
    return is_styled and title_text.title_score(draft.title) < HINTED


def runs_on(draft: ItemDraft) -> bool:
    """Whether an English sentence continues after its link, so that the text before the link is not a title."""
    following = draft.prose[0] if draft.prose else ""
    return (
        len(following) > 20
        and following[0].islower()
        and title_text.title_score(draft.title) < LIKELY
        and not title_text.is_mostly_cjk(draft.title)
    )


def _same_name(name: str, child: Block) -> bool:
    folded = re.sub(r"[\W_]", "", name).casefold()
    return any(
        folded and folded in re.sub(r"[\W_]", "", piece.href).casefold()
        for line in direct_lines(child)
        for piece in line
    )


def is_separate_work(child: Block) -> bool:
    """Whether a link below an item is a separate work rather than part of the item's notes."""
    draft = read_lines(direct_lines(child))
    return (
        bool(draft.title_url)
        and urls.url_kind(draft.title_url) in ("paper", "article", "repo")
        and not draft.before
    )


def lists_works(child: Block) -> bool:
    """Whether an item without a linked title is a group: at least one list item below it links a work of its own."""
    below = [item for part in child.children if part.kind == "list" for item in part.children]
    return any((has_linked_title(item) and is_separate_work(item)) or lists_works(item) for item in below)


def links_own_note(draft: ItemDraft, lines: list[Line]) -> bool:
    """Whether a paragraph is only a link to the writer's own note, whose text reads like a title."""
    is_alone = len(lines) == 1 and len(lines[0]) == 1
    return is_alone and draft.title_form == "local" and title_text.title_score(draft.title) >= LIKELY
