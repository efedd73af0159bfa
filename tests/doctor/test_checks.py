"""The doctor: each kind of finding with its places, and what looks similar but is not a problem."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from readlist.doctor import arxiv_id_checks, consistency_checks, records
from readlist.doctor.finding import SEVERITIES
from readlist.doctor.source_lines import Lines
from readlist.errors import InputError, UsageError
from readlist.library import Library
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.storage import columns
from readlist.storage.claims import put_claim

LORA = "LoRA: Low-Rank Adaptation of Large Language Models"
GALORE = "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection"


@pytest.fixture
def lint(tmp_path, monkeypatch):
    """Lint texts, each as a file (a.md, b.md, …), and return the findings with the given codes, by default all."""
    monkeypatch.chdir(tmp_path)

    def run(*texts, codes=()):
        for name, text in zip("abcdef", texts, strict=False):
            Path(f"{name}.md").write_text(text, encoding="utf-8")
        found = Library.lint([f"{name}.md" for name in "abcdef"[: len(texts)]])
        return [finding for finding in found if not codes or finding.code in codes]

    return run


def places(finding):
    return [(place.file, place.line) for place in finding.places]


def codes(findings):
    return [finding.code for finding in findings]


def test_notes_without_problems_have_no_finding(lint):
    text = f"""# Papers

- [{LORA}](https://arxiv.org/abs/2106.09685) [[code](https://github.com/microsoft/LoRA)] ICLR 2022
- [{GALORE}](https://arxiv.org/abs/2403.03507) [[code](https://github.com/jiaweizzhao/GaLore)] 2024

```
hhttps://arxiv.org/abs/2305.1636 arXiv:2305.1636
```
"""
    assert lint(text) == []


# -- ids -----------------------------------------------------------------------------------------------------------


def test_one_id_under_different_titles(lint):
    (found,) = lint(
        f"# Papers\n\n- {LORA}\n  - Paper: https://arxiv.org/abs/2106.09685\n",
        f"# Papers\n\n- **{GALORE}**\n  - 论文地址：https://arxiv.org/pdf/2106.09685v2\n",
        codes=("id-shared",),
    )
    assert (found.severity, places(found)) == ("error", [("a.md", 4), ("b.md", 4)])
    assert "2106.09685" in found.message
    assert LORA[:20] in found.places[0].text
    assert GALORE[:20] in found.places[1].text


def test_one_id_under_spellings_and_nicknames_of_one_title(lint):
    url = "https://arxiv.org/abs/2106.09685"
    assert not lint(
        f"- [{LORA}]({url})\n",
        f"- [LORA: LOW-RANK ADAPTATION OF LARGE LANGUAGE MODELS]({url}v2)\n",
        f"- [Low-Rank Adaptation of Large Language Models]({url})\n",
        codes=("id-shared",),
    )


@pytest.mark.parametrize(
    ("first", "second", "severity"),
    [
        ("Deep Residual Learning for Image Recognition", "ResNet", "info"),
        (
            "High-Resolution Image Synthesis with Latent Diffusion Models",
            "High-Resolution Image Synthesis",
            "info",
        ),
        ("Scaling Laws for Neural Language Models", "Laws of Scaling of Neural Language Models", "info"),
        ("InPars: Data Augmentation for Retrieval", "InPars-v2: Data Augmentation for Retrieval", "error"),
        ("Promptagator: Few-shot Dense Retrieval", "InPairs-Light: Training of Efficient Rankers", "error"),
    ],
)
def test_titles_that_may_be_a_nickname_or_an_earlier_title(lint, first, second, severity):
    url = "https://arxiv.org/abs/2106.09685"
    (found,) = lint(f"- [{first}]({url})\n- [{second}]({url})\n", codes=("id-shared",))
    assert found.severity == severity
    assert ("may be names of one work" in found.message) == (severity == "info")


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        (
            "https://arxiv.org/pdf/2305.1636",
            "id-malformed",
            "IDs since 2015 have 5 digits after the point, not 4",
        ),
        (
            "https://arxiv.org/abs/1412.69801",
            "id-malformed",
            "IDs before 2015 have 4 digits after the point, not 5",
        ),
        ("https://arxiv.org/abs/2305.1636712", "id-malformed", "not 7"),
        ("https://arxiv.org/abs/2313.16367", "id-impossible", "no month 13"),
        ("https://arxiv.org/abs/2300.16367", "id-impossible", "no month 00"),
        ("https://arxiv.org/abs/0703.1636", "id-impossible", "April 2007"),
        ("https://arxiv.org/abs/hep-th9901001", "id-malformed", "IDs look like"),
        ("arXiv:2305.1636", "id-malformed", "not 4"),
        ("arXiv: 2313.16367v2", "id-impossible", "no month 13"),
    ],
)
def test_invalid_ids(lint, text, code, reason):
    (found,) = lint(f"# Papers\n\n- {LORA}\n  - Paper: {text}\n", codes=("id-malformed", "id-impossible"))
    assert (found.code, found.severity, places(found)) == (code, "error", [("a.md", 4)])
    assert reason in found.message


@pytest.mark.parametrize(
    "text",
    [
        "https://arxiv.org/abs/2106.09685v2",
        "https://arxiv.org/abs/1412.6980",
        "https://arxiv.org/abs/math.GT/0309136",
        "https://arxiv.org/abs/",
        "https://arxiv.org/list/cs.CL/recent",
        "https://arxiv.org/a/hu_e_1",
        "https://export.arxiv.org/abs/2106.09685",
        "arXiv:2106.09685, arXiv:hep-th/9901001",
        "arXiv 2023.1105 and doi:10.48550/arXiv.2106.09685",
    ],
)
def test_valid_ids(lint, text):
    assert not lint(f"# Papers\n\n- {LORA}\n  - Paper: {text}\n", codes=("id-malformed", "id-impossible"))


def test_ids_of_the_future(tmp_path):
    note = tmp_path / "a.md"
    note.write_text(
        f"- [{LORA}](https://arxiv.org/abs/2106.09685)\n- [{GALORE}](https://arxiv.org/abs/2108.03507)\n"
        "- [An Old Paper on the Theory of Strings](https://arxiv.org/abs/hep-th/0709001)\n"
    )
    with Library.open(tmp_path / "library.db") as library:
        library.import_paths([note])
        connection = library.store.connection
        july = datetime(2021, 7, 30, tzinfo=UTC)
        found = list(arxiv_id_checks.find_future(connection, Lines(connection), july))
        assert [(places(f), f.message.rpartition(": ")[2]) for f in found] == [
            ([("a.md", 2)], "2021-08 is in the future"),
            ([("a.md", 3)], "hep-th IDs of this form run from July 1991 to March 2007"),
        ]
        august = datetime(
            2021, 7, 31, 12, tzinfo=UTC
        )  # it may already be August where the paper was announced
        assert len(list(arxiv_id_checks.find_future(connection, Lines(connection), august))) == 1


# -- providers -----------------------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path):
    note = tmp_path / "a.md"
    note.write_text(f"# Papers\n\n- {LORA}\n  - Paper: https://arxiv.org/abs/2106.09685\n", encoding="utf-8")
    with Library.open(tmp_path / "library.db") as library:
        library.import_paths([note])
        yield library


def claim(title, **values):
    return Record(title=title, ids=(Identifier("arxiv", "2106.09685"),), **values)


def put(library, table, **row):
    entry_id = library.store.query("SELECT id FROM entry WHERE kind = 'paper'")[0][0]
    with library.store.write("test") as tx:
        tx.insert(columns.TABLES[table], [{"entry_id": entry_id, "at": "2024-01-01T00:00:00Z", **row}])


def say(library, record, origin="arxiv"):
    """Let a provider make a claim about the paper."""
    entry_id = library.store.query("SELECT id FROM entry WHERE kind = 'paper'")[0][0]
    with library.store.write("fetch") as tx:
        put_claim(tx, entry_id, origin, record, "2024-01-01T00:00:00Z")


def test_a_title_that_contradicts_its_id(library):
    say(library, claim(GALORE))
    (found,) = library.doctor("error")
    assert (found.code, places(found)) == ("id-contradicted", [("a.md", 4)])
    assert GALORE[:30] in found.evidence[0]
    assert found.evidence[0].startswith("arxiv says")


def test_a_conflict_with_a_provider(library):
    put(
        library,
        "finding",
        asked="arxiv:2106.09685",
        state="conflict",
        origin="arxiv",
        record=claim(GALORE).to_json(),
        facts="{}",
        evidence="[]",
    )
    assert codes(library.doctor("error")) == ["id-contradicted"]


def put_finding(library, state, record, asked="title:lora"):
    put(
        library,
        "finding",
        asked=asked,
        state=state,
        origin="arxiv",
        record=record.to_json(),
        facts="{}",
        evidence='["titles 90% similar"]',
    )


@pytest.mark.parametrize(
    ("state", "severity"), [("doubtful", "warning"), ("conflict", "error"), ("duplicate", "warning")]
)
def test_an_open_finding_is_reported(library, state, severity):
    (entry,) = library.entries()
    other = Record(title=GALORE, authors=("A. B",), year=2024, ids=(Identifier("arxiv", "2403.03507"),))
    put_finding(library, state, other)
    (found,) = library.doctor()
    assert (found.code, found.severity, places(found)) == (f"fetch-{state}", severity, [("a.md", 3)])
    assert found.evidence == (f"arxiv says: '{GALORE}' (A. B; 2024)", "titles 90% similar")
    assert f"readlist fetch --review {entry.key}" in found.advice
    (waiting,) = library.reviews()
    library.decide(waiting, accept=False)
    assert library.doctor() == ()


def test_a_conflict_in_a_note_is_reported_once_with_the_command_that_decides_it(library):
    put_finding(library, "conflict", claim(GALORE), "arxiv:2106.09685")
    (found,) = library.doctor()
    assert found.code == "id-contradicted"
    assert "readlist fetch --review " in found.advice


def test_a_duplicate_of_another_entry_can_be_merged(library):
    (entry,) = library.entries()
    (other,) = library.add(["2403.03507"], offline=True)
    put_finding(library, "duplicate", Record(title=LORA, ids=(Identifier("arxiv", "2403.03507"),)))
    (found,) = library.doctor()
    assert found.advice.startswith(
        f"If they are one work: readlist merge {other.key} {entry.key}; otherwise: "
    )
    library.merge([other.key, entry.key])
    assert [one.code for one in library.doctor()] == []


@pytest.mark.parametrize(
    "record",
    [
        claim(LORA.upper()),
        claim("Low-Rank Adaptation of Large Language Models"),
        Record(title=GALORE, ids=(Identifier("arxiv", "2403.03507"),)),
    ],
    ids=["other case", "no nickname", "another id"],
)
def test_titles_that_do_not_contradict(library, record):
    say(library, record)
    assert library.doctor("error") == ()


def test_an_accepted_contradiction(library):
    put_finding(library, "conflict", claim(GALORE), "arxiv:2106.09685")
    (waiting,) = library.reviews()
    library.decide(waiting, accept=True)
    assert library.doctor("error") == ()


# -- data that differ ----------------------------------------------------------------------------------------------


def item(rest):
    return f"- [{LORA}](https://arxiv.org/abs/2106.09685) {rest}\n"


@pytest.mark.parametrize(
    ("first", "second", "severity", "what"),
    [
        ("2019", "2022", "warning", "years"),
        ("2021", "2022", "info", "years"),
        ("ICLR 2022", "EMNLP 2022", "warning", "venues"),
        ("Edward J. Hu, Yelong Shen.", "Jiawei Zhao, Zhenyu Zhang.", "warning", "authors"),
    ],
)
def test_mentions_that_contradict_each_other(lint, first, second, severity, what):
    (found,) = lint(item(first), item(second), codes=("data-differs",))
    assert (found.severity, places(found)) == (severity, [("a.md", 1), ("b.md", 1)])
    assert found.message.endswith(f"give different {what}")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2022", "2022"),
        ("ICLR 2022", "ICLR 2022 Oral"),
        ("NIPS 2022", "NeurIPS 2022"),
        ("arXiv 2022", "ICLR 2022"),
        ("Edward J. Hu, Yelong Shen.", "Hu, E., et al."),
        ("Edward J. Hu", ""),
    ],
)
def test_mentions_that_agree(lint, first, second):
    assert not lint(item(first), item(second), codes=("data-differs",))


def test_names_in_two_scripts_are_not_compared():
    ours, theirs = Record(authors=("胡润杰",)), Record(authors=("Edward J. Hu",))
    assert records.have_common_author(ours, theirs) is None


def test_long_names_of_venues_are_not_compared():
    assert (
        consistency_checks.parse_short_venue(
            "Annual Meeting of the Association for Computational Linguistics"
        )
        is None
    )
    assert consistency_checks.parse_short_venue("Findings EMNLP 2023") == ("emnlp", 2023)


def test_a_venue_that_contradicts_the_id(lint):
    record = "- 论文名称：UPR: Improving Passage Retrieval\n  - 论文地址：https://aclanthology.org/{}/\n  - 会议：{}\n"
    (found,) = lint(record.format("2022.emnlp-main.249", "ACL2022"), codes=("venue-differs",))
    assert (found.severity, places(found)) == ("warning", [("a.md", 2)])
    for right in ("EMNLP 2022", "NAACL-HLT", "IJCNLP 2022", "Findings of EMNLP 2022", ""):
        assert not lint(record.format("2022.emnlp-main.249", right), codes=("venue-differs",))


# -- links ---------------------------------------------------------------------------------------------------------

RECORD = """- 论文名称：{title}
  - 作者：{authors}
  - 论文地址：https://arxiv.org/abs/{arxiv}
  - Github 地址：{code}
"""


def record(title, arxiv, code, authors=""):
    return RECORD.format(title=title, arxiv=arxiv, code=code, authors=authors)


def test_a_link_copied_from_the_item_above(lint):
    code = "https://github.com/microsoft/LoRA"
    (found,) = lint(
        record(LORA, "2106.09685", code, "Edward J. Hu, Yelong Shen")
        + "\n"
        + record(GALORE, "2403.03507", code + "/", "Edward J. Hu, Yelong Shen"),
        codes=("link-shared",),
    )
    assert (found.severity, places(found)) == ("warning", [("a.md", 4), ("a.md", 9)])
    assert found.evidence == ("the authors are the same too: Edward J. Hu, Yelong Shen",)


def test_a_link_shared_by_distant_works(lint):
    code = "https://github.com/google-research/google-research"
    (found,) = lint(
        record(LORA, "2106.09685", code), record(GALORE, "2403.03507", code), codes=("link-shared",)
    )
    assert found.severity == "info"


def test_a_series_of_works_has_one_repository(lint):
    code = "https://github.com/haotian-liu/LLaVA"
    text = record("LLaVA: Visual Instruction Tuning", "2304.08485", code) + record(
        "LLaVA-1.5: Improved Baselines with Visual Instruction Tuning", "2310.03744", code
    )
    assert [found.severity for found in lint(text, codes=("link-shared",))] == ["info"]


def test_a_collection_of_many_works(lint):
    titles = ["Alpha of Things", "Beta of Other Things", "Gamma of Third Things", "Delta of Fourth Things"]
    text = "".join(record(t, f"2304.0000{i}", "https://github.com/a/zoo") for i, t in enumerate(titles))
    assert [found.severity for found in lint(text, codes=("link-shared",))] == ["info"]


@pytest.mark.parametrize("code", ["https://openai.com/", "https://github.com/openai", ""])
def test_links_to_generic_pages(lint, code):
    text = record(LORA, "2106.09685", code) + record(GALORE, "2403.03507", code)
    assert not lint(text, codes=("link-shared",))


def test_a_link_to_your_own_notes(lint):
    one = "- [LoRA 笔记](notes/peft/)\n  - 论文名称：{}\n  - 论文地址：https://arxiv.org/abs/{}\n"
    both = one.format(LORA, "2106.09685") + one.format(GALORE, "2403.03507")
    assert [places(found) for found in lint(both, codes=("link-shared",))] == [[("a.md", 1), ("a.md", 4)]]
    apart = (one.format(LORA, "2106.09685"), one.format(GALORE, "2403.03507"))
    assert not lint(*apart, codes=("link-shared",)), "in two files they may be two folders"


def test_one_url_in_two_roles(lint):
    url = "https://arxiv.org/abs/2106.09685"
    (found,) = lint(record(LORA, "2106.09685", url), codes=("link-twice",))
    assert (found.severity, places(found)) == ("warning", [("a.md", 3), ("a.md", 4)])


@pytest.mark.parametrize(
    "text",
    [
        "[[pdf](https://arxiv.org/abs/2106.09685)] [[arxiv](https://arxiv.org/abs/2106.09685)]",
        "[[pdf](https://arxiv.org/pdf/2106.09685)] [[code](https://github.com/microsoft/LoRA)]",
        "https://arxiv.org/abs/2106.09685 [[pdf](https://arxiv.org/abs/2106.09685)]",
    ],
)
def test_one_url_in_one_role(lint, text):
    assert not lint(f"- **{LORA}** {text}\n", codes=("link-twice",))


def test_a_project_and_its_code_may_have_one_page(lint):
    url = "https://a.github.io/lora/"
    text = f"- [{LORA}](https://arxiv.org/abs/2106.09685) [[project]({url})] [[code]({url})]\n"
    assert [found.severity for found in lint(text, codes=("link-twice",))] == ["info"]


def test_links_that_can_be_fixed(lint):
    found = lint(
        f"# Papers\n\n- {LORA}\n  - 论文地址：hhttps://arxiv.org/abs/2106.09685\n  - 代码：github.com/a/b\n"
    )
    fixable_links = [one for one in found if one.fixable]
    assert [(one.code, one.severity, places(one)) for one in fixable_links] == [
        ("link-misspelt", "info", [("a.md", 4)]),
        ("link-bare", "info", [("a.md", 5)]),
    ]
    assert fixable_links[0].evidence == (
        "found: 论文地址：hhttps://arxiv.org/abs/2106.09685",
        "should be: 论文地址：https://arxiv.org/abs/2106.09685",
    )


def test_a_work_without_a_link(lint):
    text = f"# Papers\n\n`{LORA}` ICLR 2022.\n\n- [{GALORE}](https://arxiv.org/abs/2403.03507)\n"
    assert [places(found) for found in lint(text, codes=("link-missing",))] == [[("a.md", 3)]]


# -- labels, lists, entries ----------------------------------------------------------------------------------------


def test_empty_labels(lint):
    text = """- 论文名称：LoRA: Low-Rank Adaptation of Large Language Models
  - 论文地址：https://arxiv.org/abs/2106.09685
  - 会议：
  - **作者**：
  - 动机：
    - It is cheap.
  - 论文方法：
  Two matrices.
  - 代码:

- Another item entirely
"""
    (found,) = lint(text, codes=("label-empty",))
    assert [(place.line, place.text) for place in found.places] == [(3, "会议"), (4, "作者"), (9, "代码")]


def test_a_work_listed_twice_and_under_several_topics(lint):
    again = lint(
        f"# A\n\n## PEFT\n\n{item('')}\n- Something else\n\n{item('again')}", codes=("listed-again",)
    )
    assert [places(found) for found in again] == [[("a.md", 5), ("a.md", 9)]]
    text = f"# A\n\n## PEFT\n\n{item('')}\n## LoRA\n\n{item('')}"
    (found,) = lint(text, codes=("listed-again", "several-topics"))
    assert (found.code, [place.text for place in found.places]) == ("several-topics", ["PEFT", "LoRA"])


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        ("Self-Instruct: Aligning Language Model with Self Generated Instructions",
         "Self-Instruct: Aligning Language Models with Self Generated Instructions", True),
        ("Retrieval of Passages for the Answering of Questions", "Retrieval of Passages for Answering Questions", True),
        ("A Study of Retrieval for Question Answering", "A Study of Retrieval for Machine Translation", False),
        ("InPars: Data Augmentation for Retrieval v1", "InPars: Data Augmentation for Retrieval v2", False),
    ],
)  # fmt: skip
def test_titles_that_differ_in_spelling(lint, first, second, is_found):
    found = lint(
        f"- [{first}](https://example.org/1.pdf)\n",
        f"- [{second}](https://example.org/2.pdf)\n",
        codes=("maybe-same",),
    )
    assert bool(found) == is_found
    assert all(one.advice.startswith("If they are one work: readlist merge ") for one in found)


def test_one_title_with_two_ids(lint):
    (found,) = lint(
        f"- [{LORA}](https://arxiv.org/abs/2106.09685)\n",
        f"- [{LORA}](https://arxiv.org/abs/2106.09686)\n",
        codes=("maybe-same",),
    )
    assert found.evidence == ("arXiv IDs 2106.09685 and 2106.09686",)


def test_spellings_of_titles_with_different_ids_are_two_works(lint):
    assert not lint(
        "- [Aligning Language Models with Generated Instructions](https://arxiv.org/abs/2106.09685)\n",
        "- [Aligning Language Model with Generated Instructions](https://arxiv.org/abs/2106.09686)\n",
        codes=("maybe-same",),
    )


# -- reports and files ---------------------------------------------------------------------------------------------


def test_findings_are_sorted_and_filtered_by_severity(tmp_path):
    (tmp_path / "b.md").write_text(record(LORA, "2305.1636", "github.com/microsoft/LoRA"))
    (tmp_path / "a.md").write_text(record(GALORE, "2305.1637", "https://arxiv.org/abs/2305.1637"))
    found = Library.lint([tmp_path])
    severities = [SEVERITIES.index(finding.severity) for finding in found]
    assert severities == sorted(severities)
    for least in SEVERITIES:
        rank = SEVERITIES.index(least)
        wanted = tuple(one for one in found if SEVERITIES.index(one.severity) <= rank)
        assert Library.lint([tmp_path], severity=least) == wanted


def test_lint_leaves_nothing_behind_and_reads_stdin(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (found,) = Library.lint(
        [], stdin=b"- [A Title of a Paper](https://arxiv.org/abs/2305.1636)\n", severity="error"
    )
    assert places(found) == [("stdin", 1)]
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_bytes(b"\x89PNG")
    (found,) = Library.lint(["a.md"])
    assert (found.code, found.severity, places(found)) == ("file-unreadable", "error", [("a.md", 1)])


def test_invalid_paths_and_severities(tmp_path):
    with pytest.raises(InputError):
        Library.lint([tmp_path / "none.md"])
    with pytest.raises(UsageError, match="not a severity"):
        Library.lint([tmp_path], severity="bad")


def test_places_name_files_that_still_exist(library, tmp_path, monkeypatch):
    say(library, claim(GALORE))
    assert places(library.doctor(paths=True)[0]) == [(str(tmp_path / "a.md"), 4)]
    monkeypatch.chdir(tmp_path)
    assert places(library.doctor(paths=True)[0]) == [("a.md", 4)]
    (tmp_path / "a.md").rename(tmp_path / "b.md")
    assert places(library.doctor(paths=True)[0]) == [("a.md", 4)]
