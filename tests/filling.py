"""Fill a library with entries directly, without the importer, for the search tests."""

from __future__ import annotations

import json


def fill(store, *entries):
    """Insert entries, each a dict of the fields that the test needs; return their IDs in order."""
    from readlist.storage import columns

    with store.write("fill") as tx:
        source = tx.insert(
            columns.SOURCE,
            [
                {
                    "name": f"notes{tx.connection.total_changes}.md",
                    "path": "",
                    "hash": "",
                    "encoding": "",
                    "content": b"",
                    "imported": "",
                    "uid": str(tx.connection.total_changes).encode(),
                }
            ],
        )[0]
        out = []
        for number, entry in enumerate(entries):
            key = entry.get("key", f"key{tx.connection.total_changes}")
            row = {
                "key": key,
                "uid": key,
                "kind": entry.get("kind", "paper"),
                "title": entry["title"],
                "aliases": json.dumps(entry.get("aliases", []), ensure_ascii=False),
                "authors": json.dumps(entry.get("authors", []), ensure_ascii=False),
                "added": "2026",
                "updated": "2026",
            }
            row |= {
                name: entry[name]
                for name in ("org", "abstract", "year", "venue", "status", "url")
                if name in entry
            }
            entry_id = tx.insert(columns.ENTRY, [row])[0]
            out.append(entry_id)
            topic = None
            if "topic" in entry:
                path = json.dumps(entry["topic"], ensure_ascii=False)
                known = tx.connection.execute("SELECT id FROM topic WHERE path = ?", [path]).fetchone()
                topic = (
                    known[0]
                    if known
                    else tx.insert(columns.TOPIC, [{"name": entry["topic"][-1], "path": path, "folded": ""}])[
                        0
                    ]
                )
            mention = {"entry_id": entry_id, "source_id": source, "topic_id": topic, "record": "{}"}
            mention["uid"] = key.encode()
            text = entry.get("text", f"- {entry['title']}")
            lines = {"line": 10 * number + 1, "end_line": 10 * number + 1 + text.count("\n")}
            tx.insert(columns.MENTION, [mention | lines | {"text": text, "label": entry.get("label")}])
            for name in entry.get("tags", ()):
                known = tx.connection.execute("SELECT id FROM tag WHERE name = ?", [name]).fetchone()
                tag = known[0] if known else tx.insert(columns.TAG, [{"name": name}])[0]
                row = {"entry_id": entry_id, "tag_id": tag, "spelling": name, "times": 1}
                tx.insert(columns.ENTRY_TAG, [row])
            for scheme, value in entry.get("ids", ()):
                tx.insert(columns.IDENTIFIER, [{"entry_id": entry_id, "scheme": scheme, "value": value}])
            for path in entry.get("files", ()):
                row = {"entry_id": entry_id, "path": path, "url": "", "size": 1, "at": ""}
                tx.insert(columns.ATTACHMENT, [row])
            for url, role in entry.get("links", ()):
                tx.insert(columns.LINK, [{"entry_id": entry_id, "url": url, "role": role}])
            for body in entry.get("notes", ()):
                tx.insert(columns.NOTE, [{"entry_id": entry_id, "body": body, "created": "", "updated": ""}])
    return out
