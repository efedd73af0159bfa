"""Function words, which say little about what a query asks for.

They count in phrases and whole titles. Elsewhere a query is searched without them, unless it has no other words.
"""

from __future__ import annotations

_ENGLISH = """
a about above after al also am among an and any are as at be been before being between both but by can could did do does
doing done during each et etc for from get had has have having here how i if in into is it its itself just let like me
more most must my no nor not of off on onto or other our out over own please s shall should show so some such than that
the their them then there these they this those through thus to too toward towards under until up upon us very via was we were what
when where which while who whom whose why will with within without would you your
""".split()
_CHINESE = """
的 了 和 与 及 或 在 中 对 是 有 吗 呢 吧 把 被 将 为 以 从 到 之 其 这 那 等 也 都 就 而 且 并 由 于 里 上 下 用 做 给 让
关于 有关 如何 怎么 怎样 怎么样 什么 什么是 是什么 为什么 哪些 哪个 哪种 有哪些 是否 能否 可以 能够 以及 还有 或者 并且 而且 其中
对于 基于 通过 使用 利用 采用 进行 一个 一种 一些 这个 那个 这些 那些 我们 它们 之间 介绍 请问 相关
""".split()
STOP_WORDS = frozenset([*_ENGLISH, *_CHINESE])
"""Function words of English and Chinese, folded."""
_SPLITTING = sorted((word for word in _CHINESE if len(word) > 1 or word in "的吗呢了"), key=len, reverse=True)
"""Function words at which a run of Chinese is split; other single characters are parts of too many words."""
GENERIC_WORDS = frozenset(
    """
    paper papers article articles work works approach approaches method methods technique techniques recent latest new best
    good better way ways using use used uses based study studies research problem problems need needs want example examples
    advance advances progress improve improves improving help helps make makes making difference different compare comparing
    state art sota popular important overview introduction primer 论文 文章 方法 研究 技术 最新 进展 文献 资料 推荐几篇 区别 原理
    """.split()
)
"""Words that half of all works could be described by: they are searched, but weigh little."""
KIND_WORDS = frozenset(
    """
    survey surveys review reviews benchmark benchmarks dataset datasets corpus corpora evaluation evaluating evaluate model
    models system systems framework frameworks task tasks tool tools library toolkit tutorial tutorials data training learning
    综述 数据集 语料 语料库 评测 评估 基准 模型 系统 框架 任务 教程 入门 学习 训练 数据 应用 实践 总结 笔记
    """.split()
)
"""Words for a kind of work, or for a part of most of them: what a work is about says more than these."""


HEAD_WORDS = frozenset(
    """
    detection recognition engineering generation classification prediction analysis estimation processing extraction
    optimization network networks neural language mining understanding retrieval search tuning editing synthesis modeling
    tracking matching 检测 识别 工程 生成 分类 预测 分析 估计 处理 抽取 优化 网络 神经 语言 挖掘 理解 检索 搜索 微调 编辑 合成 建模 跟踪 匹配
    """.split()
)
"""Words that many names end in: ``recognition`` alone says little of ``intent recognition``."""
LEADING_WORDS = frozenset(
    """
    efficient scalable fast robust large small simple effective automatic adaptive high low real short free reliable
    powerful accurate practical flexible modern understand understanding explain explaining learn learned
    """.split()
)
"""Words for how something is done, or what is done to it: what a query asks for is named after them."""


def split_at_function_words(run: str) -> list[str]:
    """Split a run of Chinese at its function words, which are left out."""
    for word in _SPLITTING:
        run = run.replace(word, " ")
    return run.split()
