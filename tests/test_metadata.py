import re
from pathlib import Path

import pytest

from generator import MetadataError, Topic, read_corrections, read_topics
from generator.metadata import CORRECTIONS, TOPICS
from tests.conftest import DUMPS


def corrections_of(folder: Path, text: str) -> Path:
    (folder / CORRECTIONS).write_text(text, "utf-8")
    return folder


def test_corrections_are_read(tmp_path: Path) -> None:
    text = (
        "same:\n- [2025-03-11#4, 2025-08-05#17]\n"
        "different:\n  - [2025-03-12.a#7, 2025-03-12.b#8, 2025-03-21#1]\n"
    )
    found = read_corrections(corrections_of(tmp_path, text))
    assert found.same == (("2025-03-11#4", "2025-08-05#17"),)
    assert found.different == (("2025-03-12.a#7", "2025-03-12.b#8", "2025-03-21#1"),)


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    start, _, example = (DUMPS / CORRECTIONS).read_text("utf-8").partition("whole file:\n#\n")
    lines = [start + "whole file"]
    lines += [re.sub("^#   (?=[ a-z])", "", line) for line in example.splitlines()]
    found = read_corrections(corrections_of(tmp_path, "\n".join(lines)))
    assert len(found.same) == 2
    assert len(found.different) == 1


def test_a_link_that_leads_nowhere_is_not_nothing(tmp_path: Path) -> None:
    for name, read in ((CORRECTIONS, read_corrections), (TOPICS, read_topics)):
        (tmp_path / name).symlink_to(tmp_path / "away.yml")
        with pytest.raises(MetadataError, match="No such file"):
            read(tmp_path)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "same: []\ndifferent:\n"])
def test_no_corrections_are_fine(text: str, tmp_path: Path) -> None:
    assert read_corrections(tmp_path).same == ()
    found = read_corrections(corrections_of(tmp_path, text))
    assert found.same == found.different == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "corrections.yml: is not a mapping; give it the keys same: and different:"),
        ("sane: []", "corrections.yml:1: sane: unknown key; use same or different, found sane"),
        ("same: yes", "same: is not a list"),
        ("same: [[2025-03-11#1]]", "same[0]: found ['2025-03-11#1']; name two or more"),
        ("same: [[2025-03-11#1, 2025-03-11#1]]", "same[0]: found"),
        ("same:\n- [2025-03-11#1, 2025-03-12#0]", "same[0]: found"),
        (
            "different:\n- [2025-03-11#1, 2025-03-12#2]\n- A#1",
            "corrections.yml:3: different[1]: found 'A#1'",
        ),
        ("same: [", "corrections.yml:2: cannot be read as YAML: while parsing"),
        ("same: \0", "corrections.yml: cannot be read as YAML"),
        ("same: !!python/object:os.system x", "same: is not a list"),
        ("same:\n- [2025-02-30, x]", "same[0]: found ['2025-02-30', 'x']"),
        (
            "same: []\nsame: []",
            "corrections.yml:2: cannot be read as YAML: the key 'same' stands twice",
        ),
        ("same: " + "[" * 100_000, "is nested more than 20 deep"),
    ],
)
def test_what_is_not_understood_is_an_error(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(MetadataError) as caught:
        read_corrections(corrections_of(tmp_path, text))
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / CORRECTIONS))


def test_a_file_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / CORRECTIONS).write_bytes(b"same: \xff")
    with pytest.raises(MetadataError, match="save the file in the encoding UTF-8"):
        read_corrections(tmp_path)


TOPIC = """
- id: audio
  name: Speech and audio
  description: Sound of all kinds.
  patterns: [speech, text-to-speech, ASR, 3d, acoust*]
"""


def topics_of(folder: Path, text: str) -> Path:
    (folder / TOPICS).write_text(text, "utf-8")
    return folder


def test_topics_are_read_in_their_order(tmp_path: Path) -> None:
    found = read_topics(topics_of(tmp_path, TOPIC + TOPIC.replace("id: audio", "id: 3d-sound")))
    assert found[0] == Topic(
        id="audio",
        name="Speech and audio",
        description="Sound of all kinds.",
        patterns=("speech", "text-to-speech", "ASR", "3d", "acoust*"),
    )
    assert [topic.url for topic in found] == ["topics/audio/", "topics/3d-sound/"]


def test_no_topics_are_fine(tmp_path: Path) -> None:
    assert read_topics(tmp_path) == ()
    assert read_topics(topics_of(tmp_path, "# none yet")) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (TOPIC, "audio: x", "topics.yml: is not a list; write one topic after the other"),
        (TOPIC, "- audio", "[0]: is not a mapping; give it the keys id, name, description, pat"),
        (TOPIC, TOPIC + TOPIC, "topics.yml:7: [1].id: the id audio stands twice"),
        (TOPIC, "- [", "cannot be read as YAML"),
        ("  name:", "  id: b\n  name:", "the key 'id' stands twice"),
        ("id: audio", "id: Audio", "[0].id: found 'Audio'; use a-z, 0-9 and single hyphens"),
        ("id: audio", "id: audio--1", "[0].id: found 'audio--1'"),
        ("id: audio", "id: index", "[0].id: found 'index'"),
        ("id: audio", "id:", "[0].id: found no text; write one"),
        ("name: Speech and audio", "name: [a]", "audio.name: found no text"),
        ("description: Sound of all kinds.", "", "topics.yml:2: audio.description: found no text"),
        (
            "patterns:",
            "pattern:",
            "topics.yml:5: [0].pattern: unknown key; use one of id, name, description",
        ),
        ("[speech, text-to-speech, ASR, 3d, acoust*]", "", "audio.patterns: found no list"),
        ("[speech, text-to-speech, ASR, 3d, acoust*]", "[]", "audio.patterns: found no list"),
        ("[speech, text-to-speech, ASR, 3d, acoust*]", "speech", "audio.patterns: found no list"),
        ("ASR", "''", "audio.patterns[2]: found ''; write words of letters and digits"),
        ("ASR", "[a]", "audio.patterns[2]: found ['a']"),
        ("ASR", "'*'", "audio.patterns[2]: found '*'"),
        ("ASR", "a* b", "audio.patterns[2]: found 'a* b'"),
        ("ASR", "a+b", "topics.yml:5: audio.patterns[2]: found 'a+b'"),
        ("ASR", "'a  b'", "audio.patterns[2]: found 'a  b'"),
        ("ASR", "speech", "audio.patterns[2]: the pattern speech stands twice"),
    ],
)
def test_a_vocabulary_that_is_not_understood_is_an_error(
    old: str, new: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(MetadataError) as caught:
        read_topics(topics_of(tmp_path, TOPIC.replace(old, new)))
    assert message in str(caught.value)
    assert caught.value.path == tmp_path / TOPICS
