"""What is wrong with a folder that is to hold an index."""

import os

import pytest

from search.engines.base import NoIndex
from search.engines.generations import problems
from search.engines.tantivy import Tantivy
from search.engines.whoosh import Whoosh


def test_what_is_no_folder_or_cannot_be_one_is_said(tmp_path):
    (tmp_path / "file").touch()
    for location in (tmp_path / "file", tmp_path / "file" / "index"):
        [problem] = problems(location)
        assert problem == (
            f"The index cannot lie in {location}, because {tmp_path}/file is no folder: "
            "name another folder in SEARCH_URL."
        )
    [problem] = problems(tmp_path / ("x" * 300))
    assert "(File name too long): name another folder in SEARCH_URL." in problem


def test_a_good_folder_has_no_problems(tmp_path):
    folder = tmp_path / "index"
    Whoosh(location=str(folder)).rebuild([], position=0)
    assert problems(folder) == problems(tmp_path / "not" / "there") == []
    assert not (tmp_path / "not").exists()


@pytest.mark.parametrize("engine", [Whoosh, Tantivy])
def test_what_engines_leave_in_their_folder_is_no_problem(tmp_path, engine):
    folder = tmp_path / "index"
    for position in range(3):
        engine(location=str(folder)).rebuild([], position=position)
    assert problems(folder) == []


def test_a_folder_that_holds_something_else_is_a_problem(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "letters").mkdir()
    (problem,) = problems(folder)
    assert "holds something else as well (letters): name a folder in SEARCH_URL" in problem
    assert [path.name for path in folder.iterdir()] == ["letters"]


@pytest.mark.parametrize("target", ["gone", "link"])
def test_a_link_that_leads_nowhere_or_to_itself_is_a_problem(tmp_path, target):
    (tmp_path / "link").symlink_to(tmp_path / target)
    for folder in (tmp_path / "link", tmp_path / "link" / "index"):
        (problem,) = problems(folder)
        assert f"because {tmp_path}/link is no folder: name another folder in SEARCH_URL" in problem


def test_a_folder_of_another_user_is_a_problem(tmp_path, monkeypatch):
    folder = tmp_path / "index"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    (problem,) = problems(folder)
    assert "belongs to another user" in problem


def test_nobody_is_told_to_close_a_folder_that_holds_something_else(tmp_path):
    (tmp_path / "passwd").touch()
    tmp_path.chmod(0o755)
    (problem,) = problems(tmp_path)
    assert "holds something else as well (passwd)" in problem
    assert "chmod" not in problem


@pytest.mark.parametrize(("made", "named"), [(Whoosh, Tantivy), (Tantivy, Whoosh)])
def test_an_index_of_another_engine_is_told_by_its_name_and_can_be_rebuilt(tmp_path, made, named):
    folder = str(tmp_path / "index")
    made(location=folder).rebuild([], position=1)
    engine = named(location=folder)
    for ask in (engine.state, engine.serving, engine.verify, lambda: engine.apply([], [], position=2)):
        with pytest.raises(NoIndex, match=f"was made by {made.__name__}, and SEARCH_URL names {named.__name__}: "):
            ask()
    engine.rebuild([], position=3)
    assert engine.state().position == named(location=folder).serving().position == 3


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o701])
def test_a_folder_that_others_can_read_is_a_problem(tmp_path, mode):
    folder = tmp_path / "index"
    folder.mkdir()
    folder.chmod(mode)
    (problem,) = problems(folder)
    assert "chmod" in problem


def test_a_network_file_system_is_a_problem(tmp_path):
    mounts = tmp_path / "mounts"
    far, near = tmp_path / "far", tmp_path / "near"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {far.resolve()} nfs4 rw 0 0\nproc /proc proc rw 0 0\n")
    (problem,) = problems(far / "index" / "deep", mounts)
    assert "network file system (nfs4)" in problem
    assert problems(near / "index", mounts) == []


def test_a_network_file_system_is_known_by_a_name_with_a_space(tmp_path):
    mounts = tmp_path / "mounts"
    point = str(tmp_path.resolve() / "my share").replace(" ", r"\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {point} nfs4 rw 0 0\n")
    (problem,) = problems(tmp_path / "my share" / "index", mounts)
    assert "nfs4" in problem


def test_a_system_without_a_list_of_mounts_has_no_problem_to_name(tmp_path):
    assert problems(tmp_path / "index", tmp_path / "absent") == []
