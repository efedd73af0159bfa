"""Groups of BibTeX files are topics: those of JabRef in both notations, of BibDesk and of Mendeley."""

from __future__ import annotations

from readlist.formats.readers import read

ENTRIES = """@article{lind2019, title={On Ponds}, groups={Ponds, Unknown}, keywords={heat, water}}
@book{ek2021, title={A Book}, groups={Reading}}
@book{plain, title={Without}}
"""


def topics(text):
    out = {}
    for item in read(text, "a.bib").items:
        if item.record.kind != "note":
            out.setdefault(item.record.key, []).append(" / ".join(item.topics))
    return out


def test_groups_of_jabref_have_their_place_in_the_tree():
    tree = (
        "@Comment{jabref-meta: databaseType:bibtex;}\n@Comment{jabref-meta: grouping:\n0 AllEntriesGroup:;\n"
        "1 StaticGroup:Reading\\;0\\;1\\;0x8a8a8aff\\;\\;\\;;\n2 StaticGroup:Ponds\\;0\\;1\\;\\;\\;\\;;\n"
        "1 KeywordGroup:Warm\\;0\\;keywords\\;Heat\\;0\\;0\\;1\\;\\;\\;\\;;\n"
        "1 KeywordGroup:By pattern\\;0\\;keywords\\;h.*\\;0\\;1\\;1\\;\\;\\;\\;;\n}\n"
    )
    assert topics(ENTRIES + tree) == {
        "lind2019": ["Reading / Ponds", "Unknown", "Warm"],
        "ek2021": ["Reading"],
        "plain": [""],
    }


def test_groups_of_earlier_jabref_list_their_keys_and_are_wrapped():
    tree = (
        "@comment{jabref-meta: groupsversion:3;}\n@comment{jabref-meta: groupstree:\n0 AllEntriesGroup:;\n"
        "1 ExplicitGroup:Old rea\nding\\;0\\;lind2019\\;plain\\;;\n}\n"
    )
    assert topics(ENTRIES + tree) == {
        "lind2019": ["Ponds", "Unknown", "Old reading"],
        "ek2021": ["Reading"],
        "plain": ["Old reading"],
    }


def test_groups_of_bibdesk_and_mendeley():
    text = """@article{lind2019, title={On Ponds}, mendeley-groups={Reading/Ponds,Water}}
@book{ek2021, title={A Book}}
@comment{BibDesk Static Groups{
<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><array>
<dict><key>group name</key><string>To Read</string><key>keys</key><string>ek2021,lind2019</string></dict>
</array></plist>
}}
"""
    assert topics(text) == {"lind2019": ["Reading / Ponds", "Water", "To Read"], "ek2021": ["To Read"]}
