"""Writes a made-up feed of any size from the real dumps, the same for the same arguments.

```
OUT/dumps/YYYY-MM-DD.txt   dumps in the real ones' format: 50 listings a day, of papers
                           that were there before 9
OUT/extra/YYYY-MM-DD.txt   further days, for measuring what one more dump costs
OUT/naive/                 a plain MkDocs docs folder of the same papers
```

The first papers are the real ones. The others mix their sentences and put invented terms in, so
that the vocabulary grows as in real text: by Heaps' law, V = V0 (n / n0) ^ 0.52, with a
long tail of rare terms. As sentences are mixed, common words are a little more common than in
reality. Every title is unique.

    python -m tests.bench.corpus --papers N --out OUT [--seed S] [--extra-days K] [--naive]
"""

import argparse
import datetime as dt
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "docs" / "dumps"
DUMPS = ("2025-03-11", "2025-03-21", "2025-03-12.a", "2025-03-12.b", "2025-08-05")
"""Named, and never more, so that the feed stays the same as the archive grows."""
DATE_LINE = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}")
WORD = re.compile(r"[A-Za-z][A-Za-z\-]+")
SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")
HEADER = (
    "new",
    "Get trending papers in your email inbox!",
    "Subscribe",
    "byAK and the research community",
)
FIRST_DAY = dt.date(2016, 1, 1)
PER_DAY = 50
REPEATED = 9
INVENTED_PER_PAPER = 14
HEAPS = 0.52
LONGEST_TITLE = 140
SYLLABLES = re.findall(
    r"\w+",
    "ba be bi bo ca co da de di do fa fi fo ga ge go ka ke ki la le li lo ma me mi mo na ne ni no "
    "pa pe pi po ra re ri ro sa se si so ta te ti to va ve vi vo xa xe zo tra gra pro stra cor den "
    "fer lin mar net qua rex sim ton vec",
)


def listings(path: Path) -> list[tuple[str, str]]:
    """Return the titles and abstracts of one real dump, in order."""
    lines = [line for line in path.read_text("utf-8").split("\n") if line.strip()]
    start = next(i for i, line in enumerate(lines) if DATE_LINE.fullmatch(line.strip())) + 1
    return list(zip(lines[start::2], lines[start + 1 :: 2], strict=True))


class Corpus:
    """Papers that grow in number.

    Attributes:
        papers: The title and abstract of each.
        invented: Terms that no real paper has.
    """

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        real = dict(pair for name in DUMPS for pair in listings(FOLDER / f"{name}.txt"))
        self.papers = list(real.items())
        self.invented: set[str] = set()
        self._titles = set(real)
        self._sentences = [s for text in real.values() for s in SENTENCE_END.split(text)]
        self._heads = [title.split(": ")[0] for title in real]
        self._tails = [title.split(": ")[-1] for title in real]
        words = [word.lower() for text in real.values() for word in WORD.findall(text)]
        self._first_words, self._first_terms = len(words), len(set(words))
        self._words, self._terms = float(self._first_words), float(self._first_terms)
        self._used: list[str] = []

    def days(self, papers: int, extra: int) -> list[list[int]]:
        """Return the numbers of each day's papers.

        Args:
            papers: How many papers the days show together.
            extra: How many full days follow.
        """
        real = range(len(self.papers))
        days = [list(real[start : start + PER_DAY]) for start in real[::PER_DAY]]
        while len(self.papers) < papers:
            days.append(self._day(min(PER_DAY - REPEATED, papers - len(self.papers))))
        return days + [self._day(PER_DAY - REPEATED) for _ in range(extra)]

    def _day(self, fresh: int) -> list[int]:
        """Add papers for one day; return their numbers among those of some seen before."""
        day = self.chance.sample(range(len(self.papers)), REPEATED)
        day += [self._add_paper() for _ in range(fresh)]
        self.chance.shuffle(day)
        return day

    def _add_paper(self) -> int:
        """Add a paper and return its number."""
        words = self._mixed_sentences()
        self._words += len(words)
        grown = self._first_terms * (self._words / self._first_words) ** HEAPS
        fresh = min(INVENTED_PER_PAPER, int(grown - self._terms))
        self._terms += fresh
        terms = []
        for number in range(INVENTED_PER_PAPER):
            is_fresh = number < fresh or not self._used
            terms.append(self._invented() if is_fresh else self.chance.choice(self._used))
            self._used.append(terms[-1])
            words[self.chance.randrange(len(words))] = terms[-1]
        title = self._title(terms)
        while title.casefold() in self._titles:
            title = self._title(terms)
        self._titles.add(title.casefold())
        self.papers.append((title, " ".join(words)))
        return len(self.papers) - 1

    def _mixed_sentences(self) -> list[str]:
        """Return the words of sentences of different papers, as many as an abstract has."""
        chosen: list[str] = []
        size = 0
        wanted = self.chance.gauss(1600, 140)
        while size < wanted - 80:
            chosen.append(self.chance.choice(self._sentences))
            size += len(chosen[-1]) + 1
        return " ".join(chosen).split(" ")

    def _invented(self) -> str:
        """Return a new term."""
        pick = self.chance.choice
        while True:
            term = "".join(pick(SYLLABLES) for _ in range(pick((2, 3, 3, 4))))
            kind = self.chance.random()
            if kind < 0.15:
                term = term.capitalize() + pick(("Net", "GAN", "Former", "LM", "Bench", "QA"))
            elif kind < 0.25:
                term = term.upper()[:6]
            else:
                term += pick(("", "ing", "tion", "ize", "al"))
            if term not in self.invented:
                self.invented.add(term)
                return term

    def _title(self, terms: Sequence[str]) -> str:
        """Return a title with some of a paper's terms; another paper may have it."""
        pick = self.chance.choice
        kind = self.chance.random()
        if kind < 0.45:
            title = f"{pick(terms).capitalize()}: {pick(self._tails)}"
        elif kind < 0.75:
            title = f"{pick(self._heads)} with {pick(terms)}"
        else:
            title = f"{pick(terms)} {pick(self._tails)} for {pick(terms)}"
        return title[:LONGEST_TITLE].strip()


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def write_naive(
    root: Path, papers: Sequence[tuple[str, str]], days: Sequence[tuple[dt.date, list[int]]]
) -> None:
    """Write a page for each paper and day, and a home page that lists the days."""
    slugs = {
        number: f"{re.sub(r'[^a-z0-9]+', '-', papers[number][0].lower()).strip('-')[:60]}-{number}"
        for _, numbers in days
        for number in numbers
    }
    for date, numbers in days:
        rows = "".join(
            f"- [{papers[number][0]}](../papers/{slugs[number]}.md)\n" for number in numbers
        )
        write(root / "days" / f"{date}.md", f"# {date}\n\n{rows}")
    for number, slug in slugs.items():
        title, abstract = papers[number]
        write(root / "papers" / f"{slug}.md", f"# {title}\n\n{abstract}\n")
    rows = "".join(f"- [{date}](days/{date}.md)\n" for date, _ in days)
    write(root / "index.md", f"# Papers\n\n{rows}")


def write_corpus(
    out: Path, papers: int, seed: int = 1, extra_days: int = 0, *, naive: bool = False
) -> dict[str, int]:
    """Write a feed below a folder; return what there is of it.

    Args:
        out: Where to.
        papers: How many, at least the real ones.
        seed: Another seed makes other papers.
        extra_days: How many further days go into the folder `extra`.
        naive: Whether the plain docs folder is wanted.
    """
    corpus = Corpus(seed)
    numbers = corpus.days(papers, extra_days)
    days = [(FIRST_DAY + dt.timedelta(number), day) for number, day in enumerate(numbers)]
    base = days[: len(days) - extra_days]
    for date, day in days:
        texts = [text for number in day for text in corpus.papers[number]]
        folder = "dumps" if date <= base[-1][0] else "extra"
        text = "\n\n".join([*HEADER, f"{date:%b} {date.day}", *texts])
        write(out / folder / f"{date}.txt", text)
    if naive:
        write_naive(out / "naive", corpus.papers, base)
    return {"papers": papers, "days": len(base), "invented_terms": len(corpus.invented)}


def main() -> None:
    """Write a feed and print what there is of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--papers", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--extra-days", type=int, default=0)
    parser.add_argument("--naive", action="store_true", help="write a plain docs folder, too")
    options = parser.parse_args()
    written = write_corpus(
        options.out, options.papers, options.seed, options.extra_days, naive=options.naive
    )
    print(json.dumps(written))


if __name__ == "__main__":
    main()
