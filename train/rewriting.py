"""What the exporter writes, as ONNX Runtime computes it fast. Each rule leaves the numbers what they are."""

import math
from copy import deepcopy

import numpy as np

INT64, FLOAT = 7, 1  # as ONNX counts kinds of numbers
ACTIVATIONS = ("Relu", "Sigmoid", "Tanh")
PRODUCTS = ("Conv", "Gemm")  # of which the runtime lets an activation be part
LAYOUT = ("Reshape", "Transpose", "Identity", "Slice")  # they move numbers, and so does what pads by less than nothing


def rewrite(graph) -> None:
    """All rules, in the order in which they help each other."""
    reshape_at_once(graph)
    halve_by_sigmoid(graph)
    activate_early(graph)


def reshape_at_once(graph) -> None:
    """Of a reshape whose sizes are known but for how many inputs there are: 0, which stands for the same number, or -1
    in place of looking that up, which the exporter does by four operations of a few microseconds each. Of two reshapes
    in a row the last alone is kept.
    """
    wires, several = _Wires(graph), _first_sizes(graph)

    def sizes(shape: str) -> list[int]:
        """Of a shape that is put together of numbers and of one that is looked up, which is -1; of any other none."""
        whole = wires.makers.get(shape)
        parts = [wires.makers.get(part) for part in whole.input] if whole and whole.op_type == "Concat" else []
        found = [_number(part) for part in parts]
        unknown = [part for part, size in zip(parts, found, strict=True) if size is None]
        # by a reshape the exporter makes a shape of a single number
        looked_up = len(unknown) == 1 and unknown[0] and unknown[0].op_type == "Reshape"
        if not looked_up or any(size is not None and size < 1 for size in found):
            return []
        return [-1 if size is None else size for size in found]

    for node in [node for node in graph.node if node.op_type == "Reshape"]:
        if found := sizes(node.input[1]):
            while (before := wires.makers.get(node.input[0])) and before.op_type in ("Reshape", "Unsqueeze"):
                node.input[0] = before.input[0]
            if found[0] == -1 and several.get(node.input[0]) == several.get(node.output[0], ""):
                found[0] = 0  # the runtime sees then that it is the same number
            known = graph.initializer.add(name=f"{node.output[0]}_shape", data_type=INT64, dims=[len(found)])
            known.int64_data.extend(found)
            node.input[1] = known.name
            for flag in [each for each in node.attribute if each.name == "allowzero"]:
                flag.i = 0
    _drop_unread(graph)


def halve_by_sigmoid(graph) -> None:
    """(tanh(x) + 1) / 2 = sigmoid(2x), and 2x is what a convolution of twice the weights makes."""
    wires = _Wires(graph)
    for tanh in [node for node in graph.node if node.op_type == "Tanh"]:
        add = wires.only_reader(tanh, "Add")
        half = wires.only_reader(add, "Div")
        if not half or wires.numbers(add.input[1]) != [1] or wires.numbers(half.input[1]) != [2]:
            continue
        sources = wires.sources(tanh)
        if not sources or any(source.op_type not in (*PRODUCTS, "ConvTranspose") for source in sources):
            continue
        for source in sources:
            for place, name in enumerate(source.input[1:], 1):
                source.input[place] = _doubled(graph, name)
        tanh.op_type, tanh.output[0] = "Sigmoid", half.output[0]
        graph.node.remove(add)
        graph.node.remove(half)
        wires = _Wires(graph)
    _drop_unread(graph)


def activate_early(graph) -> None:
    """An activation after a change of layout, before it: there the runtime makes it part of what is activated."""
    wires = _Wires(graph)
    for node in [node for node in graph.node if node.op_type in ACTIVATIONS]:
        chain, sources = wires.layout_before(node), wires.sources(node)
        if chain and sources and all(source.op_type in PRODUCTS for source in sources):
            first, last, made = chain[0], chain[-1], node.output[0]
            node.input[0], node.output[0] = first.input[0], f"{made}_early"
            first.input[0], last.output[0] = node.output[0], made
            places, contents = (*chain, node), [deepcopy(each) for each in (node, *chain)]
            for place, content in zip(places, contents, strict=True):
                place.CopyFrom(content)
            wires = _Wires(graph)


class _Wires:
    """Who makes and who reads each value of a graph."""

    def __init__(self, graph):
        self.makers = {output: node for node in graph.node for output in node.output}
        self.readers: dict[str, list] = {output.name: [None] for output in graph.output}
        for node in graph.node:
            for name in node.input:
                self.readers.setdefault(name, []).append(node)

    def only_reader(self, node, kind: str):
        """The node of that kind which alone reads what this one makes; None if there is none."""
        readers = self.readers.get(node.output[0], []) if node else []
        return readers[0] if len(readers) == 1 and readers[0] and readers[0].op_type == kind else None

    def layout_before(self, node) -> list:
        """The nodes right before this one that lay out anew what it alone reads, the first first."""
        chain = []
        while (before := self.makers.get(node.input[0])) and len(self.readers[before.output[0]]) == 1:
            if before.op_type not in LAYOUT and not (
                before.op_type == "Pad" and max(self.numbers(before.input[1])) <= 0
            ):
                break
            chain.insert(0, before)
            node = before
        return chain

    def sources(self, node) -> list:
        """Whose sum, however laid out, this node alone reads."""
        chain = self.layout_before(node)
        before = self.makers.get((chain[0] if chain else node).input[0])
        if before is None or len(self.readers[before.output[0]]) > 1:
            return []
        if before.op_type != "Add":
            return [before]
        terms = [self.makers.get(name) for name in before.input]
        return terms if all(term and len(self.readers[term.output[0]]) == 1 for term in terms) else []

    def numbers(self, name: str) -> list[float]:
        """What a constant holds; of all else NaN."""
        node = self.makers.get(name)
        while node and node.op_type == "Cast":
            node = self.makers.get(node.input[0])
        tensor = node.attribute[0].t if node and node.op_type == "Constant" else None
        kind = {FLOAT: np.float32, INT64: np.int64}.get(tensor.data_type) if tensor else None
        return np.frombuffer(tensor.raw_data, kind).tolist() if kind else [math.nan]


def _doubled(graph, name: str) -> str:
    """Twice what has that name, which the runtime reckons when it loads the graph."""
    twice = f"{name}_twice"
    if not any(twice in node.output for node in graph.node):
        graph.initializer.add(name=f"{twice}_2", data_type=FLOAT).float_data.append(2.0)
        after = next((place + 1 for place, node in enumerate(graph.node) if name in node.output), 0)
        kind = type(graph.node[0])  # ONNX's own, which is not installed where graphs are only read
        graph.node.insert(after, kind(op_type="Mul", input=[name, f"{twice}_2"], output=[twice]))
    return twice


def _first_sizes(graph) -> dict[str, str]:
    """What the exporter calls the number of rows of each value: what has the same name is the same number."""
    values = [*graph.input, *graph.value_info, *graph.output]
    shapes = {value.name: value.type.tensor_type.shape.dim for value in values}
    return {name: shape[0].dim_param for name, shape in shapes.items() if shape and shape[0].dim_param}


def _drop_unread(graph) -> None:
    """Nodes and constants that nothing reads."""
    wanted = {output.name for output in graph.output}
    for node in reversed(list(graph.node)):
        if wanted.isdisjoint(node.output):
            graph.node.remove(node)
        else:
            wanted.update(node.input)
    for tensor in [tensor for tensor in graph.initializer if tensor.name not in wanted]:
        graph.initializer.remove(tensor)


def _number(node) -> int | None:
    """What a constant of one whole number holds; None stands for all else."""
    if not node or node.op_type != "Constant":
        return None
    numbers = list(node.attribute[0].ints)  # a tensor's numbers are elsewhere, and are no shape's
    return numbers[0] if len(numbers) == 1 else None
