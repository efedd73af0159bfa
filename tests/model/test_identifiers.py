"""IDs are recognised in every notation, and other text is not."""

from __future__ import annotations

import html
import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.identifiers import (
    Identifier,
    find_identifiers,
    find_malformed_arxiv,
    parse_acl,
    parse_arxiv,
    parse_doi,
    parse_doi_field,
    parse_identifier,
    parse_url,
)

# -- strategies -------------------------------------------------------------------------------------------------------

months = st.integers(1, 12).map("{:02}".format)
four_digits = st.integers(0, 9999).map("{:04}".format)
five_digits = st.integers(0, 99999).map("{:05}".format)


@st.composite
def new_arxiv(draw):
    year = draw(st.integers(8, 40))
    return f"{year:02}{draw(months)}.{draw(four_digits if year < 15 else five_digits)}"


@st.composite
def old_arxiv(draw):
    archive = draw(
        st.sampled_from(["hep-th", "cs", "math", "cond-mat", "math-ph", "cmp-lg", "quant-ph", "astro-ph"])
    )
    year = draw(st.sampled_from(["91", "95", "99", "00", "06"]))
    return f"{archive}/{year}{draw(months)}{draw(st.integers(0, 999)):03}"


arxiv_values = st.one_of(new_arxiv(), old_arxiv())
versions = st.one_of(st.none(), st.integers(1, 99))

doi_suffixes = st.from_regex(r"[a-z0-9]([-._;()/:a-z0-9]{0,20}[a-z0-9])?", fullmatch=True)
doi_values = st.builds("10.{}/{}".format, st.integers(1000, 99999), doi_suffixes).filter(
    lambda value: not value.startswith(("10.48550/", "10.18653/", "10.3115/"))
)

old_acl = st.builds(
    "{}{:02}-{}".format, st.sampled_from(string.ascii_uppercase), st.integers(0, 20), four_digits
)
new_acl = st.builds(
    "{}.{}-{}.{}".format,
    st.integers(2019, 2040),
    st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True),
    st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    st.integers(1, 9999),
)
acl_values = st.one_of(old_acl, new_acl)
openreview_values = st.from_regex(r"[A-Za-z0-9_-]{8,14}", fullmatch=True)
github_values = st.builds(
    "{}/{}".format,
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}x", fullmatch=True),
    st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,20}x", fullmatch=True),
)
identifiers = st.one_of(
    st.builds(Identifier, st.just("arxiv"), arxiv_values, st.none()),
    st.builds(Identifier, st.just("doi"), doi_values, st.none()),
    st.builds(Identifier, st.just("acl"), acl_values, st.none()),
    st.builds(Identifier, st.just("openreview"), openreview_values, st.none()),
    st.builds(Identifier, st.just("github"), github_values, st.none()),
)

ARXIV_URLS = (
    "https://arxiv.org/abs/{}",
    "http://arxiv.org/abs/{}/",
    "https://www.arxiv.org/pdf/{}",
    "https://arxiv.org/pdf/{}.pdf",
    "https://arxiv.org/pdf/{}.pdf#page=3",
    "https://arxiv.org/html/{}",
    "https://arxiv.org/abs/{}?context=cs.CL",
    "https://export.arxiv.org/abs/{}",
    "https://browse.arxiv.org/pdf/{}.pdf",
    "http://cn.arxiv.org/abs/{}",
    "http://xxx.lanl.gov/abs/{}",
    "https://ar5iv.org/abs/{}",
    "https://ar5iv.labs.arxiv.org/html/{}",
    "https://www.alphaxiv.org/abs/{}",
    "https://www.alphaxiv.org/overview/{}",
    "https://www.arxiv-vanity.com/papers/{}/",
    "https://huggingface.co/papers/{}",
    "https://papers.cool/arxiv/{}",
    "https://scirate.com/arxiv/{}",
    "https://api.semanticscholar.org/arXiv:{}",
    "https://doi.org/10.48550/arXiv.{}",
    "HTTPS://ARXIV.ORG/abs/{}",
    "arxiv.org/abs/{}",
    "arXiv:{}",
    "arxiv: {}",
    "ARXIV：{}",
    "{}",
)


# -- notations ---------------------------------------------------------------------------------------------------------


@given(arxiv_values, versions, st.sampled_from(ARXIV_URLS))
def test_every_form_of_an_arxiv_id(value, version, form):
    text = form.format(value + (f"v{version}" if version else ""))
    assert parse_identifier(text) == Identifier("arxiv", value, version)


@given(new_arxiv())
def test_arxiv_file_area(value):
    month = value.partition(".")[0]
    assert parse_url(f"https://arxiv.org/ftp/arxiv/papers/{month}/{value}.pdf") == Identifier("arxiv", value)


@given(old_arxiv())
def test_arxiv_file_area_of_old_ids(value):
    archive, _, number = value.partition("/")
    url = f"https://arxiv.org/ftp/{archive}/papers/{number[:4]}/{number}.pdf"
    assert parse_url(url) == Identifier("arxiv", value)


def test_an_arxiv_subject_class_is_not_part_of_an_old_id():
    assert parse_identifier("math.GT/0309136v2") == Identifier("arxiv", "math/0309136", 2)


@given(
    doi_values,
    st.sampled_from(
        (
            "https://doi.org/{}",
            "http://dx.doi.org/{}",
            "https://www.doi.org/{}",
            "https://dl.acm.org/doi/{}",
            "https://dl.acm.org/doi/abs/{}",
            "https://dl.acm.org/doi/pdf/{}",
            "https://link.springer.com/article/{}",
            "https://link.springer.com/content/pdf/{}.pdf",
            "https://onlinelibrary.wiley.com/doi/full/{}",
            "https://www.science.org/doi/{}",
            "https://www.frontiersin.org/articles/{}/full",
            "https://iopscience.iop.org/article/{}/meta",
            "https://journals.plos.org/plosone/article?id={}",
            "doi:{}",
            "DOI: {}",
            "doi {}",
            "{}",
        )
    ),
)
def test_every_form_of_a_doi(value, form):
    assert parse_identifier(form.format(value)) == Identifier("doi", value)
    assert parse_identifier(form.format(value.upper())) == Identifier("doi", value)


@given(doi_values)
def test_a_percent_encoded_doi(value):
    assert parse_url(f"https://doi.org/{quote(value, safe='')}") == Identifier("doi", value)


@given(
    acl_values,
    st.sampled_from(
        (
            "https://aclanthology.org/{}/",
            "https://aclanthology.org/{}",
            "https://aclanthology.org/{}.pdf",
            "https://aclanthology.org/{}v2.pdf",
            "https://aclanthology.org/{}.bib",
            "https://aclanthology.org/attachments/{}.Notes.pdf",
            "https://aclanthology.org/attachments/{}.software.zip",
            "https://www.aclweb.org/anthology/{}",
            "https://www.aclweb.org/anthology/{}.pdf",
            "http://aclweb.org/anthology/P/P18/{}",
            "https://doi.org/10.18653/v1/{}",
            "https://doi.org/10.3115/v1/{}",
            "acl:{}",
            "{}",
        )
    ),
)
def test_every_form_of_an_acl_id(value, form):
    assert parse_identifier(form.format(value)) == Identifier("acl", value)
    assert parse_acl(value.swapcase()) == Identifier("acl", value)


@given(
    openreview_values,
    st.sampled_from(
        (
            "https://openreview.net/forum?id={}",
            "https://www.openreview.net/forum?id={}",
            "https://openreview.net/forum?id={}&noteId=abcdefgh12",
            "https://openreview.net/forum?noteId=abcdefgh12&id={}",
            "https://openreview.net/pdf?id={}",
            "https://openreview.net/attachment?id={}&name=supplementary_material",
            "openreview.net/forum?id={}",
        )
    ),
)
def test_every_form_of_an_openreview_id(value, form):
    assert parse_identifier(form.format(value)) == Identifier("openreview", value)


@given(
    github_values,
    st.sampled_from(
        (
            "https://github.com/{}",
            "https://github.com/{}/",
            "https://github.com/{}.git",
            "https://github.com/{}/tree/main/src?tab=readme#usage",
            "https://www.github.com/{}/issues/12",
            "https://raw.githubusercontent.com/{}/main/README.md",
            "https://api.github.com/repos/{}",
            "https://codeload.github.com/{}/zip/refs/heads/main",
            "git@github.com:{}.git",
            "ssh://git@github.com/{}.git",
            "github.com/{}",
        )
    ),
)
def test_every_form_of_a_repository(value, form):
    assert parse_identifier(form.format(value)) == Identifier("github", value)


@given(github_values)
def test_a_repository_in_any_case(value):
    assert parse_url(f"https://github.com/{value.upper()}") == Identifier("github", value)


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://www.biorxiv.org/content/10.1101/2020.01.30.927871v2.full.pdf", "10.1101/2020.01.30.927871"),
        (
            "https://direct.mit.edu/tacl/article/doi/10.1162/tacl_a_00343/96475/Multi-Title",
            "10.1162/tacl_a_00343",
        ),
        ("https://academic.oup.com/bib/article/doi/10.1093/bib/bbac409/6713511", "10.1093/bib/bbac409"),
        (
            "https://genomebiology.biomedcentral.com/articles/10.1186/s13059-019-1850-9",
            "10.1186/s13059-019-1850-9",
        ),
        ("https://www.nature.com/articles/s41586-021-03819-2.pdf", "10.1038/s41586-021-03819-2"),
        ("https://link.springer.com/chapter/10.1007/978-3-030-58452-8_13", "10.1007/978-3-030-58452-8_13"),
        (
            "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O",
            "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o",
        ),
    ],
)
def test_publishers_pages(url, value):
    assert parse_url(url) == Identifier("doi", value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("doi:10.1234/a<1>", "10.1234/a<1>"),
        ("<10.1234/a>", "10.1234/a"),
        ("10.1234/a<", "10.1234/a"),
        ("doi:10.1234/a://b", "10.1234/a://b"),
        ("doi:https://doi.org/10.1234/a", "10.1234/a"),
    ],
)
def test_marks_around_a_doi(text, value):
    assert parse_doi_field(text.removeprefix("doi:")) == Identifier("doi", value)
    assert parse_identifier(f"doi:{value}") == Identifier("doi", value)


# -- round trips -------------------------------------------------------------------------------------------------------


@given(identifiers)
def test_the_canonical_url_is_parsed_to_the_id(identifier):
    assert parse_url(identifier.url) == identifier
    assert parse_identifier(identifier.url) == identifier


@given(identifiers)
def test_the_string_form_is_parsed_to_the_id(identifier):
    assert parse_identifier(str(identifier)) == identifier


@given(arxiv_values, st.integers(1, 99))
def test_the_string_form_keeps_the_version(value, version):
    identifier = Identifier("arxiv", value, version)
    assert parse_identifier(str(identifier)) == identifier


@given(st.text(alphabet="10.234/;()<>[]:ax ,。）", max_size=30))
def test_a_parsed_doi_is_canonical(tail):
    found = parse_doi(f"10.1234/{tail}")
    assert found is None or parse_doi(found.value) == found


# -- invalid IDs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "2305.1636",  # a digit is missing
        "2305.163612",
        "1412.12345",  # five digits since 2015 only
        "2313.00001",  # no such month
        "2300.00001",
        "0703.0001",  # the new style began in April 2007
        "2106.09685v0",
        "hep-xx/9901001",
        "hep-th/9913001",
        "xhep-th/9901001",
        "arXiv:",
        "doi:",
        "10.1145/",
        "10.1145/...",
        "10.12/abc",
        "acl:",
        "P18-101",
        "github:owner",
        "openreview:a b",
        "LoRA: Low-Rank Adaptation",
        "microsoft/LoRA",
        "https://",
        "https://[::1",
        "https://arxiv.org/",
        "https://arxiv.org/abs/2305.1636",
        "https://arxiv.org/list/cs.CL/recent",
        "https://notarxiv.org/abs/2106.09685",
        "https://arxiv.org.example.com/abs/2106.09685",
        "https://example.com/2106.09685",
        "https://github.com/microsoft",
        "https://github.com/topics/llm",
        "https://github.com/owner/..",
        "https://gist.github.com/owner/0123456789abcdef",
        "https://openreview.net/group?id=ICLR2024",
        "https://openreview.net/profile?id=Edward_Hu1",
        "https://openreview.net/forum",
        "https://aclanthology.org/volumes/2021.acl-long/",
        "https://huggingface.co/meta-llama/Llama-2-7b",
        "٢١٠٦.٠٩٦٨٥",
    ],
)
def test_invalid_identifiers(text):
    assert parse_identifier(text) is None


def test_full_width_digits_are_accepted():
    assert parse_identifier("２１０６．０９６８５") == Identifier("arxiv", "2106.09685")


PIECES = (
    "2106.09685|v2|hep-th/9901001|P18-1001|10.1145/|10.48550/arXiv.|10.18653/v1/|3486622|abcdefgh|owner|.pdf|.bib|arXiv:|doi:|"
    "https://|arxiv.org/abs/|doi.org/|aclanthology.org/|github.com/|openreview.net/forum?id=|[|]|(|)|%2F|?|#|/|..|：|０|\u0660"
).split("|")
NEARLY = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6).map("".join)


@pytest.mark.parametrize(
    "suffix",
    [
        "(sici)1000-0001(199911)216:1<135::aid-abcd135>3.0.co;2-#",
        "(sici)1097-0258(19960229)15:4<361::aid-sim168>3.0.co;2-4",
        "1520-0477(1996)077<0437:tnyrp>2.0.co;2",
        "a&b=c?d*e'f!g~h",
        "0033_2909.86",
        "a[1]",
    ],
)
def test_a_doi_of_a_field_is_never_cut(suffix):
    doi = f"10.5555/{suffix}"
    for written in (
        doi,
        doi.upper(),
        f"doi:{doi}",
        f" {doi} ",
        f"https://doi.org/{quote(doi)}",
        html.escape(doi),
        quote(doi),
    ):
        assert parse_doi_field(written) == Identifier("doi", doi)
        assert parse_identifier(f"doi:{quote(doi)}") == Identifier("doi", doi)


@pytest.mark.parametrize(
    "text", ["", "10/abcde", "10.5555", "10.5555/", "see 10.5555/12", "10.5555/\u8bba", "hdl:10/abc"]
)
def test_what_is_not_a_doi_is_no_doi(text):
    assert parse_doi_field(text) is None


def test_two_slashes_of_an_old_doi_are_one():
    assert parse_doi_field("10.1037//0033-2909.86.2.420") == parse_doi("10.1037/0033-2909.86.2.420")


@pytest.mark.parametrize(
    "text", ["2001.01236 [cs.LG]", "arXiv:2001.01236 [cs.LG]", "arXiv/2001.01236", "2001.01236[astro-ph]"]
)
def test_an_arxiv_id_may_have_its_category_in_brackets(text):
    assert parse_identifier(text) == Identifier("arxiv", "2001.01236")


def is_canonical(found):
    """Whether an ID is plain ASCII, and is parsed again from its own string and URL."""
    forms = [found.value] if found.scheme == "doi" else [str(found), found.url]
    read = {(parse_doi_field if found.scheme == "doi" else parse_identifier)(form) for form in forms}
    return (
        found.value.isascii() and found.value.isprintable() and read <= {found, found._replace(version=None)}
    )


@given(st.text() | NEARLY)
def test_every_parsed_id_is_canonical(text):
    found = [read(text) for read in (parse_identifier, parse_url, parse_arxiv, parse_acl, parse_doi)]
    for one in (*filter(None, found), *find_identifiers(text)):
        assert is_canonical(one)
    malformed = find_malformed_arxiv(text)
    assert malformed is None or (malformed in text and parse_identifier(text) is None)


@given(
    st.text() | NEARLY,
    st.sampled_from(("arxiv.org", "github.com", "openreview.net", "aclanthology.org", "doi.org")),
)
def test_every_id_parsed_from_a_path_is_canonical(path, host):
    url = f"https://{host}/{path}"
    found, malformed = parse_url(url), find_malformed_arxiv(url)
    assert found is None or (is_canonical(found) and malformed is None)
    assert malformed is None or malformed in url


@given(st.integers(7, 40), months, st.integers(0, 999).map("{:03}".format))
def test_an_id_without_a_digit_is_reported(year, month, number):
    url = f"https://arxiv.org/abs/{year:02}{month}.{number}"
    assert parse_url(url) is None
    assert find_malformed_arxiv(url) == f"{year:02}{month}.{number}"


@given(arxiv_values)
def test_a_valid_id_is_not_reported(value):
    assert find_malformed_arxiv(f"https://arxiv.org/abs/{value}") is None


# -- in running text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see arXiv:2106.09685v2, and more", [Identifier("arxiv", "2106.09685", 2)]),
        ("arXiv preprint [2106.09685]", [Identifier("arxiv", "2106.09685")]),
        ("论文（2106.09685）", [Identifier("arxiv", "2106.09685")]),
        ("参考arXiv2106.09685的做法", [Identifier("arxiv", "2106.09685")]),
        ("(doi:10.1145/3486622.3493957).", [Identifier("doi", "10.1145/3486622.3493957")]),
        (
            "doi.org/10.1145/3486622.3493957, 10.1145/3486622.3493957",
            [Identifier("doi", "10.1145/3486622.3493957")],
        ),
        ("the score was 2024.12345 and 2106.0968", []),
    ],
)
def test_ids_in_running_text(text, expected):
    assert find_identifiers(text) == expected
