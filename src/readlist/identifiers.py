"""Identifiers of works: finding them in text and URLs, their one canonical form, and their page.

    scheme      canonical value                         page
    arxiv       2106.09685, hep-th/9901001              https://arxiv.org/abs/…
    doi         10.1145/3486622.3493957 (lower case)    https://doi.org/…
    acl         P18-1001, 2021.acl-long.353             https://aclanthology.org/…/
    openreview  eNvVjpx97O                              https://openreview.net/forum?id=…
    github      owner/name (lower case)                 https://github.com/…

An arXiv version (``v2``) is kept apart from the value. What does not fit a scheme's rules is no identifier:
``2305.1636`` has lost a digit and gives None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

SCHEMES = ("arxiv", "doi", "acl", "openreview", "github")

# https://info.arxiv.org/help/arxiv_identifier.html: since 0704 YYMM.NNNN, since 1501 YYMM.NNNNN.
_ARXIV_NEW = r"(?:(?:0[7-9]|1[0-4])(?:0[1-9]|1[0-2])\.\d{4}|(?:1[5-9]|[2-9]\d)(?:0[1-9]|1[0-2])\.\d{5})"
# https://arxiv.org/archive: the archives that handed out old-style ids, 9108 to 0703.
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga|"
    "funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math|math-ph|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph|"
    "q-alg|q-bio|quant-ph|solv-int|supr-con"
)
_ARXIV_OLD = rf"(?:{_ARCHIVES})(?:\.[A-Z]{{2}})?/(?:9[1-9]|0[0-7])(?:0[1-9]|1[0-2])\d{{3}}"
_ARXIV = re.compile(rf"(?<![\d.])(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?:v(?P<version>[1-9]\d?))?(?![\d])", re.IGNORECASE)
_ARXIV_HOSTS = ("arxiv.org", "ar5iv.org", "alphaxiv.org", "arxiv-vanity.com", "ar5iv.labs.arxiv.org")
_ARXIV_BAD = re.compile(r"(?<![\d.])\d{4}\.\d{3,6}(?!\d)")

# https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:<>\[\]A-Z0-9+]+", re.IGNORECASE)
_DOI_HOSTS = (
    "doi.org",
    "dl.acm.org",
    "link.springer.com",
    "onlinelibrary.wiley.com",
    "science.org",
    "tandfonline.com",
    "pubs.acs.org",
    "journals.sagepub.com",
    "pnas.org",
    "biorxiv.org",
    "medrxiv.org",
    "journals.aps.org",
    "iopscience.iop.org",
    "academic.oup.com",
    "epubs.siam.org",
    "worldscientific.com",
    "pubsonline.informs.org",
    "direct.mit.edu",
)
# https://aclanthology.org/info/ids/
_ACL = re.compile(r"(?<![\w.-])(?P<id>[A-Z]\d{2}-\d{4,5}|\d{4}\.[a-z][a-z0-9]*-[a-z0-9]+\.\d+)(?![\w-])", re.IGNORECASE)
_ACL_DOI = re.compile(r"10\.18653/v1/(.+)", re.IGNORECASE)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE)
_OPENREVIEW = re.compile(r"[A-Za-z0-9_-]{6,20}")
_GITHUB_NAME = re.compile(r"[A-Za-z0-9_.-]+")
# First path parts of github.com that are GitHub's own pages and no owner's.
_GITHUB_PAGES = frozenset(
    "about apps blog collections customer-stories enterprise explore features issues join login marketplace "
    "notifications orgs pricing pulls search security settings site sponsors stars topics trending users".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """One id of a work in its canonical form; ``version`` is arXiv's, where one was given."""

    scheme: str
    value: str
    version: int | None = None

    @property
    def url(self) -> str:
        """The page that this id names."""
        return _PAGES[self.scheme].format(self.value)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}" + (f"v{self.version}" if self.version else "")


_PAGES = {
    "arxiv": "https://arxiv.org/abs/{}",
    "doi": "https://doi.org/{}",
    "acl": "https://aclanthology.org/{}/",
    "openreview": "https://openreview.net/forum?id={}",
    "github": "https://github.com/{}",
}


def parse_arxiv(text: str) -> Identifier | None:
    """Read an arXiv id that is the whole of ``text`` (``2106.09685v2``, ``arXiv:hep-th/9901001``)."""
    bare = re.sub(r"^\s*arxiv\s*[:：]?\s*", "", text.strip(), flags=re.IGNORECASE).removesuffix(".pdf")
    match = _ARXIV.fullmatch(bare)
    return _arxiv(match) if match else None


def _arxiv(match: re.Match[str]) -> Identifier:
    value = match["id"]
    if "/" in value:  # math.GT/0309136 and math/0309136 are the same
        archive, _, number = value.partition("/")
        value = f"{archive.partition('.')[0].lower()}/{number}"
    return Identifier("arxiv", value, int(match["version"]) if match["version"] else None)


def parse_doi(text: str) -> Identifier | None:
    """Read a DOI that ``text`` holds; arXiv's and ACL's own DOIs give the id they stand for."""
    match = _DOI.search(unquote(text))
    if not match:
        return None
    value = match[0].lower().rstrip(".,;:")
    while value.endswith((")", "]", ">")) and value.count(value[-1]) > value.count("([<"[")]>".index(value[-1])]):
        value = value[:-1].rstrip(".,;:")
    if (arxiv := _ARXIV_DOI.fullmatch(value)) and (found := parse_arxiv(arxiv[1])):
        return found
    if (acl := _ACL_DOI.fullmatch(value)) and (found := parse_acl(acl[1])):
        return found
    return Identifier("doi", value)


def parse_acl(text: str) -> Identifier | None:
    """Read an ACL Anthology id that is the whole of ``text``."""
    match = _ACL.fullmatch(text.strip().removesuffix(".pdf").removesuffix(".bib").rstrip("/"))
    if not match:
        return None
    value = match["id"]
    return Identifier("acl", value.upper() if value[0].isalpha() else value.lower())


def parse_url(url: str) -> Identifier | None:
    """Read the identifier that a URL names, whatever form of page it is (abs, pdf, html, mirror); else None."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    path = unquote(parts.path)
    if _on(host, "arxiv.org", *_ARXIV_HOSTS) or (host == "huggingface.co" and path.startswith("/papers/")):
        match = _ARXIV.search(path)
        return _arxiv(match) if match else None
    if host in ("aclanthology.org", "aclweb.org", "aclanthology.info", "aclanthology.coli.uni-saarland.de"):
        # a page may add a suffix: P18-1001v2.pdf, P18-1001.Notes.pdf
        names = [re.sub(r"(?:v\d+)?(?:\.\w+)?$", "", p) if p.endswith((".pdf", ".bib")) else p for p in path.split("/")]
        return next((found for name in reversed(names) if (found := parse_acl(name))), None)
    if host == "openreview.net":
        value = parse_qs(parts.query).get("id", [""])[0]
        return Identifier("openreview", value) if _OPENREVIEW.fullmatch(value) else None
    if host == "github.com" or host == "raw.githubusercontent.com":
        return _github(path)
    if _on(host, *_DOI_HOSTS) or "/doi/" in path:
        return parse_doi(re.sub(r"(?:\.pdf|\.full|\.abstract|/pdf|/full|/abstract)+$", "", path))
    if host == "nature.com" and (article := re.match(r"/articles/(s\d{5}-[\w-]+)", path)):
        return Identifier("doi", f"10.1038/{article[1].lower()}")
    return None


def _on(host: str, *domains: str) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _github(path: str) -> Identifier | None:
    names = [name for name in path.split("/") if name]
    if len(names) < 2 or names[0].lower() in _GITHUB_PAGES:
        return None
    owner, name = names[0], names[1].removesuffix(".git")
    if not (_GITHUB_NAME.fullmatch(owner) and _GITHUB_NAME.fullmatch(name)):
        return None
    return Identifier("github", f"{owner}/{name}".lower())


def parse_identifier(text: str) -> Identifier | None:
    """Read an identifier in any form a person may type: bare id, ``arXiv:…``, ``doi:…``, or a URL."""
    text = text.strip()
    if "://" in text:
        return parse_url(text)
    if found := parse_arxiv(text):
        return found
    if re.match(r"(?:doi\s*[:：]?\s*)?10\.\d{4,9}/", text, re.IGNORECASE):
        return parse_doi(text)
    if found := parse_acl(text):
        return found
    if re.match(r"[\w-]+(?:\.[\w-]+)+/", text):
        return parse_url(f"https://{text}")
    return None


def find_identifiers(text: str) -> list[Identifier]:
    """Find the ids that stand in running text as such: ``arXiv:2112.10752``, ``[2112.10752]``, ``doi:10.…``."""
    found = [_arxiv(match) for match in _ARXIV.finditer(text) if _stands_alone(text, match)]
    found += [doi for match in _DOI.finditer(text) if (doi := parse_doi(match[0]))]
    return list(dict.fromkeys(found))


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """A bare number is an arXiv id only behind ``arXiv`` or within brackets: ``2024.12345`` may be anything."""
    before = text[max(0, match.start() - 8) : match.start()]
    bracketed = before.rstrip()[-1:] in ("[", "(", "（", "【") and text[match.end() : match.end() + 1] in ("]", ")", "）", "】")
    return bracketed or bool(re.search(r"arxiv\s*[:：./]?\s*$", before, re.IGNORECASE))


def find_malformed_arxiv(url: str) -> str | None:
    """The id-like text of an arXiv URL that is no valid arXiv id, such as ``2305.1636``; else None."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if not _on(host, *_ARXIV_HOSTS) or parse_url(url):
        return None
    match = _ARXIV_BAD.search(url)
    return match[0] if match else None
