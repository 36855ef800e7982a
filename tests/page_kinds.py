"""The kinds of page there are: an address of each, for the tests that look at every kind."""

import json
from pathlib import Path

from tests.conftest import build_site, lay_out_project
from tests.hostile import PAYLOADS
from tests.made_up import ABSTRACT, OTHER

# Each kind of page of the real site by an address of it. A folder of the site that no address
# here is in fails a test, so a new kind cannot be forgotten.
PAGE_KINDS = {
    "home": "",
    "day": "days/2025-03-12/",
    "a listing on its day": "days/2025-03-12/#2025-03-12.a-3",
    "paper": "papers/class-relation-knowledge-distillation-for-novel-class-discovery/",
    "paper with mathematics": "papers/an-efficient-tester-learner-for-halfspaces/",
    "month": "months/2025-03/",
    "year": "years/2025/",
    "topics": "topics/",
    "topic": "topics/optimisation/",
    "recurring": "recurring/",
    "reading": "reading/",
    "search": "search/",
    "search with results": "search/?q=learning",
    "search without results": "search/?q=zzqxv&seen=recurring",
    "about": "about/",
    "contributing": "contributing/",
    "design": "design/",
    "404": "no/such/page/",
}

# Pages that the real dumps do not lead to, on the site that `build_rare_site` makes.
RARE_KINDS = {
    "a paper with variants": "papers/a-title/",
    "an address that papers share": "papers/c/",
}


def _rare_dumps() -> dict[str, str | bytes]:
    first = ["Mar 11", "A Title", ABSTRACT, "C", ABSTRACT.upper(), "C++", OTHER]
    for number, payload in enumerate(PAYLOADS):
        first += [f"{payload} {number}", f"{payload} and {payload}"]
    second = ["Mar 12", "The Title", ABSTRACT + " Now with proofs."]
    return {
        "dumps/2025-03-11.txt": "\n\n".join(first),
        "dumps/2025-03-12.txt": "\n\n".join(second),
        "dumps/corrections.yml": json.dumps({"same": [["2025-03-11#1", "2025-03-12#1"]]}),
    }


RARE_DUMPS = _rare_dumps()
"""Made-up dumps with every rare kind of page and hostile text."""


def build_rare_site(folder: Path) -> Path:
    """Build a site of `RARE_DUMPS`."""
    root = lay_out_project(folder / "project", RARE_DUMPS)
    build = build_site(root, folder / "archive")
    assert build.code == 0, build.log
    return build.site
