"""Marks of reading status (``==TODO==``, ``待读``), types of work (``survey``), and organisations."""

from __future__ import annotations

import re

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
    r"\{\{\[\[(?P<roam>TODO|DONE)\]\]\}\}|==\s*(?P<mark>[^=]{1,20}?)\s*==|(?P<todo>(?<!\w)TODO(?!\w))|(?P<tick>[✅☑✔]\ufe0f?)"
)
_TASKS = {
    "TODO": "todo",
    "LATER": "todo",
    "WAITING": "todo",
    "DOING": "reading",
    "NOW": "reading",
    "DONE": "read",
} | dict.fromkeys(("CANCELED", "CANCELLED"), "dropped")
"""Words that Logseq and Org write before a task, and the status that they set."""
_TASK_WORD = re.compile(rf"\s*(?:\[[ xX/>-]\]\s+)?(?P<word>{'|'.join(_TASKS)})\s+(?:\[#[A-Z]\]\s+)?(?=\S)")
"""Such a word, after any box and before any priority."""
_BOX = re.compile(r"\s*\[(?P<box>[ xX✓✔])\]\s+(?=\S)")
_ORG_WORDS = frozenset(
    "google deepmind openai microsoft msra meta fair facebook amazon apple nvidia ibm intel adobe salesforce alibaba tencent baidu "
    "huawei bytedance anthropic cohere mistral databricks huggingface stability samsung sony lg naver kakao sensetime megvii yandex "
    "stanford mit cmu berkeley ucb harvard princeton cornell oxford cambridge eth epfl thu tsinghua pku peking zju sjtu fudan hku hkust "
    "cuhk nus ntu ustc uiuc ucla ucsd nyu kaist mila baai ai2 cas institute college academy lab labs laboratory research inc ai".split()
)
_ORG_PHRASE = re.compile(
    r"\b(?:Hugging Face\b|Univ)"
    r"|大学|大學|学院|學院|研究院|研究所|实验室|實驗室|科技|公司|集团|谷歌|微软|微軟|阿里|腾讯|百度|华为|字节|清华|北大|浙大|中科院|达摩院",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")
_TAG_WORDS = re.compile(
    r"surveys?|reviews?|benchmarks?|datasets?|tutorials?|综述|綜述|数据集|position paper|demo|toolkit",
    re.IGNORECASE,
)


def strip_task_word(text: str) -> str:
    """Remove the word of a task before a title (``LATER``, ``DONE``, ``TODO [#A]``), which may be in another piece."""
    task = _TASK_WORD.match(f"{text} -")
    return text[task.end() :] if task else text


def names_orgs(text: str) -> bool:
    """Whether a text is a list of organisations and places, and not of people: half of its parts or more are known."""
    parts = [part.strip() for part in re.split(r"[,，、;；/&+]|\band\b", text) if part.strip()]
    return 2 * sum(map(_names_org, parts)) >= len(parts) > 0


def _names_org(text: str) -> bool:
    """Whether a text contains the name of an organisation."""
    return not _ORG_WORDS.isdisjoint(_WORD.findall(text.lower())) or bool(_ORG_PHRASE.search(text))


def heading_status(text: str) -> str | None:
    """Return the status that a heading or group name sets for everything below it (``TODO``, ``待閱讀``), or None."""
    return next(
        (
            status
            for status, pattern in _STATUS_NAME
            if status in ("todo", "reading") and pattern.fullmatch(text)
        ),
        None,
    )


def parse_status(text: str) -> str | None:
    """Return the status that a text names, or None."""
    return next((status for status, pattern in _STATUS_NAME if pattern.fullmatch(text)), None)


def find_status(text: str) -> str | None:
    """Return the status of the first mark in a line (``[ ]``, ``==TODO==``, ``✅``), or None."""
    if task := _TASK_WORD.match(text):
        return _TASKS[task["word"]]
    if box := _BOX.match(text):
        return "todo" if box["box"] == " " else "read"
    for match in _STATUS_MARK.finditer(text):
        if match["roam"]:
            return "todo" if match["roam"] == "TODO" else "read"
        if match["todo"]:
            return "todo"
        if match["tick"]:
            if match["tick"][0] != "✅" and _LETTER.search(text[: match.start()]):
                continue  # a mark of what the work has, such as code
            return "read"
        if status := parse_status(match["mark"]):
            return status
    return None


def looks_like_org(text: str) -> bool:
    """Whether a short text contains the name of an organisation."""
    return len(text) <= 60 and _names_org(text)


def is_tag_word(text: str) -> bool:
    """Whether a word is a type of work (``survey``), as often written after a date."""
    return bool(_TAG_WORDS.fullmatch(text.strip()))
