"""Parse labelled fields: ``论文地址：https://…``, ``Paper: …``, in both scripts, with either colon, even if misspelt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Labels of the fields of a record in notes, folded by `_fold_label`. Simplified labels cover both scripts: the lookup
# converts the few traditional characters that occur in them.
_LABELS = {
    "title": "itemtitle articletitle articlename worktitle 论文名称 论文标题 论文题目 论文名 标题 题目 篇名 题名 英文题名 中文题名 原题 名称 文章标题 文章名称 原文标题 英文标题 英文题目 title papertitle "
    "fulltitle thetitle nameofpaper papername name"
    " タイトル 论文タイトル 제목 논문제목 titel titre titulo título",
    "paper": "reference 参考 参考链接 论文地址 论文链接 论文 论文url 论文网址 论文下载 地址 链接 连结 网址 原文 原文链接 原文地址 文章链接 文章地址 下载地址 "
    "arxiv arxiv链接 arxiv地址 pdf pdf链接 url link links paper paperlink paperurl paperaddress papers pdflink arxivlink "
    "arxivurl doi publication preprint arxivid 来源链接 来源 全文 出典url 出典リンク"
    " リンク 论文リンク 링크 논문링크 논문 논문파일 원문 원문링크 문서 lien enlace",
    "code": "代码 代码地址 代码链接 代码仓库 代码开源 源码 源码地址 源代码 开源 开源地址 开源代码 开源链接 开源项目 github github地址 "
    "github链接 论文github 论文github地址 论文代码 程序码 程式码 仓库 code codelink codeurl coderepo repo repository githubrepo "
    "githublink githuburl sourcecode implementation officialcode codes git"
    " コード 実装 ソースコード 코드 코드링크 구현 깃허브 깃허브링크",
    "project": "项目 项目地址 项目主页 项目链接 项目网站 专案 主页 论文主页 官网 网站 网页 论文示例 示例 演示 demo demos onlinedemo "
    "project projectpage projects homepage website webpage page site projectwebsite projecturl projectlink"
    " プロジェクト 프로젝트",
    "data": "数据 数据集 数据集地址 数据集下载 资料集下载 资料集 数据地址 数据链接 data dataset datasets datalink datasetlink benchmark"
    " データ データセット 데이터 데이터셋 データ集",
    "video": "视频 视频地址 影片 video videos youtube talk recording 動画 ビデオ 영상 동영상",
    "slides": "幻灯片 投影片 课件 slides ppt slide presentation スライド 슬라이드",
    "blog": "博客 博客地址 解读 中文解读 论文解读 文章 知乎 公众号 blog blogpost post article"
    " 解说 블로그 ブログ",
    "authors": "作者 论文作者 作者列表 author authors authorlist writtenby writer writers by"
    " 著者 著者名 저자 저자들 저자정보 글쓴이 autoren autor auteurs auteur autores",
    "org": "机构 单位 作者单位 所属机构 发表机构 研究机构 团队 公司 学校 affiliation affiliations institution institutions institute "
    "org organization organizations organisation company lab team"
    " 所属 所属机関 소속 기관",
    "venue": "会议 会议出处 释出期刊 发布期刊 期刊 会议期刊 期刊会议 会议/期刊 发表会议 发表期刊 发表于 发表 收录 where 收录于 录用 出处 刊物 venue conference journal "
    "publishedin publishedat published booktitle proceedings conf source publicationvenue publicationtitle journaltitle proceedingstitle containertitle container publisher"
    " 掲载 掲载志 掲载先 学会 학회 매체 출판 발표 게재 게재정보 출판정보 저널 학술지 发表会场 konferenz zeitschrift revue revista conférence conferencia",
    "date": "时间 日期 年份 发表时间 发布时间 发表日期 发布日期 提交时间 出版时间 年 when date year time published publish publishyear publishdate "
    "publicationdate releasedate releasetime releaseyear released publicationyear submitted yearmonth"
    " 发表年 出版年 日付 日时 投稿日付 投稿日 公开日 公开年 発行年 发表日 연도 년도 날짜 발표일 발행일 게시일 출간일 일자 jahr datum année annee año ano fecha",
    "tags": "key 相关领域 领域 研究领域 标签 关键词 关键字 分类 类别 tag tags keyword keywords topic topics category "
    "categories area areas field fields subject subjects"
    " タグ キーワード 태그 키워드 분야 schlagwörter",
    "abstract": "摘要 论文摘要 abstract 概要 초록 zusammenfassung résumé resumen",
    "status": "状态 阅读状态 status readingstatus 진행상태 상태",
    "label": "简称 缩写 别名 方法名 方法名称 模型名称 abbreviation acronym alias aliases shorttitle nickname",
    "notes": "动机 论文动机 方法 论文方法 思路 论文思路 论文背景 背景 论文框架 框架 论文实验结果 实验结果 实验效果 实验 结果 结论 论文结论 "
    "优点 缺点 分析 创新点 贡献 主要贡献 简介 介绍 概述 总结 摘要总结 要点 核心思想 核心 亮点 模型结构 训练方式 评价 备注 笔记 "
    "说明 描述 内容 问题 解决方案 优化策略 intro summary tldr tl;dr notes note keypoints keyidea idea motivation methodology "
    "results conclusion contribution contributions description comment comments remarks highlights introduction overview "
    "takeaways pros cons background experiments findings abstractsummary"
    " メモ 备考 메모 비고 요약 コメント 코멘트 感想 要约 notizen anmerkung remarques notas",
}
_TRADITIONAL = str.maketrans(
    "論題標機構會議領關鍵詞類別稱鏈網頁項專數據資視頻課講讀鐘間時發錄於簡縮結實驗優點創貢獻說內問編連單發團隊學術碼倉庫處狀態備註總紹掲載発関誌実験度説場訳",
    "论题标机构会议领关键词类别称链网页项专数据资视频课讲读钟间时发录于简缩结实验优点创贡献说内问编连单发团队学术码仓库处状态备注总绍掲载发关志实验度说场译",
)
_BY_LABEL = {
    name.translate(_TRADITIONAL): field for field, names in _LABELS.items() for name in names.split()
}
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
_LABEL = re.compile(
    r"^[\W_]*?(?P<label>(?:[^\W_]|[ .&/;'’・\-]|\([\w ,、.+/'-]{1,24}\)|（[\w ，、.+/'-]{1,24}）){1,28}?)\s*[*_`]*\s*(?:[:：]{1,2}|=>|->)\s*[*_`]*\s*(?P<rest>.*)$",
    re.DOTALL,
)


_ID_WITH_SCHEME = re.compile(
    r"[^\w]*(?:arxiv:(?:\d{4}\.\d{4,5}|[a-z\-]+(?:\.[a-z]{2})?/\d{7})|doi:10\.\d{4,9}/)", re.IGNORECASE
)
"""An ID written with its scheme (``arXiv:2106.09685``, no blank after the colon), which is not a labelled field."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled field: its canonical name, its value, and the position where the value starts in the text."""

    field: str
    value: str
    start: int


@lru_cache(maxsize=1024)
def parse_label(text: str) -> Labelled | None:
    """Parse ``label: value`` with a known label, in either script and with either colon; else return None."""
    match = _LABEL.match(text)
    if not match or match["rest"].startswith("//") or _ID_WITH_SCHEME.match(text):
        return None
    folded = _fold_label(match["label"])
    field = _field_of(folded) or _misspelt(folded)
    return Labelled(field, match["rest"].strip(), match.start("rest")) if field else None


_CLOSING_REMARK = re.compile(r"\s*(?:\((?!s\))[^()]{1,24}\)|（(?!s）)[^（）]{1,24}）)$")
"""A remark in brackets after a label: ``github(Caffe)``, ``代码（即将开源）``."""
_COMPOUND = re.compile(
    "(?:论文|原文|文章|全文|下载|官方|链接|地址|网址|入口|页面|主页|项目|代码|源码|开源|仓库|github)+"
)
"""A label made of words for a paper, its code or its page, and for a link."""


@lru_cache(maxsize=8192)
def _fold_label(label: str) -> str:
    label = _CLOSING_REMARK.sub("", label) or label
    return re.sub(r"[\s\-_.&]|\(s\)|（s）", "", label).lower().replace("・", "/").translate(_TRADITIONAL)


@lru_cache(maxsize=4096)
def _misspelt(label: str) -> str | None:
    """Return the field of an English label with one typo (``Venu``, ``Tilte``, ``Auhtors``), or None."""
    if not (4 <= len(label) <= 12 and label.isascii() and label.isalpha()):
        return None
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return next((_BY_LABEL[known] for known in _OFTEN_MISSPELT if OSA.distance(label, known) == 1), None)


def is_label_name(text: str) -> bool:
    """Whether a text is only the label of a field, with or without a colon."""
    return _fold_label(text.strip().rstrip(":：").strip()) in _BY_LABEL


def label_field(text: str) -> str | None:
    """Return the canonical field of a column header or label, or None."""
    return _field_of(_fold_label(re.sub(r"[^\w\s/;.()（）\-・]", "", text).strip()))


def _field_of(folded: str) -> str | None:
    """Return the field of a folded label, or of the first of several joined by a slash (``venue/year``)."""
    parts = folded.split("/") if "/" in folded else []
    known = _BY_LABEL.get(folded) or next((field for part in parts if (field := _BY_LABEL.get(part))), None)
    return known or _compound_field(folded)


def _compound_field(folded: str) -> str | None:
    """Return the field of a label in Chinese made of several known words (``论文下载链接``), or None."""
    if not _COMPOUND.fullmatch(folded):
        return None
    if re.search("代码|源码|开源|仓库|github", folded):
        return "code"
    return "project" if re.search("主页|项目", folded) else "paper"
