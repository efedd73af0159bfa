"""Results of the read queries."""

from __future__ import annotations

import json

import pytest

from readlist.library import Library
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.storage import columns, entries, findings, identifiers, links, mentions, sources

LORA = "LoRA: Low-Rank Adaptation of Large Language Models"
GALORE = "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection"
NOTE = f"""# Papers

## PEFT

- [{LORA}](https://arxiv.org/abs/2106.09685) [[code](https://github.com/a/B)]
- [{GALORE}](https://arxiv.org/abs/2106.09685) [[code](http://github.com/a/b/)]
- [Another Paper of Some Interest](https://arxiv.org/abs/4912.00001)
- `A Paper without Any Link at All` ICLR 2022.

## ACL

- 论文名称：UPR: Improving Passage Retrieval
  - 论文地址：https://aclanthology.org/2022.emnlp-main.249/
  - 会议：ACL 2022
- [{LORA}](https://arxiv.org/abs/2106.09685)
"""


@pytest.fixture
def connection(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(NOTE, encoding="utf-8")
    with Library.open(tmp_path / "library.db") as library:
        library.import_paths([path])
        yield library.store.connection


def titles(found):
    return [(mention.record.title, mention.line) for mention in found]


def id_of(connection, title):
    return next(i for i, known in entries.read_paper_titles(connection).items() if known == title)


def test_mentions(connection):
    lora = id_of(connection, LORA)
    found = mentions.read_mentions_of_entries(connection, [lora, 99])
    assert titles(found[lora]) == [(LORA, 5), (LORA, 15)]
    assert found[lora][0].topics == ("PEFT",)
    assert found[99] == []
    ((source_id, name),) = sources.read_source_names(connection)
    assert name == "a.md"
    lines = [mention.line for mention in mentions.read_mentions_of_source(connection, source_id)]
    assert lines == sorted(lines)
    assert titles(mentions.iter_repeated_mentions(connection)) == [(LORA, 5), (LORA, 15)]
    unlinked = mentions.iter_unlinked_mentions(connection)
    assert titles(unlinked) == [("A Paper without Any Link at All", 8)]
    (upr,) = mentions.iter_acl_mentions_with_venue(connection)
    assert upr.record.venue == "ACL 2022"


def test_sources(connection, tmp_path):
    assert sources.read_source_paths(connection) == {"a.md": str(tmp_path / "a.md")}
    assert sources.decode_source(connection, 1) == NOTE


def test_entries(connection):
    lora = id_of(connection, LORA)
    (summary,) = entries.read_entry_summaries(connection, [lora, 99])
    assert summary == (lora, summary.key, LORA, (), None)


def test_identifiers(connection):
    lora, galore = id_of(connection, LORA), id_of(connection, GALORE)
    shared = Identifier("arxiv", "2106.09685")
    found = list(identifiers.iter_shared_identifiers(connection, ["arxiv", "doi"]))
    assert [(one.identifier, one.entry_id, one.title) for one in found] == [
        (shared, lora, LORA),
        (shared, galore, GALORE),
    ]
    assert list(identifiers.iter_shared_identifiers(connection, ["doi"])) == []
    assert shared in identifiers.read_identifiers(connection, lora)
    assert identifiers.find_other_holders(connection, [shared], lora) == [(shared, found[1].key)]
    later = identifiers.iter_old_and_future_arxiv_ids(connection, "2501")
    assert [value for value, _ in later] == ["4912.00001"]


def test_links(connection):
    assert len(list(links.iter_arxiv_links(connection))) == 3
    shared = list(links.iter_shared_links(connection))
    assert [(link.role, link.entry_id) for link in shared] == [
        ("code", id_of(connection, LORA)),
        ("code", id_of(connection, GALORE)),
    ]


def test_findings(tmp_path):
    with Library.open(tmp_path / "other.db") as library:
        (added,) = library.add(["2106.09685"], offline=True)
        entry = library.find(added.key)
        record = Record(title=GALORE, ids=(Identifier("arxiv", "2106.09685"),)).to_json()
        row = {"entry_id": entry.id, "asked": "arxiv:2106.09685", "origin": "arxiv", "record": record}
        row |= {"state": "conflict", "evidence": json.dumps(["why"]), "at": "2024"}
        with library.store.write("test") as tx:
            tx.insert(columns.FINDING, [row])
            tx.insert(
                columns.CLAIM,
                [
                    {
                        "entry_id": entry.id,
                        "origin": "crossref",
                        "subject": "doi:10.1/x",
                        "record": record,
                        "at": "2024",
                    }
                ],
            )
        connection = library.store.connection
        (waiting,) = findings.read_open_findings(connection, ["doubtful", "conflict"])
        assert (waiting.key, waiting.state, waiting.evidence) == (entry.key, "conflict", ("why",))
        assert waiting.found.record.title == GALORE
        assert findings.read_open_findings(connection, ["doubtful"]) == []
        found = findings.iter_unsettled_records(connection, ["arxiv", "crossref"], "conflict")
        assert [(one.found.origin, one.waiting) for one in found] == [
            ("arxiv", entry.key),
            ("crossref", None),
        ]
