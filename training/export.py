"""What ships? The trained encoder as ONNX int8 per channel, its heads, its tokenizer, and their hashes.

python training/export.py BUILD OUT      after train.py; OUT is src/detente/lexicon/data/encoder
"""

import argparse
import hashlib
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from examples import ACT_LIST, DONE, NAME_LIST, SAID, STATUS_LIST, TYPE_LIST  # noqa: E402
from fuse import fuse  # noqa: E402
from network import Network  # noqa: E402
from train import base, pretrained  # noqa: E402


class Bare(nn.Module):
    """The encoder alone: ids and mask in, vectors of pieces out."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Vectors of pieces."""
        out: Tensor = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return out


def main() -> int:
    """Export, quantise, and write the card."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("build", type=Path)
    ap.add_argument("out", type=Path)
    a = ap.parse_args()
    warnings.simplefilter("ignore")
    run = json.loads((a.build / "run.json").read_text())
    network = Network(pretrained(run["layers"], attn_implementation="eager"))
    network.load_state_dict(torch.load(a.build / "network.pt"))
    network.eval()
    full = a.build / "encoder-fp32.onnx"
    sample = (torch.randint(1000, 2000, (2, 16)), torch.ones(2, 16, dtype=torch.long))
    torch.onnx.export(
        Bare(network.encoder), sample, str(full), input_names=["ids", "mask"], output_names=["hidden"],
        dynamic_axes={"ids": {0: "b", 1: "n"}, "mask": {0: "b", 1: "n"}, "hidden": {0: "b", 1: "n"}},
        opset_version=17, dynamo=False,
    )  # fmt: skip
    a.out.mkdir(parents=True, exist_ok=True)
    small = a.build / "encoder-int8.onnx"
    quantize_dynamic(str(full), str(small), per_channel=True, weight_type=QuantType.QInt8)
    fuse(small, a.out / "encoder.onnx")
    np.savez_compressed(a.out / "heads.npz", **{k: v.astype(np.float16) for k, v in network.heads().items()})
    (a.out / "tokenizer.json").write_bytes((base() / "tokenizer.json").read_bytes())
    names = ("encoder.onnx", "heads.npz", "tokenizer.json")
    card = {
        "acts": ACT_LIST,
        "types": TYPE_LIST,
        "status": STATUS_LIST,
        "said": list(SAID),
        "done": list(DONE),
        "names": list(NAME_LIST),
        "trained": run,
        "sha256": {n: hashlib.sha256((a.out / n).read_bytes()).hexdigest() for n in names},
    }
    (a.out / "encoder.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    for n in names:
        print(f"{n}: {(a.out / n).stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
