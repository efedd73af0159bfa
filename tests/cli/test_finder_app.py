"""The finder as an application: keys come from a pipe; the output is discarded or recorded."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
import sys

import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from readlist.cli.finder import app
from readlist.cli.finder.state import Finder
from readlist.cli.terminal import has_keyboard
from readlist.errors import UsageError

UP, DOWN, PAGE_DOWN = "\x1b[A", "\x1b[B", "\x1b[6~"
ESC, ENTER, CTRL_C = "\x1b", "\r", "\x03"
TAB, SHIFT_TAB, F1 = "\t", "\x1b[Z", "\x1bOP"
CTRL_B, CTRL_E, CTRL_R = "\x02", "\x05", "\x12"
CTRL_N, CTRL_O, CTRL_S, CTRL_T, CTRL_Y = "\x0e", "\x0f", "\x13", "\x14", "\x19"
COLORS = ("\x1b[33m", "\x1b[36m", "\x1b[90m", ";33", ";36", ";90")


@pytest.fixture
def lora(library):
    """Key of the only work that matches ``low rank -galore``."""
    return library.find("2106.09685").key


@pytest.fixture
def press(library):
    """Press keys, then Esc, in a new finder, and return it."""

    def run(*keys, output=None, editors=None):
        finder = Finder(library)
        with create_pipe_input() as keyboard:
            keyboard.send_text("".join((*keys, ESC)))
            app.run(finder, editors=editors, keyboard=keyboard, output=output or DummyOutput())
        return finder

    return run


@pytest.fixture
def draw(library):
    """Press keys in a new finder, and return all that it writes to the terminal until it ends."""

    def run(*keys, size=(80, 24), color=True):
        drawn = io.StringIO()
        with create_pipe_input() as keyboard:
            keyboard.send_text("".join(keys))
            output = Recorder(drawn, keyboard, Size(rows=size[1], columns=size[0]))
            app.run(Finder(library), color=color, keyboard=keyboard, output=output)
        return drawn.getvalue()

    return run


class Recorder(Vt100_Output):
    """A terminal that records its output, and presses Esc whenever the finder is drawn."""

    def __init__(self, drawn, keyboard, size):
        super().__init__(drawn, lambda: size, term="xterm-256color")
        self.drawn, self.keyboard = drawn, keyboard

    def flush(self):
        super().flush()
        if "Enter open" in self.drawn.getvalue():
            self.keyboard.send_text(ESC)


class Screen(DummyOutput):
    """A screen of a given size that discards its output."""

    def __init__(self, columns, rows):
        self.size = Size(rows=rows, columns=columns)

    def get_size(self):
        return self.size


def test_esc_quits(press):
    assert press().copied == []


def test_the_query_is_searched_before_a_key_acts(press, lora):
    assert press("low rank -galore", CTRL_Y).copied == [lora]
    assert press("low rank -galorX", "\x7f", "e", CTRL_Y).copied == [lora]


def test_a_query_of_wide_characters(press):
    finder = press("系列", CTRL_Y)
    assert finder.query == "系列"
    works = [row.entry for row in finder.rows if row.entry.kind != "note"]
    assert {entry.arxiv_id for entry in works} == {"2310.11511", "2305.06983"}
    assert finder.copied == [works[0].key]


def test_keys_move_the_selection(press):
    every = [entry.key for entry in press().library.entries(sort="added")]
    assert press(DOWN, DOWN, UP, CTRL_Y).copied == [every[1]]
    assert press(DOWN, CTRL_N, CTRL_Y).copied == [every[1]], "Ctrl-N is a key of the preview"
    assert press(PAGE_DOWN, CTRL_Y).copied[0] in every[1:]


def test_the_tag_prompt(press, library, lora):
    press("low rank -galore", CTRL_T, "PEFT, 好", ENTER)
    assert library.find(lora).tags == ("PEFT", "好")
    press("low rank -galore", CTRL_T, "-PEFT", ENTER)
    assert library.find(lora).tags == ("好",)


def test_typing_continues_the_query_after_the_tag_prompt(press):
    finder = press("low rank", CTRL_T, "x", ENTER, " -galore")
    assert finder.query == "low rank -galore"


@pytest.mark.parametrize(
    ("key", "status"), [("t", "todo"), ("i", "reading"), ("r", "read"), ("d", "dropped")]
)
def test_the_status_prompt(press, library, key, status, lora):
    press("low rank -galore", CTRL_S, key)
    assert library.find(lora).status == status
    press("low rank -galore", CTRL_S, "n")
    assert library.find(lora).status is None


def test_any_other_key_closes_the_status_prompt(press, library, lora):
    finder = press("low rank -galore", CTRL_S, "x", "t")
    assert library.find(lora).status is None
    assert finder.query == "low rank -galoret"


def test_esc_closes_only_the_prompt(press, library, lora):
    finder = press(CTRL_T, "abc", ESC, "low rank", CTRL_S, ESC, " -galore", CTRL_Y)
    assert (finder.query, finder.copied) == ("low rank -galore", [lora])
    assert library.tags() == ()


def test_pasted_lines_are_joined(press):
    finder = press("\x1b[200~low\nrank\x1b[31m -galore\r\n\x1b[201~")
    assert finder.query.strip() == "low rank[31m -galore"


def test_ctrl_o_and_enter_open_the_page(press, monkeypatch):
    opened = []
    monkeypatch.setattr("typer.launch", opened.append)
    press("low rank -galore", CTRL_O)
    press("low rank -galore", ENTER)
    assert opened == ["https://arxiv.org/abs/2106.09685v2"] * 2


def test_a_browser_that_fails_to_start(press, monkeypatch):
    def fail(_):
        raise FileNotFoundError("xdg-open")

    monkeypatch.setattr("typer.launch", fail)
    assert press("low rank -galore", ENTER).message.startswith("cannot open https://arxiv.org")


def test_the_key_is_copied_to_the_clipboard_of_the_terminal(draw, lora):
    drawn = draw("low rank -galore", CTRL_Y)
    assert f"\x1b]52;c;{base64.b64encode(lora.encode()).decode()}\x07" in drawn


def test_ctrl_c_interrupts(library):
    with create_pipe_input() as keyboard:
        keyboard.send_text(f"lora{CTRL_C}")
        with pytest.raises(KeyboardInterrupt):
            app.run(Finder(library), keyboard=keyboard, output=DummyOutput())


def test_an_unexpected_error_ends_the_finder_and_is_raised(library, monkeypatch):
    finder = Finder(library)
    monkeypatch.setattr(finder, "refresh", lambda: 1 / 0)
    with create_pipe_input() as keyboard, pytest.raises(ZeroDivisionError):
        app.run(finder, keyboard=keyboard, output=DummyOutput())


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (110, 10), (40, 12), (20, 6), (8, 3), (1, 1)])
def test_any_screen_size(press, size):
    finder = press("low rank", DOWN, CTRL_N, CTRL_T, "x", ENTER, CTRL_S, "r", output=Screen(*size))
    assert finder.selected.entry.status == "read"


@pytest.mark.parametrize("size", [(80, 24), (120, 24)])
def test_rows_preview_and_key_bindings_are_drawn(draw, size, lora):
    drawn = draw("low rank -galore", size=size)
    for part in (lora, "papers.md:14", "ICLR", "F1 help  Esc quit"):
        assert part in drawn


def test_marked_rows_are_changed_together(press, library):
    finder = press("low rank", TAB, TAB, CTRL_T, "PEFT", ENTER, CTRL_S, "r", CTRL_Y)
    works = [library.find(key) for key in finder.copied]
    assert len(works) == 2
    assert {(one.tags, one.status) for one in works} == {(("PEFT",), "read")}
    assert {row.entry.status for row in finder.rows} == {"read"}
    assert press("low rank", SHIFT_TAB, TAB, CTRL_Y).copied == [press("low rank", DOWN, CTRL_Y).copied[0]]
    assert press("low rank", SHIFT_TAB, SHIFT_TAB, TAB, " -galore", CTRL_Y).copied, (
        "marks stay while one types"
    )


def test_the_tag_prompt_completes(press, library, lora):
    library.tag([lora], ["reading-group", "retrieval"])
    press("galore", CTRL_T, "new, read", TAB, ENTER)
    assert set(library.find("galore").tags) == {"new", "reading-group"}
    press("galore", CTRL_T, "-READ", TAB, ENTER)
    assert library.find("galore").tags == ("new",)
    press("galore", CTRL_T, "xyz", TAB, ENTER)
    assert set(library.find("galore").tags) == {"new", "xyz"}


def test_a_change_is_made_even_if_esc_follows_at_once(press, library, lora):
    press("low rank -galore", CTRL_T, "PEFT", ENTER)
    assert library.find(lora).tags == ("PEFT",)


def test_bibtex_is_copied(draw):
    drawn = draw("low rank -galore", CTRL_B)
    (code,) = re.findall("\x1b]52;c;(.*?)\x07", drawn)
    assert base64.b64decode(code).decode().startswith("@inproceedings{")


@pytest.mark.parametrize(("key", "field"), [(CTRL_R, "notes"), (CTRL_E, "year")])
def test_notes_and_fields_are_edited(press, library, lora, key, field):
    editors = app.Editors(
        note=lambda key: library.note(key, "Mine.").key,
        fields=lambda key: library.set_fields([key], {"year": "1999"})[0],
    )
    finder = press("low rank -galore", key, editors=editors)
    entry = finder.selected.entry
    assert (finder.message, entry.key) == (lora, lora)
    assert entry.year == 1999 if field == "year" else entry.notes[0].body == "Mine."


def test_an_editor_that_fails_leaves_the_finder_open(library):
    def fail(_key):
        raise UsageError("there is no editor", hint="Name one.")

    finder = Finder(library)
    finder.edit(fail)
    assert finder.message == "there is no editor. Name one."


def test_help_is_shown_and_left(draw, press):
    drawn = draw("low rank", F1, size=(120, 40))
    for part in ("mark all, or none", "missing:doi", "copy as BibTeX"):
        assert part in drawn
    assert press("low", F1, ESC, " rank").query == "low rank"


def test_colours_can_be_turned_off(draw):
    assert any(code in draw("low rank") for code in COLORS)
    drawn = draw("low rank", color=False)
    assert not any(code in drawn for code in COLORS)
    assert "\x1b[0;7m" in drawn


def test_text_from_notes_cannot_control_the_terminal(draw, library, tmp_path):
    (tmp_path / "evil.md").write_text(
        "# x\n\n- [Evil \x1b]0;owned\x07title \x9b31m\u202e of colours](https://example.org/1)\n  \x1b[2J wiped\n",
        encoding="utf-8",
    )
    library.import_paths([tmp_path / "evil.md"])
    shown = draw("evil")
    assert "Evil" in shown
    assert "\x1b]0;owned" not in shown
    assert "\x9b" not in shown
    assert "\u202e" not in shown
    assert "\x07" not in shown
    assert "[2J wiped" in shown
    assert "\x1b[2J wiped" not in shown


# -- as a command --------------------------------------------------------------------------------------------------


def test_the_command_at_a_terminal(db, lora):
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    env = dict(os.environ, READLIST_DB=str(db), TERM="xterm-256color", COLUMNS="80", LINES="24")
    command = [sys.executable, "-m", "readlist", "search", "--kind", "paper"]
    with subprocess.Popen(command, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, f"low rank -galore{CTRL_Y}{ESC}".encode())
        shown = b"".join(iter(lambda: read(ours), b"")).decode(errors="replace")
        assert process.wait(timeout=60) == 0
    assert shown.rstrip().endswith(lora)
    os.close(ours)


def read(terminal):
    """Read from a terminal; b"" when the other side is closed."""
    try:
        return os.read(terminal, 4096)
    except OSError:  # raised by Linux once the other side is closed
        return b""


def test_without_a_terminal_it_is_a_usage_error(run, spawn, monkeypatch):
    for args in ((), ("--topic", "rag"), ("--json",), ("--arxiv",)):
        result = run("search", *args)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Missing argument 'WORDS...'" in result.stderr
    monkeypatch.setattr("readlist.cli.commands.search.has_keyboard", lambda: True)
    assert run("search", "--json").exit_code == 2
    assert spawn("search", stdin=subprocess.DEVNULL).returncode == 2


def test_the_command_passes_its_options_to_the_finder(run, monkeypatch, lora):
    def leave(finder, *, editors, color):
        finder.type("low rank")
        finder.copy()
        raise KeyboardInterrupt

    monkeypatch.setattr("readlist.cli.commands.search.has_keyboard", lambda: True)
    monkeypatch.setattr("readlist.cli.finder.app.run", leave)
    result = run("search", "--year", "..2023", "--sort", "year", "--exact")
    assert result.stdout == f"{lora}\n"


def test_a_dumb_terminal_cannot_show_the_finder(monkeypatch):
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert has_keyboard()
    monkeypatch.setenv("TERM", "dumb")
    assert not has_keyboard()
