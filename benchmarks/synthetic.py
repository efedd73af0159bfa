"""Generate libraries of any size for the search benchmarks: fictitious papers with abstracts, a fifth with Chinese notes.

    write_export(folder, entries) ── files of 10,000 entries each, in readlist's own JSON lines

Words follow Zipf's law, from a vocabulary that grows with the library by Heaps' law, as in English text. The same seed
gives the same library.
"""

from __future__ import annotations

import json
import random
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from readlist.search.synonyms import load

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES_A_FILE = 10_000
SYLLABLES = (
    "ab ac ad al an ar at ba be bi bo ca ce chi co cu da de di do dra el em en er es ex fa fi for ga ge gra ha he hi "
    "ic il im in is it ka ki la le li lo lu ma me mi mo na ne ni no nu ob oc om on or os pa pe phi pla po pra qua ra re "
    "ri ro ru sa se si so sta su ta te ti to tra tri tu ul um un ur us va ve vi vo we xa ya ze zo"
).split()
ENDINGS = "ation ing ed s er al ity ic ive ment ly or ism ist ness".split()
COMMON = (
    "we the of a in and to for with on by is that model models learning language data training large".split()
)
CHINESE = (
    "模型 数据 训练 方法 提出 使用 任务 性能 实验 结果 论文 通过 生成 文本 语言 学习 知识 推理 检索 图像 视频 对话 用户 推荐 系统 评估 优化 算法 "
    "网络 结构 参数 微调 对齐 幻觉 遗忘 专家 路由 注意力 编码 解码 嵌入 向量 量化 剪枝 蒸馏 部署 安全 隐私 攻击 防御 偏见 公平 情感 分类 抽取 翻译 "
    "摘要 问答 理解 常识 数学 代码 工具 规划 反思 记忆 角色 扮演 医疗 法律 金融 教育 语音 识别 合成 多模态 跨语言 低资源 可解释 不确定 基准 数据集"
).split()


class Words:
    """A vocabulary; words are drawn by Zipf's law."""

    def __init__(self, source: random.Random, size: int) -> None:
        concepts = sorted(
            {word for line in load().lines for word in line.split() if word.isalpha() and word.isascii()}
        )
        made = {"".join(source.choices(SYLLABLES, k=source.randint(2, 4))) for _ in range(size)}
        made |= {word + source.choice(ENDINGS) for word in sorted(made)[: size // 3]}
        rest = sorted(made)
        source.shuffle(rest)
        self.words = [*COMMON, *concepts, *rest]
        self.bounds = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def draw(self, source: random.Random, count: int) -> list[str]:
        """Draw ``count`` words."""
        return source.choices(self.words, cum_weights=self.bounds, k=count)


def write_export(folder: Path, entries: int, *, seed: int = 7) -> list[Path]:
    """Write fictitious entries into files in ``folder``, as an export; returns the files."""
    source = random.Random(seed)
    words = Words(source, int(33 * (120 * entries) ** 0.49))
    topics = [_topic(source, words, number) for number in range(200)]
    files = []
    for start in range(1, entries + 1, ENTRIES_A_FILE):
        numbers = range(start, min(start + ENTRIES_A_FILE, entries + 1))
        files.append(folder / f"made{start // ENTRIES_A_FILE:04}.jsonl")
        with files[-1].open("w", encoding="utf-8") as lines:
            for number in numbers:
                entry = _entry(source, words, topics[number % 200], number)
                lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
    return files


def _topic(source: random.Random, words: Words, number: int) -> str:
    name = source.choice(CHINESE) if number % 5 == 0 else " ".join(words.draw(source, 2))
    return f"{name} {number}"


def _entry(source: random.Random, words: Words, topic: str, number: int) -> dict[str, Any]:
    title = " ".join(words.draw(source, source.randint(6, 12))).capitalize()
    year = source.randint(2000, 2026)
    is_chinese = number % 5 == 0
    note = (
        "，".join("".join(source.choices(CHINESE, k=source.randint(3, 8))) for _ in range(8))
        if is_chinese
        else ""
    )
    has_abstract = not (is_chinese and number % 2)
    text = f"- {title}\n  {note}"
    return {
        "schema": 1,
        "key": f"made{year}n{number}",
        "kind": ("paper", "paper", "paper", "repo", "article")[number % 7 % 5],
        "title": title,
        "authors": [word.capitalize() for word in words.draw(source, 4)],
        "abstract": " ".join(words.draw(source, 120)) + "." if has_abstract else None,
        "year": year,
        "venue": "ICLR" if number % 3 else None,
        "doi": f"10.5555/{number}" if number % 3 else None,
        "url": f"https://example.org/{number}",
        "mentions": [{"topics": [topic], "label": None, "text": text}],
    }
