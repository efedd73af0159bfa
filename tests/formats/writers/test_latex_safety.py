"""No field of BibTeX has a control sequence that does anything but print."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.writers import writer_for
from readlist.formats.writers.latex_safety import make_harmless
from readlist.model.details import Details
from readlist.model.entry import Entry
from readlist.model.name_parts import PersonName

HARMFUL = [
    r"\input{/etc/passwd}", r"\csname input\endcsname x", r"\immediate\write18{ls}", r"\def\x{y}", r"\let\a=\b",
    r"\begin{filecontents}x\end{filecontents}", r"\catcode`\^^M=13", r"^^5cinput{x}", r"$^^5cinput{x}$", r"$\write18{x}$",
    r"\(\openout3=x\)", r"\directlua{x}", r"\include{x}", r"\newcommand{\x}{y}", r"\loop\iftrue\repeat", r"\usepackage{x}",
]  # fmt: skip
COMMAND = re.compile(
    r"\\(?:input|csname|endcsname|immediate|write|def|let|begin|end|catcode|openout|directlua|include|newcommand|loop|iftrue|repeat|usepackage)(?![a-z])"
)


def written(entry: Entry) -> str:
    return "".join(chunk for name in ("bibtex", "biblatex") for chunk in writer_for(name).write([entry]))


@pytest.mark.parametrize("text", HARMFUL)
def test_text_of_notes_and_providers_is_printed(text: str) -> None:
    details = Details(
        type="article-journal", author=(PersonName(text, text),), container=text, publisher=text, pages=text, volume=text,
        extra=tuple(("bibtex", name, text) for name in ("note", "file", "howpublished", "annote", "doi", "year", "month")),
    )  # fmt: skip
    entry = Entry(
        1, "k", "paper", text, authors=(text,), org=text, abstract=text, venue=text, url=f"https://a.org/{text}", tags=(text,),
        doi="10.1000/" + text, details=details,
    )  # fmt: skip
    found = written(entry)
    assert not COMMAND.search(found)
    assert "^^" not in found


@given(st.text(alphabet="\\abcinputwrite18{}^$% \n@", max_size=40))
def test_only_known_commands_are_left(text: str) -> None:
    left = make_harmless("note", text)
    assert not COMMAND.search(left)
    assert "^^" not in left


def test_what_prints_is_written_as_it_was_read() -> None:
    text = r"See {\"u}ber \emph{all} at 10\,\% of $\alpha_1$, \cite{x} and \url{https://a.org/~b}"
    assert make_harmless("note", text) == text


def test_code_for_biblatex_is_left_out() -> None:
    details = Details(
        type="book", extra=(("bibtex", "execute", r"\def\x{1}"), ("bibtex", "options", "useprefix"))
    )
    text = written(Entry(1, "k", "paper", "On Ponds", details=details))
    assert "execute" not in text
    assert "options = {useprefix}" in text


def test_paths_keep_their_folders() -> None:
    assert make_harmless("file", r"Test:E:\some\random\x.pdf:pdf") == "Test:E:/some/random/x.pdf:pdf"
    assert make_harmless("file", r":C$\backslash$:/x.pdf:pdf") == r":C$\backslash$:/x.pdf:pdf"
