"""Why a run cannot go on: one root, few children; their sentences and hints are `errors.toml`.

`Words.error` says them in the user's language with the error's `params`.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Self


def declarations(file: str) -> str:
    """The text of one of the files of declarations that stand beside this module."""
    from pkgutil import get_data  # noqa: PLC0415  (no help text needs it)

    data = get_data(__name__, file) or b""  # what `importlib.resources` loads costs a kept status
    return data.decode().replace("\r\n", "\n")


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

    def __init__(self, **params: Any) -> None:  # noqa: ANN401  (parameters of any printable type)
        said = self.message.en
        super().__init__(said.format_map({**params}) if params else said)
        self.params = params
        self.others: tuple[ScorecardError, ...] = ()

    def __reduce__(self) -> tuple[object, ...]:
        """An error of one process is told by another."""
        return _made_again, (type(self), self.params)

    @property
    def message(self) -> Name:
        """What is wrong, with placeholders for its parameters."""
        return self._said("message")

    @property
    def hint(self) -> Name:
        """How to go on; empty where nothing is to be done."""
        return self._said("hint")

    def _said(self, part: str) -> Name:
        for kind in type(self).__mro__:
            said = _sentences().get(kind.__name__, {}).get(part)
            if said:
                return Name(said["zh"], said["en"])
        return Name("")


@cache
def _sentences() -> Mapping[str, Any]:
    import tomllib  # noqa: PLC0415  (most runs raise none)

    return tomllib.loads(declarations("errors.toml"))


def _made_again(kind: type[ScorecardError], params: dict[str, Any]) -> ScorecardError:
    return kind(**params)


class NoWorkspaceError(ScorecardError):
    """No `scorecard.toml` here or above."""


class SettingsError(ScorecardError):
    """`scorecard.toml` cannot be used."""


class BadPeriodError(ScorecardError):
    """An argument that should name a period or date and does not."""


class BadQuarterError(BadPeriodError):
    """An argument that should name a quarter and names something else."""


class UnknownNameError(ScorecardError):
    """An argument that names a target, indicator, organisation or unit nobody knows."""


class CannotWriteError(ScorecardError):
    """An output could not be written; nothing of it was left behind."""


class SystemRefusedError(ScorecardError):
    """The file system would not do what a command needs; also: nobody takes the output."""


class ProgramFaultError(ScorecardError):
    """A fault of the program; what it printed above says where."""


class NotEmptyError(ScorecardError):
    """A folder for a new workspace in which something stands already."""


class MissingGlyphError(ScorecardError):
    """A text holds a character that no font of ours can draw."""


class BadTableError(ScorecardError):
    """A plain table for `assess` cannot be read as a table at all."""


class BadDatasetError(ScorecardError):
    """A dataset of Parquet files that cannot be judged as it stands."""


class MissingExtraError(ScorecardError):
    """Packages that only some commands need, and that are not installed."""


class LostPartError(ScorecardError):
    """A part of a dataset on which two processes died, one after the other."""


class DocumentError(ScorecardError):
    """A document that cannot be read as text."""


class DraftError(ScorecardError):
    """A draft from which nothing can be adopted."""


class FutureReceiptError(ScorecardError):
    """A day of receipt that has not come yet."""


class ClockSetBackError(ScorecardError):
    """The clock stands before the time at which something was recorded last."""


class UnreadableBookError(ScorecardError):
    """A book of the workspace's own cannot be read, so that nothing can be judged by it."""


class LedgerError(ScorecardError):
    """The ledger cannot be opened, read or written."""


class LedgerBusyError(LedgerError):
    """The ledger is good, and cannot be opened or written just now."""


class NoLedgerError(LedgerError):
    """There is no ledger yet."""


class NewerLedgerError(LedgerError):
    """A ledger that a later version of the program has written."""


class BrokenChainError(LedgerError):
    """A ledger in which an entry was changed, taken out or put in."""


class LostEntriesError(LedgerError):
    """A ledger that is gone, or has been put back to an earlier state, or was made anew."""


class UnwitnessedError(LedgerError):
    """A ledger that does not agree with the archive, or of which nothing bears witness."""


class CopyInTheWayError(ScorecardError):
    """A backup would take the place of something that it does not hold."""


class ControlTotalsError(ScorecardError):
    """The figures of a scorecard are not those on record: it was not published."""


class ChangedMeanwhileError(ScorecardError):
    """A target book, the register or the settings were saved while a scorecard was made of them."""


class NotPublishedError(ScorecardError):
    """A quarter of which no scorecard tells what it rests on."""


class NotAsPublishedError(ScorecardError):
    """A published scorecard says other things than would be said today."""


class NotInArchiveError(ScorecardError):
    """What a scorecard was made from is not in the archive any more, or was never put there."""


class NotEndedError(ScorecardError):
    """A quarter that has not ended by the date judged from."""


class AnotherQuarterError(ScorecardError):
    """A quarter named beside a date on which a later one is judged."""


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
