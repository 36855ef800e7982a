"""What is kept of earlier builds changes nothing but the work of the next."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from generator import Archive, Topic, build_archive
from generator.cache import Cache
from generator.catalogue import Catalogue, build_catalogue
from generator.history import Index, Read, day_by_day
from tests.made_up import make_dump
from tests.test_related import WORDS
from tests.test_similar import LISTINGS

Listing = tuple[str, str, str | None]
History = dict[int, list[Listing]]

TOPICS = (
    Topic(id="laundry", name="Laundry", description="", patterns=("laundry", "fold*")),
    Topic(id="bars", name="Bars", description="", patterns=("barbar", "barcel", "barcel dim*")),
)


def archive_of(history: History, cache: Cache | None = None) -> Archive:
    dumps = [make_dump(f"2025-01-{day:02}", *some) for day, some in history.items()]
    return build_archive(dumps, topics=TOPICS, cache=cache)


def made_up_listing(random: Random) -> Listing:
    """Return one of the made-up cases, often with an arXiv id, or a few words in a row."""
    arxiv_id = random.choice([None, None, f"2501.{random.randrange(9):05}"])
    if random.random() < 1 / 3:
        return (*random.choice(LISTINGS), arxiv_id)
    words = random.sample(WORDS, 12)
    return " ".join(words[:3]), " ".join(random.choices(words, k=30)), arxiv_id


def change(history: History, random: Random) -> History:
    """Return a history with a day more, at the end or not, a day less or a day edited."""
    days = {day: list(listings) for day, listings in history.items()}
    kind = random.choice(["append", "append", "insert", "remove", "edit", "edit last"])
    if not days or kind in ("append", "insert"):
        begin = max(days, default=0) + 1 if kind == "append" or not days else 1
        day = random.choice([day for day in range(begin, begin + 5) if day not in days] or [begin])
        days[day] = [made_up_listing(random) for _ in range(4)]
    elif kind == "remove":
        del days[random.choice(sorted(days))]
    else:
        day = max(days) if kind == "edit last" else random.choice(sorted(days))
        title, abstract, _ = random.choice(days[day])
        days[day][random.randrange(4)] = (title, f"{abstract} Indeed.", None)
    return days


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)


def built(history: History, path: Path, *, finished: bool = True) -> Catalogue:
    cache = Cache(path)
    catalogue = build_catalogue(archive_of(history, cache), cache)
    cache.close(finished=finished)
    assert cache.notes == []
    return catalogue


@settings(max_examples=50)
@given(st.randoms(use_true_random=False), st.integers(2, 7))
def test_a_cache_that_lived_through_a_history_gives_what_none_gives(
    random: Random, steps: int
) -> None:
    history: History = {}
    with folder() as root:
        for _ in range(steps):
            history = change(history, random)
            assert built(history, root / "cache") == build_catalogue(archive_of(history))


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_what_a_build_that_failed_has_kept_is_right(random: Random) -> None:
    history = grown(random, 3)
    with folder() as root:
        built(history, root / "cache")
        built(change(history, random), root / "cache", finished=False)
        history = change(history, random)
        assert built(history, root / "cache") == build_catalogue(archive_of(history))


def grown(random: Random, days: int) -> History:
    return {day: [made_up_listing(random) for _ in range(4)] for day in range(1, days + 1)}


def test_a_closed_cache_is_no_worse_than_none(tmp_path: Path) -> None:
    archive = archive_of(grown(Random(1), 4))
    cache = Cache(tmp_path / "cache")
    build_catalogue(archive, cache)
    cache.close()
    assert build_catalogue(archive, cache) == build_catalogue(archive)


class Letters(Index[str]):
    """Finds which letters of a day were there before; says what it was asked."""

    def __init__(self, asked: list[str], read: Read | None) -> None:
        self._asked = asked
        self._read = read
        self._seen: set[str] = set()
        self._found: list[str] = []

    def add(self, day: str) -> None:
        self._asked.append(f"add {day}")
        self._seen |= set(self._read(day)) if self._read else set()
        self._found = sorted(self._seen & set(day))
        self._seen |= set(day)

    def find(self) -> list[str]:
        self._asked.append(f"find {self._found}")
        return self._found

    def records(self) -> dict[str, bytes]:
        return dict.fromkeys(self._seen, b"")


def letters(days: Sequence[str], path: Path) -> tuple[list[list[str]], list[str]]:
    """Return what is found for days of letters, and what had to be asked."""
    asked: list[str] = []
    make: Callable[[Read | None], Letters] = lambda read: Letters(asked, read)  # noqa: E731
    with closing(Cache(path)) as cache:
        return day_by_day("letters", make, days, days, cache), asked


def test_only_new_days_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    assert letters(["ab", "bc"], path)[0] == [[], ["b"]]
    assert letters(["ab", "bc"], path) == ([[], ["b"]], [])
    assert letters(["ab"], path) == ([[]], [])
    assert letters(["ab", "bc", "ca"], path)[1] == ["add bc", "add ca", "find ['a', 'c']"]
    assert letters(["ab", "bc", "cd"], path)[1] == ["add cd", "find ['c']"]
    assert letters(["ab", "bc", "bx", "xy"], path)[1] == [
        "add bx",
        "find ['b']",
        "add xy",
        "find ['x']",
    ]


def test_days_that_follow_a_changed_one_are_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "cache"
    letters(["ab", "bc", "cd"], path)
    found, asked = letters(["a", "bc", "cd"], path)
    assert found == [[], [], ["c"]]
    assert len(asked) == 6
