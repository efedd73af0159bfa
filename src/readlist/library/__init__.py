"""The Python API: one method of ``Library`` for everything that the command line does.

    Library ─┬─ file         open, close, find, load, correct_key, check_filters, provider_settings
             ├─ reading      search, entries, entries_by, persons, said, count, related, topics, tags, sources, source_text,
             │               find_target,
             │               export, export_to, export_into, export_vault, complete_keys, complete_tags, complete_topics,
             │               complete_topic_paths, complete_values, complete_sources, count_undated, check_query
             ├─ editing      import_paths, add, tag, untag, set_status, rate, note, rekey, merge, split,
             │               history, history_of, prune_history, find_undoable, undo, redo
             ├─ correcting   select, is_key, set_fields, unset_fields, write_sheet, apply_sheet, remove, edit_note,
             │               remove_note, remove_source, move_source, find_contradictions, clashes, resolve_clashes
             ├─ organising   rename_tag, merge_tags, drop_tags, add_topic, remove_topic, rename_topic, move_topic, merge_topics,
             │               topic_aliases, add_topic_aliases, remove_topic_aliases, saved_searches, saved_search,
             │               save_search, forget_search
             ├─ planning     set_priority, set_due, next_reading, due_reading, reading_log, stats, write_file
             ├─ providers    fetch, plan_fetch, updates, reviews, decide, download
             ├─ mirror       load_arxiv_snapshot, find_in_arxiv_mirror, search_arxiv_mirror, count_arxiv_mirror,
             │               arxiv_mirror_path
             ├─ watching     watches, add_watch, remove_watch, run_watches
             ├─ syncing      begin_sync, join, sync, follow, compact_sync, sync_status, leave_sync, create_hub,
             │               hub_statements
             └─ maintenance  info, check, repair, back_up, backups, find_backup, restore, vacuum, doctor, lint, check_links,
                             check_links_in, plan_fixes, apply_fixes

Each line is a module with a class that ``facade.Library`` inherits from. Methods return values and never print, prompt
or exit; errors are of the class ``ReadlistError``. An entry is named as on the command line: by key, number, identifier,
URL, or a piece of its title. Example:

    >>> from readlist import Filters, Library
    >>> with Library.open(folder / "library.db") as library:
    ...     report = library.import_paths([folder / "peft.md"])
    ...     report.by_kind
    ...     [found.entry.key for found in library.search("low rank").found]
    ...     library.tag(["2106.09685"], ["PEFT"])
    ...     [entry.title for entry in library.entries(Filters(tags=("PEFT",)))]
    {'paper': 2, 'note': 2}
    ['hu2021lora']
    ('hu2021lora',)
    ['LoRA: Low-Rank Adaptation of Large Language Models']

The class and the types of what its methods return are attributes of this package, loaded on first use. Methods that only
read load nothing but the standard library.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from readlist.curation.add_by_identifier import AddedWork as AddedWork
    from readlist.curation.add_by_identifier import FetchedWork as FetchedWork
    from readlist.curation.topics import TopicChange as TopicChange
    from readlist.curation.undoing import Undone as Undone
    from readlist.doctor.annotations import github_commands as github_commands
    from readlist.doctor.annotations import sarif as sarif
    from readlist.doctor.finding import Finding as Finding
    from readlist.doctor.fixes import FixPlan as FixPlan
    from readlist.doctor.library_check import LibraryCheck as LibraryCheck
    from readlist.enrichment.fetch import FetchReport as FetchReport
    from readlist.enrichment.fetch import Plan as Plan
    from readlist.enrichment.pdf_download import Download as Download
    from readlist.enrichment.reviews import OPEN_STATES as OPEN_STATES
    from readlist.enrichment.updates import UpdateReport as UpdateReport
    from readlist.formats.export_parts import PARTS as PARTS
    from readlist.formats.export_parts import read_parts as read_parts
    from readlist.formats.publishing import OwnTally as OwnTally
    from readlist.formats.vault import VaultReport as VaultReport
    from readlist.formats.writers import FORMATS as FORMATS
    from readlist.importing.report import ImportReport as ImportReport
    from readlist.library.facade import Library as Library
    from readlist.model.operation import Operation as Operation
    from readlist.model.topic_names import Alias as Alias
    from readlist.providers.arxiv_mirror import LoadReport as LoadReport
    from readlist.search.answer import Answer as Answer
    from readlist.search.answer import Found as Found
    from readlist.search.filters import Filters as Filters
    from readlist.search.hit import Hit as Hit
    from readlist.search.more_like_this import Related as Related
    from readlist.search.reading_queue import Proposal as Proposal
    from readlist.search.reading_stats import Count as Count
    from readlist.storage.findings import OpenFinding as OpenFinding
    from readlist.storage.personal_facts import Said as Said
    from readlist.storage.reading_log import LogLine as LogLine
    from readlist.storage.statistics import (
        LibraryInfo as LibraryInfo,
    )
    from readlist.storage.statistics import (
        SourceInfo as SourceInfo,
    )
    from readlist.storage.statistics import (
        TagCount as TagCount,
    )
    from readlist.storage.statistics import (
        TopicCount as TopicCount,
    )
    from readlist.sync.exchange import Exchanged as Exchanged

_HOMES = {
    "library.facade": ("Library",),
    "curation.add_by_identifier": ("AddedWork", "FetchedWork"),
    "curation.topics": ("TopicChange",),
    "curation.undoing": ("Undone",),
    "doctor.annotations": ("github_commands", "sarif"),
    "doctor.finding": ("Finding",),
    "doctor.fixes": ("FixPlan",),
    "doctor.library_check": ("LibraryCheck",),
    "enrichment.fetch": ("FetchReport", "Plan"),
    "enrichment.reviews": ("OPEN_STATES",),
    "enrichment.pdf_download": ("Download",),
    "storage.findings": ("OpenFinding",),
    "enrichment.updates": ("UpdateReport",),
    "formats.export_parts": ("PARTS", "read_parts"),
    "formats.publishing": ("OwnTally",),
    "formats.vault": ("VaultReport",),
    "formats.writers": ("FORMATS",),
    "importing.report": ("ImportReport",),
    "providers.arxiv_mirror": ("LoadReport",),
    "search.answer": ("Answer", "Found"),
    "search.hit": ("Hit",),
    "search.filters": ("Filters",),
    "search.reading_queue": ("Proposal",),
    "search.reading_stats": ("Count",),
    "storage.personal_facts": ("Said",),
    "storage.reading_log": ("LogLine",),
    "search.more_like_this": ("Related",),
    "model.operation": ("Operation",),
    "model.topic_names": ("Alias",),
    "sync.exchange": ("Exchanged",),
    "storage.statistics": ("LibraryInfo", "SourceInfo", "TagCount", "TopicCount"),
}
"""Module to the names that are loaded from it."""


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    import importlib  # noqa: PLC0415

    for module, names in _HOMES.items():
        if name in names:
            return getattr(importlib.import_module(f"readlist.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
