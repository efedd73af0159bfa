"""Formulas in titles."""

from __future__ import annotations

from formats.writers.test_between_formats import as_csl, convert
from readlist.formats.writers.latex_text import escape


def test_a_formula_before_a_digit_is_kept_in_bibtex():
    assert escape(r"$\pm$0.1, $^2$3 and $-$50, not $5-$6") == r"$\pm$0.1, $^2$3 and $-$50, not \$5-\$6"


def test_formulas_are_kept_whole_in_csl_json_and_ris():
    text = r"@article{a, title={The $\mathbb{R}^n$ case of Cu$_2$O}, journal={Acta $\beta$}, year=2001}"
    item = as_csl(text, "a.bib")
    assert (item["title"], item["container-title"]) == (
        r"The $\mathbb{R}^n$ case of Cu$_2$O",
        r"Acta $\beta$",
    )
    assert "TI  - The $\\mathbb{R}^n$ case of Cu$_2$O\n" in convert(text, "a.bib", "ris")
