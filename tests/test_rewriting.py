"""Rules for graphs: the same numbers by fewer or better nodes, and nothing is touched that a rule is not for."""

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import nn

from genmodels.blocks.convolutional import ToPicture, plain
from genmodels.blocks.unet import Up
from genmodels.runtime import folded
from train import rewriting
from train.quick_layers import CACHED, CHANNELS, PICTURE, SIDE, SMALL_SIDE, TOGETHER, quicken


def reshaping(*shape: onnx.NodeProto, start: tuple[int, ...] = ()) -> onnx.GraphProto:
    """x (N, 6), reshaped to `start` at first, if there is one, and then to "shape", which these nodes make."""
    nodes = [onnx.helper.make_node("Shape", ["x"], ["size"], start=0, end=1), *shape]
    given = "x"
    if start:
        nodes += [onnx.helper.make_node("Constant", [], ["first"], value_ints=start)]
        nodes += [onnx.helper.make_node("Reshape", ["x", "first"], ["between"], allowzero=0)]
        given = "between"
    nodes += [onnx.helper.make_node("Reshape", [given, "shape"], ["y"], allowzero=0)]
    x, y = (onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in "xy")
    return onnx.helper.make_graph(nodes, "reshaping", [x], [y])


def constant(name: str, *numbers: int) -> onnx.NodeProto:
    return onnx.helper.make_node("Constant", [], [name], value_ints=numbers)


SIZE_OF_ONE = (
    constant("one", -1),
    onnx.helper.make_node("Squeeze", ["size"], ["count"]),
    onnx.helper.make_node("Reshape", ["count", "one"], ["several"]),
)
JOINED = [onnx.helper.make_node("Concat", ["several", "a", "b"], ["shape"], axis=0)]


@pytest.mark.parametrize(
    ("shape", "start", "reshapes"),
    [
        ([*SIZE_OF_ONE, constant("a", 2), constant("b", 3), *JOINED], (), 1),
        ([*SIZE_OF_ONE, constant("a", 2), constant("b", 3), *JOINED], (-1, 3, 2), 1),
        # sizes that come in pairs, and one that is copied, are left as they are
        ([*SIZE_OF_ONE, constant("a", 2, 3), constant("b", 1), *JOINED], (), 2),
        ([*SIZE_OF_ONE, constant("a", 0), constant("b", 2), *JOINED], (-1, 3, 2), 3),
        ([constant("shape", 0, -1)], (-1, 3, 2), 2),
    ],
)
def test_a_reshape_is_made_simpler_only_where_it_stays_the_same(shape, start, reshapes):
    graph, given = reshaping(*shape, start=start), np.arange(24, dtype=np.float32).reshape(4, 6)

    def run() -> np.ndarray:
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=9)
        return onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": given})[0]

    before = run()
    rewriting.reshape_at_once(graph)
    assert np.array_equal(run(), before) and run().shape == before.shape
    assert [node.op_type for node in graph.node].count("Reshape") == reshapes


@pytest.mark.parametrize(("rows", "first"), [("several", 0), ("others", -1)])
def test_the_runtime_is_told_that_a_number_of_inputs_stays_the_same(rows, first):
    graph = reshaping(*SIZE_OF_ONE, constant("a", 2), constant("b", 3), *JOINED)
    for value, name in ((graph.input[0], "several"), (graph.output[0], rows)):
        value.type.tensor_type.shape.dim.add(dim_param=name)
    rewriting.reshape_at_once(graph)
    assert list(graph.initializer[0].int64_data) == [first, 2, 3]


def chain(*nodes: tuple, read: tuple[int, ...] = ()) -> onnx.GraphProto:
    """x (1, 2, 4, 4) through nodes (kind, inputs beside the one before, attributes).

    read: the places of nodes whose outputs are the graph's, too.
    """
    draw = np.random.default_rng(0)
    weights = {name: draw.standard_normal(shape).astype(np.float32) for name, shape in WEIGHTS.items()}
    made, before = [], "x"
    for name, value in CONSTANTS.items():
        tensor = onnx.numpy_helper.from_array(np.array(value))
        made.append(onnx.helper.make_node("Constant", [], [name], value=tensor))
    for place, (kind, others, options) in enumerate(nodes):
        made.append(onnx.helper.make_node(kind, [before, *others], [f"v{place}"], **options))
        before = f"v{place}"
    names = [*(f"v{place}" for place in read), before]
    x = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, (1, 2, 4, 4))
    outputs = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in names]
    initializers = [onnx.numpy_helper.from_array(value, name) for name, value in weights.items()]
    return onnx.helper.make_graph(made, "chain", [x], outputs, initializers)


WEIGHTS = {"w": (6, 2, 3, 3), "v": (6, 2, 3, 3), "b": (6,), "t": (2, 3, 4, 4), "c": (3,)}
CONSTANTS = {"one": np.float32(1), "two": np.float32(2), "whole": np.int64(1), "cut": [0, 0, -1, -1, 0, 0, -1, -1]}
CONSTANTS |= {"more": [0, 0, 1, 1, 0, 0, 1, 1], "nothing": np.float32(0.0), "flat": [1, 96]}
CONV, ENLARGE = ("Conv", ["w", "b"], {"pads": [1] * 4}), ("ConvTranspose", ["t", "c"], {"strides": [2, 2]})
CONV_OF_X = ("Conv", ["v", "b"], {"pads": [1] * 4})
TURN, FLAT = ("Transpose", [], {"perm": [0, 2, 3, 1]}), ("Reshape", ["flat"], {})
CUT, WIDEN = ("Pad", ["cut"], {}), ("Pad", ["more", "nothing"], {})
TANH, SIGMOID, RELU = ("Tanh", [], {}), ("Sigmoid", [], {}), ("Relu", [], {})
ADD, HALVE = ("Add", ["one"], {}), ("Div", ["two"], {})
X = {"x": np.random.default_rng(1).standard_normal((1, 2, 4, 4)).astype(np.float32)}


def answers(graph: onnx.GraphProto) -> list[np.ndarray]:
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=9)
    return onnxruntime.InferenceSession(model.SerializeToString()).run(None, X)


def kinds(graph: onnx.GraphProto) -> list[str]:
    return [node.op_type for node in graph.node if node.op_type not in ("Constant", "Cast")]


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([CONV, TANH, ADD, HALVE], ["Mul", "Mul", "Conv", "Sigmoid"]),
        ([ENLARGE, CUT, TANH, ADD, HALVE], ["Mul", "Mul", "ConvTranspose", "Pad", "Sigmoid"]),
        ([CONV, TURN, FLAT, TANH, ADD, HALVE], ["Mul", "Mul", "Conv", "Transpose", "Reshape", "Sigmoid"]),
        # nothing has weights to double, the numbers are others, or something is added that is no 1
        ([TURN, TANH, ADD, HALVE], None),
        ([CONV, RELU, TANH, ADD, HALVE], None),
        ([CONV, TANH, HALVE, ADD], None),
        ([CONV, TANH, ("Add", ["two"], {}), HALVE], None),
        ([CONV, TANH, ADD, ("Div", ["one"], {})], None),
        ([CONV, WIDEN, TANH, ADD, HALVE], None),
    ],
)
def test_half_of_tanh_and_one_is_a_sigmoid_of_twice_the_weights(nodes, expected):
    graph = chain(*nodes)
    before, was = answers(graph), kinds(graph)
    rewriting.halve_by_sigmoid(graph)
    assert sorted(kinds(graph)) == sorted(expected or was)
    assert np.allclose(answers(graph)[0], before[0], atol=1e-6)


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([CONV, TURN, RELU], ["Conv", "Relu", "Transpose"]),
        ([CONV, TURN, CUT, SIGMOID, TURN], ["Conv", "Sigmoid", "Transpose", "Pad", "Transpose"]),
        ([CONV, FLAT, TANH], ["Conv", "Tanh", "Reshape"]),
        ([CONV, RELU], None),
        ([TURN, RELU], None),
        ([ENLARGE, TURN, RELU], None),
        ([CONV, WIDEN, SIGMOID], None),  # of what it puts around a sigmoid makes something else
    ],
)
def test_an_activation_moves_before_what_only_lays_out_anew(nodes, expected):
    graph = chain(*nodes)
    before, was = answers(graph), kinds(graph)
    rewriting.activate_early(graph)
    assert kinds(graph) == (expected or was)
    assert np.array_equal(answers(graph)[0], before[0])


@pytest.mark.parametrize("nodes", [[CONV, TURN, TANH, ADD, HALVE], [CONV, TURN, RELU]])
@pytest.mark.parametrize("read", [0, 1])
def test_what_others_read_too_is_left_as_it_is(nodes, read):
    graph = chain(*nodes, read=(read,))
    before, was = answers(graph), kinds(graph)
    rewriting.rewrite(graph)
    assert kinds(graph) == was
    assert all(np.array_equal(*each) for each in zip(answers(graph), before, strict=True))


def test_a_sum_of_convolutions_is_halved_and_activated_as_one_is():
    graph = chain(CONV, CONV_OF_X, TURN, TANH, ADD, HALVE)
    graph.node[len(CONSTANTS) + 1].input[0] = "x"
    graph.node.insert(len(CONSTANTS) + 2, onnx.helper.make_node("Add", ["v0", "v1"], ["sum"]))
    graph.node[len(CONSTANTS) + 3].input[0] = "sum"
    before = answers(graph)
    rewriting.halve_by_sigmoid(graph)
    rewriting.activate_early(graph)
    assert kinds(graph)[-3:] == ["Add", "Sigmoid", "Transpose"] and "Tanh" not in kinds(graph)
    assert np.allclose(answers(graph)[0], before[0], atol=1e-6)


@pytest.mark.parametrize("parts", [[6], [2, 4]])
@pytest.mark.parametrize(
    ("side", "outputs"),
    [
        *[(SIDE, CHANNELS), (SIDE + 3, 5), (SIDE - 1, 5), (SIDE, CHANNELS - 1)],
        *[(SMALL_SIDE, TOGETHER), (SIDE + 1, TOGETHER + 3), (SMALL_SIDE - 1, TOGETHER), (SMALL_SIDE, TOGETHER - 1)],
    ],
)
def test_an_enlargement_is_the_transposed_convolution_in_parts_and_as_a_whole(parts, side, outputs):
    given = [torch.randn(2, channels, side, side) for channels in parts]
    for kind in (nn.ConvTranspose2d, ToPicture):
        layer = kind(6, outputs, 4, 2, 1)
        expected = layer(torch.cat(given, 1))
        quick = quicken(layer)
        assert type(quick) is not kind
        torch.testing.assert_close(quick(*given), expected, atol=1e-5, rtol=1e-5)


def test_a_small_picture_is_enlarged_that_way_while_the_weights_stay_in_the_cache():
    most = CACHED // (16 * TOGETHER)
    for inputs, gains in ((most, True), (most + 1, False)):
        layer = quicken(nn.ConvTranspose2d(inputs, TOGETHER, 4, 2, 1, device="meta"))
        assert layer.gains(SMALL_SIDE, TOGETHER) is gains and layer.gains(SIDE, TOGETHER)


@pytest.mark.parametrize(
    ("side", "options", "size"),
    [
        (7, {"padding": 3, "padding_mode": "reflect"}, (8, 12)),
        (3, {"padding": 1, "bias": False}, (6, 8)),
        (2, {}, (5, 7)),
        (5, {"padding": 2}, (8, 7)),  # a side that no two pixels make
        (4, {"padding": 1}, (8, 8)),
    ],
)
@pytest.mark.parametrize("outputs", [1, 3, PICTURE])
def test_a_picture_is_painted_four_pixels_at_once(side, options, size, outputs):
    layer, x = nn.Conv2d(5, outputs, side, **options), torch.randn(2, 5, *size)
    expected = layer(x)
    quick = quicken(layer)
    assert type(quick) is not nn.Conv2d
    torch.testing.assert_close(quick(x), expected, atol=1e-5, rtol=1e-5)


def test_an_instance_norm_is_the_same_with_a_scale_of_ones():
    layer, x = nn.InstanceNorm2d(3, eps=0.1), torch.randn(2, 3, 4, 5) * 3 + 1
    expected = layer(x)
    quick = quicken(layer)
    assert type(quick) is not nn.InstanceNorm2d
    torch.testing.assert_close(quick(x), expected)


def test_other_steps_and_kernels_are_left_as_they_are():
    others = {"stride": 1}, {"padding": 0}, {"kernel_size": 2, "padding": 0}, {"groups": 2}, {"output_padding": 1}
    for options in (*others, {"dilation": 2}):
        layer = nn.ConvTranspose2d(4, 6, **{"kernel_size": 4, "stride": 2, "padding": 1} | options)
        assert type(quicken(layer)) is nn.ConvTranspose2d
    for options in ({"stride": 2}, {"dilation": 2}, {"groups": 2}, {"kernel_size": 1}, {"kernel_size": (3, 5)}):
        assert type(quicken(nn.Conv2d(4, 2, **{"kernel_size": 3} | options))) is nn.Conv2d
    assert type(quicken(nn.Conv2d(4, PICTURE + 1, 3))) is nn.Conv2d
    assert type(quicken(nn.InstanceNorm2d(3, affine=True))) is nn.InstanceNorm2d


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("side", [SIDE // 2, SIDE])
def test_a_skip_enters_a_convolution_of_its_own(side, last):
    level = Up(8, 5, last).eval()
    for weight in level.buffers():
        weight.add_(torch.rand(weight.shape).to(weight.dtype))
    below, skip = torch.randn(2, 6, side, side), torch.randn(2, 2, side, side)
    expected = level(below, skip)
    torch.testing.assert_close(quicken(folded(level))(below, skip), expected, atol=1e-5, rtol=1e-5)
    if last:
        fewer = level(below, skip, outputs=4)
        torch.testing.assert_close(fewer, expected[:, :4], atol=1e-5, rtol=1e-5)
        for other in (quicken(folded(level)), plain(folded(level))):
            torch.testing.assert_close(other(below, skip, outputs=4), fewer, atol=1e-5, rtol=1e-5)
    alone = torch.randn(2, 8, side, side)
    torch.testing.assert_close(quicken(folded(level))(alone), level(alone), atol=1e-5, rtol=1e-5)
