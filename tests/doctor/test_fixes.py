"""Fixing links in a text: only certain fixes, and every other byte unchanged."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from depth import examples
from readlist.doctor import fixes
from readlist.errors import InputError

FIXED = [
    # misspelt schemes
    ("hhttps://a.org/b", "https://a.org/b", "link-misspelt"),
    ("见htttp://a.org/b", "见http://a.org/b", "link-misspelt"),
    ("- 代码：ttps://github.com/a/b", "- 代码：https://github.com/a/b", "link-misspelt"),
    ("[x](htps://a.org)", "[x](https://a.org)", "link-misspelt"),
    ("https：//a.org/b", "https://a.org/b", "link-misspelt"),
    ("https: //a.org/b", "https://a.org/b", "link-misspelt"),
    ("https:/a.org/b", "https://a.org/b", "link-misspelt"),
    ("http:///a.org/b", "http://a.org/b", "link-misspelt"),
    ("https//a.org/b", "https://a.org/b", "link-misspelt"),
    ("[hhttps://a.org](hhttps://a.org)", "[https://a.org](https://a.org)", "link-misspelt"),
    ("htpps://a.org/b, httsp://a.org/b", "https://a.org/b, https://a.org/b", "link-misspelt"),
    ("论文:htps://a.org/b", "论文:https://a.org/b", "link-misspelt"),
    ("_htp://a.org/b_ ~~htp://a.org~~", "_http://a.org/b_ ~~http://a.org~~", "link-misspelt"),
    ("ftp：//a.org/b", "ftp://a.org/b", "link-misspelt"),
    # no scheme
    ("- 论文地址：arxiv.org/pdf/2401.02044", "- 论文地址：https://arxiv.org/pdf/2401.02044", "link-bare"),
    ("- **Code**: github.com/a/b", "- **Code**: https://github.com/a/b", "link-bare"),
    ("- www.github.com/a/b", "- https://www.github.com/a/b", "link-bare"),
    ("代码：github.com/a/b和数据", "代码：https://github.com/a/b和数据", "link-bare"),
    ("A Title <github.com/a/b>", "A Title <https://github.com/a/b>", "link-bare"),
    (
        "- Paper: doi.org/10.1016/S0140-6736(20)30183-5",
        "- Paper: https://doi.org/10.1016/S0140-6736(20)30183-5",
        "link-bare",
    ),
    ("[page](//a.org/b)", "[page](https://a.org/b)", "link-bare"),
    ("[page](www.a.org)", "[page](https://www.a.org)", "link-bare"),
    ("[pdf](arxiv.org/abs/1706.03762)", "[pdf](https://arxiv.org/abs/1706.03762)", "link-bare"),
    ("[pdf]: doi.org/10.1145/3486622", "[pdf]: https://doi.org/10.1145/3486622", "link-bare"),
    (
        "| A Title | openreview.net/forum?id=eNvVjpx97O |",
        "| A Title | https://openreview.net/forum?id=eNvVjpx97O |",
        "link-bare",
    ),
    ('<a href="aclanthology.org/P18-1001">', '<a href="https://aclanthology.org/P18-1001">', "link-bare"),
    # twice in a row
    ("https://a.org/bhttps://a.org/b", "https://a.org/b", "link-doubled"),
    ("[t](https://a.org/bhttps://a.org/b)", "[t](https://a.org/b)", "link-doubled"),
    ("See https://a.org/bhttps://a.org/b.", "See https://a.org/b.", "link-doubled"),
    ("https://a.org/b/https://a.org/b/", "https://a.org/b/", "link-doubled"),
    ("https://a.org/b_(c)https://a.org/b_(c)，见", "https://a.org/b_(c)，见", "link-doubled"),
    ("https://a.org/b" * 3, "https://a.org/b", "link-doubled"),
    ("https://a.org/Hhttps://a.org/H", "https://a.org/H", "link-doubled"),
    # old forms
    ("http://dx.doi.org/10.1145/3486622", "https://doi.org/10.1145/3486622", "link-old"),
    (
        "(https://www.aclweb.org/anthology/P18-2102.pdf)",
        "(https://aclanthology.org/P18-2102.pdf)",
        "link-old",
    ),
    (
        "https://www.aclweb.org/anthology/P/P18/P18-2102/",
        "https://aclanthology.org/P18-2102/",
        "link-old",
    ),
    (
        "https://aclweb.org/anthology/2020.acl-main.1",
        "https://aclanthology.org/2020.acl-main.1",
        "link-old",
    ),
    (
        "https://arxiv.org/ftp/arxiv/papers/2310/2310.11266.pdf",
        "https://arxiv.org/pdf/2310.11266",
        "link-old",
    ),
    (
        "https://arxiv.org/ftp/hep-th/papers/9901/9901001.pdf",
        "https://arxiv.org/pdf/hep-th/9901001",
        "link-old",
    ),
    ("http://xxx.lanl.gov/abs/hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001", "link-old"),
    ("doi:http://dx.doi.org/10.1145/1.", "doi:https://doi.org/10.1145/1.", "link-old"),
    (
        "See https://arxiv.org/ftp/arxiv/papers/2310/2310.11266.pdf.",
        "See https://arxiv.org/pdf/2310.11266.",
        "link-old",
    ),
]


@pytest.mark.parametrize(("line", "wanted", "code"), FIXED, ids=[line for line, _, _ in FIXED])
def test_certain_fixes(line, wanted, code):
    assert fixes.fix_line(line) == (wanted, (code,))
    assert fixes.fix_line(wanted) == (wanted, ())


def test_several_problems_of_one_link():
    after, codes = fixes.fix_line("论文：hhttp://dx.doi.org/10.1145/1http://dx.doi.org/10.1145/1")
    assert after == "论文：https://doi.org/10.1145/1"
    assert codes == ("link-misspelt", "link-doubled", "link-old")


@pytest.mark.parametrize(
    "line",
    [
        "https://a.org/b http://c.org HTTPS://D.ORG",
        "`hhttps://a.org`, <code>hhttps://a.org</code>",
        "shttp://a.org, http/1.1, xhttps://a.org",
        "https://web.archive.org/web/2020/https:/a.org and https://web.archive.org/web/2019/http://dx.doi.org/10.1145/1",
        "https://a.org/?u=http://dx.doi.org/10.1145/1",
        "go get github.com/a/b, or git@github.com:a/b.git",
        "module: github.com/a/b",
        "[arxiv.org/abs/1706.03762](https://arxiv.org/abs/1706.03762)",
        "- github.com/topics",
        "[notes](notes/arxiv.org.md)",
        "https://a.org/https://b.org/c",
        "https://a.org/bhttps://a.org/c",
        "https://a.org/bhttps://a.org/B",
        "https://a.org/x:htps://b.org/c",
        "files: ftp: /pub.dir/a, ssh://a.org, //a.org/b, www.a.org",
        "https://www.aclweb.org/anthology/volumes/P18-1/",
        "https://www.aclweb.org/portal/",
        "https://arxiv.org/ftp/arxiv/papers/2310/2310.1126.pdf",
        "https:arxiv.org/abs/1706.03762",
        "ratio: 1//2, see a//b.c",
        "hhttps://" + "a" * 6000 + ".org",
    ],
)
def test_uncertain_fixes_are_not_applied(line):
    assert fixes.fix_line(line) == (line, ())


FENCED = """\
- hhttps://a.org/1

```
hhttps://a.org/2
```

  - ~~~sh
    hhttps://a.org/3
    ~~~

    hhttps://a.org/4

````
```
hhttps://a.org/5
````

<pre>
hhttps://a.org/6
</pre>

- hhttps://a.org/7
"""


def test_code_is_not_changed():
    assert [fix.line for fix in fixes.find_fixes(FENCED)] == [1, 11, 22]


def test_indented_code_is_not_changed():
    text = "Text.\n\n    hhttps://a.org/1\n\n- item\n\n    hhttps://a.org/2\n"
    assert [fix.line for fix in fixes.find_fixes(text)] == [7]


# -- files ---------------------------------------------------------------------------------------------------------

NOTE = "# 笔记\r\n\r\n- 论文地址：arxiv.org/pdf/2401.02044\n- 代码：hhttps://github.com/a/b\rtail \t\n\n檢索 no newline at the end"


@pytest.mark.parametrize(
    ("codec", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("gb18030", b""),
    ],
)
def test_byte_order_mark_and_line_endings_are_kept(tmp_path, codec, mark):
    path = tmp_path / "note.md"
    text = NOTE if codec != "gb18030" else NOTE + "。这是一份关于检索增强生成的笔记，" * 20
    path.write_bytes(mark + text.encode(codec))
    path.chmod(0o640)
    plan = fixes.plan_fix(path)
    assert path.read_bytes() == mark + text.encode(codec)
    fixes.apply_fix(plan)
    wanted = text.replace("：arxiv.org", "：https://arxiv.org").replace("hhttps", "https")
    assert path.read_bytes() == mark + wanted.encode(codec)
    assert path.stat().st_mode & 0o777 == 0o640
    assert fixes.plan_fix(path).fixes == ()
    assert [entry.name for entry in tmp_path.iterdir()] == ["note.md"]


def test_the_diff(tmp_path):
    path = tmp_path / "note.md"
    lines = [f"line {number}" for number in range(1, 31)]
    lines[1], lines[6], lines[24] = "hhttps://a.org/1", "hhttps://a.org/2", "hhttps://a.org/3"
    path.write_text("\n".join(lines) + "\n")
    diff = fixes.plan_fix(path).diff
    assert diff[:2] == (f"--- {path}", f"+++ {path}")
    assert [line for line in diff if line.startswith("@@")] == ["@@ -1,10 +1,10 @@", "@@ -22,7 +22,7 @@"]
    assert [line for line in diff[2:] if line[0] in "-+"] == [
        sign + "h" * (sign == "-") + f"https://a.org/{number}" for number in (1, 2, 3) for sign in "-+"
    ]


def test_a_file_changed_in_the_meantime_is_not_written(tmp_path):
    path = tmp_path / "note.md"
    path.write_text("hhttps://a.org/1\n")
    plan = fixes.plan_fix(path)
    path.write_text("hhttps://a.org/1 and more\n")
    with pytest.raises(InputError, match="has changed"):
        fixes.apply_fix(plan)
    assert path.read_text() == "hhttps://a.org/1 and more\n"
    path.unlink()
    with pytest.raises(InputError, match="cannot be read"):
        fixes.apply_fix(plan)


def test_a_file_that_is_not_text(tmp_path):
    (tmp_path / "a.md").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(InputError, match="not a text file"):
        fixes.plan_fix(tmp_path / "a.md")
    with pytest.raises(InputError, match="cannot be read"):
        fixes.plan_fix(tmp_path / "none.md")


# -- properties ----------------------------------------------------------------------------------------------------

BITS = st.sampled_from(
    [
        "hhttps://a.org/b",
        "https://a.org/b",
        "https：//a.org",
        "arxiv.org/abs/1706.03762",
        "github.com/a/b",
        "http://dx.doi.org/10.1145/1",
        "https://www.aclweb.org/anthology/P18-1001",
        "https://arxiv.org/ftp/arxiv/papers/2310/2310.11266.pdf",
        "论文地址：",
        "Code: ",
        "- ",
        "  ",
        "    ",
        "> ",
        "](",
        "[",
        ")",
        "`",
        "```",
        "~~~",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "| ",
        "<pre>",
        "</pre>",
        "字",
        "é",
        "😀",
        "\x0b",
        "\u2028",
        "text",
        "www.",
        "htps",
        "://",
        "/",
        ".",
    ]
)
TEXTS = st.lists(BITS | st.text(max_size=4), max_size=40).map("".join)


@settings(max_examples=examples(400), deadline=None)
@given(TEXTS)
def test_fixing_again_changes_nothing_and_only_fixed_lines_change(text):
    found = {fix.line: fix for fix in fixes.find_fixes(text)}
    lines = fixes._NEWLINE.split(text)
    ends = fixes._NEWLINE.findall(text)
    fixed = [found[n].after if n in found else line for n, line in enumerate(lines, 1)]
    assert all(lines[n - 1] == fix.before != fix.after for n, fix in found.items())
    after = "".join(line + end for line, end in zip(fixed, [*ends, ""], strict=True))
    assert fixes.find_fixes(after) == ()
    fences = [token for token in MarkdownIt("commonmark").parse(text) if token.type == "fence"]
    assert not any(token.map[0] < number <= token.map[1] for token in fences for number in found)


@settings(max_examples=examples(200), deadline=None)
@given(TEXTS, st.sampled_from(["utf-8", "utf-16-le", "utf-32-be", "gb18030"]))
def test_bytes_outside_the_fixed_lines_are_copied(text, codec):
    text = text.encode("utf-8", "ignore").decode()
    content = text.encode(codec)
    found = fixes.find_fixes(text)
    after = fixes._splice(content, text, codec, found, fixes.Path("note.md")).decode(codec)
    kept = fixes._NEWLINE.split(text)
    assert fixes._NEWLINE.findall(after) == fixes._NEWLINE.findall(text)
    for fix in found:
        kept[fix.line - 1] = fix.after
    assert fixes._NEWLINE.split(after) == kept


def test_bytes_that_do_not_round_trip_are_not_changed():
    content = b"+/v8- hhttps://a.org/b"
    found = (fixes.Fix(1, "hhttps://a.org/c", "https://a.org/c", ("link-misspelt",)),)
    with pytest.raises(InputError, match="without changing other lines"):
        fixes._splice(content, "hhttps://a.org/c", "utf-8", found, fixes.Path("note.md"))
