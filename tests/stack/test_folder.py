import json
import os
import stat
import tempfile
from pathlib import Path

import pytest

from config.stack.errors import Refused
from config.stack.keys import kept_keys
from config.stack.layout import LONGEST_SOCKET_BYTES, Layout


def test_sockets_move_where_their_path_fits(folder: Path) -> None:
    deep = folder / ("a-long-name-for-a-folder-" * 8)

    layout = Layout.of(deep)

    assert layout.sockets.parent == Path(tempfile.gettempdir())
    assert len(os.fsencode(layout.sockets / "pg" / ".s.PGSQL.5432")) <= LONGEST_SOCKET_BYTES
    # the same folder always has the same sockets, another has others
    assert layout == Layout.of(deep)
    assert layout.sockets != Layout.of(deep / "x").sockets


def test_a_trap_laid_in_the_common_folder_is_refused(folder: Path) -> None:
    layout = Layout(folder / "state", folder / "sockets")
    (folder / "sockets").symlink_to(folder)

    with pytest.raises(Refused, match="belongs to somebody else"):
        layout.make_folders()


@pytest.mark.parametrize("name", ["a #b", "a ;b", "a\nb", "a%b"])
def test_a_folder_that_no_setting_can_name_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="WABOT_STATE_DIR"):
        Layout.of(Path("/srv") / name)


def test_keys_are_made_once_and_are_its_owners_alone(folder: Path) -> None:
    file = folder / "secrets.json"

    first, second = kept_keys(file), kept_keys(file)

    assert (first.are_new, second.are_new) == (True, False)
    assert first.values == second.values
    assert len(set(first.values.values())) == 5
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_stack_of_an_older_release_gets_the_keys_that_came_since(folder: Path) -> None:
    file = folder / "secrets.json"
    new = kept_keys(file).values
    old = {name: value for name, value in new.items() if name != "WABOT_CALLBACK_KEYS"}
    file.write_text(json.dumps(old))

    first, second = kept_keys(file).values, kept_keys(file).values

    assert first == second
    assert first.keys() == new.keys()
    assert old.items() <= first.items()


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"WABOT_SECRET_KEY": "x"})])
def test_a_damaged_key_file_is_not_replaced(folder: Path, content: str) -> None:
    file = folder / "secrets.json"
    file.write_text(content)

    with pytest.raises(Refused, match=r"secrets\.json .*restore it, or start afresh with `make reset`"):
        kept_keys(file)
    assert file.read_text() == content
