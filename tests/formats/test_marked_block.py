"""--into: only the block between its markers changes, and only where entries changed."""

from __future__ import annotations

import pytest

from formats.writers.pages import make_entry, make_prose
from readlist.errors import InputError, ReadlistError, UsageError
from readlist.formats.into_file import replace_block
from readlist.formats.publishing import OWN_FIELDS, find_own_fields
from readlist.formats.writers import STYLES, writer_for

HOST = "# Mine\n\nHello  \n\n## Papers\n\n<!-- readlist: begin -->\nold\n<!-- readlist: end -->\n\nBye"
BEGIN, END = "<!-- readlist: begin -->", "<!-- readlist: end -->"


def entries(**changes):
    return [
        make_prose("RAG", "Find first, then write."),
        make_entry("a", "One", topics=(("RAG",), ("RAG", "Tricks")), year=2020, venue="ICLR"),
        make_entry(
            "b",
            "Two | [odd]",
            topics=(("RAG", "Tricks"),),
            url="https://example.org/2",
            authors=("A, B", "C, D"),
        ),
        make_entry(
            "c", "Three", topics=(), notes=(changes.get("note", "A note."),), tags=changes.get("tags", ())
        ),
    ]


def write(path, found=None, *, block="", style="full"):
    return replace_block(
        path, block, entries() if found is None else found, writer_for("markdown").styled(style), title="T"
    )


@pytest.fixture
def host(tmp_path):
    path = tmp_path / "host.md"
    path.write_text(HOST, encoding="utf-8")
    return path


@pytest.mark.parametrize("style", STYLES)
def test_everything_outside_the_block_stays(host, style):
    assert write(host, style=style) > 0
    text = host.read_text(encoding="utf-8")
    head, _, rest = text.partition(f"{BEGIN}\n")
    content, _, tail = rest.partition(END)
    assert head + BEGIN == HOST[: HOST.index(BEGIN) + len(BEGIN)]
    assert tail == "\n\nBye"
    assert [line for line in content.splitlines() if line.startswith("#")] == ["### RAG", "#### Tricks"]
    assert "old" not in content
    assert "Find first, then write." in content
    assert write(host, style=style) == 0


def test_an_edit_changes_the_lines_of_its_entry_only(host):
    write(host)
    before = host.read_text(encoding="utf-8").splitlines()
    assert write(host, entries(note="Another note.")) == 1
    after = host.read_text(encoding="utf-8").splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == ["  - Note: Another note."]
    assert write(host, entries(note="Another note.", tags=("x",))) == 1


def test_line_ends_and_marks_stay(tmp_path):
    path = tmp_path / "dos.md"
    path.write_bytes(b"\xef\xbb\xbf# A\r\n<!-- readlist: begin -->\r\n<!-- readlist: end -->\r\n")
    write(path)
    text = path.read_bytes()
    assert text.startswith(b"\xef\xbb\xbf# A\r\n<!--")
    assert text.count(b"\n") == text.count(b"\r\n")
    assert write(path) == 0


def test_other_separators_are_no_line_ends(host):
    host.write_bytes(("a\u2028b\x0cc\r\n```\n\x0c\n" + BEGIN + "\n```\n").encode() + HOST.encode())
    before = host.read_bytes()
    assert write(host) > 0
    after = host.read_bytes()
    assert after[:40] == before[:40]
    assert after.endswith(b"\n\nBye")


def test_blocks_with_names(tmp_path):
    path = tmp_path / "two.md"
    path.write_text(
        "```\n<!-- readlist: begin -->\n```\nTitle\n=====\n<!-- readlist: begin x -->\n<!-- readlist: end x -->\n"
        "<!-- readlist: begin y -->\n<!-- readlist: end y -->\n"
    )
    write(path, block="x")
    x, y = path.read_text().split("<!-- readlist: end x -->")
    assert "## RAG" in x.splitlines()
    assert y == "\n<!-- readlist: begin y -->\n<!-- readlist: end y -->\n"
    with pytest.raises(InputError, match="no block"):
        write(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nothing", "no block"),
        (f"{BEGIN}\n", "begin in line 1"),
        (f"{END}\n{BEGIN}\n", "end in line 1, begin in line 2"),
        (f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", "begin in line 3"),
    ],
)
def test_markers_that_make_no_block(tmp_path, text, message):
    path = tmp_path / "bad.md"
    path.write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        write(path)
    assert BEGIN in caught.value.hint
    assert path.read_text() == text


def test_a_note_cannot_end_the_block(host):
    hostile = [make_entry("a", f"One {END}", notes=(f"x\n{END}\n{BEGIN}\ny", END), remark=END)]
    write(host, hostile)
    assert write(host, hostile) == 0
    assert host.read_text().count(END) == host.read_text().count(BEGIN) == 1


def test_a_new_file_and_one_that_is_not_text(tmp_path):
    path = tmp_path / "new.md"
    write(path)
    assert path.read_text().startswith(f"# T\n\n{BEGIN}\n")
    assert "\n## RAG\n" in path.read_text()
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    for wrong in (tmp_path / "bad.md", tmp_path):
        with pytest.raises(InputError):
            write(wrong)
    with pytest.raises(UsageError):
        write(path, block="--> x")


# -- styles --------------------------------------------------------------------------------------------------------


def styled(style):
    return "".join(writer_for("markdown").styled(str(style)).write(entries(), title="T"))


def test_compact_has_a_line_per_work():
    lines = styled("compact").splitlines()
    assert "- One, ICLR 2020" in lines
    assert "- [Two | \\[odd\\]](https://example.org/2), A, B and C, D" in lines


def test_table_has_a_row_per_work():
    text = styled("table")
    assert "| One |  | ICLR 2020 |  |\n" in text
    assert "| [Two \\| \\[odd\\]](https://example.org/2) | A, B and C, D |  |  |\n" in text
    assert text.count("| Work | Authors |") == 3


def test_a_template(tmp_path):
    path = tmp_path / "mine.j2"
    path.write_text(
        "{{ title }}\n{% for section in sections %}\n{{ '#' * section.level }} {{ section.name }}\n"
        "{% for entry in section.entries %}\n* {{ entry.title | md }} {{ entry.year or 'undated' }}\n{% endfor %}{% endfor %}"
    )
    assert styled(path).splitlines() == [
        *("T", "# ", "* Three undated", "## RAG", "* One 2020"),
        *("### Tricks", "* Two | \\[odd\\] undated", "* One 2020"),
    ]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a\n{% for %}", ":2: "),
        ("a\n\n{{ entires }}", ":3: .*entires"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ 1 / 0 }}", "division"),
    ],
)
def test_a_template_with_a_mistake(tmp_path, template, message):
    path = tmp_path / "bad.j2"
    path.write_text(template)
    with pytest.raises(ReadlistError, match=message):
        styled(path)


def test_a_template_that_needs_a_field_is_run_on_the_real_entries_only(tmp_path):
    path = tmp_path / "first.j2"
    path.write_text("{% for entry in entries %}{{ entry.authors[0] }}{% endfor %}")
    writer = writer_for("markdown").styled(str(path))
    assert find_own_fields(writer) == OWN_FIELDS
    assert "".join(writer.write(entries()[2:3])) == "A, B"


def test_styles_that_do_not_exist():
    with pytest.raises(UsageError, match="neither a style nor a file"):
        styled("fancy")
    with pytest.raises(UsageError, match="bibtex has no styles"):
        writer_for("bibtex").styled("compact")
