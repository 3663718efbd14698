"""Message catalogues: collects the texts of the code, updates the translations, compiles them.

Run as `python tools/messages.py` to update `src/scorecard/locale`, with `--check` to change
nothing and fail where a message is missing, untranslated, obsolete or stale.

A text is collected where it is a literal in `_("…")`, `N_("…")` or `….text("…")`.  Its domain is
the room that the module stands in.  The domain `click` holds the sentences of the click package
itself (usage, options, errors of usage).
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import string
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scorecard.i18n import DOMAINS as OWN_DOMAINS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "src" / "scorecard"
LOCALE: Final = PACKAGE / "locale"
CLICK: Final = Path(click.__file__).parent
DOMAINS: Final = (*OWN_DOMAINS, "click")
LANGUAGES: Final = ("zh",)  # English texts are the message ids themselves
KEYWORDS: Final = frozenset({"_", "N_", "text"})
PLURAL: Final = "ngettext"  # singular and plural are one entry, known by its singular
MessageId = str | tuple[str, str]
# The first prefix that fits a module's path within the package names the domain.
ROOMS: Final = (
    *((room, "cli") for room in ("cli", "pipeline", "workspace", "store", "ledger/")),
    ("schema/errors.py", "cli"),
    ("read/", "forms"),
    ("forms/", "forms"),
    ("", "report"),
)


class UntranslatableError(ValueError):
    """A marked text that is put together while the program runs has no fixed message id."""


class House(Catalog):
    """A catalogue whose header holds no date, machine or address: same texts, same bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header lines, always the same."""
        return [
            ("Project-Id-Version", "scorecard"),
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
        ]


def domain_of(module: str) -> str:
    """The domain of a module, given by its path within the package (with forward slashes)."""
    return next(domain for prefix, domain in ROOMS if module.startswith(prefix))


def literals(source: str, name: str = "<text>") -> Iterator[MessageId]:
    """Every marked text of a module; `UntranslatableError` where a marked text is an f-string."""
    for node in ast.walk(ast.parse(source, filename=name)):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        called = _called(node)
        if called in KEYWORDS and isinstance(node.args[0], ast.JoinedStr):
            raise UntranslatableError(f"{name}:{node.lineno}: an f-string; use {{placeholders}}")
        texts = [text for argument in node.args[:2] if (text := _text(argument))]
        if called in KEYWORDS and _text(node.args[0]):
            yield texts[0]
        elif called == PLURAL and len(texts) == len(("singular", "plural")):
            yield texts[0], texts[1]


def _text(node: ast.expr) -> str:
    """The text of a literal; empty for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _called(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def key(msgid: str | Sequence[str]) -> str:
    """What an entry is known and sorted by: its text, or the singular of it."""
    return msgid if isinstance(msgid, str) else msgid[0]


def entries(catalog: Catalog) -> dict[str, Message]:
    """The entries of a catalogue by their key, without the header."""
    return {key(message.id): message for message in catalog if message.id}


def obsolete(catalog: Catalog) -> dict[str, Message]:
    """The entries that the code no longer has."""
    return {key(message.id): message for message in catalog.obsolete.values()}


def collect(package: Path = PACKAGE) -> dict[str, set[MessageId]]:
    """The message ids of each domain."""
    found: dict[str, set[MessageId]] = {domain: set() for domain in DOMAINS}
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package).as_posix()
        texts = literals(path.read_text(encoding="utf-8"), module)
        found[domain_of(module)].update(texts)
    found["click"].update(click_texts())
    return found


@cache
def click_texts() -> frozenset[MessageId]:
    """The message ids of the installed click package."""
    sources = (path.read_text(encoding="utf-8") for path in CLICK.glob("*.py"))
    return frozenset(msgid for source in sources for msgid in literals(source))


def po_path(language: str, domain: str, locale: Path = LOCALE) -> Path:
    """Where the translations of a domain stand."""
    return locale / language / "LC_MESSAGES" / f"{domain}.po"


def read(language: str, domain: str, locale: Path = LOCALE) -> Catalog:
    """The translations of a domain as they stand; empty where there is no file yet."""
    path = po_path(language, domain, locale)
    source = path.read_bytes() if path.exists() else b""
    return read_po(io.BytesIO(source), locale=language, domain=domain)


def merged(old: Catalog, wanted: Iterable[MessageId], *, prune: bool = False) -> House:
    """A catalogue of the wanted message ids with the translations and comments known so far.

    Texts that are no longer in the code are kept as obsolete entries unless `prune` is set, and
    come back with their translation when the code has them again.
    """
    new = House(locale=old.locale, domain=old.domain, fuzzy=False)
    new.header_comment = f"# {old.locale}: {old.domain}"
    known = obsolete(old) | entries(old)
    for msgid in sorted(wanted, key=key):
        before = known.pop(key(msgid), None)
        if before is None:
            new.add(msgid)
            continue
        flags = {"fuzzy"} if before.fuzzy else set()
        translation = before.string if _translation(before) else None
        new.add(msgid, translation, user_comments=before.user_comments, flags=flags)
    if not prune:
        new.obsolete.update((name, known[name]) for name in sorted(known) if known[name].string)
    return new


def po_bytes(catalog: Catalog) -> bytes:
    """The text form: sorted, unwrapped, without places, so that differences stay small."""
    target = io.BytesIO()
    write_po(target, catalog, width=0, no_location=True, sort_output=True)
    return target.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """The compiled form, as gettext reads it."""
    target = io.BytesIO()
    write_mo(target, catalog)
    return target.getvalue()


def placeholders(text: str) -> set[str]:
    """The names of the `{placeholders}` and `%(placeholders)s` of a text.

    Raises `ValueError` where its braces do not match.
    """
    named = set(re.findall(r"%\((\w+)\)s", text))
    return named | {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def problems(catalog: Catalog, wanted: Iterable[MessageId]) -> Iterator[str]:
    """What is wrong with the translations of a domain, one sentence each."""
    ids = {key(msgid) for msgid in wanted}
    present = entries(catalog)
    yield from (f"missing: {msgid!r}" for msgid in sorted(ids - present.keys()))
    gone = (present.keys() - ids) | obsolete(catalog).keys()
    yield from (f"obsolete: {msgid!r}" for msgid in sorted(gone))
    for msgid in sorted(ids & present.keys()):
        message = present[msgid]
        translation = _translation(message)
        if not translation:
            yield f"untranslated: {msgid!r}"
        elif message.fuzzy:
            yield f"fuzzy: {msgid!r}"
        else:
            yield from _uneven(message.id, translation)


def _translation(message: Message) -> str:
    """The translation; of singular and plural the one form that Chinese has."""
    return key(message.string or "")


def _uneven(msgid: str | Sequence[str], translation: str) -> Iterator[str]:
    original = msgid if isinstance(msgid, str) else msgid[-1]
    try:
        ours, theirs = placeholders(original), placeholders(translation)
    except ValueError as error:
        yield f"braces: {original!r}: {error}"
        return
    if ours != theirs:
        yield f"placeholders: {original!r} has {sorted(ours)}, its translation {sorted(theirs)}"


def conflicts(catalogs: Sequence[Catalog]) -> Iterator[str]:
    """One text translated in two ways: only the first domain's translation would be seen."""
    seen: dict[str, tuple[str, str]] = {}
    for catalog in catalogs:
        for name, message in entries(catalog).items():
            here = (_translation(message), str(catalog.domain))
            first = seen.setdefault(name, here) if here[0] else here
            if first[0] != here[0]:
                yield f"two translations: {name!r} in {first[1]} and {here[1]}"


def check(package: Path = PACKAGE, domains: Sequence[str] = DOMAINS) -> list[str]:
    """Everything that is wrong with the catalogues, one sentence each; empty when all is well."""
    wanted = collect(package)
    faults: list[str] = []
    for language in LANGUAGES:
        catalogs = [read(language, domain, package / "locale") for domain in domains]
        for domain, catalog in zip(domains, catalogs, strict=True):
            path = po_path(language, domain, package / "locale")
            place = f"{language}/{domain}.po"
            faults += (f"{place}: {fault}" for fault in problems(catalog, wanted[domain]))
            compiled = path.with_suffix(".mo")
            fresh = mo_bytes(merged(catalog, wanted[domain]))
            if not compiled.exists() or compiled.read_bytes() != fresh:
                faults.append(f"{language}/{domain}.mo: not compiled from the .po beside it")
        faults += (f"{language}: {fault}" for fault in conflicts(catalogs))
    return faults


def update(
    package: Path = PACKAGE, domains: Sequence[str] = DOMAINS, *, prune: bool = False
) -> list[str]:
    """Bring the .po files to the state of the code and compile them; says what is left to do."""
    wanted = collect(package)
    for language in LANGUAGES:
        for domain in domains:
            path = po_path(language, domain, package / "locale")
            path.parent.mkdir(parents=True, exist_ok=True)
            old = read(language, domain, package / "locale")
            new = merged(old, wanted[domain], prune=prune)
            _write(path, po_bytes(new))
            _write(path.with_suffix(".mo"), mo_bytes(new))
    return check(package, domains)


def _write(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 while something is left to translate or to remove."""
    parser = argparse.ArgumentParser(description="Update or check the message catalogues.")
    parser.add_argument("domain", nargs="*", help=f"only these of: {', '.join(DOMAINS)}")
    parser.add_argument("--check", action="store_true", help="change nothing")
    parser.add_argument("--prune", action="store_true", help="drop texts the code no longer has")
    options = parser.parse_args(arguments)
    domains = options.domain or list(DOMAINS)
    if unknown := set(domains) - set(DOMAINS):
        parser.error(f"unknown domain: {', '.join(sorted(unknown))}")
    if options.check:
        faults = check(domains=domains)
    else:
        faults = update(domains=domains, prune=options.prune)
    print("\n".join(faults) if faults else f"messages: {', '.join(domains)}: complete")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
