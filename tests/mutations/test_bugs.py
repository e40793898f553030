"""Do the planted bugs still fit today's source, and does the bench tell which is caught?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.mutations.__main__ import ROOT, not_caught
from tests.mutations.bug import Bug
from tests.mutations.bugs import BUGS


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_can_be_planted(bug: Bug) -> None:
    """
    What it replaces stands exactly once, what comes of it is Python, and its test is there.
    """
    source = (ROOT / bug.file).read_text(encoding="utf-8")
    file, test = bug.caught_by.split("::")
    tests = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tests) if hasattr(node, "name")}

    assert source.count(bug.text) == 1
    ast.parse(source.replace(bug.text, bug.instead))
    assert test.split("[")[0] in names


def test_names_are_unique() -> None:
    """
    A name says which bug was not caught.
    """
    assert len({bug.name for bug in BUGS}) == len(BUGS)


@pytest.mark.parametrize(
    ("instead", "trouble"),
    [("ANSWER = 41", None), ("ANSWER = 6 * 7", "pytest ended with code 0")],
    ids=["caught", "not caught"],
)
def test_a_bug_is_caught_when_its_test_fails(
    tmp_path: Path, instead: str, trouble: str | None
) -> None:
    """
    A bug that changes nothing is told as one that was not caught; the copy is sound again.
    """
    (tmp_path / "answer.py").write_text("ANSWER = 42\n")
    test = "from answer import ANSWER\n\n\ndef test_it():\n    assert ANSWER == 42\n"
    (tmp_path / "test_answer.py").write_text(test)
    said = not_caught(Bug("b", "answer.py", "ANSWER = 42", instead, "test_answer.py"), tmp_path)

    assert said is None if trouble is None else str(said).startswith(trouble)
    assert (tmp_path / "answer.py").read_text() == "ANSWER = 42\n"


def test_a_bug_that_is_out_of_date_is_told(tmp_path: Path) -> None:
    """
    Text that is no longer there is not planted anywhere else.
    """
    (tmp_path / "answer.py").write_text("ANSWER = 42\n")
    said = not_caught(Bug("b", "answer.py", "ANSWER = 43", "", "test_answer.py"), tmp_path)

    assert said == "what it replaces stands 0 times in answer.py"
