"""Made-up dumps, for what the real ones do not show."""

import datetime as dt
from pathlib import Path

from generator import Dump, Listing
from generator.cache import key_of

ABSTRACT = (
    "We study how small models learn from few examples and show that a simple schedule of "
    "rates is enough. Experiments on four tasks agree with the theory. Code is released."
)
OTHER = "Robots that fold laundry need touch, so we build a glove and measure what it feels."


def make_dump(name: str, *listings: tuple[str, str] | tuple[str, str, str | None]) -> Dump:
    """Return a dump of (title, abstract[, arXiv id]) listings."""
    return Dump(
        name=name,
        key=key_of(listings),
        path=Path(f"{name}.txt"),
        format="made up",
        date=dt.date.fromisoformat(name[:10]),
        listings=tuple(
            Listing(
                title=listing[0],
                text=listing[1],
                arxiv_id=listing[2] if len(listing) > 2 else None,
                position=position,
                line=2 * position + 1,
            )
            for position, listing in enumerate(listings, start=1)
        ),
    )
