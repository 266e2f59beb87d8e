"""Where commands write: whole files or nothing, and never over what is no file."""

import os
import threading
from pathlib import Path

import pytest

from planner.management.output import write_outputs


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    place.write_text("old and longer")
    write_outputs([(str(place), b"new")])
    assert place.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [place]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_outputs([(str(pipe), b"content")])
    reader.join(10)
    assert (read, pipe.is_fifo()) == ([b"content"], True)


def test_a_link_stays_a_link_to_the_new_content(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(file)
    write_outputs([(str(link), b"new")])
    assert (link.is_symlink(), file.read_bytes()) == (True, b"new")


@pytest.mark.parametrize("name", ["folder", "no/such/folder/file"])
def test_a_place_that_cannot_be_written_leaves_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(SystemExit) as ended:
        write_outputs([(str(tmp_path / "first"), b"1"), (str(tmp_path / name), b"2")])
    assert ended.value.code == 2
    assert "cannot be written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
