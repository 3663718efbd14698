"""Why a run cannot go on: one root, few children; each writes its own sentence and hint.

The sentences are message ids: `words` puts them into the user's language with `params`.
"""

from __future__ import annotations

import errno
from typing import Any, Final, Self


class Message(str):
    """A message id: text of ours, to be translated wherever it is printed, parameters included."""

    __slots__ = ()


def N_(message: str) -> str:  # noqa: N802  (the gettext convention for "to be translated")
    """Mark a text for the message catalogue; an equal text that `words` knows to be ours."""
    return Message(message)


class Name(str):
    """A text in both languages: the Chinese, and `en`, empty where a target book has none."""

    __slots__ = ("en",)
    en: str

    def __new__(cls, name: str, en: str = "") -> Self:
        """The name and its English form."""
        made = super().__new__(cls, name)
        made.en = en
        return made

    def __reduce__(self) -> tuple[type[Name], tuple[str, str]]:
        """Both names travel between processes."""
        return Name, (str(self), self.en)

    def within(self, language: str) -> str:
        """The name in this language, as far as the book has it.

        >>> Name("企业数", "companies").within("en"), Name("企业数").within("en")
        ('companies', '企业数')
        """
        return self.en if language == "en" and self.en else str(self)


class ScorecardError(Exception):
    """The run cannot go on; exit code 2."""

    message = N_("The run cannot go on.")
    hint = ""

    def __init__(self, **params: Any) -> None:  # noqa: ANN401  (parameters of any printable type)
        super().__init__(self.message.format_map({**params}) if params else self.message)
        self.params = params
        self.others: tuple[ScorecardError, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """An error of one process is told by another."""
        return _made_again, (type(self), self.params)


def _made_again(kind: type[ScorecardError], params: dict[str, Any]) -> ScorecardError:
    return kind(**params)


class NoWorkspaceError(ScorecardError):
    """No `scorecard.toml` here or above."""

    message = N_("There is no scorecard.toml in {path} or in a folder above it.")
    hint = N_("Run `scorecard init DIR` to make a workspace, or point to one with -C DIR.")


class SettingsError(ScorecardError):
    """`scorecard.toml` cannot be used."""

    message = N_("{file}: {key}: found {found}, expected {expected}.")
    hint = N_("Mend this line of scorecard.toml and run again.")


class BadPeriodError(ScorecardError):
    """An argument that should name a period or date and does not."""

    message = N_("“{found}” is not a period.")
    hint = N_("Write a quarter as 2021-Q4, a year as 2021, a date as 2021-12-31.")


class BadQuarterError(BadPeriodError):
    """An argument that should name a quarter and names something else."""

    message = N_("“{found}” is not a quarter.")
    hint = N_("Write a quarter as 2021-Q4.")


class UnknownNameError(ScorecardError):
    """An argument that names a target, indicator, organisation or unit nobody knows."""

    message = N_("There is no {kind} called “{found}”.")
    hint = N_("Known: {known}.")


class CannotWriteError(ScorecardError):
    """An output could not be written; nothing of it was left behind."""

    message = N_("{file} could not be written: {reason}.")
    hint = N_("Close the file if it is open in another program, and check the folder's rights.")


class SystemRefusedError(ScorecardError):
    """The file system would not do what a command needs; also: nobody takes the output."""

    message = N_("{file}: {reason}.")
    hint = N_("Mend this and run again; what was accepted before is still there.")


class ProgramFaultError(ScorecardError):
    """A fault of the program; what it printed above says where."""

    message = N_("This is a fault of the program, not of your data.")
    hint = N_("Please report it with the lines above; nothing that was on record has changed.")


class NotEmptyError(ScorecardError):
    """A folder for a new workspace in which something stands already."""

    message = N_("{folder} is not empty; nothing was written.")
    hint = N_("Name a new or an empty folder.")


class MissingGlyphError(ScorecardError):
    """A text holds a character that no font of ours can draw."""

    message = N_("The character “{character}” (U+{codepoint}) in “{text}” cannot be drawn.")
    hint = N_("Replace the character in the source workbook.")


class BadTableError(ScorecardError):
    """A plain table for `assess` cannot be read as a table at all."""

    message = N_("{file}: {reason}.")
    hint = N_("Give a CSV (UTF-8) or XLSX file with one header row.")


class BadDatasetError(ScorecardError):
    """A dataset of Parquet files that cannot be judged as it stands."""

    message = N_("Table {table}, column {column}: found {found}, expected {expected}.")
    hint = N_("The columns are those of the public frames; see docs/how-to/scale.md.")


class MissingExtraError(ScorecardError):
    """Packages that only some commands need, and that are not installed."""

    message = N_("This needs packages that are not installed: {packages}.")
    hint = N_("Install them: pip install 'goal-scorecard[{extra}]'.")


class LostPartError(ScorecardError):
    """A part of a dataset on which two processes died, one after the other."""

    message = N_("Nothing was written: part {part} ended the process that judged it, twice.")
    hint = N_("Give the machine more memory, or fewer jobs; then run again.")


class DocumentError(ScorecardError):
    """A document that cannot be read as text."""

    message = N_("{file} was not read: {reason}.")
    hint = N_("Give a file of plain text, Markdown, HTML, docx or a PDF that holds text.")


class DraftError(ScorecardError):
    """A draft from which nothing can be adopted."""

    message = N_("Nothing was adopted: {file}: {reason}.")
    hint = N_("Mend the draft, or make it anew with `scorecard draft`, and run again.")


class FutureReceiptError(ScorecardError):
    """A day of receipt that has not come yet."""

    message = N_(
        "{day} is still to come (today is {today}): until then the figures would not count."
    )
    hint = N_("Give the day on which the returns came in: --received-on 2022-01-31.")


class ClockSetBackError(ScorecardError):
    """The clock stands before the time at which something was recorded last."""

    message = N_(
        "The clock says {now}, but returns were recorded on {last}: figures dated by it would not "
        "count."
    )
    hint = N_("Set the clock right, or give the day on which the returns came in: --received-on.")


class UnreadableBookError(ScorecardError):
    """A book of the workspace's own cannot be read, so that nothing can be judged by it."""

    message = N_("Nothing was recorded: {file} is needed and was not read. {reason}")
    hint = N_("Put a good copy of the file in its place, then collect again.")


class LedgerError(ScorecardError):
    """The ledger cannot be opened, read or written."""

    message = N_("The ledger {file} cannot be used: {reason}.")
    hint = N_("Put back a good copy with `scorecard ledger restore FILE`.")


class LedgerBusyError(LedgerError):
    """The ledger is good, and cannot be opened or written just now."""

    hint = N_("Let other runs come to their end, check the folder's rights, then run again.")


class NoLedgerError(LedgerError):
    """There is no ledger yet."""

    message = N_("There is no ledger {file}.")
    hint = N_("It is made with the first return that `scorecard collect` records.")


class NewerLedgerError(LedgerError):
    """A ledger that a later version of the program has written."""

    message = N_(
        "The ledger {file} was written by a newer version of the program: "
        "its schema is {found}, this version knows {known}."
    )
    hint = N_("Use the newer version; nothing was changed.")


class BrokenChainError(LedgerError):
    """A ledger in which an entry was changed, taken out or put in."""

    message = N_("The ledger {file} cannot be used: entry {seq} does not follow from the others.")


class LostEntriesError(LedgerError):
    """A ledger that is gone, or has been put back to an earlier state, or was made anew."""

    message = N_(
        "The ledger {file} cannot be used: it had {known} entries, the last with the hash {head}, "
        "and does not have them any more."
    )
    hint = N_(
        "Put back the newest copy with `scorecard ledger restore FILE`; `scorecard verify` says "
        "what is missing."
    )


class UnwitnessedError(LedgerError):
    """A ledger that does not agree with the archive, or of which nothing bears witness."""

    hint = N_(
        "`scorecard verify` says what does not agree; put that back. Is the ledger right as it is "
        "(hold its head against the one printed last), `scorecard ledger restore` with the "
        "ledger's own file accepts it."
    )


class CopyInTheWayError(ScorecardError):
    """A backup would take the place of something that it does not hold."""

    message = N_("{file} was left as it is: {reason}.")
    hint = N_("Name another file for the copy.")


class ControlTotalsError(ScorecardError):
    """The figures of a scorecard are not those on record: it was not published."""

    message = N_(
        "Nothing was published: of “{indicator}” ({organisation}) {shown} figures with the sum "
        "{shown_sum} would be shown, {recorded} with the sum {recorded_sum} are on record."
    )
    hint = N_(
        "Run `scorecard verify`; if it finds nothing, this is a fault of the program: report it."
    )


class ChangedMeanwhileError(ScorecardError):
    """A target book, the register or the settings were saved while a scorecard was made of them."""

    message = N_("Nothing was published: a file in {folder} or beside it was changed meanwhile.")
    hint = N_("Run again.")


class NotPublishedError(ScorecardError):
    """A quarter of which no scorecard tells what it rests on."""

    message = N_("There is no published scorecard of {quarter} that tells what it was made from.")
    hint = N_("Publish one with `scorecard render QUARTER`.")


class NotAsPublishedError(ScorecardError):
    """A published scorecard says other things than would be said today."""

    message = N_("The published scorecard of {quarter} is not what its books and figures say now.")
    hint = N_("Publish it again with `scorecard render QUARTER`, then write the notices.")


class NotInArchiveError(ScorecardError):
    """What a scorecard was made from is not in the archive any more, or was never put there."""

    message = N_("{file} cannot be given back: the archive does not hold it as it was ({kept}).")
    hint = N_("Put back the folder reports/archive from the last copy.")


class NotEndedError(ScorecardError):
    """A quarter that has not ended by the date judged from."""

    message = N_("{quarter} has not ended by {as_of}.")
    hint = N_("Give a later date with --as-of, or an earlier quarter.")


_REASONS: Final = {
    errno.EACCES: N_("no right to do so"),
    errno.EPERM: N_("no right to do so"),
    errno.EROFS: N_("the drive is read-only"),
    errno.ENOSPC: N_("the drive is full"),
    errno.EFBIG: N_("the file is larger than is allowed there"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a file stands where a folder should be"),
    errno.EEXIST: N_("a file stands where a folder should be"),
    errno.ENOENT: N_("it is not there"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("links lead in a circle"),
    errno.EIO: N_("the drive reports a fault"),
    errno.EDQUOT: N_("the drive is full"),
}


def why(error: OSError) -> str:
    """What the file system had against it, in our words where we have some."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
