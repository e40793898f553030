"""
``tocsin tokens``: who may ask the API?

Tokens are made, listed and revoked in the file that ``api.tokens`` names; a role that runs takes
it up within seconds. The file holds no secret: a token's is shown once, when it is made. Not
here: what a token may (``streams/api/tokens.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from streams.api.tokens import TokenList

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Who may ask the API: new, list, revoke.",
    epilog="[bold]To begin[/]  tocsin tokens new desk --owner newsroom --scope read --file tokens.toml, "
    'then [bold]api.tokens = "tokens.toml"[/] in tocsin.toml. Without a file of tokens this machine '
    "alone is answered, and needs none. More: docs/api.md",
)

EXIT_CODES = "[bold]Exit codes[/]  0 done · 1 refused, nothing was changed · 2 wrong usage"

OwnFile = Annotated[
    Path | None,
    typer.Option("--file", metavar="TOKENS.toml", help="Which file; without it, api.tokens."),
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command(
    epilog="[bold]Try[/]  tocsin tokens new desk --owner newsroom --scope read --scope stream "
    "--days 90\n\nThe secret is shown once and kept nowhere: send it as "
    "[bold]Authorization: Bearer …[/].\n\n" + EXIT_CODES
)
def new(
    token_id: Annotated[
        str, typer.Argument(metavar="ID", help="What it is called: letters, digits, `.`, `-`.")
    ],
    owner: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Whose subscriptions it sees: letters, digits, `-`; several may share.",
        ),
    ],
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="read", help="read, stream or subscriptions; again for more."),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, metavar="N", help="Ends after; else never.")
    ] = None,
    file: OwnFile = None,
    as_json: AsJson = False,
) -> None:
    """Make a token and show its secret, once."""
    from datetime import timedelta

    from schemas.codec import BadRecord, convert
    from streams.api.tokens import SCOPES, Token, TokenList, new_token
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.config_files import load
    from streams.toml_edits import entry, text_of, write
    from streams.trouble import Trouble

    wanted = tuple(scope or ("read",))
    if unknown := [one for one in wanted if one not in SCOPES]:
        raise typer.BadParameter(
            f"`{unknown[0]}` is none of {', '.join(SCOPES)}", param_hint="--scope"
        )
    path = _file(file)
    at = now().replace(microsecond=0)
    expires = None if days is None else at + timedelta(days=days)
    made = new_token(token_id, owner=owner, scopes=wanted, made=at, expires=expires)  # type: ignore[arg-type]  # looked at above
    try:
        token = convert(Token, _plain(made.token))
    except BadRecord as error:
        key, more = ("--owner", "") if "$.owner" in str(error) else ("ID", ", `.`")
        said = f"letters, digits{more} and `-`, 32 at most, the first a letter or digit"
        raise typer.BadParameter(said, param_hint=key) from error
    before = load(path, TokenList) if path.exists() else TokenList()
    if any(one.id == token_id for one in before.token):
        raise Trouble(f"{path}: there is a token `{token_id}` already; first: tocsin tokens revoke")
    text = text_of(path) if path.exists() else _HEAD
    text = text if text.endswith("\n") else text + "\n"
    is_fresh = not path.exists()
    write(path, f"{text}\n{entry('token', token)}", TokenList(token=(*before.token, token)))
    if is_fresh:
        path.chmod(0o600)
    if as_json:
        put({**_shown(token), "secret": made.secret, "file": str(path)})
        return
    print(made.secret)
    typer.echo(f"kept in {path} as a hash; this is the only time it is shown", err=True)


@app.command("list", epilog="[bold]Try[/]  tocsin tokens list --json\n\n" + EXIT_CODES)
def list_(file: OwnFile = None, as_json: AsJson = False) -> None:
    """List the tokens: whose, what they may, until when."""
    from streams.cli.intake import put
    from streams.cli.subject import now
    from streams.wording import clock_time

    at, path = now(), _file(file)
    tokens = _tokens(path).token
    if not tokens and not as_json:
        print(f"{path}: no token, so nobody is let in: tocsin tokens new")
    for token in tokens:
        if as_json:
            put({**_shown(token), "expired": token.is_over(at)})
            continue
        until = "for ever" if token.expires is None else f"until {clock_time(token.expires)}"
        over = "  EXPIRED" if token.is_over(at) else ""
        print(f"{token.id:20}  {token.owner:20}  {','.join(token.scopes):26}  {until}{over}")


@app.command(epilog="A role that runs lets it in no more, and ends its streams.\n\n" + EXIT_CODES)
def revoke(
    token_id: Annotated[str, typer.Argument(metavar="ID", help="As `tokens list` shows it.")],
    file: OwnFile = None,
) -> None:
    """Take a token away."""
    from msgspec.structs import replace

    from streams.toml_edits import text_of, write
    from streams.trouble import Trouble
    from streams.watch_file import without_entry

    path = _file(file)
    before = _tokens(path)
    index = next((n for n, one in enumerate(before.token) if one.id == token_id), None)
    if index is None:
        raise Trouble(f"{path}: there is no token `{token_id}`")
    left = tuple(one for one in before.token if one.id != token_id)
    write(path, without_entry(text_of(path), index, "token"), replace(before, token=left))
    print(f"{token_id} is let in no more")


_HEAD = "# Who may ask the API; made by `tocsin tokens new`. Hashes, not secrets.\n"


def _file(chosen: Path | None) -> Path:
    """Return the file to work on."""
    from streams.cli.context import settings
    from streams.trouble import Trouble

    path = chosen or settings().api.tokens
    if path is None:
        raise Trouble("no file of tokens is set: set api.tokens, or name one with --file", code=2)
    return path


def _tokens(path: Path) -> TokenList:
    from streams.api.tokens import TokenList
    from streams.config_files import load

    return load(path, TokenList)


def _plain(record: object) -> dict[str, object]:
    import msgspec

    said: dict[str, object] = msgspec.to_builtins(record)
    return said


def _shown(token: object) -> dict[str, object]:
    """Return what is told of a token: not even its hash."""
    return {name: value for name, value in _plain(token).items() if name != "sha256"}
