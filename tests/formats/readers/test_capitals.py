from __future__ import annotations

import pytest

from readlist.formats.readers.capitals import spell_title


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("APPLIED AND ENVIRONMENTAL MICROBIOLOGY", "Applied and Environmental Microbiology"),
        ("IEEE ACCESS", "IEEE Access"),
        ("THE LANCET: A JOURNAL", "The Lancet: A Journal"),
        ("PHYSICAL REVIEW D", "Physical Review D"),
        ("NATURE", "NATURE"),
        ("On Ponds IN CAPITALS", "On Ponds IN CAPITALS"),
        ("计算机 学报", "计算机 学报"),
        ("", ""),
    ],
)
def test_titles_in_capitals(written, spelt):
    assert spell_title(written) == spelt
