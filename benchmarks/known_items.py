"""Queries for entries that a person knows, of some 70 kinds, made from any library; success at 1 and 5 by kind.

    python benchmarks/known_items.py make LIBRARY QUERIES [PER_KIND]     write the queries, as JSON lines
    python benchmarks/known_items.py score LIBRARY QUERIES [-v]          search them, print a table

A line is ``{"kind": …, "query": …, "title": …}``; a hit is correct if it has that title. A kind makes a query of an
entry, or none where the entry has nothing of that kind; a query whose words are all in another title is not used. The
same library gives the same queries, so that two versions of the program can be compared.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readlist.search.engine import search
from readlist.storage.database import Store
from readlist.text.folding import title_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from readlist.model.entry import Entry

Query = str | tuple[str, str] | None
"""What is typed; in a pair, before the words that are meant, which must not be in another title."""
_STOP = frozenset(
    "a an the of for in on with and to from by via is are as at do does how what towards using its".split()
)
_BRITISH = (
    ("ization", "isation"),
    ("izing", "ising"),
    ("ized", "ised"),
    ("ize", "ise"),
    ("yze", "yse"),
    ("yzing", "ysing"),
    ("avior", "aviour"),
    ("color", "colour"),
    ("abeled", "abelled"),
    ("odeling", "odelling"),
    ("center", "centre"),
    ("dialog ", "dialogue "),
)
_RUN = re.compile("[\u4e00-\u9fff]+")
_ENGLISH = {
    "命名实体识别": "ner", "机器翻译": "machine translation", "知识图谱": "knowledge graph", "推荐系统": "recommender",
    "知识蒸馏": "distillation", "强化学习": "reinforcement learning", "联邦学习": "federated", "情感分析": "sentiment",
    "语音识别": "asr", "注意力机制": "attention", "对比学习": "contrastive", "人脸识别": "face recognition",
    "目标检测": "object detection", "姿态估计": "pose estimation", "扩散模型": "diffusion", "大语言模型": "llm",
}  # fmt: skip
_CHINESE = {
    "machine translation": "机器翻译", "knowledge graph": "知识图谱", "recommendation": "推荐", "hallucination": "幻觉",
    "distillation": "蒸馏", "reinforcement learning": "强化学习", "federated": "联邦", "attention": "注意力",
    "object detection": "目标检测", "diffusion": "扩散", "sentiment": "情感", "pose estimation": "姿态估计",
    "point cloud": "点云", "adversarial": "对抗", "question answering": "问答", "speech recognition": "语音识别",
    "embedding": "向量", "summarization": "摘要", "multimodal": "多模态", "backdoor": "后门",
}  # fmt: skip
_SHORT = {
    "mixture of experts": "moe", "large language model": "llm", "question answering": "qa", "knowledge distillation": "kd",
    "machine translation": "nmt", "monte carlo tree search": "mcts", "reinforcement learning": "rl",
    "named entity recognition": "ner", "super-resolution": "sr", "graph neural network": "gnn", "chain-of-thought": "cot",
    "generative adversarial network": "gan", "visual question answering": "vqa", "neural architecture search": "nas",
    "click-through rate": "ctr", "speech recognition": "asr", "text-to-speech": "tts", "out-of-distribution": "ood",
}  # fmt: skip
_TRADITIONAL = str.maketrans(
    "识别机译关系类词汇强应统觉实体标检测语图对话习网络顾预训练说读书学从题问医层现视频计划临",
    "識別機譯關係類詞彙強應統覺實體標檢測語圖對話習網絡顧預訓練說讀書學從題問醫層現視頻計劃臨",
)


class Item(NamedTuple):
    """An entry prepared for making queries: its title, words (with the rarest first), first author's names, year."""

    entry: Entry
    title: str
    words: list[str]
    rare: list[str]
    unique: list[str]
    """The words that no other title has."""
    author: list[str]
    source: random.Random

    @property
    def surname(self) -> str | None:
        """The first author's last name."""
        return self.author[-1].strip(",.") if len(self.author) > 1 else None

    @property
    def nickname(self) -> str | None:
        """What stands before a colon in the title, if it is one word."""
        before, colon, _ = self.title.partition(":")
        return before if colon and " " not in before and before.isascii() and len(before) > 2 else None

    def runs(self, length: int) -> list[str]:
        """Return the runs of Chinese in the title that are this long, at least."""
        return [run for run in _RUN.findall(self.title) if len(run) >= length]


# -- kinds --------------------------------------------------------------------------------------------------------


def _few(count: int) -> Callable[[Item], Query]:
    return lambda item: " ".join(item.words[:count]) if len(item.words) > count else None


def _rarest(count: int, form: str = "{}") -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        chosen = item.rare[:count]
        in_order = [word for word in item.words if word in chosen]
        words = " ".join(in_order)
        return (form.format(words), words) if len(chosen) == count else None

    return make


def _shuffled(item: Item) -> Query:
    words = item.words[:5]
    item.source.shuffle(words)
    return " ".join(words) if len(words) > 2 else None


def _author(form: str) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        if not item.surname or not item.rare or ("{year}" in form and not item.entry.year):
            return None
        values = {"name": item.surname, "whole": " ".join(item.author), "year": item.entry.year}
        rare, two = item.rare[0], " ".join(item.rare[:2])
        return form.format(rare=rare, two=two, **values), rare if "{rare}" in form else two

    return make


def _value(form: str, **names: str) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        values = {key: getattr(item.entry, name) for key, name in names.items()}
        rare = " ".join(item.rare[:2])
        return (form.format(rare=rare, **values), rare or item.title) if all(values.values()) else None

    return make


def _misspell(word: str, way: str, source: random.Random) -> str:
    place = source.randint(1, len(word) - 3)
    letter = source.choice("aeinorst")
    return {
        "lost": word[:place] + word[place + 1 :],
        "doubled": word[:place] + word[place] + word[place:],
        "swapped": word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        "wrong": word[:place] + (letter if letter != word[place] else "x") + word[place + 1 :],
    }[way]


def _typo(way: str, words: int, *, wrong: int = 1) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        known = item.unique if words == 1 else item.rare
        chosen = [word for word in known if word.isalpha() and word.isascii() and len(word) > 6][:words]
        if len(chosen) < words:
            return None
        typed = [_misspell(word, way, item.source) for word in chosen[:wrong]]
        return " ".join([*typed, *chosen[wrong:]]), " ".join(chosen)

    return make


def _prefix(letters: int) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        words = item.words[:3]
        is_long = len(words) > 2 and words[-1].isalpha() and len(words[-1]) > letters + 2
        return " ".join([*words[:-1], words[-1][:letters]]) if is_long else None

    return make


def _hyphenated(change: Callable[[str], str], *, alone: bool = False) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        found = [word for word in item.words if "-" in word and len(word) > 8 and word.isascii()]
        rest = [word for word in item.rare if found and word != found[0]][: 0 if alone else 2]
        if not found or (len(rest) < 2 and not alone):
            return None
        return (
            change(found[0]) if alone else (" ".join([*rest, change(found[0])]), " ".join([*rest, found[0]]))
        )

    return make


def _british(*, to_british: bool) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        for american, british in _BRITISH:
            old, new = (american, british) if to_british else (british, american)
            if found := [word for word in item.words if old in word]:
                rest = [word for word in item.rare if word != found[0]][:2]
                return " ".join([found[0].replace(old, new), *rest]), " ".join([found[0], *rest])
        return None

    return make


def _named(names: dict[str, str], form: str = "{other} {rest}") -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        title = item.title.lower()
        for name, other in names.items():
            if name in title:
                rest = [word for word in item.rare if word not in name][:2]
                return (form.format(other=other, rest=" ".join(rest)), " ".join(rest)) if rest else None
        return None

    return make


def _chinese_named(item: Item) -> Query:
    for name, other in _ENGLISH.items():
        if name in item.title:
            rest = [run for run in _RUN.findall(item.title.replace(name, " ")) if len(run) > 2]
            return f"{other} {rest[0][:6]}" if rest else None
    return None


def _of_run(length: int, change: Callable[[str, random.Random], str]) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        if not (runs := item.runs(length)):
            return None
        run = max(runs, key=len)[: max(length, 8)]
        return change(run, item.source), run

    return make


def _wrong_character(run: str, source: random.Random) -> str:
    place = source.randrange(len(run))
    return run[:place] + source.choice("天山水火木石") + run[place + 1 :]


def _missing_character(run: str, source: random.Random) -> str:
    place = source.randrange(len(run))
    return run[:place] + run[place + 1 :]


def _extra_character(run: str, source: random.Random) -> str:
    place = source.randrange(1, len(run))
    return run[:place] + source.choice("的之大中小") + run[place:]


def _inflected(item: Item) -> Query:
    for word in item.rare[:4]:
        if word.isalpha() and len(word) > 4:
            rest = [other for other in item.rare if other != word][:2]
            changed = word[:-1] if word.endswith("s") else f"{word}s"
            return (" ".join([changed, *rest]), " ".join([word, *rest])) if len(rest) == 2 else None
    return None


def _link(pattern: str) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        for link in item.entry.links:
            if match := re.search(pattern, link.url):
                return match[1]
        return None

    return make


def _part_of_id(digits: int) -> Callable[[Item], Query]:
    def make(item: Item) -> Query:
        found = item.entry.arxiv_id
        return found[: 5 + digits] if found and len(found) == 10 and found[4] == "." else None

    return make


def _nickname(change: Callable[[str], str]) -> Callable[[Item], Query]:
    return lambda item: change(item.nickname) if item.nickname else None


def _split_humps(word: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|-", " ", word).lower()


KINDS: dict[str, Callable[[Item], Query]] = {
    "whole title": lambda item: item.title,
    "title in lower case": lambda item: item.title.lower(),
    "title in capitals": lambda item: item.title.upper() if item.title.isascii() else None,
    "title without marks": lambda item: re.sub(r"[^\w\s]", " ", item.title),
    "title cut off": lambda item: f"{item.title[:40].rsplit(' ', 1)[0]}…" if len(item.title) > 50 else None,
    "title with dashes": lambda item: (
        " -".join(item.title.split(" ", 3)) if item.title.count(" ") > 3 else None
    ),
    "title in full width": lambda item: "".join(
        chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in item.title
    ),
    "title in quotes": lambda item: f'"{item.title}"' if '"' not in item.title else None,
    "first three words": _few(3),
    "first four words": _few(4),
    "first six words": _few(6),
    "last three words": lambda item: " ".join(item.words[-3:]) if len(item.words) > 4 else None,
    "phrase in quotes": lambda item: (
        '"' + " ".join(item.title.replace('"', "").split()[1:5]) + '"' if item.title.count(" ") > 5 else None
    ),
    "rarest word": _rarest(1),
    "two words": _rarest(2),
    "three words": _rarest(3),
    "four words": _rarest(4),
    "shuffled words": _shuffled,
    "a word of prose more": _rarest(3, "{} paper"),
    "a question": _rarest(3, "what is the paper about {}?"),
    "how to": _rarest(2, "how to use {} in practice"),
    "a wrong word more": _rarest(3, "{} zebra"),
    "a wrong common word more": _rarest(3, "models {}"),
    "survey added": _rarest(2, "{} survey"),
    "nickname": _nickname(str),
    "nickname in lower case": _nickname(str.lower),
    "nickname split": _nickname(_split_humps),
    "nickname joined": _nickname(lambda name: name.replace("-", "").lower()),
    "nickname and word": lambda item: f"{item.nickname} {item.words[-1]}" if item.nickname else None,
    "nickname and year": lambda item: (
        f"{item.nickname} {item.entry.year}" if item.nickname and item.entry.year else None
    ),
    "nickname misspelt": lambda item: (
        _misspell(item.nickname, "swapped", item.source)
        if item.nickname and len(item.nickname) > 6 and item.nickname.isalpha()
        else None
    ),
    "author and word": _author("{name} {rare}"),
    "author, year, word": _author("{name} {year} {rare}"),
    "author et al.": _author("{name} et al. {year} {rare}"),
    "author et al., two words": _author("{name} et al. {two}"),
    "whole author": _author("{whole} {rare}"),
    "author in capitals": lambda item: (
        (f"{item.surname.upper()} {item.rare[0]}", item.rare[0]) if item.surname and item.rare else None
    ),
    "word by author": _author("{two} by {whole}"),
    "year and words": _value("{year} {rare}", year="year"),
    "venue and words": _value("{venue} {rare}", venue="venue"),
    "one letter lost": _typo("lost", 1),
    "one letter doubled": _typo("doubled", 1),
    "two letters swapped": _typo("swapped", 1),
    "one letter wrong": _typo("wrong", 1),
    "typo in one of two": _typo("swapped", 2),
    "typo in one of three": _typo("wrong", 3),
    "typos in two of three": _typo("lost", 3, wrong=2),
    "begun word, 3 letters": _prefix(3),
    "begun word, 5 letters": _prefix(5),
    "begun compound": _hyphenated(lambda word: word[:-3], alone=True),
    "words and begun compound": _hyphenated(lambda word: word[:-3]),
    "compound joined": _hyphenated(lambda word: word.replace("-", "")),
    "compound split": _hyphenated(lambda word: word.replace("-", " ")),
    "other inflection": _inflected,
    "British spelling": _british(to_british=True),
    "American spelling": _british(to_british=False),
    "arXiv id": _value("{id}", id="arxiv_id"),
    "arXiv address": _value("https://arxiv.org/pdf/{id}v3", id="arxiv_id"),
    "arXiv address, no scheme": _value("arxiv.org/abs/{id}", id="arxiv_id"),
    "arXiv id, last digit open": _part_of_id(4),
    "DOI": _value("{doi}", doi="doi"),
    "citation key": _value("{key}", key="key"),
    "GitHub address": _link(r"(https://github\.com/[^/]+/[^/?#]+)$"),
    "GitHub address, no scheme": _link(r"(github\.com/[^/]+/[^/?#]+)$"),
    "GitHub owner and name": _link(r"github\.com/([^/]+/[^/?#]+)$"),
    "abbreviation and word": _named(_SHORT),
    "Chinese for English": _named(_CHINESE),
    "Chinese after English": _named(_CHINESE, "{rest} {other}"),
    "English for Chinese": _chinese_named,
    "Chinese title": lambda item: item.title if item.runs(4) else None,
    "Chinese, first run": _of_run(6, lambda run, _: run),
    "Chinese in two pieces": _of_run(8, lambda run, _: f"{run[:4]} {run[4:]}"),
    "Chinese in traditional": lambda item: (
        item.title.translate(_TRADITIONAL)
        if item.runs(4) and item.title.translate(_TRADITIONAL) != item.title
        else None
    ),
    "Chinese with function words": _of_run(7, lambda run, _: f"关于{run}的论文"),
    "Chinese, wrong character": _of_run(6, _wrong_character),
    "Chinese, missing character": _of_run(7, _missing_character),
    "Chinese, extra character": _of_run(6, _extra_character),
    "Chinese, other order": _of_run(8, lambda run, _: f"{run[4:]}{run[:4]}"),
}


# -- making and scoring -------------------------------------------------------------------------------------------


def _items(entries: list[Entry]) -> Iterator[Item]:
    docs = Counter(word for entry in entries for word in set(_words(entry.title)))
    for entry in entries:
        words = _words(entry.title)
        plain = [
            word for word in dict.fromkeys(words) if word not in _STOP and word.isascii() and len(word) > 2
        ]
        rare = sorted(plain, key=lambda word: (docs[word], word))
        author = entry.authors[0].split() if entry.authors and "," not in entry.authors[0] else []
        unique = [word for word in rare if docs[word] == 1]
        yield Item(entry, entry.title, words, rare, unique, author, random.Random(entry.title))


def _words(title: str) -> list[str]:
    return [word for word in re.findall(r"[\w'’.+-]+", title.lower()) if word[0].isalnum()]


def make(library: Path, queries: Path, per_kind: int) -> None:
    """Write the queries of each kind for entries of a library, in random order."""
    with Store.open(library) as store:
        ids = [row[0] for row in store.query("SELECT id FROM entry WHERE kind <> 'note' ORDER BY key")]
        items = list(_items(list(store.load_entries(ids))))
    random.Random(1).shuffle(items)
    titles = defaultdict(set)
    for number, item in enumerate(items):
        for word in set(item.words):
            titles[word].add(number)
    with queries.open("w", encoding="utf-8") as lines:
        for kind, query_of in KINDS.items():
            made = 0
            for number, item in enumerate(items):
                query = query_of(item)
                typed, meant = query if isinstance(query, tuple) else (query, query)
                if not typed or not meant or len(typed) < 3:
                    continue
                if _is_ambiguous(meant, number, items, titles, is_begun=kind.startswith("begun")):
                    continue
                if kind.startswith("arXiv") and sum(typed in str(one.entry.arxiv_id) for one in items) > 1:
                    continue
                record = {"kind": kind, "query": typed, "title": item.title}
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
                made += 1
                if made == per_kind:
                    break


def _is_ambiguous(
    query: str, own: int, items: list[Item], titles: dict[str, set[int]], *, is_begun: bool
) -> bool:
    """Whether another title has all of the query's words, of which the last may be begun, or the same run of Chinese."""
    words = [word for word in _words(query) if word.isascii()]
    found = [titles.get(word, set()) for word in words]
    if is_begun and words:
        found[-1] = set().union(*(some for word, some in titles.items() if word.startswith(words[-1])))
    others = set.intersection(*found) if found else set()
    key = title_key(items[own].title)
    if any(title_key(items[number].title) != key for number in others):
        return True
    runs = [run for run in _RUN.findall(query) if len(run) > 3]
    return bool(runs) and any(
        number != own and all(run in item.title for run in runs) and title_key(item.title) != key
        for number, item in enumerate(items)
    )


def score(library: Path, queries: Path, *, verbose: bool) -> None:
    """Print success at 1 and 5 by kind; ``verbose``: also each query whose first hit is wrong."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    with Store.open(library) as store:
        titles = {number: title_key(title) for number, title in store.query("SELECT id, title FROM entry")}
        for line in queries.read_text(encoding="utf-8").splitlines():
            wanted = json.loads(line)
            hits = search(store.connection, wanted["query"], limit=10).hits
            key = title_key(wanted["title"])
            rank = next((rank for rank, hit in enumerate(hits, 1) if titles[hit.entry_id] == key), 0)
            for kind in (wanted["kind"], "all"):
                table[kind].update(n=1, one=rank == 1, five=0 < rank <= 5)
            if verbose and rank != 1:
                print(f"  {wanted['kind']}: {wanted['query']!r} at {rank}, wanted {wanted['title'][:80]!r}")
    print(f"{'':32}{'n':>5}{'at 1':>8}{'at 5':>8}")
    for kind, counts in sorted(table.items(), key=lambda pair: pair[0] == "all"):
        print(
            f"{kind:32}{counts['n']:5}{counts['one'] / counts['n']:8.3f}{counts['five'] / counts['n']:8.3f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 20)
    else:
        score(Path(sys.argv[2]), Path(sys.argv[3]), verbose="-v" in sys.argv)
