from __future__ import annotations

import pytest

from readlist.formats.cited_keys import find_cited_keys


@pytest.mark.parametrize(
    ("name", "text", "keys"),
    [
        (
            "a.tex",
            r"\cite{a} \citep[see][p.~3]{b, c} \Parencites(x)(y)[1]{d}[2]{e} \nocite{*} % \cite{f}",
            "a b c d e",
        ),
        ("a.tex", r"50\% of \textcite*{a}, \cites{a}{b}; \section{Cite}", "a b"),
        ("a.aux", "\\relax\n\\citation{a,b}\n\\abx@aux@cite{0}{c}\n\\bibcite{d}{1}\n", "a b c"),
        (
            "a.md",
            "As @a says [see @b, p. 3; -@DBLP:conf/x/Y-12]. @{c.d}, me@example.org, `@e`, \\@f.",
            "a b DBLP:conf/x/Y-12 c.d",
        ),
        ("a.md", "```\n@a\n```\nEnd @b.", "b"),
        ("a.md", "None.", ""),
    ],
)
def test_keys_that_a_text_cites(name, text, keys):
    assert find_cited_keys(text, name) == tuple(keys.split())
