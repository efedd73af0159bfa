"""--public: no format writes the person's notes, tags or status; the summary says what is written without it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formats.writers.pages import make_entry
from readlist.formats.publishing import OwnTally, find_own_fields, publish
from readlist.formats.writers import FORMATS
from readlist.model.entry import Mention

OWN = make_entry(
    "own", "A title of a work", notes=("Secret opinion",), tags=("hidden-tag", "隱藏"), status="reading", rating=1,
    remark="Known to all.",
)  # fmt: skip


def with_mention(entry, text):
    return replace(entry, mentions=(Mention("a.md", 1, 9, ("Topic",), None, text),))


@pytest.mark.parametrize("form", FORMATS.values(), ids=FORMATS)
def test_no_format_writes_what_is_private(form):
    text = "".join(form.write([publish(OWN)]))
    assert [secret for secret in ("Secret", "hidden-tag", "隱藏", "reading") if secret in text] == []
    assert "A title of a work" in text or form.name == "bibtex"


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("- A title\n  - Tags: hidden-tag, other\n  - Good.", "- A title\n  - Good."),
        ("- A title\n  - 标签：hidden-tag\n  - 狀態：讀完\n  - 好。", "- A title\n  - 好。"),
        ("- [x] A title\n  - Status: read", "- A title"),
        ("- A title ==TODO== and more ✅", "- A title and more"),
        ("- A title #hidden-tag #other", "- A title #other"),
        ("- A title\n  - Tags:\n    - hidden-tag\n  - Good.", "- A title\n  - Good."),
        ("| A title | hidden-tag, 隱藏 | read | fine |", "| A title |||fine |".replace("|||f", "||| f")),
        (
            "---\ntitle: A title\ntags:\n- hidden-tag\nvenue: ICLR\n---",
            "---\ntitle: A title\nvenue: ICLR\n---",
        ),
        ("- A title\n  - Rating: 2\n  - 優先級：高", "- A title"),
        ("- A title\n  - Method: tags: what they cost", "- A title\n  - Method: tags: what they cost"),
        ("@misc{x,\n  title = {A},\n  keywords = {hidden-tag}\n}", "@misc{x,\n  title = {A},\n}"),
        ("@misc{x, keywords = {hidden-tag}, title = {A}}", "@misc{x, title = {A}}"),
        ("TY  - JOUR\nKW  - hidden-tag\nER  - ", "TY  - JOUR\nER  - "),
        ("# TODO\n- A title == other title", "# TODO\n- A title == other title"),
    ],
)
def test_mentions_do_not_repeat_what_is_private(text, public):
    (mention,) = publish(with_mention(OWN, text)).mentions
    assert mention.text == public


def test_remarks_stay_in_a_public_list():
    assert "Known to all." in "".join(FORMATS["markdown"].write([publish(OWN)]))


def test_what_a_format_writes_of_ones_own_is_counted():
    assert find_own_fields(FORMATS["jsonl"]) == {"notes", "tags", "status", "rating"}
    assert find_own_fields(FORMATS["bibtex"]) == {"tags"}
    tally = OwnTally()
    plain = make_entry("plain", "Nothing of one's own")
    assert list(tally.count([OWN, plain, replace(OWN, notes=())], find_own_fields(FORMATS["markdown"])))
    assert tally.describe() == "notes (1), tags (2), status (2)"
    secret = replace(OWN, notes=(replace(OWN.notes[0], private=True),))
    assert list(tally.count([secret], find_own_fields(FORMATS["markdown"])))
    assert tally.describe() == "notes (2, 1 of them private), tags (3), status (3)"
    assert OwnTally().describe() == ""
