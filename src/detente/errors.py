"""Which errors does detente raise, and what does each tell the user?

DetenteError                 everything below; the command line prints it in one sentence, exit status 2
├── InputError               something given cannot be read: what, where, and what to do
│   ├── NotFound             no such file, or no such record id
│   ├── EmptyInput           nothing in it
│   ├── BinaryInput          not text, and no format that is read
│   ├── EncodingError        the bytes are text in no encoding that could be told, or hold lone surrogates
│   ├── NoArticle            a page without an article in it
│   ├── TooLarge             over the limit of size
│   ├── UnsupportedLanguage  a language that is not read yet, named
│   └── Refused              a thing detente will not do (an address it will not fetch), and why
├── SpanError                a quote that does not stand in its text
├── RecordError              JSON that is no record
├── LexiconError             a row of the lexicon that cannot stand: file, line, nearest valid word
├── GazetteerError           the place index is missing or damaged
├── LedgerError              the ledger cannot be opened, read or written: why, and what to do
│   └── Conflict             somebody else revised the record first; look at it again, then decide
├── ModelError               a model is missing or is not the one that was pinned
└── WorkerLost               a process that reads was killed
"""


class DetenteError(Exception):
    """Root of every error that detente raises on purpose."""


class InputError(DetenteError):
    """Something given cannot be read."""


class NotFound(InputError):
    """There is nothing under this name."""


class EmptyInput(InputError):
    """There is nothing in it."""


class BinaryInput(InputError):
    """It is neither text nor a format that is read."""


class EncodingError(InputError):
    """Its characters cannot be told."""


class NoArticle(InputError):
    """A page in which no article was found."""


class TooLarge(InputError):
    """Over the limit of size."""


class UnsupportedLanguage(InputError):
    """A language that is not read yet."""


class Refused(InputError):
    """A thing that detente will not do, with the reason."""


class SpanError(DetenteError):
    """A quote does not stand in its text at its offsets."""


class RecordError(DetenteError):
    """JSON that is not a record of this version."""


class LexiconError(DetenteError):
    """A row of the lexicon cannot stand."""


class GazetteerError(DetenteError):
    """The place index is missing or damaged."""


class LedgerError(DetenteError):
    """The ledger cannot be opened, read or written."""


class Conflict(LedgerError):
    """Somebody else revised the record first."""


class ModelError(DetenteError):
    """A model is missing, or is not the one that was pinned."""


class WorkerLost(DetenteError):
    """A process that reads was killed."""
