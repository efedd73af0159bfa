"""The finder on a terminal, by prompt_toolkit, which only this module loads, when the finder opens.

    > query                    12      the line to type in, the number of rows
    rows                               on a wide screen beside the preview,
    ───────                            on a low one without it
    preview
    message                            what was done, what was searched instead, an error
    keys                               or the question being asked

A key handler calls one method of ``Finder``. The search runs when the screen is drawn, so that keys pressed during a
search are handled together.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer
from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import DynamicContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

from readlist.cli.finder import view
from readlist.cli.finder.controls import Preview, Rows
from readlist.cli.finder.row import STATUS_KEYS
from readlist.cli.sanitize import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.layout import AnyContainer
    from prompt_toolkit.output import Output

    from readlist.cli.finder.state import Finder

_BESIDE = 110
"""The smallest width, in columns, with the preview beside the rows."""
_BELOW = 12
"""The smallest height, in lines, with the preview below them."""
_MOST_MESSAGE = 3
"""Lines of a long message."""
_ESCAPE_SECONDS = 0.05
"""How long to wait for the rest of a key sequence that begins with Esc."""

# Bold, underline and reverse are not colours, and are used without colours too.
_STYLE = Style.from_dict(
    {
        "selected": "reverse",
        "key": "ansicyan",
        "status": "ansiyellow",
        "heading": "bold",
        "place": "ansicyan",
        "found": "bold underline ansiyellow",
        "message": "bold",
        "dim": "ansibrightblack",
    }
)


@dataclass(frozen=True, slots=True)
class Editors:
    """What opens the person's editor for the entry with a key, and returns what was done: on a note, or on its fields."""

    note: Callable[[str], str]
    fields: Callable[[str], str]


class Screen:
    """The finder's layout and keys.

    A change is made after the screen has been drawn with "saving …", which is seen while another process writes; the next
    key, or leaving, makes it at once.
    """

    def __init__(self, finder: Finder, editors: Editors | None = None) -> None:
        self.finder = finder
        self.editors = editors
        self._waiting: Callable[[], None] | None = None
        self.query = Buffer(multiline=False, on_text_changed=lambda buffer: finder.type(buffer.text))
        self.answer = Buffer(multiline=False)
        self.rows = Rows(finder)
        self._query_control = BufferControl(self.query)
        self._answer_control = BufferControl(self.answer)

    # -- layout -------------------------------------------------------------------------------------------------

    def layout(self) -> Layout:
        """Build the layout, which adapts to the size of the screen whenever it is drawn."""
        rows = Window(self.rows, height=Dimension(min=1, weight=2), width=Dimension(min=1, weight=1))
        preview = Window(
            Preview(self.finder), height=Dimension(min=1, weight=3), width=Dimension(min=1, weight=1)
        )
        beside = VSplit([rows, Window(width=1, char="│", style="class:dim"), preview])
        below = HSplit([rows, Window(height=1, char="─", style="class:dim"), preview])
        body = DynamicContainer(lambda: preview if self.finder.helps else self._fitting(beside, below, rows))
        count = _text(self._count, "class:dim", dont_extend_width=True)
        query = Window(self._query_control, height=1)
        return Layout(
            HSplit(
                [
                    VSplit([_text(lambda: "> ", dont_extend_width=True), query, count], height=1),
                    body,
                    DynamicContainer(self._message),
                    _text(self._help, "class:dim"),
                ]
            ),
            focused_element=query,
        )

    def _count(self) -> str:
        return view.count_text(len(self.finder.rows), is_whole=self.finder.is_whole)

    @staticmethod
    def _fitting(beside: AnyContainer, below: AnyContainer, rows: AnyContainer) -> AnyContainer:
        size = _app().output.get_size()
        return beside if size.columns >= _BESIDE else below if size.rows >= _BELOW else rows

    def _message(self) -> AnyContainer:
        if self.finder.asking == "tags":
            answer = Window(self._answer_control, height=1)
            return VSplit([_text(lambda: "tags: ", "class:message", dont_extend_width=True), answer])
        return Window(
            FormattedTextControl(
                lambda: "\n".join(view.wrap(self.finder.message, _app().output.get_size().columns))
            ),
            height=Dimension(min=1, max=_MOST_MESSAGE),
            style="class:message",
            wrap_lines=True,
            dont_extend_height=True,
        )

    def _help(self) -> str:
        if self.finder.asking == "tags" and self.answer.text and not self.answer.text.endswith(","):
            return "  ".join(map(one_line, self.finder.suggest_tags(self.answer.text))) or view.TAGS_HELP
        return {"tags": view.TAGS_HELP, "status": view.STATUS_HELP}.get(self.finder.asking, view.KEYS)

    # -- saving -------------------------------------------------------------------------------------------------

    def _save(self, change: Callable[[], None]) -> None:
        """Make a change once the screen shows that it is being made."""
        self.finder.ask("")
        self.finder.message = "saving …"
        self._waiting = change

    def settle(self) -> bool:
        """Make the change that waits for the screen; return whether there was one."""
        change, self._waiting = self._waiting, None
        if change:
            change()
        return change is not None

    # -- keys ---------------------------------------------------------------------------------------------------

    def keys(self) -> KeyBindings:
        """Build the key bindings: those that always work, and those for each question."""
        keys = KeyBindings()
        for stop in ("c-c", Keys.SIGINT):
            keys.add(stop)(_interrupt)
        keys.add("c-z")(lambda event: event.app.suspend_to_background())
        self._bind_movement(keys)
        self._bind_actions(keys)
        self._bind_tags(keys)
        self._bind_status(keys)
        return keys

    def _bind_movement(self, keys: KeyBindings) -> None:
        finder = self.finder
        steps: dict[str, Callable[[], int]] = {
            "up": lambda: -1,
            "down": lambda: 1,
            "pageup": lambda: -self.rows.height,
            "pagedown": lambda: self.rows.height,
        }
        for name, step in steps.items():
            self._add(keys, name, _ignoring_event(step, finder.move))
        for name, lines in {"c-p": -3, "s-up": -3, "c-n": 3, "s-down": 3}.items():
            keys.add(name)(lambda _, lines=lines: finder.scroll_by(lines))
        keys.add(Keys.BracketedPaste)(lambda event: event.current_buffer.insert_text(one_line(event.data)))

    def _bind_actions(self, keys: KeyBindings) -> None:
        finder = self.finder
        keys.add("escape", eager=True, filter=self._asks(""))(self._leave)
        actions: dict[str, Callable[[KeyPressEvent], None]] = {
            "enter": lambda event: self._open(event, page=False),
            "c-o": lambda event: self._open(event, page=True),
            "tab": lambda _: finder.mark(),
            "s-tab": lambda _: finder.mark_all(),
            "c-t": self._ask_tags,
            "c-s": lambda _: finder.ask("status"),
            "c-g": lambda _: finder.watch(),
            "c-y": lambda event: _copy(event.app.output, finder.copy()),
            "c-b": lambda event: _copy(event.app.output, finder.copy_bibtex()),
            "c-r": lambda event: self._edit(event, is_note=True),
            "c-e": lambda event: self._edit(event, is_note=False),
            "f1": lambda _: self._toggle_help(),
        }
        for name, action in actions.items():
            self._add(keys, name, action, filter=self._asks(""))

    def _add(self, keys: KeyBindings, name: str, action: Callable[[KeyPressEvent], None], **how: Any) -> None:
        """Bind an action to a key; a change that waits for the screen is made before it."""

        def act(event: KeyPressEvent) -> None:
            self.settle()
            action(event)

        keys.add(name, **how)(act)

    def _leave(self, event: KeyPressEvent) -> None:
        if self.finder.helps:
            self._toggle_help()
        else:
            event.app.exit()

    def _toggle_help(self) -> None:
        self.finder.helps = not self.finder.helps
        self.finder.scroll = 0

    def _bind_tags(self, keys: KeyBindings) -> None:
        tags = self._asks("tags")

        def done(event: KeyPressEvent) -> None:
            text = self.answer.text
            self._save(lambda: self.finder.tag(text))
            event.app.layout.focus(self._query_control)

        def back(event: KeyPressEvent) -> None:
            self.finder.ask("")
            event.app.layout.focus(self._query_control)

        def complete(_: KeyPressEvent) -> None:
            before, comma, last = self.answer.text.rpartition(",")
            if found := self.finder.suggest_tags(self.answer.text):
                sign = "-" if last.strip().startswith("-") else ""
                space = " " if comma else ""
                self.answer.text = f"{before}{comma}{space}{sign}{found[0]}"
                self.answer.cursor_position = len(self.answer.text)

        keys.add("tab", filter=tags)(complete)
        keys.add("enter", filter=tags)(done)
        keys.add("escape", eager=True, filter=tags)(back)

    def _bind_status(self, keys: KeyBindings) -> None:
        status = self._asks("status")
        keys.add(Keys.Any, eager=True, filter=status)(lambda _: self.finder.ask(""))
        for key, value in STATUS_KEYS.items():
            keys.add(key, eager=True, filter=status)(
                lambda _, value=value: self._save(lambda: self.finder.set_status(value))
            )

    def _asks(self, what: str) -> Condition:
        return Condition(lambda: self.finder.asking == what)

    def _ask_tags(self, event: KeyPressEvent) -> None:
        self.finder.ask("tags")
        if self.finder.asking:
            self.answer.reset()
            event.app.layout.focus(self._answer_control)

    def _open(self, event: KeyPressEvent, *, page: bool) -> None:
        if target := self.finder.target(page=page):
            # a browser in the terminal uses the screen until it ends
            event.app.create_background_task(self._launch(target))

    def _edit(self, event: KeyPressEvent, *, is_note: bool) -> None:
        if self.editors and self.finder.selected:
            editor = self.editors.note if is_note else self.editors.fields
            event.app.create_background_task(_in_terminal(lambda: self.finder.edit(editor)))

    async def _launch(self, target: str) -> None:
        try:
            await run_in_terminal(lambda: typer.launch(target))
        except OSError as error:
            self.finder.message = one_line(f"cannot open {target}: {error}")


def _text(text: Callable[[], str], style: str = "", *, dont_extend_width: bool = False) -> Window:
    return Window(FormattedTextControl(text), height=1, style=style, dont_extend_width=dont_extend_width)


def _ignoring_event(number: Callable[[], int], act: Callable[[int], None]) -> Callable[[KeyPressEvent], None]:
    return lambda _: act(number())


def _interrupt(event: KeyPressEvent) -> None:
    event.app.exit(exception=KeyboardInterrupt)


def _app() -> Application[Any]:
    from prompt_toolkit.application import get_app  # noqa: PLC0415

    return get_app()


def _copy(output: Output, text: str) -> None:
    """Put ``text`` into the terminal's clipboard, through ssh too: OSC 52 of xterm's control sequences."""
    if text:
        output.write_raw(f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07")
        output.flush()


async def _in_terminal(function: Callable[[], None]) -> None:
    """Give the terminal to a function; an exception ends the finder and is reported as usual."""
    try:
        await run_in_terminal(function)
    except Exception as error:  # noqa: BLE001
        _app().exit(exception=error)


def run(
    finder: Finder,
    *,
    editors: Editors | None = None,
    color: bool = True,
    keyboard: Input | None = None,
    output: Output | None = None,
) -> None:
    """Show the finder until the person leaves it.

    ``keyboard`` and ``output`` default to the terminal. Ctrl-C raises KeyboardInterrupt.
    """
    screen = Screen(finder, editors)
    app: Application[None] = Application(
        layout=screen.layout(),
        key_bindings=screen.keys(),
        style=_STYLE,
        color_depth=None if color else ColorDepth.DEPTH_1_BIT,
        full_screen=True,
        input=keyboard,
        output=output,
        before_render=lambda app: _refresh(finder, app),
        after_render=lambda app: app.invalidate() if screen.settle() else None,
    )
    app.ttimeoutlen = _ESCAPE_SECONDS
    app.run()
    screen.settle()


def _refresh(finder: Finder, app: Application[None]) -> None:
    """Search before drawing. An exception ends the finder and is reported as usual; the event loop would print it."""
    try:
        finder.refresh()
    except Exception as error:  # noqa: BLE001
        if not app.is_done:
            app.exit(exception=error)
