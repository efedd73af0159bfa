"""Formulas in the titles of formats that have none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.writers.test_between_formats import as_csl, convert
from readlist.formats.writers.formulas import formulas_to_html, formulas_to_unicode
from readlist.formats.writers.latex_text import escape


@pytest.mark.parametrize(
    ("text", "tags", "characters"),
    [
        ("Cu$_2$O ponds", "Cu<sub>2</sub>O ponds", "Cu₂O ponds"),
        (r"DNA$_{\textrm{2}}$", "DNA<sub>2</sub>", "DNA₂"),
        (r"the 4$^{\textrm{ème}}$ pond", "the 4<sup>ème</sup> pond", r"the 4$^{\textrm{ème}}$ pond"),
        (r"100 $\mu$m, $\pm$0.1 and $-$5 at 20$^\circ$C", "100 μm, ±0.1 and -5 at 20°C", "100 μm, ±0.1 and -5 at 20°C"),
        (
            r"$B^0_s \to \mu^+\mu^-$ at $\sqrt{s}=13$",
            "B<sup>0</sup><sub>s</sub> → μ<sup>+</sup>μ<sup>-</sup> at √s=13",
            "B⁰ₛ → μ⁺μ⁻ at √s=13",
        ),
        (r"An $O(n \log n / \log\log n)$ sort", "An O(n log n / log log n) sort", "An O(n log n / log log n) sort"),
        (r"$\bar{B}$, $\mathbb{R}^n$, $\frac{a+b}{2}$", "B̄, ℝ<sup>n</sup>, (a+b)/2", "B̄, ℝⁿ, (a+b)/2"),
        (r"\(L^2\) of $x'$", "L<sup>2</sup> of x'", "L² of x'"),
        (r"$\binom{n}{k}$ and $\unknown$", r"$\binom{n}{k}$ and $\unknown$", r"$\binom{n}{k}$ and $\unknown$"),
        ("from $5 to $10", "from $5 to $10", "from $5 to $10"),
        ("US$7/A$8, $5-$6", "US$7/A$8, $5-$6", "US$7/A$8, $5-$6"),
    ],
)  # fmt: skip
def test_formulas_as_text(text, tags, characters):
    assert (formulas_to_html(text), formulas_to_unicode(text)) == (tags, characters)


@given(st.text(alphabet="$\\{}_^ab1-+ ()'&\n", max_size=30))
def test_any_text_has_some_form(text):
    assert isinstance(formulas_to_html(text), str)
    assert isinstance(formulas_to_unicode(text), str)


def test_a_formula_before_a_digit_is_kept_in_bibtex():
    assert escape(r"$\pm$0.1, $^2$3 and $-$50, not $5-$6") == r"$\pm$0.1, $^2$3 and $-$50, not \$5-\$6"


def test_titles_and_journals_have_no_formulas_in_csl_json_and_ris():
    text = r"@article{a, title={On Cu$_2$O}, journal={Acta $\beta$}, year=2001}"
    item = as_csl(text, "a.bib")
    assert (item["title"], item["container-title"]) == ("On Cu<sub>2</sub>O", "Acta β")
    assert "TI  - On Cu₂O\n" in convert(text, "a.bib", "ris")
