from __future__ import annotations

import pytest

from readlist.text.latex import undo_latex
from readlist.text.tokenizer import tokenize


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"Schr{\"o}dinger and Erd\H{o}s", "Schrodinger and Erdos"),
        (r"Fran\c{c}ois Gr\'egoire", "Francois Gregoire"),
        (r"\O{}sterg\aa rd", "Ostergaard"),
        (r"\textbf{so \emph{it} is}", "so it is"),
        (r"$\lambda$-calculus", r"$\lambda$-calculus"),
        ("no commands {at} all", "no commands at all"),
    ],
)
def test_undo_latex(text, plain):
    assert undo_latex(text) == plain


def test_command_names_are_words():
    assert tokenize(r"$\lambda$ and $\mathcal{O}(n)$").words == ["lambda", "and", "o", "n"]
