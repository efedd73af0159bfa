"""The small parts of an item: labelled fields, dates, venues, names, marks of status.

    论文地址：https://…      label and value        parse_label
    [2025/06/02] 2024.04     date                   parse_date, strip_date
    ICLR2023, NeurIPS 2023   venue                  find_venue
    Last, First and …        authors                parse_authors, looks_like_authors
    ==TODO==, [x], 待读       status                 find_status

Each reads one notation from a text and knows nothing of items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# -- labels ------------------------------------------------------------------------------------------------------

# What notes call the fields of a record, both scripts, folded by `_fold_label`. Simplified stands for both: the
# lookup turns the few traditional characters that occur here into simplified ones.
_LABELS = {
    "title": "论文名称 论文标题 论文题目 论文名 标题 题目 篇名 名称 文章标题 文章名称 原文标题 英文标题 英文题目 title papertitle "
    "thetitle nameofpaper papername name",
    "paper": "论文地址 论文链接 论文 论文url 论文网址 论文下载 地址 链接 连结 网址 原文 原文链接 原文地址 文章链接 文章地址 下载地址 "
    "arxiv arxiv链接 arxiv地址 pdf pdf链接 url link links paper paperlink paperurl paperaddress papers pdflink arxivlink "
    "arxivurl doi publication preprint arxivid 来源链接 全文",
    "code": "代码 代码地址 代码链接 代码仓库 代码开源 源码 源码地址 源代码 开源 开源地址 开源代码 开源链接 开源项目 github github地址 "
    "github链接 论文github 论文github地址 论文代码 程序码 程式码 仓库 code codelink codeurl coderepo repo repository githubrepo "
    "githublink githuburl sourcecode implementation officialcode codes git",
    "project": "项目 项目地址 项目主页 项目链接 项目网站 专案 主页 论文主页 官网 网站 网页 论文示例 示例 演示 demo demos onlinedemo "
    "project projectpage projects homepage website webpage page site projectwebsite projecturl projectlink",
    "data": "数据 数据集 数据集地址 数据集下载 资料集下载 资料集 数据地址 数据链接 data dataset datasets datalink datasetlink benchmark",
    "video": "视频 视频地址 影片 video videos youtube talk recording",
    "slides": "幻灯片 投影片 课件 slides ppt slide presentation",
    "blog": "博客 博客地址 解读 中文解读 论文解读 文章 知乎 公众号 blog blogpost post article",
    "authors": "作者 论文作者 作者列表 author authors authorlist writtenby by",
    "org": "机构 单位 作者单位 所属机构 发表机构 研究机构 团队 公司 学校 affiliation affiliations institution institutions institute "
    "org organization organizations organisation company lab team",
    "venue": "会议 期刊 会议期刊 期刊会议 会议/期刊 发表会议 发表期刊 发表于 发表 收录 收录于 录用 出处 刊物 venue conference journal "
    "publishedin publishedat published booktitle proceedings conf source publicationvenue publisher",
    "date": "时间 日期 年份 发表时间 发布时间 发表日期 发布日期 提交时间 出版时间 年 date year time published publishdate "
    "publicationdate releasedate publicationyear submitted yearmonth",
    "tags": "key 相关领域 领域 研究领域 标签 关键词 关键字 分类 类别 tag tags keyword keywords topic topics category "
    "categories area areas field fields subject subjects",
    "abstract": "摘要 论文摘要 abstract",
    "status": "状态 阅读状态 status readingstatus",
    "label": "简称 缩写 别名 方法名 方法名称 模型名称 abbreviation acronym alias aliases shorttitle nickname",
    "notes": "动机 论文动机 方法 论文方法 思路 论文思路 论文背景 背景 论文框架 框架 论文实验结果 实验结果 实验效果 实验 结果 结论 论文结论 "
    "优点 缺点 分析 创新点 贡献 主要贡献 简介 介绍 概述 总结 摘要总结 要点 核心思想 核心 亮点 模型结构 训练方式 评价 备注 笔记 "
    "说明 描述 内容 问题 解决方案 优化策略 summary tldr tl;dr notes note keypoints keyidea idea motivation methodology "
    "results conclusion contribution contributions description comment comments remarks highlights introduction overview "
    "takeaways pros cons background experiments findings abstractsummary",
}
_BY_LABEL = {name: field for field, names in _LABELS.items() for name in names.split()}
_OFTEN_MISSPELT = (
    "title",
    "authors",
    "author",
    "venue",
    "conference",
    "journal",
    "paper",
    "institution",
    "affiliation",
    "abstract",
    "published",
    "keywords",
)
_TRADITIONAL = str.maketrans(
    "論題標機構會議領關鍵詞類別稱鏈網頁項專數據資視頻課講讀鐘間時發錄於簡縮結實驗優點創貢獻說內問編連單發團隊學術碼倉庫處狀態備註總紹",
    "论题标机构会议领关键词类别称链网页项专数据资视频课讲读钟间时发录于简缩结实验优点创贡献说内问编连单发团队学术码仓库处状态备注总绍",
)
_LABEL = re.compile(
    r"^[\W_]*?(?P<label>(?:[^\W_]|[ .&/;'’\-]|\([a-zA-Z]{1,8}\)|（\w{1,8}）){1,28}?)\s*[*_`]*\s*(?:[:：]|=>|->)\s*[*_`]*\s*(?P<rest>.*)$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A field as written: its canonical name, and where in the text its value starts."""

    field: str
    value: str
    start: int


def parse_label(text: str) -> Labelled | None:
    """Read ``label: value`` where the label is a known one, in either script, with either colon; else None."""
    match = _LABEL.match(text)
    if not match or match["rest"].startswith("//"):
        return None
    folded = _fold_label(match["label"])
    field = _BY_LABEL.get(folded) or _misspelt(folded)
    return Labelled(field, match["rest"].strip(), match.start("rest")) if field else None


@lru_cache(maxsize=8192)
def _fold_label(label: str) -> str:
    return re.sub(r"[\s\-_.&]|\(s\)|（s）", "", label).lower().translate(_TRADITIONAL)


@lru_cache(maxsize=4096)
def _misspelt(label: str) -> str | None:
    """The field of an English label with one letter wrong (``Venu``, ``Tilte``, ``Auhtors``)."""
    if not (4 <= len(label) <= 12 and label.isascii() and label.isalpha()):
        return None
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return next((_BY_LABEL[known] for known in _OFTEN_MISSPELT if OSA.distance(label, known) == 1), None)


def is_label_name(text: str) -> bool:
    """Whether a text is nothing but a field's name, with or without a colon."""
    return _fold_label(text.strip().rstrip(":：").strip()) in _BY_LABEL


def label_field(text: str) -> str | None:
    """The canonical field that a column head or a label names; else None."""
    return _BY_LABEL.get(_fold_label(re.sub(r"[^\w\s/;.()（）\-]", "", text).strip()))


# -- dates -------------------------------------------------------------------------------------------------------

_MONTHS = {
    name: number
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|"
        "nov november|dec december".split("|"),
        1,
    )
    for name in names.split()
}
YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_MONTH_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = (
    rf"(?P<y1>{YEAR})\s?[年./\-]\s?(?P<m1>0?[1-9]|1[0-2])(?!\d)(?:\s?[月./\-]\s?(?:[12]\d|3[01]|0?[1-9])(?!\d))?\s?[日号]?月?"
    rf"|(?P<y2>{YEAR})(?P<m2>0[1-9]|1[0-2])(?:[0-3]\d)?(?!\d)"
    rf"|(?:(?:[12]\d|3[01]|0?[1-9])\s)?\b(?P<m3>{_MONTH_NAME})\b\.?(?:\s(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)?,?\s?'?(?P<y3>{YEAR})"
    rf"|(?P<y4>{YEAR})[,\s]+\b(?P<m4>{_MONTH_NAME})\b\.?"
    rf"|(?P<m5>0?[1-9]|1[0-2])/(?P<y5>{YEAR})"
    rf"|(?P<y6>{YEAR})(?!\d)\s?年?"
)
_DATE_RE = re.compile(rf"(?<![\w.])(?:{_DATE})(?!\w)", re.IGNORECASE)
_DATE_CJK = re.compile(rf"(?<!\d)(?:{_DATE})", re.IGNORECASE)
_LEADING_DATE = (
    re.compile(rf"^[\s*_~`]*[\[(（【]\s*(?:{_DATE})\s*[\])）】][\s*_~`]*[:：,，|–—-]?\s*", re.IGNORECASE),
    re.compile(
        rf"^[\s*_~`]*(?:{_DATE})(?=\s*[\s\[*`:：,，|《「–—-]|$)[\s*_~`]*[:：,，|–—-]?\s*", re.IGNORECASE
    ),
)


@dataclass(frozen=True, slots=True)
class Date:
    """A stated date: year, and month where one is stated."""

    year: int
    month: int | None = None


def _date(match: re.Match[str]) -> Date:
    values = match.groupdict()
    year = next(int(values[f"y{i}"]) for i in range(1, 7) if values[f"y{i}"])
    month = next((values[f"m{i}"] for i in range(1, 6) if values[f"m{i}"]), None)
    number = None if month is None else int(month) if month.isdigit() else _MONTHS[month.lower()]
    return Date(year, number)


def parse_date(text: str) -> Date | None:
    """Read a text that is a date and nothing else (``2024.04``, ``(2020)``, ``October 06, 2025``)."""
    match = _DATE_RE.fullmatch(text.strip().strip("[]()（）【】*_`.,，。;； ").strip())
    return _date(match) if match else None


def find_date(text: str) -> Date | None:
    """Find the first date in a text."""
    match = _DATE_RE.search(text) or _DATE_CJK.search(text)
    return _date(match) if match else None


def strip_date(text: str) -> tuple[Date | None, str]:
    """Split a leading date (``[2025/06/02] …``, ``(2023)…``, ``202510…``) off a text."""
    if match := _LEADING_DATE[0].match(text):
        return _date(match), text[match.end() :]
    match = _LEADING_DATE[1].match(text)
    if match and (match["y6"] is None or not re.match(r"[a-z]", text[match.end() :])):  # "2024 in review"
        return _date(match), text[match.end() :]
    return None, text


# -- venues ------------------------------------------------------------------------------------------------------

_CONFERENCES = (
    "AAAI AACL ACCV ACL ACM-MM ACMMM ACML AISTATS ALT AAMAS ANLP ASE ASPLOS ASRU BMVC CAV CCC CCL CCS CHI CIKM COLING COLM COLT "
    "CoNLL CoRL CPAL CVPR CVPRW DAC DASFAA DSN EACL ECAI ECCV ECIR ECML ECML-PKDD EMNLP EMSOFT EuroSys EUSIPCO FAccT FAST FAT* "
    "FG FPGA FSE GECCO HotOS HPCA HRI ICAPS ICASSP ICCAD ICCV ICCVW ICDAR ICDCS ICDE ICDM ICDT ICIP ICLR ICME ICML ICMLW ICMR ICPR "
    "ICRA ICSE ICSM ICSME ICWSM IJCAI IJCNLP IJCNN INFOCOM INLG InterSpeech Interspeech INTERSPEECH IPDPS IROS ISCA ISIT ISMAR ISMIR ISSTA "
    "ISWC IUI IV IWSLT JCDL KDD KR L4DL LICS LoG LREC MICCAI MICRO MIDL MLSys MM MMM MMSys MobiCom MobiSys MSR NAACL NDSS NeurIPS NIPS "
    "NLPCC NSDI OOPSLA OSDI PACT PAKDD PLDI PODC PODS POPL PPoPP PRICAI RecSys RSS SaTML SC SDM SEM SemEval SIGCOMM SIGDIAL "
    "SIGGRAPH SIGIR SIGKDD SIGMETRICS SIGMOD SLT SOSP SoCC SODA STOC SIGCSE TREC UAI UbiComp UIST USENIX VLDB WACV WMT WSDM WWW TheWebConf "
    "WebConf VIS 3DV EMNLP-Findings ACL-Findings PPSN SSW TACAS UIST CSCW IWCS CLEF EDM AIED LAK SANER MobiHoc ISSCC VTS L4DC CLeaR AutoML RLC RLDM"
).split()
_JOURNALS = (
    "TPAMI PAMI IJCV JMLR TMLR TACL TKDE TKDD TOIS TNNLS TIP TMM TCSVT TMI TCYB TASLP TRO T-RO RA-L RAL TOG TODS VLDBJ "
    "TSE TOSEM TDSC TIFS TITS TETC TETCI TIST CSUR JAIR AIJ JASA JACM CACM PNAS PVLDB PRL IPM KBS ESWA DMKD DSP Neurocomputing "
    "MIA MedIA NAR PLoS Bioinformatics Patterns eLife CoRR Nature Science Cell"
).split()
_NAMES = {name.lower(): name for name in (*_CONFERENCES, *_JOURNALS)}
_VENUE_WORDS = "|".join(sorted((re.escape(n) for n in (*_CONFERENCES, *_JOURNALS)), key=len, reverse=True))
_TRACK = (
    r"(?:\s*[-,(（]?\s*(?i:Findings|Main(?: Conference)?|Oral|Spotlight|Poster|Workshop|Workshops|Submission|Accepted|Finalist|Award|Best Student Paper|Long|Short|Demo|Best Paper(?: Award)?|"
    r"Outstanding Paper|Highlight|Industry|SRW|D&B|Datasets and Benchmarks|Datasets and Benchmarks Track|Tiny Papers)\b[)）]?)*"
)
_VENUE = re.compile(
    rf"(?<![\w-])(?P<pre>(?:Findings of (?:the )?|In )?)(?P<name>{_VENUE_WORDS})(?:-Findings)?"
    rf"(?:\s*(?:Findings|Main|Workshop)\b)?\s*[-,'’‘(（]?\s*(?P<year>{YEAR}|(?<=['’‘-])\d{{2}}|(?<=[A-Z])\d{{2}})(?!\d)(?P<track>{_TRACK})",
)
_ARXIV_VENUE = re.compile(
    rf"(?<![\w./])(?P<name>arxiv|biorxiv|medrxiv|github|openreview|ssrn|preprint|techreport|technical report)"
    rf"(?:\s+(?:preprint|e-?print))?(?:\s*[,，:：]?\s*(?:arXiv[:：])?\d{{4}}\.\d{{4,5}}(?:v\d+)?)?(?:\s*[,，'’(（-]?\s*(?P<year>{YEAR}))?(?![\w/])",
    re.IGNORECASE,
)
_BARE_VENUE = re.compile(
    rf"(?:{_VENUE_WORDS})(?:\s+(?:Findings|Workshop|Main))?(?P<track>{_TRACK})", re.IGNORECASE
)
_LONG_VENUE = re.compile(
    r"\b(?:Proceedings of|Proc\.|Conference on|Transactions on|Journal of|Workshop on|Symposium on|Advances in Neural|"
    r"International Conference|Lecture Notes|Annual Meeting|Findings of|Nature \w+|IEEE |ACM |Springer|Elsevier|Letters\b|Review\b)",
)
_STYLED = {
    "arxiv": "arXiv",
    "biorxiv": "bioRxiv",
    "medrxiv": "medRxiv",
    "github": "GitHub",
    "openreview": "OpenReview",
    "ssrn": "SSRN",
}


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue as stated, its year where one stands with it, and where in the text it stands."""

    name: str
    year: int | None
    start: int
    end: int


def find_venue(text: str) -> Venue | None:
    """Find the first venue with a year in a text (``ICLR2023``, ``EMNLP'21``, ``arXiv 2022``), or a preprint server."""
    if match := _VENUE.search(text):
        year = int(match["year"]) if len(match["year"]) == 4 else 2000 + int(match["year"])
        findings = "Findings " if "findings" in match[0].lower() else ""
        track = re.sub(r"[-,()（）\s]+", " ", match["track"]).strip()
        track = "" if track.lower() in ("findings", "main", "main conference") else track
        name = _NAMES[match["name"].lower()]
        if findings and "findings" in name.lower():
            findings = ""
        return Venue(" ".join(f"{findings}{name} {year} {track}".split()), year, match.start(), match.end())
    if match := _ARXIV_VENUE.search(text):
        name = _STYLED.get(match["name"].lower(), match["name"].capitalize())
        year_text = match["year"]
        return Venue(
            f"{name} {year_text}" if year_text else name,
            int(year_text) if year_text else None,
            match.start(),
            match.end(),
        )
    return None


def parse_venue(text: str) -> Venue | None:
    """Read a text that is a venue and nothing else; a known name alone, or the long name of a series, counts too."""
    bare = text.strip().strip("[]()（）【】*_`.,，。;；\"“”' ")
    bare = re.sub(
        r"^(?:in|accepted (?:by|at|to)|published (?:in|at)|to appear (?:in|at))\s*:?\s+",
        "",
        bare,
        flags=re.IGNORECASE,
    ).strip("* ")
    if not bare or len(bare) > 200:
        return None
    found = find_venue(bare)
    if found and found.start == 0 and not re.sub(r"[\W_]", "", bare[found.end :]):
        return found
    if _BARE_VENUE.fullmatch(bare):
        return Venue(_NAMES.get(bare.lower(), bare), None, 0, len(text))
    if _LONG_VENUE.search(bare) and len(bare.split()) <= 25:
        date = find_date(bare)
        return Venue(bare, date.year if date else None, 0, len(text))
    return None


# -- people ------------------------------------------------------------------------------------------------------

_UPPER = "A-ZÀ-ÖØ-ÞĀ-Ž"
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿĀ-žƀ-ɏ'’`´\\-\u0300-\u036f"
_PARTICLE = r"(?:van|von|der|den|de|la|le|di|da|dos|del|du|al|el|bin|ben|ter|ten|zu|af|mc|st\.)"
_NAME_WORD = rf"(?:[{_UPPER}][{_LETTER}]*\.?|(?:[{_UPPER}]\.\s?-?)+)"
_NAME = rf"(?:{_PARTICLE}\s+)*{_NAME_WORD}(?:\s*(?:{_PARTICLE}\s+)*{_NAME_WORD}){{0,4}}(?:,?\s(?:Jr\.?|Sr\.?|II|III|IV))?"
_NAME_RE = re.compile(_NAME)
_CJK_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_INITIALS = re.compile(rf"(?:[{_UPPER}]\.?[\s-]?){{1,4}}")
_SPLIT = re.compile(r"\s*(?:[,，、;；&]|\band\b|\b和\b|以及)\s*(?:(?:and|&)\s+)?", re.IGNORECASE)
_ET_AL = re.compile(
    r"[\s,，;；.]*\b(?:et\.?\s*al\.?|and others|others)(?!\w)[.,，:：]?|[\s,，]*等人?\s*$|\s*(?:\.\.\.|…)\s*$",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"[*†‡§¶⋆∗#✉📧♠♣♥♦]+|\^\{?[\w,*]+\}?|(?<=[a-zà-ÿ])\s?\d(?:\s?,\s?\d)*(?=\s*(?:[,，;；]|and\b|$))|[¹²³⁴⁵⁶⁷⁸⁹⁰]+"
)
_NOT_NAMES = frozenset(
    "the a an of for in on with from to by via and learning language model models neural network networks deep large survey paper "
    "code pdf data dataset using towards toward how what why is are can do we attention transformer transformers training generation "
    "retrieval framework system systems benchmark evaluation knowledge graph vision visual image text based reasoning conference "
    "proceedings university institute research lab google microsoft openai meta facebook deepmind amazon apple nvidia tencent "
    "alibaba baidu huawei stanford mit berkeley cmu tsinghua arxiv github accepted workshop journal note notes update new "
    "hugging face adaptation tuning understanding".split()
)


def parse_authors(text: str) -> tuple[str, ...]:
    """Split an author list in any common notation into names, each as written, without ``et al.`` and marks."""
    given = text
    text = _MARKS.sub("", re.sub(r"\s+", " ", text)).strip(" 。*_[]()（）:：;；-–—|")
    text = re.sub(r"(?<!\b\w)\.$", "", _ET_AL.sub("", text).strip(" ,，;；"))
    if not text:
        return ()
    names = _names(_split_names(text))
    if names and re.search(r"[\s.\-][A-Z]$", names[-1]) and re.search(r"\b[A-Z]\.", given):
        names = (
            *names[:-1],
            f"{names[-1]}.",
        )  # the stop of a closing initial, taken for that of the sentence
    return names


def _split_names(text: str) -> list[str]:
    semicolons = re.split(r"\s*[;；]\s*(?:and\s+)?", text)
    if len(semicolons) > 1:
        return semicolons
    conjunctions = re.split(r"\s+(?:and|&)\s+", text)
    if len(conjunctions) > 2 and all("," in part for part in conjunctions[:2]):  # Last, First and Last, First
        return conjunctions
    return _pair([part.strip() for part in _SPLIT.split(text) if part.strip()])


def _pair(parts: list[str]) -> list[str]:
    """Join ``Last, First`` pairs; a single word beside a comma is half a name, several words are a whole one."""
    out: list[str] = []
    i = 0
    inverted = (
        len(parts) > 1
        and " " not in parts[0]
        and (
            " " not in parts[1]
            or bool(_INITIALS.fullmatch(parts[1]))
            or (len(parts[1].split()) == 2 and parts[1].endswith("."))
        )
    )
    while i < len(parts):
        part = parts[i]
        following = parts[i + 1] if i + 1 < len(parts) else ""
        is_half = " " not in part and not _CJK_NAME.fullmatch(part) and not part.endswith(".")
        if following and (
            (inverted and is_half and not _CJK_NAME.fullmatch(following))
            or (bool(_INITIALS.fullmatch(following)) and not _INITIALS.fullmatch(part))
        ):
            out.append(f"{part}, {following}")
            i += 2
        else:
            out.append(part)
            i += 1
    return out


def _names(parts: list[str]) -> tuple[str, ...]:
    cleaned = (
        re.sub(
            r"^(?:and|by|作者)\s+",
            "",
            part.strip(" *_.,，") if not part.rstrip().endswith(".") else part.strip(" *_,，"),
        )
        for part in parts
    )
    return tuple(dict.fromkeys(name for name in cleaned if re.search(r"\w", name)))


def looks_like_authors(text: str, *, least: int = 2) -> bool:
    """Whether a text reads as a list of at least ``least`` names (``et al.`` counts as one more) and nothing else."""
    text = re.sub(r"\s+", " ", text).strip(" .*_[]()（）|–—-")
    more = len(_ET_AL.findall(text))
    if not text or len(text) > 3000 or re.search(r"[?!？！:：\"“”|]|https?:", text):
        return False
    parts = [p for p in _SPLIT.split(_ET_AL.sub("", _MARKS.sub("", text))) if p.strip()]
    if len(parts) + more < least or not parts:
        return False
    good = sum(_is_name(part.strip()) for part in parts)
    return good >= 0.8 * len(parts) and bool(more or good >= least)


def _is_name(part: str) -> bool:
    if _CJK_NAME.fullmatch(part):
        return True
    words = re.findall(r"[^\s.\-]+", part.lower())
    return (
        bool(_NAME_RE.fullmatch(part))
        and not any(word in _NOT_NAMES for word in words if len(word) > 1)
        and len(words) <= 6
    )


# -- status and organisations ------------------------------------------------------------------------------------

_STATUS = (
    (
        "todo",
        r"to-?do|to[ -]read|unread|待读|待閱讀|待阅读|待看|未读|未讀|想读|wish ?list|to be read|reading ?list ?todo|backlog|待办|待補|待补",
    ),
    ("reading", r"reading|in progress|在读|在讀|正在读|阅读中|閱讀中|wip|doing"),
    ("read", r"read|done|finished|已读|已讀|读完|讀完|已阅|已閱讀|已阅读|完成|✅|☑️?|✔️?"),
    ("dropped", r"dropped|abandoned|skip|skipped|弃|放弃|弃读|放棄"),
)
_STATUS_NAME = tuple((status, re.compile(rf"\W*(?:{words})\W*", re.IGNORECASE)) for status, words in _STATUS)
_STATUS_MARK = re.compile(
    r"==\s*(?P<mark>[^=]{1,20}?)\s*==|(?P<todo>(?<!\w)TODO(?!\w))|(?P<tick>[✅☑✔]\ufe0f?)"
)
_ORG = re.compile(
    r"\b(?:Google|DeepMind|OpenAI|Microsoft|MSRA|Meta|FAIR|Facebook|Amazon|Apple|NVIDIA|Nvidia|IBM|Intel|Adobe|Salesforce|Alibaba|Tencent|Baidu|"
    r"Huawei|ByteDance|Anthropic|Cohere|Mistral|Databricks|Hugging ?Face|Stability|Samsung|Sony|LG|Naver|Kakao|SenseTime|Megvii|Yandex|"
    r"Stanford|MIT|CMU|Berkeley|UCB|Harvard|Princeton|Cornell|Oxford|Cambridge|ETH|EPFL|THU|Tsinghua|PKU|Peking|ZJU|SJTU|Fudan|HKU|HKUST|CUHK|"
    r"NUS|NTU|USTC|UIUC|UCLA|UCSD|NYU|KAIST|Mila|BAAI|AI2|Allen AI|Allen Institute|CAS|Univ\w*|Institute|College|Academy|Labs?|Laboratory|Research|Inc|AI)\b"
    r"|大学|大學|学院|學院|研究院|研究所|实验室|實驗室|科技|公司|集团|谷歌|微软|微軟|阿里|腾讯|百度|华为|字节|清华|北大|浙大|中科院|达摩院",
    re.IGNORECASE,
)
_TAG_WORDS = re.compile(
    r"surveys?|reviews?|benchmarks?|datasets?|tutorials?|综述|綜述|数据集|position paper|demo|toolkit",
    re.IGNORECASE,
)


def heading_status(text: str) -> str | None:
    """The status that a heading or group gives all below it: ``TODO``, ``待閱讀``; else None."""
    return next(
        (
            status
            for status, pattern in _STATUS_NAME
            if status in ("todo", "reading") and pattern.fullmatch(text)
        ),
        None,
    )


def parse_status(text: str) -> str | None:
    """Read a text that names a status."""
    return next((status for status, pattern in _STATUS_NAME if pattern.fullmatch(text)), None)


def find_status(text: str) -> str | None:
    """Find a mark of status in a line: ``==TODO==``, ``✅``."""
    for match in _STATUS_MARK.finditer(text):
        if match["todo"]:
            return "todo"
        if match["tick"]:
            return "read"
        if status := parse_status(match["mark"]):
            return status
    return None


def looks_like_org(text: str) -> bool:
    """Whether a short text names an organisation."""
    return len(text) <= 60 and bool(_ORG.search(text))


def is_tag_word(text: str) -> bool:
    """Whether a word says what sort of work it is (``survey``), as notes add behind a date."""
    return bool(_TAG_WORDS.fullmatch(text.strip()))
