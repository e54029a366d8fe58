"""The quantised encoder as a graph of few, large steps; the weights stay as they are, to the bit.

    python training/fuse.py IN.onnx OUT.onnx        export.py does the same

What torch writes has a step for each of query, key and value, and works out masks and shapes anew for every text. Here
a layer is eight steps of onnxruntime: one product for query, key and value, its own attention, and so on. There is no
mask, since a window is given alone: padding costs an eighth, and what stands beside a window in a batch must not change
what is read in it (with dynamic quantisation it does, by a tenth of a vector's standard deviation).
"""

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

HEADS = 12
MICROSOFT = "com.microsoft"
Weights = tuple[NDArray[np.generic], ...]
"""Of a product: int8 weights, scale and zero point of each column, and the bias that is added."""


class Fused:
    """A graph in the making, from the quantised one that :mod:`export` made."""

    def __init__(self, source: onnx.ModelProto) -> None:
        self.given = {i.name: numpy_helper.to_array(i) for i in source.graph.initializer}
        self._made_by = {o: n for n in source.graph.node for o in n.output}
        self._used_by: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in source.graph.node:
            for name in node.input:
                self._used_by[name].append(node)
        self.epsilon = next(
            a.f
            for n in source.graph.node
            if n.op_type == "LayerNormalization"
            for a in n.attribute
            if a.name == "epsilon"
        )
        self.nodes: list[onnx.NodeProto] = []
        self._kept: dict[str, onnx.TensorProto] = {}

    def keep(self, name: str, value: NDArray[np.generic]) -> str:
        """A constant of the graph."""
        self._kept[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def step(self, kind: str, inputs: list[str], output: str, domain: str = "", **options: float) -> str:
        """A step with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **options))
        return output

    def weights(self, bias: str) -> Weights:
        """The weights whose product this bias is added to."""
        add = next(n for n in self._used_by[bias] if n.op_type == "Add")
        product = self._made_by[next(i for i in add.input if i != bias)]
        cast, scaled = sorted((self._made_by[i] for i in product.input), key=lambda n: n.op_type)
        integer = self._made_by[cast.input[0]]
        scale = next(i for i in scaled.input if i in self.given)
        return self.given[integer.input[1]], self.given[scale], self.given[integer.input[3]], self.given[bias]

    def dense(self, given: str, weights: Weights, output: str) -> str:
        """A product with int8 weights; what comes in is quantised on the way."""
        names = [self.keep(f"{output}.{n}", w) for n, w in zip(("w", "scale", "zero", "bias"), weights, strict=True)]
        return self.step("DynamicQuantizeMatMul", [given, *names], output, MICROSOFT)

    def norm(self, given: str, prefix: str, output: str) -> str:
        """A layer norm; the fused one that also adds is six times as slow on a CPU."""
        names = [self.keep(f"{output}.{n}", self.given[f"{prefix}.{n}"]) for n in ("weight", "bias")]
        return self.step("LayerNormalization", [given, *names], output, epsilon=self.epsilon, axis=-1)

    def table(self, name: str) -> Weights:
        """An embedding: int8 rows, scale and zero point."""
        stem = f"encoder.embeddings.{name}_embeddings.weight"
        return tuple(self.given[f"{stem}_{n}"] for n in ("quantized", "scale", "zero_point"))

    def embeddings(self) -> str:
        """Words and places; all pieces are of the one token type."""
        place, kind = (
            (q.astype(np.float32) - z.astype(np.float32)) * s for q, s, z in map(self.table, ("position", "token_type"))
        )
        names = [self.keep(f"word.{n}", v) for n, v in zip(("rows", "scale", "zero"), self.table("word"), strict=True)]
        self.step("Gather", [names[0], "ids"], "word.int8")
        self.step("DequantizeLinear", ["word.int8", *names[1:]], "word")
        self.step("Shape", ["ids"], "length", start=1, end=2)
        zero = self.keep("zero", np.zeros(1, np.int64))
        self.step("Slice", [self.keep("places", place + kind[0]), zero, "length", zero], "place")
        return self.norm(self.step("Add", ["word", "place"], "embedded"), "encoder.embeddings.LayerNorm", "layer.0")

    def layer(self, n: int, given: str, output: str) -> str:
        """One layer of the encoder."""
        stem, at = f"encoder.encoder.layer.{n}", f"layer.{n}"
        parts = [self.weights(f"{stem}.attention.self.{k}.bias") for k in ("query", "key", "value")]
        self.dense(given, tuple(np.concatenate(p, axis=-1) for p in zip(*parts, strict=True)), f"{at}.three")
        three = [f"{at}.query", f"{at}.key", f"{at}.value"]
        self.nodes.append(helper.make_node("Split", [f"{at}.three"], three, axis=2, num_outputs=3))
        seen = self.step("MultiHeadAttention", three, f"{at}.seen", MICROSOFT, num_heads=HEADS)
        self.dense(seen, self.weights(f"{stem}.attention.output.dense.bias"), f"{at}.mixed")
        self.step("Add", [f"{at}.mixed", given], f"{at}.sum")
        middle = self.norm(f"{at}.sum", f"{stem}.attention.output.LayerNorm", f"{at}.middle")
        self.dense(middle, self.weights(f"{stem}.intermediate.dense.bias"), f"{at}.wide")
        self.step("Gelu", [f"{at}.wide"], f"{at}.gelu", MICROSOFT)
        self.dense(f"{at}.gelu", self.weights(f"{stem}.output.dense.bias"), f"{at}.narrow")
        self.step("Add", [f"{at}.narrow", middle], f"{at}.end")
        return self.norm(f"{at}.end", f"{stem}.output.LayerNorm", output)

    def model(self) -> onnx.ModelProto:
        """The whole: ids (1 x pieces) in, vectors (1 x pieces x width) out."""
        last = -1
        while f"encoder.encoder.layer.{last + 1}.attention.self.query.bias" in self.given:
            last += 1
        at = self.embeddings()
        for n in range(last + 1):
            at = self.layer(n, at, "hidden" if n == last else f"layer.{n + 1}")
        width = self.given["encoder.embeddings.LayerNorm.weight"].shape[0]
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "pieces"])],
            [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, [1, "pieces", width])],
            list(self._kept.values()),
        )
        imports = [helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)]
        made: onnx.ModelProto = helper.make_model(graph, opset_imports=imports, producer_name="detente", ir_version=9)
        onnx.checker.check_model(made)
        return made


def fuse(source: Path, out: Path) -> None:
    """Write the fused graph of a quantised encoder."""
    onnx.save(Fused(onnx.load(source)).model(), out)


if __name__ == "__main__":
    fuse(Path(sys.argv[1]), Path(sys.argv[2]))
