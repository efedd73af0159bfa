"""Classify URLs by their target.

text ── url_finder.find_urls ──> (start, end, repaired URL) ── link_role, url_kind, url_title ──> role, kind, title
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from readlist.model.identifiers import find_domain, parse_url
from readlist.util.lazy_regex import lazy_pattern

# Generic link words: link texts that name the type of the target instead of a work. The first match is the role.
ROLE_WORDS = {
    "pdf": r"pdf|ps",
    "code": (
        r"code|codes|source|source code|official code|github|git|gitee|gitlab|repo|repository|"
        r"implementation|pytorch|tensorflow|tf|jax|keras|torch|代码|源码|源代码|代碼|程式碼|原始碼|开源|開源|仓库|"
        r"code link|unofficial code|コード|実装|ソースコード|实现|實現|复现|官方|非官方|公式|공식|코드|구현|깃허브|링크"
    ),
    "slides": r"slides?|ppt|pptx|presentation|talk|幻灯片|投影片|課件|课件|解説|発表|スライド|발표|자료|발표자료|슬라이드",
    "video": r"videos?|youtube|bilibili|b站|视频|視頻|影片|录播|recording|動画|解説動画|영상",
    "data": (
        r"data|datasets?|data set|corpus|corpora|benchmark|数据|数据集|數據集|資料集|数据下载|资料|"
        r"huggingface dataset|models?|weights|checkpoints?|model weights|hf|huggingface|"
        r"hugging face|模型|权重|model card"
    ),
    "project": (
        r"projects?|project page|page|web ?page|web ?site|web|site|home ?page|home|demo|"
        r"online demo|项目|项目主页|項目|專案|主页|主頁|官网|官網|网站|網站|示例|演示|project website|project web"
    ),
    "blog": (
        r"blogs?|blog post|post|article|news|tweet|twitter|x|medium|知乎|博客|部落格|解读|解讀|中文解读|解析|文章|公众号|"
        r"微信|zhihu|报道|報導|review|note|notes|笔记|筆記|comments?|summary|(?:view )?highlight|介绍|中文|日本語|英文|著者|はこちら|の|reading|リンク|解説|記事|블로그|해설|리뷰|정리|요약"
    ),
    "paper": (
        r"papers?|paper link|arxiv|arxiv link|abs|abstract|html|doi|publication|论文|論文|论文链接|论文地址|原文|"
        r"原論文|原论文|openreview|acl|acm|ieee|springer|link|links|url|download|下载|链接|鏈接|連結|地址|preprint|"
        r"full text|proceedings|official|semantic scholar|read|here|this|this link|点击|這裡|这里|pub|"
        r"docs?|documentation|bib|bibtex|cite|supp|supplementary|supplement|appendix|poster|springerlink|"
        r"science ?direct|ieee xplore|nature|acl anthology|논문|원문|링크|リンク|citations?|"
        r"(?:full|long|short|extended|journal|conference|published|arxiv|camera[- ]ready) (?:pdf|paper|version|text)"
    ),
    "other": r"amazon|goodreads|bookshop|worldcat|google books|publisher|豆瓣|当当|京东",
}
_ROLE_TEXT = tuple(
    (role, lazy_pattern(rf"(?:\W*(?:{words}))+\W*\d*\W*", re.IGNORECASE))
    for role, words in ROLE_WORDS.items()
)

_PAPER_HOSTS = frozenset(
    (
        "aaai.org aclanthology.org acm.org aps.org biorxiv.org cambridge.org cell.com core.ac.uk cvf.com ecva.net "
        "elifesciences.org eprint.iacr.org frontiersin.org hal.science ieee.org ijcai.org inria.fr isca-archive.org "
        "isca-speech.org jair.org jmlr.org jstor.org mdpi.com medrxiv.org mlr.press mlsys.org ncbi.nlm.nih.gov neurips.cc "
        "nips.cc openaccess.thecvf.com oup.com pdfs.semanticscholar.org philpapers.org plos.org pnas.org researchgate.net "
        "roboticsproceedings.org royalsocietypublishing.org sagepub.com science.org sciencedirect.com semanticscholar.org "
        "siam.org springer.com ssrn.com tandfonline.com usenix.org vldb.org wiley.com worldscientific.com chinaxiv.org "
        "nature.com embopress.org biomedcentral.com nejm.org thelancet.com jamanetwork.com bmj.com annualreviews.org rsc.org aip.org "
        "iop.org aeaweb.org nber.org copernicus.org degruyter.com emerald.com projecteuclid.org ams.org dagstuhl.de hindawi.com "
        "karger.com europepmc.org peerj.com f1000research.com jneurosci.org biologists.com econometricsociety.org informs.org "
        "ndss-symposium.org cidrdb.org rupress.org cshlp.org inspirehep.net citeseerx.ist.psu.edu "
        "techrxiv.org preprints.org osf.io arxiv.org openreview.net doi.org linkinghub.elsevier.com isca-students.org "
        "papers.ssrn.com computationalcreativity.net iclr.cc icml.cc bmvc2021-virtualconference.com cnki.net"
    ).split()
)
_ARTICLE_HOSTS = frozenset(
    (
        "zhihu.com weixin.qq.com medium.com csdn.net jianshu.com cnblogs.com juejin.cn substack.com wordpress.com "
        "youtube.com youtu.be bilibili.com jiqizhixin.com towardsdatascience.com blogspot.com notion.site notion.so "
        "36kr.com twitter.com x.com reddit.com news.ycombinator.com lesswrong.com docs.google.com slideshare.net "
        "speakerdeck.com ithome.com infoq.cn leiphone.com qbitai.com blog.csdn.net segmentfault.com oschina.net "
        "tencent.com aliyun.com wikipedia.org quora.com stackoverflow.com dev.to hackernoon.com techcrunch.com "
        "technews.tw techbang.com cloud.tencent.com mltalks.medium.com openai.com anthropic.com deepmind.com"
    ).split()
)
_RESOURCE_HOSTS = frozenset(
    (
        "huggingface.co hf.co hf-mirror.com kaggle.com paperswithcode.com zenodo.org drive.google.com figshare.com "
        "modelscope.cn opendatalab.com tianchi.aliyun.com physionet.org ldc.upenn.edu dropbox.com pan.baidu.com "
        "chat.lmsys.org replicate.com colab.research.google.com pypi.org npmjs.com docker.com dataverse.harvard.edu"
    ).split()
)
_VIDEO_HOSTS = frozenset(("youtube.com", "youtu.be", "bilibili.com", "vimeo.com"))
_CODE_HOSTS = frozenset(
    ("github.com", "gitlab.com", "gitee.com", "bitbucket.org", "codeberg.org", "sourceforge.net")
)
_RESOURCE_PATH = lazy_pattern(
    r"leader-?board|dataset|data-?set|benchmark|/demo\b|superclue|\btrending\b|model-?zoo", re.IGNORECASE
)
_ARTICLE_PATH = lazy_pattern(
    r"/(?:blogs?|posts?|articles?|news|p|watch|presentation)/|^https?://(?:blog|news)\.", re.IGNORECASE
)
_SEARCH_PAGE = lazy_pattern(
    r"^https?://(?:www\.)?(?:scholar\.google\.[\w.]+/|google\.[\w.]+/search|baidu\.com/s|bing\.com/search|"
    r"duckduckgo\.com|(?:www\.)?semanticscholar\.org/search|github\.com/search|dblp\.(?:org|uni-trier\.de)/|arxiv\.org/(?:search|find|list|a)/)",
    re.IGNORECASE,
)
_PAGE_ANCHOR = lazy_pattern(
    r"^https?://github\.com/[^/]+/[^/]+/(?:tree/[^/#]+/?|blob/[^#]*readme[^#/]*)#", re.IGNORECASE
)
_PDF = lazy_pattern(r"\.pdf$|/pdf(?:/|$|\?)", re.IGNORECASE)
_LICENCE = lazy_pattern(
    r"^https?://(?:github\.com/.*/licen[cs]e(?:\.\w+)?|creativecommons\.org/.*|opensource\.org/licenses/.*)$",
    re.IGNORECASE,
)
_PROFILE = lazy_pattern(
    r"^https?://(?:github\.com/[\w-]+/?|[\w-]+\.github\.io/?|(?:www\.)?(?:twitter|x)\.com/\w+/?|(?:\w+\.)?linkedin\.com/in/.*|"
    r"scholar\.google\.[\w.]+/citations\?.*|(?:www\.)?zhihu\.com/people/.*|orcid\.org/.*|openreview\.net/profile.*|"
    r"dblp\.[\w.-]+/(?:pid|pers)/.*|dl\.acm\.org/profile/.*|(?:www\.)?semanticscholar\.org/author/.*|(?:www\.)?researchgate\.net/profile/.*)$",
    re.IGNORECASE,
)
_STATIC_BADGE = lazy_pattern(
    r"shields\.io/badge/(?P<text>(?:[^-?/]|--)+)(?:-(?:[^-?/]|--)*)?-\w+(?:\.svg)?(?:\?|$)", re.IGNORECASE
)
_BADGE = lazy_pattern(
    r"shields\.io|/badge|badge\.|badgen\.net|\bbadge\b|awesome\.re|star-history|visitor", re.IGNORECASE
)


def is_web(url: str) -> bool:
    """Whether a link leads to the web, rather than to a file or a position within the page."""
    return url.lower().startswith(("http://", "https://", "ftp://"))


def is_local(url: str) -> bool:
    """Whether a link leads to a file of the writer: a relative path."""
    return bool(url) and not url.startswith("#") and not re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE)


def is_page_anchor(url: str) -> bool:
    """Whether a link leads to a position within a page, as in a table of contents, also with a full URL."""
    return url.startswith("#") or bool(_PAGE_ANCHOR.match(url))


def is_written_note(url: str) -> bool:
    """Whether a link leads to a markdown file in a repository."""
    return bool(find_domain(host_of(url), _CODE_HOSTS)) and bool(
        re.search(r"/(?:blob|tree|raw)/.*\.(?:md|markdown)$", _path(url), re.IGNORECASE)
    )


def badge_text(url: str) -> str:
    """Return the text in the URL of a badge: ``Prefix Tuning`` for ``shields.io/badge/Prefix_Tuning-blue``."""
    match = _STATIC_BADGE.search(url)
    if not match:
        return ""
    # https://shields.io/badges: an underscore is a space; a doubled dash or underscore is the character itself
    text = unquote(match["text"]).replace("--", "\0").replace("__", "\1").replace("_", " ")
    return text.replace("\0", "-").replace("\1", "_").strip()


def is_badge(url: str) -> bool:
    """Whether the URL of an image is that of a badge: an image of a word."""
    return bool(_BADGE.search(url))


def is_search_page(url: str) -> bool:
    """Whether a URL is a search page, and so not a work."""
    return bool(_SEARCH_PAGE.match(url))


def is_licence(url: str) -> bool:
    """Whether a URL is that of the licence of a repository or of a work."""
    return bool(_LICENCE.search(url))


def is_profile(url: str) -> bool:
    """Whether a URL is the page of a person: a profile, or the home page of an account."""
    return bool(_PROFILE.match(url))


@lru_cache(maxsize=4096)
def link_role(url: str, text: str = "") -> str:
    """Return the role of a link, one of ``record.ROLES``, from its URL and, if that is not enough, from its text."""
    if not is_web(url):
        return "note"
    identifier = parse_url(url)
    if identifier and identifier.scheme != "github":
        return "pdf" if "pdf" in url.lower() and _PDF.search(url) else "paper"
    stated = next((role for role, pattern in _ROLE_TEXT if pattern.fullmatch(text.strip())), None)
    host = host_of(url)
    if find_domain(host, _CODE_HOSTS):
        written = "other" if is_written_note(url) and stated != "code" else "code"
        return stated if stated in ("data", "slides", "blog", "video") else written
    if stated and stated != "paper":
        return stated
    if re.search(r"\.(?:pdf|ps)$", _path(url), re.IGNORECASE):
        return "pdf"
    return "paper" if find_domain(host, _PAPER_HOSTS) else stated or _role_of_host(host)


def _role_of_host(host: str) -> str:
    for role, hosts in (("video", _VIDEO_HOSTS), ("blog", _ARTICLE_HOSTS), ("data", _RESOURCE_HOSTS)):
        if find_domain(host, hosts):
            return role
    return "project" if host.endswith((".github.io", ".gitlab.io")) else "other"


@lru_cache(maxsize=4096)
def url_kind(url: str) -> str:
    """Return the kind of an entry with this main link: ``paper``, ``repo``, ``article`` or ``resource``."""
    identifier = parse_url(url)
    if identifier and identifier.scheme != "github":
        return "paper"
    host, path = host_of(url), _path(url)
    if find_domain(host, _CODE_HOSTS):
        return _code_kind(path.strip("/").split("/"))
    if host == "huggingface.co" and path.startswith("/blog"):
        return "article"
    if find_domain(host, _RESOURCE_HOSTS):
        return "resource"
    if find_domain(host, _PAPER_HOSTS) or path.lower().endswith((".pdf", ".ps")):
        return "paper"
    if find_domain(host, _ARTICLE_HOSTS) or _ARTICLE_PATH.search(url):
        return "article"
    if _RESOURCE_PATH.search(url):
        return "resource"
    return "article"


def _code_kind(parts: list[str]) -> str:
    """Return the kind of a page of a code host: a repository, or a text or data within one."""
    if len(parts) <= 2:
        return "repo" if len(parts) == 2 else "resource"
    if parts[2] in ("wiki", "discussions"):
        return "article"
    if parts[2] in ("blob", "raw", "tree") and parts[-1].lower().endswith(
        (".md", ".markdown", ".rst", ".pdf")
    ):
        return "article"
    if parts[2] == "tree" and len(parts) == 4:
        return "repo"
    return "resource"


def url_title(url: str) -> str:
    """Return a title derived from a URL: ``owner/name`` of a repository, an ID, or host and last part of the path."""
    parts = [part for part in _path(url).split("/") if part]
    host = host_of(url)
    if find_domain(host, _CODE_HOSTS) and len(parts) >= 2:
        inner = parts[-1] if len(parts) > 2 and parts[2] in ("blob", "tree", "raw") and len(parts) > 4 else ""
        return f"{parts[0]}/{parts[1].removesuffix('.git')}" + (f"/{unquote(inner)}" if inner else "")
    if find_domain(host, ("huggingface.co",)) and parts:
        return unquote("/".join(parts[-2:]))
    identifier = parse_url(url)
    if identifier:
        return str(identifier)
    return f"{host}/{unquote(parts[-1])}" if parts else host


def is_url_title(title: str | None, url: str | None) -> bool:
    """Whether a title is only derived from the URL (``url_title``)."""
    if not url or not title or (" " in title and not any(blank in url for blank in " %")):
        return False
    return title == url_title(url)


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """Return the host of a URL without ``www.``, or an empty string if there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # such as an unclosed bracket in the host
        return ""
