"""Which network is trained? An encoder and small heads that the reader repeats in numpy from the saved weights."""

import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parent))
from examples import ACT_LIST, DONE, NAME_LIST, SAID, STATUS_LIST, TYPE_LIST, Anchor, Example

from detente.reading.encoder.looks import WIDTH as LOOKS

HIDDEN = 384
WIDTH = 128
"""Width of the layer in which an anchor and a word are compared."""
FAR = 40
"""Words from the anchor beyond which distance is no longer told apart."""


class Roles(nn.Module):
    """Which words play which role for an anchor: out · relu(anchor + word + distance + left * right), a row a role."""

    def __init__(self, roles: int) -> None:
        super().__init__()
        self.anchor = nn.Linear(HIDDEN, WIDTH)
        self.word = nn.Linear(HIDDEN, WIDTH)
        self.distance = nn.Embedding(2 * FAR + 1, WIDTH)
        self.left = nn.Linear(HIDDEN, WIDTH)
        self.right = nn.Linear(HIDDEN, WIDTH)
        self.out = nn.Linear(WIDTH, roles)

    def forward(self, words: Tensor, anchor: list[int]) -> Tensor:
        """Logits, words x roles."""
        n = words.shape[0]
        far = torch.clamp(torch.arange(n) - anchor[0], -FAR, FAR) + FAR
        middle = words[anchor].mean(0)
        mixed = self.anchor(middle) + self.word(words) + self.distance(far) + self.left(middle) * self.right(words)
        return self.out(torch.relu(mixed))


class Names(nn.Module):
    """Which kind of name each word begins or carries on: out · relu(word + how it is written)."""

    def __init__(self) -> None:
        super().__init__()
        self.word = nn.Linear(HIDDEN, WIDTH)
        self.looks = nn.Linear(LOOKS, WIDTH)
        self.out = nn.Linear(WIDTH, 2 * len(NAME_LIST) + 1)

    def forward(self, words: Tensor, looks: Tensor) -> Tensor:
        """Logits, words x labels."""
        return self.out(torch.relu(self.word(words) + self.looks(looks)))


class Network(nn.Module):
    """The encoder with heads for cues, deeds, roles, acts, status, names; ``flat`` only helps it learn."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.drop = nn.Dropout(0.1)
        self.cue = nn.Linear(HIDDEN, 3)
        self.kind = nn.Linear(HIDDEN, len(TYPE_LIST))
        self.flat = nn.Linear(HIDDEN, 2)
        self.name = Names()
        self.said = Roles(len(SAID))
        self.done = Roles(len(DONE))
        self.act = nn.Linear(2 * HIDDEN, len(ACT_LIST) + 2)
        self.status = nn.Linear(HIDDEN, len(STATUS_LIST) + 1)

    def words(self, batch: list[Example]) -> list[Tensor]:
        """Vectors of the words of each example: the mean of their pieces."""
        longest = max(len(e.window.ids) for e in batch)
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for i, e in enumerate(batch):
            ids[i, : len(e.window.ids)] = torch.from_numpy(e.window.ids)
            mask[i, : len(e.window.ids)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        return [pooled(hidden[i, : len(e.window.ids)], e.window.of) for i, e in enumerate(batch)]

    def loss(self, batch: list[Example]) -> Tensor:
        """The mean loss of a batch over all heads."""
        total = torch.zeros(())
        for e, raw in zip(batch, self.words(batch), strict=True):
            h = self.drop(raw)
            names = self.name(h, torch.from_numpy(e.looks))
            total = total + 3 * nn.functional.cross_entropy(names, torch.from_numpy(e.name))
            if not e.marked:
                continue
            total = total + 3 * nn.functional.cross_entropy(self.cue(h), torch.from_numpy(e.cue))
            total = total + 3 * nn.functional.cross_entropy(self.kind(h), torch.from_numpy(e.kind))
            total = total + 0.5 * nn.functional.binary_cross_entropy_with_logits(self.flat(h), torch.from_numpy(e.flat))
            for a in e.said:
                total = total + 2 * self._anchor(h, a, self.said) + 0.3 * self._act(h, a)
            for a in e.done:
                total = total + 2 * self._anchor(h, a, self.done) + 0.3 * self._status(h, a)
        return total / len(batch)

    def _anchor(self, h: Tensor, a: Anchor, roles: Roles) -> Tensor:
        near = torch.from_numpy(a.near)
        told = torch.from_numpy(a.roles.T)
        return nn.functional.binary_cross_entropy_with_logits(roles(h, a.words)[near], told[near])

    def _act(self, h: Tensor, a: Anchor) -> Tensor:
        content = h[torch.from_numpy(np.flatnonzero(a.roles[1] * a.near))].mean(0)
        out = self.act(torch.cat([h[a.words].mean(0), content]))
        flags = torch.tensor(a.extra, dtype=torch.float)
        named = nn.functional.cross_entropy(out[None, : len(ACT_LIST)], torch.tensor([a.label]))
        return named + nn.functional.binary_cross_entropy_with_logits(out[len(ACT_LIST) :], flags)

    def _status(self, h: Tensor, a: Anchor) -> Tensor:
        out = self.status(h[a.words].mean(0))
        named = nn.functional.cross_entropy(out[None, : len(STATUS_LIST)], torch.tensor([a.extra[0]]))
        return named + nn.functional.binary_cross_entropy_with_logits(out[-1], torch.tensor(float(a.extra[1])))

    def heads(self) -> dict[str, np.ndarray]:
        """The weights of all heads but ``flat``, by name, as the reader loads them."""
        state = {k: v for k, v in self.state_dict().items() if not k.startswith(("encoder.", "flat."))}
        return {k: v.detach().numpy().astype(np.float32) for k, v in state.items()}


def pooled(hidden: Tensor, of: np.ndarray) -> Tensor:
    """Vectors of words from vectors of pieces, ``of`` naming the word of each piece (-1: none)."""
    index = torch.from_numpy(of)
    n = int(of.max()) + 1
    keep = index >= 0
    out = torch.zeros(n, hidden.shape[1]).index_add(0, index[keep], hidden[keep])
    counts = torch.bincount(index[keep], minlength=n).clamp(min=1)
    return out / counts[:, None]
