"""What did the parser see, character for character? ``Doc.text`` and offsets are built anew at each call; here once."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc


def shown(doc: Doc) -> str:
    """The text of a parse."""
    kept = cast(dict[Any, Any], doc.user_data)
    if "text" not in kept:
        kept["text"] = doc.text
    text: str = kept["text"]
    return text


def starts(doc: Doc) -> NDArray[np.int64]:
    """The offset of each token."""
    found: NDArray[np.int64] = doc.to_array("IDX").astype(np.int64)
    return found
