"""Archive -> files for programs."""

import json

from generator.model import Archive, OutputFile


def build_exports(archive: Archive) -> list[OutputFile]:
    """Return `archive.json`: every paper, day and dump, with titles as listed.

    ```
    {"papers": [{"id", "title", "url", "appearances": [{"date", "dump", "position"}]}],
     "days": [{"date", "url", "dumps": [name]}],
     "dumps": [{"name", "date", "format", "listings": count}]}
    ```

    URLs are relative to the root of the site.
    """
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
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return [OutputFile(uri="archive.json", content=text + "\n")]
