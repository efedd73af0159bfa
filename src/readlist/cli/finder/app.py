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
from typing import TYPE_CHECKING, Any

import typer
from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import DynamicContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl, UIContent, UIControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.output.color_depth import ColorDepth
from prompt_toolkit.styles import Style

from readlist.cli.finder import view
from readlist.cli.finder.row import STATUS_KEYS
from readlist.cli.sanitize import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.layout import AnyContainer
    from prompt_toolkit.output import Output

    from readlist.cli.finder.row import Row
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


class _Rows(UIControl):
    """The list; only visible rows are formatted."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.height = 1

    def create_content(self, width: int, height: int) -> UIContent:
        """Build the rows; the window keeps the selected one visible."""
        rows, place = self.finder.rows, self.finder.place
        self.height = height
        return UIContent(
            lambda line: view.row_line(rows[line], width, is_selected=line == place),
            line_count=len(rows),
            cursor_position=Point(0, place),
            show_cursor=False,
        )


class _Preview(UIControl):
    """The preview of the selected row, wrapped once for each row and width."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self._made: tuple[Row | None, int] = (None, 0)
        self._lines: list[StyleAndTextTuples] = []

    def create_content(self, width: int, height: int) -> UIContent:
        """Build the lines from the scroll position on."""
        row = self.finder.selected
        if self._made[0] is not row or self._made[1] != width:
            self._lines = view.preview_lines(row, width) if row else []
            self._made = row, width
        first = self.finder.scroll = max(0, min(self.finder.scroll, len(self._lines) - height))
        shown = self._lines[first : first + height]
        return UIContent(shown.__getitem__, line_count=len(shown), show_cursor=False)


class Screen:
    """The finder's layout and keys."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder
        self.query = Buffer(multiline=False, on_text_changed=lambda buffer: finder.type(buffer.text))
        self.answer = Buffer(multiline=False)
        self.rows = _Rows(finder)
        self._query_control = BufferControl(self.query)
        self._answer_control = BufferControl(self.answer)

    # -- layout -------------------------------------------------------------------------------------------------

    def layout(self) -> Layout:
        """Build the layout, which adapts to the size of the screen whenever it is drawn."""
        rows = Window(self.rows, height=Dimension(min=1, weight=2), width=Dimension(min=1, weight=1))
        preview = Window(
            _Preview(self.finder), height=Dimension(min=1, weight=3), width=Dimension(min=1, weight=1)
        )
        beside = VSplit([rows, Window(width=1, char="│", style="class:dim"), preview])
        below = HSplit([rows, Window(height=1, char="─", style="class:dim"), preview])
        body = DynamicContainer(lambda: self._fitting(beside, below, rows))
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
            FormattedTextControl(lambda: self.finder.message),
            height=Dimension(min=1, max=_MOST_MESSAGE),
            style="class:message",
            wrap_lines=True,
            dont_extend_height=True,
        )

    def _help(self) -> str:
        return {"tags": view.TAGS_HELP, "status": view.STATUS_HELP}.get(self.finder.asking, view.KEYS)

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
            keys.add(name)(lambda _, step=step: finder.move(step()))
        for name, lines in {"c-p": -3, "s-up": -3, "c-n": 3, "s-down": 3}.items():
            keys.add(name)(lambda _, lines=lines: finder.scroll_by(lines))
        keys.add(Keys.BracketedPaste)(lambda event: event.current_buffer.insert_text(one_line(event.data)))

    def _bind_actions(self, keys: KeyBindings) -> None:
        finder, idle = self.finder, self._asks("")
        keys.add("escape", eager=True, filter=idle)(lambda event: event.app.exit())
        keys.add("enter", filter=idle)(lambda event: self._open(event, page=False))
        keys.add("c-o", filter=idle)(lambda event: self._open(event, page=True))
        keys.add("c-t", filter=idle)(self._ask_tags)
        keys.add("c-s", filter=idle)(lambda _: finder.ask("status"))
        keys.add("c-g", filter=idle)(lambda _: finder.watch())
        keys.add("c-y", filter=idle)(lambda event: _copy(event.app.output, finder.copy()))

    def _bind_tags(self, keys: KeyBindings) -> None:
        tags = self._asks("tags")

        def done(event: KeyPressEvent) -> None:
            self.finder.tag(self.answer.text)
            event.app.layout.focus(self._query_control)

        def back(event: KeyPressEvent) -> None:
            self.finder.ask("")
            event.app.layout.focus(self._query_control)

        keys.add("enter", filter=tags)(done)
        keys.add("escape", eager=True, filter=tags)(back)

    def _bind_status(self, keys: KeyBindings) -> None:
        status = self._asks("status")
        keys.add(Keys.Any, eager=True, filter=status)(lambda _: self.finder.ask(""))
        for key, value in STATUS_KEYS.items():
            keys.add(key, eager=True, filter=status)(lambda _, value=value: self.finder.set_status(value))

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

    async def _launch(self, target: str) -> None:
        try:
            await run_in_terminal(lambda: typer.launch(target))
        except OSError as error:
            self.finder.message = one_line(f"cannot open {target}: {error}")


def _text(text: Callable[[], str], style: str = "", *, dont_extend_width: bool = False) -> Window:
    return Window(FormattedTextControl(text), height=1, style=style, dont_extend_width=dont_extend_width)


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


def run(
    finder: Finder,
    *,
    color: bool = True,
    keyboard: Input | None = None,
    output: Output | None = None,
) -> None:
    """Show the finder until the person leaves it.

    ``keyboard`` and ``output`` default to the terminal. Ctrl-C raises KeyboardInterrupt.
    """
    screen = Screen(finder)
    app: Application[None] = Application(
        layout=screen.layout(),
        key_bindings=screen.keys(),
        style=_STYLE,
        color_depth=None if color else ColorDepth.DEPTH_1_BIT,
        full_screen=True,
        input=keyboard,
        output=output,
        before_render=lambda app: _refresh(finder, app),
    )
    app.ttimeoutlen = _ESCAPE_SECONDS
    app.run()


def _refresh(finder: Finder, app: Application[None]) -> None:
    """Search before drawing. An exception ends the finder and is reported as usual; the event loop would print it."""
    try:
        finder.refresh()
    except Exception as error:  # noqa: BLE001
        if not app.is_done:
            app.exit(exception=error)
