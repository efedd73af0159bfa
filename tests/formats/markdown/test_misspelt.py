"""A misspelt address is read as ``doctor --fix`` would write it, in any position in a note."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from depth import examples
from readlist.doctor import fixes
from readlist.formats.markdown.note_reader import parse_document
from readlist.model.identifiers import parse_url
from readlist.model.record import Link, Record

TITLE = "Dense Passage Retrieval for Open-Domain Question Answering"


def fixed(text: str) -> str:
    """Return the text after ``doctor --fix``."""
    lines = text.split("\n")
    for mend in fixes.find_fixes(text):
        lines[mend.line - 1] = mend.after
    return "\n".join(lines)


def read(text: str) -> list[tuple[object, ...]]:
    """Return everything read from a note, except the text of its items, which is copied from the file.

    An address in an old form is kept as written by the reader; here it is converted as the doctor would.
    """
    parts = parse_document(text, "note").items
    return [(with_current_links(part.record), part.line, part.end_line, part.topics) for part in parts]


def with_current_links(record: Record) -> Record:
    current = [Link(fixes.fix_line(link.url)[0], link.role) for link in record.links]
    url = fixes.fix_line(record.url)[0] if record.url else None
    return record._replace(url=url, links=tuple(dict.fromkeys(current)))


class Written(NamedTuple):
    """An address in its correct and in a wrong spelling."""

    right: str
    wrong: str


# -- addresses -----------------------------------------------------------------------------------------------------

MONTHS = st.builds("{:02}{:02}".format, st.integers(15, 24), st.integers(1, 12))
ARXIV = st.builds("{}.{:05}".format, MONTHS, st.integers(1, 99999))
OLD_ARXIV = st.builds(
    "hep-th/{:02}{:02}{:03}".format, st.integers(0, 6), st.integers(1, 12), st.integers(1, 999)
)
DOI = st.builds("10.1145/{}.{}".format, st.integers(100000, 9999999), st.integers(100000, 9999999))
ACL = st.builds("{}{:02}-{}".format, st.sampled_from("PDN"), st.integers(0, 19), st.integers(1001, 3999))
NAME = st.from_regex(r"[a-z][a-z0-9]{2,9}", fullmatch=True)
PAPERS = st.one_of(
    ARXIV.map("https://arxiv.org/abs/{}".format),
    ARXIV.map("https://arxiv.org/pdf/{}v2.pdf".format),
    OLD_ARXIV.map("https://arxiv.org/abs/{}".format),
    DOI.map("https://doi.org/{}".format),
    ACL.map("https://aclanthology.org/{}/".format),
    st.from_regex(r"https://openreview\.net/forum\?id=[A-Za-z0-9]{10}", fullmatch=True),
)
KNOWN = PAPERS | st.builds("https://github.com/{}/{}".format, NAME, NAME)
ANY = (
    KNOWN
    | st.builds("https://{}.example.org/{}_({})".format, NAME, NAME, NAME)
    | st.builds("http://www.{}.edu:8080/~{}/{}?q=1#top".format, NAME, NAME, NAME)
)
SCHEMES = (
    "hhttps://", "htttps://", "httpss://", "htps://", "htpps://", "httpps://", "hhtps://", "ttps://", "httsp://", "hptts://",
    "https：//", "https;//", "https；//", "https//", "https:/", "https:///", "https: //", "https ://", "https： //", "HTPS://",
)  # fmt: skip
"""Misspellings of ``https://``; without the ``s``, misspellings of ``http://``."""
OLD_HOSTS = (
    ("https://doi.org/", "http://dx.doi.org/"),
    ("https://doi.org/", "https://www.dx.doi.org/"),
    ("https://aclanthology.org/", "https://www.aclweb.org/anthology/"),
    ("https://aclanthology.org/", "http://aclweb.org/anthology/papers/"),
    ("https://arxiv.org/", "http://xxx.lanl.gov/"),
)


def misspell(right: str, scheme: str) -> Written:
    wrong = scheme if right.startswith("https") else scheme.translate(str.maketrans("", "", "sS"))
    wrong = "hhttp://" if wrong == "http://" else wrong
    return Written(right, wrong + right.partition("://")[2])


def date_back(right: str, new: str, old: str) -> Written:
    return Written(right, right.replace(new, old, 1)) if right.startswith(new) else twice(right)


def twice(right: str) -> Written:
    return Written(right, right + right)


def file_area(number: str) -> Written:
    """Return the address of a paper in the former file area of arXiv."""
    archive, _, bare = number.rpartition("/")
    return Written(
        f"https://arxiv.org/pdf/{number}",
        f"https://arxiv.org/ftp/{archive or 'arxiv'}/papers/{bare[:4]}/{bare}.pdf",
    )


def without_scheme(right: str) -> Written:
    return Written(right, right.removeprefix("https://"))


MISSPELT = st.builds(misspell, ANY, st.sampled_from(SCHEMES))
DOUBLED = ANY.map(twice)
MISSPELT_TWICE = MISSPELT.map(lambda written: Written(written.right, written.wrong * 2))
OLD = st.builds(lambda right, hosts: date_back(right, *hosts), PAPERS, st.sampled_from(OLD_HOSTS))
MISSPELT_OLD = OLD.filter(lambda written: written.wrong.startswith("http:")).map(
    lambda written: Written(written.right, f"h{written.wrong}")
)
ANYWHERE = st.one_of(MISSPELT, DOUBLED, MISSPELT_TWICE, OLD, MISSPELT_OLD, (ARXIV | OLD_ARXIV).map(file_area))
BARE = KNOWN.map(without_scheme)

# -- positions -----------------------------------------------------------------------------------------------------

LINK_POSITIONS = {
    "link": "- [{title}]({url})\n",
    "link in angle brackets": "- [{title}](<{url}>)\n",
    "link after the title": "- {title} [[link]({url})]\n",
    "autolink": "- {title} <{url}>\n",
    "reference": "- [{title}][1]\n\n[1]: {url}\n",
    "heading": "## [{title}]({url})\n\nOn retrieval.\n",
    "cell": "| Title | Link |\n| --- | --- |\n| {title} | {url} |\n",
    "cell without bars at the ends": "Title | Link\n--- | ---\n{title} | {url}\n",
    "link in a cell": "| Title | Link |\n| --- | --- |\n| {title} | [link]({url}) |\n",
    "HTML": '<a href="{url}">{title}</a>\n',
    "HTML in a list": "- <a href='{url}'>{title}</a>\n",
    "HTML cell": '<table>\n<tr><td>{title}</td><td><a href="{url}">link</a></td></tr>\n</table>\n',
    "field": "- 检索\n  - 论文名称：{title}\n  - 论文地址：{url}\n",
    "field, ASCII colon": "- 检索\n  - 论文名称: {title}\n  - 论文链接:{url}\n",
    "field, English": "- Retrieval\n  - Title: {title}\n  - Paper: {url}\n",
    "field, bold": "- **Title**: {title}\n  **Link**: {url}\n",
    "line below": "- {title}\n  - {url}\n",
    "line below, by columns": "1. **{title}**\n    - {url}\n",
}
TEXT_POSITIONS = {
    "text": "- {title} {url}\n",
    "text before": "- {title}: {url} (EMNLP 2020)\n",
    "text, Chinese": "- {title}：{url}。\n",
    "brackets": "- {title} ({url})\n",
    "full-width brackets": "- {title}（{url}）\n",
    "bold": "- {title} **{url}**\n",
    "italic": "- {title} *{url}*\n",
    "sentence": "{title}. {url}.\n",
    "field with text after it": "- Retrieval\n  - Title: {title}\n  - Paper: {url} (EMNLP 2020)\n",
    "colon without a blank": "- {title} (link:{url})\n",
    "front matter": "---\ntitle: Notes\n---\n\n- {title}, {url}\n",
    "link of its own text": "- {title} [{url}]({url})\n",
}
POSITIONS = LINK_POSITIONS | TEXT_POSITIONS


def check(position: str, written: Written) -> None:
    """Check that the note reads like its fixed form, and that its record has title, link and ID."""
    text = POSITIONS[position].format(title=TITLE, url=written.wrong)
    right = POSITIONS[position].format(title=TITLE, url=written.right)
    assert fixed(text) == right
    assert read(text) == read(right)
    records = [with_current_links(part.record) for part in parse_document(text, "note").items]
    found = [record for record in records if record.title == TITLE]
    assert len(found) == 1
    assert written.right in [link.url for link in found[0].links]
    identifier = parse_url(written.right)
    if identifier and identifier.scheme != "github":
        assert identifier in found[0].ids


@settings(max_examples=examples(400), deadline=None)
@given(st.sampled_from(list(POSITIONS)), ANYWHERE)
def test_a_misspelt_address_is_read_like_the_fixed_one(position: str, written: Written) -> None:
    check(position, written)


@settings(max_examples=examples(200), deadline=None)
@given(st.sampled_from(list(LINK_POSITIONS)), BARE)
def test_an_address_without_a_scheme_is_read_like_the_fixed_one(position: str, written: Written) -> None:
    check(position, written)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("position", POSITIONS)
def test_every_misspelling_is_read_in_every_position(position: str, scheme: str) -> None:
    check(position, misspell("https://arxiv.org/abs/2106.09685", scheme))


# -- any text ------------------------------------------------------------------------------------------------------

BITS = [
    "htps://arxiv.org/abs/1706.03762", "https：//a.org/b", "arxiv.org/abs/1706.03762", "github.com/a/b", "//a.org/b", "htps:", "https://", "//",
    "https://a.org/bhttps://a.org/b", "www.a.org/b", "htps://a.org/x",
    "论文地址：", "Code: ", "Title: ", TITLE, "- ", "  ", "    ", "> ", "[", "](", ")", "<", ">", "`", "```", "~~~", "---", "|", "\n", "\n\n",
    "\r\n", "\r", "<pre>", "</pre>", '<a href="', '">', "</a>", "[1]: ", "[1]", "**", "_", ":", "字", "title", "\ufeff",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(BITS) | st.text(max_size=3), max_size=40).map("".join)


@settings(max_examples=examples(500), deadline=None)
@given(TEXTS)
@example("---\ntitle: htps://a.org/b\n---\ntext\n")
@example("    htps://arxiv.org/abs/1706.03762\n")
@example("```\nhtps://arxiv.org/abs/1706.03762\n```\n")
def test_fixing_a_text_does_not_change_what_is_read(text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    assert read(fixed(text)) == read(text)


@pytest.mark.parametrize(
    "url",
    [
        "http://dx.doi.org/10.1145/3486622.3493957",
        "https://www.aclweb.org/anthology/P18-1001.pdf",
        "https://arxiv.org/ftp/arxiv/papers/2310/2310.11266.pdf",
        "http://xxx.lanl.gov/abs/hep-th/9711200",
    ],
)
@pytest.mark.parametrize("position", POSITIONS)
def test_an_old_address_is_kept_and_its_id_recognised(position: str, url: str) -> None:
    parts = parse_document(POSITIONS[position].format(title=TITLE, url=url), "note").items
    found = [part.record for part in parts if part.record.title == TITLE]
    assert [(record.url, record.ids) for record in found] == [(url, (parse_url(url),))]


def test_the_text_of_a_mention_stays_as_written() -> None:
    text = f"- {TITLE} htps://arxiv.org/abs/2004.04906\n  - see https：//a.org/b\n\nMore: hhttps://a.org/c\n"
    parts = parse_document(text, "note").items
    assert [part.text for part in parts] == [
        f"- {TITLE} htps://arxiv.org/abs/2004.04906\n  - see https：//a.org/b",
        "More: hhttps://a.org/c",
    ]
    assert [link.url for link in parts[1].record.links] == ["https://a.org/c"]


def test_misspelt_schemes_are_reported() -> None:
    text = f"- {TITLE} htps://arxiv.org/abs/2004.04906\n- https//a.org/b\n- http://dx.doi.org/10.1145/1\n"
    assert [problem.line for problem in parse_document(text, "note").diagnostics] == [1, 2]
