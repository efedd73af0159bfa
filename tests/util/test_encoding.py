from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.errors import InputError
from readlist.util.encoding import decode

SIMPLIFIED = (
    "# 大语言模型\n\n- 论文名称：低秩适配\n- 机构：清华大学，我们提出一种新的方法来处理检索增强的问题。\n" * 5
)
TRADITIONAL = (
    "# 大型語言模型\n\n- 論文名稱：低秩適配\n- 機構：臺灣大學，我們提出一種新的方法來處理檢索增強的問題。\n"
    * 5
)


@pytest.mark.parametrize(
    ("content", "text", "encoding"),
    [
        (SIMPLIFIED.encode(), SIMPLIFIED, "utf-8"),
        (b"\xef\xbb\xbf" + SIMPLIFIED.encode(), SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED.encode("utf-16"), SIMPLIFIED, "utf-16"),
        (b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"), SIMPLIFIED, "utf-16"),
        (SIMPLIFIED.encode("utf-32"), SIMPLIFIED, "utf-32"),
        (SIMPLIFIED.encode("utf-16-le"), SIMPLIFIED, "utf_16_le"),
        (SIMPLIFIED.encode("gb18030"), SIMPLIFIED, "gb18030"),
        (TRADITIONAL.encode("big5"), TRADITIONAL, "big5"),
        (b"", "", "utf-8"),
        ("café, naïve façade, Zürich, résumé – “quotes”\n".encode("cp1252") * 5, "café, naïve façade, Zürich, résumé – “quotes”\n" * 5, "cp1252"),
        (("a" * 99_999 + "\n" + SIMPLIFIED * 20).encode("gb18030"), "a" * 99_999 + "\n" + SIMPLIFIED * 20, "gb18030"),
    ],
)  # fmt: skip
def test_every_candidate_encoding_is_detected(content, text, encoding):
    assert decode(content, "n.md") == (text, encoding)


MILL = "@misc{k, author = {Müller, René}, title = {Die Mühle am großen Bach}}\n"


@pytest.mark.parametrize(
    ("head", "written", "encoding"),
    [
        ("% Encoding: ISO-8859-2\n", "iso8859-2", "iso8859_2"),
        ("% Encoding: x-MacRoman\n", "mac_roman", "mac_roman"),
        ("%% Saved with string encoding Occidental (Mac OS Roman) \n", "mac_roman", "mac_roman"),
        ("% !TEX encoding = windows-1250\n", "cp1250", "cp1250"),
        ("@comment{x-kbibtex-encoding=latin1}\n", "cp1252", "cp1252"),
        ("% Encoding: nonsense\n", "cp1252", "cp1252"),
        ("% Encoding: utf-8\n", "cp1252", "cp1252"),
    ],
)
def test_an_encoding_that_a_file_states_is_its_encoding(head, written, encoding):
    assert decode((head + MILL).encode(written), "a.bib") == (head + MILL, encoding)


def test_xml_states_its_encoding():
    text = '<?xml version="1.0" encoding="ISO-8859-1"?>\n<title>The “Mühle”</title>'
    assert decode(text.encode("cp1252"), "a.xml") == (text, "cp1252")


@pytest.mark.parametrize(
    "text",
    [
        MILL,
        "TY  - JOUR\nAU  - Åström, Karl\nTI  - Vattenkvarnar på Öland\nER  - \n",
        "El molino de José en la montaña\n",
        "@misc{k, title={The miller’s “old” weir – a study}, author={Mill, J}}\n",
    ],
)
def test_mac_os_roman_is_told_from_windows(text):
    assert decode(text.encode("mac_roman"), "a.ris") == (text, "mac_roman")
    assert decode(text.encode("cp1252"), "a.ris") == (text, "cp1252")


def test_another_script_is_not_mac_os_roman():
    text = "Mills and weirs of the river, and how they were built\n" * 9 + "AU  - Линд, Ада\nTI  - О прудах\n"
    assert decode(text.encode("cp1251"), "a.ris")[1] != "mac_roman"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_is_always_taken_for_utf8(text):
    assert decode(text.encode(), "n.md")[0] == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n...", b"PK\x03\x04rest", b"\x89PNG\r\n\x1a\n", b"SQLite format 3\x00", b"text\x00text", bytes(range(256)) * 40, b"\x01\x02\x03\x04" * 20],
    ids=["pdf", "zip", "png", "sqlite", "nul", "bytes", "controls"],
)  # fmt: skip
def test_content_that_is_not_text_is_refused(content):
    with pytest.raises(InputError, match=r"^n\.md: is not a text file"):
        decode(content, "n.md")


def test_text_that_contradicts_its_byte_order_mark_is_refused():
    with pytest.raises(
        InputError, match=r"^n\.md:2: has the byte-order mark of utf-8-sig, but cannot be decoded as that"
    ):
        decode(b"\xef\xbb\xbfone\n\xff\xff", "n.md")


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(content):
    refused = None
    try:
        text, encoding = decode(content, "n.md")
    except InputError as error:
        refused = error
    if refused:
        assert str(refused).startswith("n.md:")
        assert str(refused).isprintable()
        return
    assert text == content.decode(encoding)
