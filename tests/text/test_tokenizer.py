from __future__ import annotations

import opencc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readlist.index.document import mark
from readlist.index.fts5_query import phrase
from readlist.text import tokenizer
from readlist.text.folding import fold, fold_char, normalize, title_key
from readlist.text.regional_terms import REGIONAL_TERMS, VARIANTS
from readlist.text.script_table import SIMPLIFIED, TRADITIONAL
from readlist.text.tokenizer import (
    MAX_COLUMN,
    MAX_TOKEN_LENGTH,
    VALUE_SEPARATOR,
    tokenize,
    tokenize_columns,
    tokenize_query,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  LoRA:\tLow  Rank ", "lora: low rank"),
        ("ＬＬＭ　遺忘", "llm 遗忘"),
        ("Rücklé, Erdős, Łukasz, Ærø", "ruckle, erdos, lukasz, aero"),
        ("eﬃcient", "efficient"),
        ("Straße", "strasse"),
        ("Da \u0301niel", "daniel"),
        ("ガラス", "ガラス"),
        ("한국어", "한국어"),
        ("й", "и"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Attention Is All You Need.", "attention is all you need"),
        ("知識圖譜：綜述", "知识图谱 综述"),
        (r"Schr\"{o}dinger", "Schrödinger"),
        (r"Schr{\"o}dinger", "Schrodinger"),
        (r"$\lambda$-Calculus", "λ-calculus"),
        ("LLaVA-φ", "LLaVA-Phi"),
        (r"\textbf{Bold \emph{and} Free}", "Bold and Free"),
        ("GPT 4", "GPT-4"),
    ],
)
def test_title_keys_are_equal_for_titles_that_differ_only_in_form(first, second):
    assert title_key(first) == title_key(second)


def test_title_keys_differ_for_different_titles():
    assert title_key("GPT-4") != title_key("GPT-3")
    assert title_key("量化") != title_key("向量化")


@pytest.mark.parametrize(
    ("text", "words", "joined", "parts"),
    [
        ("Self-RAG", "self rag", "selfrag", ""),
        ("GPT-4V", "gpt 4v", "gpt4v", ""),
        ("LoRAMoE", "loramoe", "", "lo lora loramo ra ramo ramoe mo moe"),
        ("state-of-the-art", "state of the art", "stateoftheart stateof ofthe theart", ""),
        ("O'Brien don’t", "obrien dont", "", "brien don"),
        ("LLMs and GPUs", "llms and gpus", "", ""),
        ("C++, C# and F#", "cplusplus csharp and fsharp", "", ""),
        ("C++/.NET (ASP.NET)", "cplusplus dotnet asp net", "aspnet", ""),
        ("PointNet++ and 1+1", "pointnetplusplus and 1 1", "11", "point net pointnet"),
        ("学习++ 秩# 算法C++", "学习 习 秩 算法 法 cplusplus", "", ""),
        ("LLM遺忘", "llm 遗忘 忘", "", ""),
        ("秩", "秩", "", ""),
        ("用LoRA微调", "用 lora 微调 调", "", "lo ra"),
        ("資料集、演算法", "数据 据集 集 算法 法", "", ""),
        (r"$\lambda$ λ", "lambda lambda", "", ""),
        ("한국어", "한국 국어 어", "", ""),
        ("x" * 99, "x" * MAX_TOKEN_LENGTH, "", ""),
        ("…!?", "", "", ""),
    ],
)
def test_tokenize(text, words, joined, parts):
    found = tokenize(text)
    assert (" ".join(found.words), " ".join(found.joined), " ".join(found.parts)) == (words, joined, parts)


def test_columns_are_tokenized_like_single_values():
    found = tokenize_columns((["A B", "C-D"], [], [None, "知識"], ["x\x01y\x02z", "C-D e-f"]))
    assert found.texts == [f"a b {VALUE_SEPARATOR} c d", "", "知识 识", f"x y z {VALUE_SEPARATOR} c d e f"]
    assert [(column, cut.joined) for column, cut in found.compounds] == [(0, ("cd",)), (3, ("ef",))]


_TEXTS = (
    st.text()
    | st.text(alphabet="abzABZ019 '-_.+#,()/\x01\x02\n’‐λé料集が한\u0301\ud800𝒜F")
    | st.text("aB0-", min_size=MAX_TOKEN_LENGTH)
)


@given(_TEXTS)
@example("0\x02\u03000")
def test_text_is_tokenized_like_each_of_its_chunks(text):
    chunks = [
        tokenizer._split_chunk(chunk) for chunk in tokenizer._CHUNK.findall(tokenizer._normalize_value(text))
    ]
    found = tokenize(text)
    assert list(found.words) == [word for tokens in chunks for word in tokens.words]
    assert set(found.joined) == {word for tokens in chunks for word in tokens.joined}
    assert set(found.parts) == {word for tokens in chunks for word in tokens.parts}


@given(st.lists(st.lists(_TEXTS | st.none(), max_size=3), max_size=4))
def test_any_columns_are_tokenized_like_single_values(columns):
    found = tokenize_columns(columns)
    for number, values in enumerate(columns):
        cuts = [tokenize(value) for value in values if value]
        words = [word for cut in cuts for word in (VALUE_SEPARATOR, *cut.words)][1:]
        assert found.texts[number].split() == words
    joined = {
        (word, number)
        for number, values in enumerate(columns)
        for value in values
        for word in tokenize(value or "").joined
    }
    places = {word: min(number for other, number in joined if other == word) for word, _ in joined}
    for column, cut in found.compounds:
        assert all(places[word] <= column for word in cut.joined)
    assert {word for _, cut in found.compounds for word in cut.joined} == set(places)


def test_queries_are_split_by_script():
    assert [list(piece.words) for piece in tokenize_query("LLM遺忘 self-rag 秩")] == [
        ["llm"],
        ["遗忘"],
        ["self", "rag"],
        ["秩"],
    ]


def test_phrases():
    assert phrase("知识图谱 LoRA") == '"知识 识图 图谱 谱 lora"'
    assert phrase("LoRA 知识图谱") == '"lora 知识 识图 图谱"'
    assert phrase("秩", "topics") == 'topics : "秩" *'
    assert phrase("?!") == ""


def test_marks_differ_for_values_that_fold_differently():
    assert mark("tag", "PEFT") == mark("tag", "peft")
    assert mark("tag", "圖譜") == mark("tag", "图谱")
    assert len({mark("tag", name) for name in ("c", "c++", "c#", "agent", "agents")}) == 5


def test_script_table_matches_opencc():
    convert = opencc.OpenCC("t2s").convert
    assert len(TRADITIONAL) == len(SIMPLIFIED) > 4000
    assert [convert(old) for old in TRADITIONAL] == list(SIMPLIFIED)
    missing = [
        letter
        for code in range(0x4E00, 0xA000)
        if (letter := chr(code)) != convert(letter) and letter not in TRADITIONAL
    ]
    assert missing == []


def test_regional_terms_are_simplified_and_change():
    convert = opencc.OpenCC("t2s").convert
    for old, new in REGIONAL_TERMS:
        assert (convert(old), convert(new)) == (old, new)
        assert old != new


@pytest.mark.parametrize(
    ("old", "new"),
    [("資料集", "数据集"), ("演算法", "算法"), ("神經網路", "神经网络"), ("影像生成", "图像生成")],
)
def test_regional_terms_agree_with_opencc(old, new):
    assert opencc.OpenCC("tw2sp").convert(old) == new
    assert tokenize(old).words == tokenize(new).words


_COMMON_WORDS = """
附着 着重 接着 执着 沿着 着手 着色 了解 明了 一目了然 了望 借助 借口 凭借 借鉴 复杂 反复 回复 覆盖 答复 重复 恢复 复制 卫星 卫生 叙述 叙事 想象 图像
对象 现象 抽象 坐标 坐标系 家具 仿佛 模仿 复苏 苏醒 背负 计划 规划 策划 企划 划分 绘画 画面 身份 身份认证 部分 成分 充分 过分 分析 分布 什么 循环 迭代 阈值
干预 干净 干部 相干 征兆 特征 征收 后门 后面 皇后 发现 头发 面条 里面 公里 制造 制度 系统 关系 联系 准确 批准 松散 松树 台湾 平台 只有 一只 冲突 只能 游戏
游泳 周期 一周 钟表 表达 舍弃 宿舍 余弦 其余 沈阳 沉浸 叶子 范围 模范 谷歌 山谷 向量 方向 采样 采集 姜汁 曲线 曲面 丑陋 出现 几何 几个 价值 价格 历史 日历
挽救 折叠 折扣 朱砂 淀粉 占有 占据 致密 精致 秘密 污染 昵称 熏陶 麻痹 屋檐 鼠标 感谢 荐书 推荐 云端 云计算 咸味 胡须 必须 症状 综合征 志愿 标志 种植 注释 注意
""".split()


@pytest.mark.parametrize("name", ["s2t", "s2tw", "s2hk"])
def test_common_words_fold_as_opencc_converts_them_in_words(name):
    there = opencc.OpenCC(name).convert
    assert [word for word in _COMMON_WORDS if normalize(there(word)) != normalize(word)] == []


@pytest.mark.parametrize("name", ["tw2s", "hk2s", "t2s"])
@pytest.mark.parametrize(
    "word",
    [
        "著名的著作",
        "附著",
        "瞭解",
        "藉由",
        "覆蓋",
        "回覆",
        "甚麼",
        "計畫",
        "身分",
        "部份",
        "迴圈",
        "想像力",
        "座標",
        "傢俱",
        "疊代",
    ],
)
def test_words_fold_as_what_opencc_makes_of_them(name, word):
    assert normalize(opencc.OpenCC(name).convert(word)) == normalize(word)


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("身分", "身份"),
        ("部份", "部分"),
        ("計畫", "计划"),
        ("甚麼", "什么"),
        ("迴圈", "循环"),
        ("藉助", "借助"),
        ("座標系", "坐标系"),
    ],
)
def test_words_that_are_written_otherwise_elsewhere_are_the_same(there, here):
    assert tokenize(there).words == tokenize(here).words


@given(st.text())
def test_folding_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_tokens_have_no_fts5_syntax(text):
    found = tokenize(text)
    for word in (*found.words, *found.joined, *found.parts):
        assert word
        assert not set(word) & set('"*() \t\n:^{}-+')


@given(
    st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2, max_size=30),
    st.data(),
)
def test_any_part_of_a_chinese_run_matches_as_a_phrase(run, data):
    start = data.draw(st.integers(0, len(run) - 2))
    end = data.draw(st.integers(start + 2, len(run)))
    assert f" {' '.join(tokenize_query(run)[0].words)} " in f" {' '.join(tokenize(run).words)} "
    plain_run = fold(run)
    if plain_run == run:
        wanted = [run[place : place + 2] for place in range(start, end - 1)]
        words = list(tokenize(run).words)
        assert any(words[place : place + len(wanted)] == wanted for place in range(len(words))) or any(
            old in run for old in (*dict(REGIONAL_TERMS), *VARIANTS)
        )


@given(st.characters())
def test_a_character_folds_alone_as_in_text(letter):
    plain = VARIANTS.get(fold(letter), fold(letter))
    assert " ".join(fold_char(letter).split()) == plain or not letter.isprintable()


@given(
    st.text(alphabet=st.characters(min_codepoint=3, max_codepoint=126)) | st.text(alphabet="aB4.-_+#'?( \n")
)
def test_ascii_text_is_tokenized_as_beside_chinese(text):
    """ASCII text is not normalized, and must get the same tokens as text that is."""
    words, joined, parts = tokenize(text)
    beside = tokenize(f"{text} 的")
    assert ([*words, "的"], joined, parts) == (list(beside.words), beside.joined, beside.parts)


def test_only_the_start_of_an_endless_column_is_tokenized():
    word = "alpha "
    many = word * (MAX_COLUMN // len(word))
    found = tokenize_columns([["first"], ["tail", many, "beyond"], [many, many], ["last"]])
    first, second, third, last = found.texts
    assert (first, last) == ("first", "last")
    assert second.split()[0] == "tail"
    assert "beyond" not in second
    assert third.count("alpha") <= MAX_COLUMN // len(word) + 1
