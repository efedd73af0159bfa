"""Works that share a title and an author and are not one: errata, volumes, editions, the preface of another year."""

from __future__ import annotations

import pytest

from readlist.linkage.comparison import compare
from readlist.model.details import Details
from readlist.model.record import Record

LIND = ("Ada Lind",)
TITLE = "The Warmth of Northern Ponds"


def work(title=TITLE, year=2010, **details):
    return Record(title=title, authors=LIND, year=year, details=Details(**details))


@pytest.mark.parametrize(
    "notice",
    [
        "Erratum",
        "Erratum to",
        "Correction",
        "Author Correction",
        "Corrigendum",
        "Retraction",
        "Retraction Note to",
        "Comment on",
    ],
)
def test_a_notice_about_a_work_is_another_work(notice):
    assert not compare(work(), work(f"{notice}: {TITLE}")).same


def test_a_nickname_or_the_mark_of_a_retracted_work_is_the_same_work():
    assert compare(work(), work(f"PondNet: {TITLE}")).same
    assert compare(work(), work(f"RETRACTED: {TITLE}")).same


@pytest.mark.parametrize(("ours", "theirs", "same"), [("1", "2", False), ("1", "1", True), (None, "2", True)])
def test_volumes(ours, theirs, same):
    assert compare(work(volume=ours), work(volume=theirs)).same is same


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [("Second", "2nd ed.", True), ("2", "Second", True), ("first", "2", False), (None, "2", True)],
)
def test_editions(ours, theirs, same):
    assert compare(work(edition=ours), work(edition=theirs)).same is same


@pytest.mark.parametrize(
    ("title", "years", "same"),
    [
        (TITLE, 2, True),
        (TITLE, 5, False),
        ("Preface", 0, True),
        ("Preface", 1, False),
        ("Northern ponds", 1, True),
        ("Northern ponds", 2, False),
    ],
)
def test_the_commoner_a_title_the_fewer_years_may_lie_between(title, years, same):
    assert compare(work(title), work(title, 2010 + years)).same is same


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (("Journal of Ponds", "1", "12-20"), ("Journal of Ponds", "2", "71-80"), False),
        (("Journal of Ponds", "1", "12-20"), ("Journal of Ponds", "1", "13-20"), True),
        (("Journal of Ponds", None, "12-20"), ("J. Ponds", None, "e71"), True),
        (("Journal of Ponds", None, "12-20"), ("Pond Days", None, "71-80"), False),
        (("Journal of Ponds", None, "12-20"), ("Pond Days", None, "12-20"), True),
        (("Journal of Ponds", None, "12-20"), ("Pond Days", None, "1-9"), True),
        (("Journal of Ponds", None, "12-20"), ("Pond Days", None, None), True),
        (("Journal of Ponds", None, "12-20"), ("arXiv preprint arXiv:1001.00001", None, "71-80"), True),
        (
            ("Proc. CVPR", None, "12-20"),
            ("Conference on Computer Vision and Pattern Recognition", None, "71"),
            True,
        ),
    ],
)
def test_what_was_published_twice_is_two_works(ours, theirs, same):
    one, other = (work(container=place, issue=issue, pages=pages) for place, issue, pages in (ours, theirs))
    assert compare(one, other).same is same


def test_an_article_before_its_volume_is_the_same_work():
    assert compare(work(volume="PP"), work(volume="45")).same
