"""Archive -> files for programs."""

import json
from functools import partial

from generator.cache import key_of
from generator.model import Archive, LazyFile


def build_exports(archive: Archive) -> list[LazyFile]:
    """Return `archive.json`: every paper, day and dump, with titles as listed.

    ```
    {"papers": [{"id", "title", "url", "appearances": [{"date", "dump", "position"}]}],
     "days": [{"date", "url", "dumps": [name]}],
     "dumps": [{"name", "date", "format", "listings": count}]}
    ```

    URLs are relative to the root of the site.
    """
    key = key_of([paper.key for paper in archive.papers], archive.days, archive.dumps)
    return [LazyFile(uri="archive.json", read=partial(_archive_json, archive), key=key)]


def _archive_json(archive: Archive) -> str:
    content = {
        "papers": [
            {
                "id": paper.id,
                "title": paper.title,
                "url": paper.url,
                "appearances": [
                    {"date": str(a.date), "dump": a.dump, "position": a.position}
                    for a in paper.appearances
                ],
            }
            for paper in archive.papers
        ],
        "days": [
            {"date": str(day.date), "url": day.url, "dumps": list(day.dumps)}
            for day in archive.days
        ],
        "dumps": [
            {
                "name": dump.name,
                "date": str(dump.date),
                "format": dump.format,
                "listings": len(dump.listings),
            }
            for dump in archive.dumps
        ],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
