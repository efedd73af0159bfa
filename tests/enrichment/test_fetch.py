"""Completing and verifying entries: accepted answers, open findings, and resuming after an interruption."""

from __future__ import annotations

from dataclasses import replace

import pytest

import editing
from notebook import add_record
from readlist.enrichment import reviews
from readlist.enrichment.fetch import fetch
from readlist.errors import NetworkError, NotFoundError, UsageError
from readlist.importing import importer
from readlist.linkage.verification import ACCEPTED, CONFLICT, DOUBTFUL, DUPLICATE, UNKNOWN
from readlist.model.identifiers import Identifier
from readlist.model.record import Record
from readlist.providers.settings import Settings
from readlist.storage import claims
from readlist.storage.database import Store
from servers import base as faults
from servers.arxiv import ArxivServer, Paper, load_papers
from servers.clock import Clock

NOTES = """# PEFT

- LoRA: Low-Rank Adaptation of Large Language Models [[paper]](https://arxiv.org/abs/2106.09685)
- Some Other Paper That Has the Wrong Id [[paper]](https://arxiv.org/abs/1706.03762)
- A Paper That Nobody Knows Anything About [[paper]](https://arxiv.org/abs/2106.99999)
- **Direct Preference Optimization: Your Language Model is Secretly a Reward Model**, Rafailov et al.
"""


@pytest.fixture
def server():
    with ArxivServer(load_papers()) as running:
        yield running


@pytest.fixture
def settings(tmp_path, server):
    clock = Clock()
    return Settings(
        cache_dir=tmp_path / "cache",
        mirror=None,
        timeout=5,
        urls={"arxiv": server.url},
        disabled=frozenset(("crossref", "dblp", "openalex", "semanticscholar")),
        clock=clock.time,
        sleep=clock.sleep,
    )


@pytest.fixture
def add(store):
    """Return a function that adds a work as an import would."""

    def add(title=None, *ids, origin="bib", **more):
        record = Record(title=title, ids=tuple(Identifier("arxiv", i) for i in ids), **more)
        return add_record(store, record, origin).entry_id

    return add


def entry(store, entry_id):
    return next(store.load_entries([entry_id]))


def states(report):
    return {outcome.entry_id: outcome.verdict.state for outcome in report.outcomes}


def test_notes_are_completed_and_verified(store, settings, tmp_path):
    path = tmp_path / "notes.md"
    path.write_text(NOTES)
    importer.import_paths(store, [path])
    report = fetch(store, settings)
    assert (report.failure, report.left, report.before) == (None, 0, 0)
    by_title = {e.title: e for e in store.load_entries(o.entry_id for o in report.outcomes)}
    lora = by_title["LoRA: Low-Rank Adaptation of Large Language Models"]
    assert lora.authors[0] == "Edward J. Hu"
    assert (lora.year, lora.arxiv_version, lora.origins["authors"]) == (2021, 2, "arxiv_oai")
    wrong = by_title["Some Other Paper That Has the Wrong Id"]
    assert (wrong.authors, wrong.arxiv_id) == ((), "1706.03762")
    dpo = by_title["Direct Preference Optimization: Your Language Model is Secretly a Reward Model"]
    assert dpo.arxiv_id == "2305.18290"
    assert report.count(CONFLICT) == report.count(UNKNOWN) == 1
    assert report.count(ACCEPTED) == 2


def test_a_second_run_sends_no_requests(store, settings, server, add):
    add("LoRA: Low-Rank Adaptation of Large Language Models", "2106.09685")
    add("Some Other Paper That Has the Wrong Id", "1706.03762")
    add("A title that nobody has ever heard of before")
    fetch(store, settings)
    requests = len(server.log)
    report = fetch(store, settings)
    assert (report.outcomes, report.before, len(server.log)) == ((), 3, requests)


def test_an_unknown_id_is_requested_again(store, settings, add, server):
    missing = add("To be announced tomorrow", "2606.00001")
    assert states(fetch(store, settings)) == {missing: UNKNOWN}
    server.papers["2606.00001"] = Paper("2606.00001", "To be announced tomorrow")
    assert states(fetch(store, settings)) == {missing: ACCEPTED}


def test_again_requests_all_entries(store, settings, add):
    add("LoRA: Low-Rank Adaptation of Large Language Models", "2106.09685")
    fetch(store, settings)
    assert fetch(store, settings, again=True).count(ACCEPTED) == 1


def test_only_the_selected_entries(store, settings, add):
    lora, _ = add(None, "2106.09685"), add(None, "1706.03762")
    assert states(fetch(store, settings, entry_ids=[lora])) == {lora: ACCEPTED}


def test_edits_by_hand_are_kept(store, settings, add):
    lora = add(None, "2106.09685")
    with store.write("edit") as tx:
        claims.put_claim(
            tx,
            lora,
            "hand",
            Record(title="LoRA: Low-Rank Adaptation, My Favourite of Large Language Models", year=1999),
            "now",
        )
    editing.add_tags(store, [lora], ["mine"], command="tag")
    fetch(store, settings)
    found = entry(store, lora)
    assert (found.title, found.year, found.tags) == (
        "LoRA: Low-Rank Adaptation, My Favourite of Large Language Models",
        1999,
        ("mine",),
    )
    assert found.authors[0] == "Edward J. Hu"


def test_a_completed_stub_is_removed(store, settings, add):
    lora = add(None, "2106.09685", origin="typed")
    fetch(store, settings)
    assert entry(store, lora).title.startswith("LoRA")
    assert store.query("SELECT origin FROM claim") == [("arxiv_oai",)]


def test_two_entries_with_one_id_are_verified_separately(store, settings, add):
    right = add("LoRA: Low-Rank Adaptation of Large Language Models", "2106.09685")
    wrong = add("Prefix-Tuning: Optimizing Continuous Prompts for Generation", "2106.09685")
    assert states(fetch(store, settings)) == {right: ACCEPTED, wrong: CONFLICT}


def test_a_title_does_not_get_the_id_of_another_entry(store, settings, add):
    add("Some Other Name of It", "1706.03762", authors=("Ashish Vaswani",))
    twin = add("Attention Is All You Need")
    report = fetch(store, settings)
    assert states(report)[twin] == DUPLICATE
    assert entry(store, twin).arxiv_id is None
    (review,) = reviews.read_reviews(store)
    assert (review.entry_id, review.state) == (twin, DUPLICATE)
    assert "may be one work" in review.evidence[-1]


def test_chinese_titles_are_not_looked_up(store, settings, server, add):
    add("大语言模型综述")
    report = fetch(store, settings)
    assert (report.outcomes, server.log) == ((), [])


def test_repositories_are_requested_only_if_selected(store, settings, add):
    repository = add_record(
        store,
        Record(kind="repo", title="o/n", ids=(Identifier("github", "o/n"),), url="https://github.com/o/n"),
        "bib",
    )
    assert fetch(store, settings).outcomes == ()
    disabled = Settings(cache_dir=settings.cache_dir, mirror=None, disabled=frozenset({"github"}))
    report = fetch(store, disabled, entry_ids=[repository.entry_id])
    assert isinstance(report.failure, NetworkError)
    assert report.left == 1


# -- review ------------------------------------------------------------------------------------------------------------


def test_a_person_accepts_or_rejects(store, settings, add):
    wrong, doubtful = (
        add("Some Other Paper That Has the Wrong Id", "1706.03762"),
        add("Prefix tuning", "2106.09685"),
    )
    fetch(store, settings)
    first, second = reviews.read_reviews(store)
    assert {first.state, second.state} == {CONFLICT, DOUBTFUL}
    by_entry = {review.entry_id: review.finding_id for review in (first, second)}
    reviews.decide(store, by_entry[wrong], accept=False)
    reviews.decide(store, by_entry[doubtful], accept=True)
    assert reviews.read_reviews(store) == []
    assert entry(store, doubtful).title.startswith("LoRA")
    assert entry(store, wrong).title == "Some Other Paper That Has the Wrong Id"
    assert fetch(store, settings).outcomes == ()
    assert states(fetch(store, settings, again=True)) == {doubtful: ACCEPTED}  # the rejection persists
    with pytest.raises(UsageError, match="settled"):
        reviews.decide(store, by_entry[wrong], accept=True)
    with pytest.raises(NotFoundError):
        reviews.decide(store, 99, accept=True)


# -- stops and failures ------------------------------------------------------------------------------------------------


def library_of(store, count=230):
    records = [
        Record(ids=(Identifier("arxiv", f"2401.{n:05}"),), title=f"Paper number {n} about things")
        for n in range(count)
    ]
    for n, record in enumerate(records[: count // 10]):
        records[n] = Record(title=record.title)  # to be looked up by title
    for record in records:
        add_record(store, record, "bib")


def content(store):
    """Content of the library without times and row IDs."""
    return [
        store.query(sql)
        for sql in (
            "SELECT key, title, authors, abstract, year, categories, origins FROM entry ORDER BY id",
            "SELECT entry_id, origin, record FROM claim ORDER BY entry_id, origin",
            "SELECT entry_id, asked, state, origin, record, facts, evidence FROM finding ORDER BY entry_id",
            "SELECT entry_id, scheme, value, version FROM identifier ORDER BY entry_id, id",
        )
    ]


class StoppedError(Exception):
    pass


def test_repeated_interruptions_do_not_change_the_result(tmp_path, settings, server):
    server.papers = {
        p.id: p for p in (Paper(f"2401.{n:05}", f"Paper number {n} about things") for n in range(60))
    }
    with Store.open(tmp_path / "one.db") as undisturbed, Store.open(tmp_path / "two.db") as disturbed:
        for store in (undisturbed, disturbed):
            library_of(store, 60)
        fetch(undisturbed, settings)
        stops = 0
        while stops < 100:
            calls = []

            def stop_soon(text, done, total, calls=calls):
                calls.append(text)
                if len(calls) > 3:
                    raise StoppedError

            try:
                fetch(disturbed, settings, on_progress=stop_soon)
            except StoppedError:
                stops += 1
            else:
                break
        assert 2 < stops < 100
        assert content(disturbed) == content(undisturbed)


def test_a_failure_keeps_earlier_results(store, settings, server):
    library_of(store)
    server.papers = {
        p.id: p for p in (Paper(f"2401.{n:05}", f"Paper number {n} about things") for n in range(230))
    }
    server.faults += [faults.good, faults.status(403)]
    settings = replace(settings, disabled=frozenset(("arxiv_oai", "arxiv_page", "datacite")))
    report = fetch(store, settings)
    assert isinstance(report.failure, NetworkError)
    assert report.count(ACCEPTED) == 100
    assert report.left == 130  # the works without an ID too: arXiv is left alone for the rest of the run
    report = fetch(store, replace(settings, tripped={}))
    assert (report.failure, report.count(ACCEPTED), report.left) == (None, 130, 0)


@pytest.mark.parametrize("others", [("1706.03762",), ()], ids=["one of two", "the only one"])
def test_an_entry_removed_during_the_run(store, settings, add, others):
    from readlist.storage.entries import delete_entries

    lora, *kept = [add(None, value) for value in ("2106.09685", *others)]

    def remove(text, done, total):
        if store.query("SELECT 1 FROM entry WHERE id = ?", (lora,)) and not done:
            with store.write("rm") as tx:
                delete_entries(tx, [lora])

    assert states(fetch(store, settings, on_progress=remove)) == dict.fromkeys(kept, ACCEPTED)


def test_similar_titles(store, settings, server, add):
    """No wrong ID is accepted, and at least 95 % of the right ones are found."""
    subjects = ("graph", "speech", "vision", "protein", "robot", "music")
    methods = ("sparse attention", "contrastive pretraining", "low rank adapters", "quantised decoding")
    forms = (
        "{m} for {s} models",
        "{m} for {s} models v2",
        "Part II: {m} for {s} models",
        "A Survey of {m} for {s} models",
        "A Review of {m} for {s} models",
        "Towards {m} for {s} models",
        "{m} without labels for {s} models",
    )
    papers = []
    for n, (s, m, f) in enumerate((s, m, f) for s in subjects for m in methods for f in forms):
        papers.append(
            Paper(f"2401.{n:05}", f.format(m=m, s=s).title(), authors=(f"Ada Author{chr(97 + n % 26)}{n}",))
        )
    server.papers = {paper.id: paper for paper in papers}
    wanted = {}
    for n, paper in enumerate(papers[::4]):
        title = paper.title.lower().replace(" for ", "  FOR ") if n % 2 else paper.title + "."
        wanted[add(title, authors=(paper.authors[0],) if n % 3 else ())] = paper.id
    for paper in papers[1::9]:  # unknown works, similar to known ones
        wanted[add(paper.title.replace("Models", "Agents"))] = None
    fetch(store, settings)
    got = {e.id: e.arxiv_id for e in store.load_entries(wanted)}
    assert [i for i, value in got.items() if value and value != wanted[i]] == []
    there = [i for i, value in wanted.items() if value]
    assert sum(got[i] == wanted[i] for i in there) >= 0.95 * len(there)


def test_what_a_poorer_source_said_is_completed_later(store, settings, server, add):
    from servers import datacite
    from servers.arxiv import full

    lora = add(None, "2106.09685")
    with datacite.DataciteServer(
        [datacite.work("10.48550/arXiv.2106.09685", "LoRA: Low-Rank Adaptation")]
    ) as other:
        settings = replace(settings, urls={**settings.urls, "datacite": other.url})
        server.always = full
        assert fetch(store, settings).count(ACCEPTED) == 1
        (entry,) = store.load_entries([lora])
        assert (entry.origins["title"], entry.categories) == ("datacite", ())
        assert fetch(store, replace(settings, tripped={})).left == 0  # arXiv is still left alone
        server.always = None
        settings.sleep(1000)
        report = fetch(store, replace(settings, tripped={}))
        assert report.count(ACCEPTED) == 1
    (entry,) = store.load_entries([lora])
    assert (entry.origins["title"], entry.categories[0]) == ("arxiv_oai", "cs.CL")
    assert fetch(store, settings).before == 1
