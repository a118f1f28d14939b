"""Trains the built-in network from image-level labels alone, and writes it as ONNX.

    python train.py --pool average --data FOLDER --out gap.onnx --log gap.jsonl [--start gap.onnx]

FOLDER holds what draw-training-scenes.mjs drew: any number of *.pixels with their *.labels; those that begin with "val"
are looked at after each epoch and never learned from. README.md beside this file has all commands.

The loss is the cross entropy between the softmax over classes and the scene's labels, each with an equal share. The
networks of the paper are softmax classifiers, and what the product reports as a score is that softmax; independent
sigmoids would rank as well, but their scores would mean nothing there.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

CLASSES, SEED, BATCH, RATE = 40, 20260101, 64, 3e-3
# The scenes' side as they were drawn, and as the network takes them; small pictures first, since they are cheap to learn from.
DRAWN, SIDE = 128, 96
SIDES = [64, 64, 64, 96]


class Unit(nn.Sequential):
    """Convolution, batch normalisation and, unless a sum follows, ReLU."""

    def __init__(self, inputs, outputs, kernel=3, stride=1, relu=True):
        layers = [
            nn.Conv2d(inputs, outputs, kernel, stride, (kernel - stride + 1) // 2, bias=False),
            nn.BatchNorm2d(outputs),
        ]
        super().__init__(*layers, *([nn.ReLU()] if relu else []))


class Bottleneck(nn.Module):
    """x + (1x1 down, 3x3, 1x1 up)(x), then ReLU."""

    def __init__(self, channels, narrow):
        super().__init__()
        self.units = nn.Sequential(
            Unit(channels, narrow, 1), Unit(narrow, narrow), Unit(narrow, channels, 1, relu=False)
        )

    def forward(self, x):
        return torch.relu(x + self.units(x))


class Network(nn.Module):
    """Maps of 12 x 12 from pictures of 96 x 96; one pool over the map, one linear layer."""

    def __init__(self, pool):
        super().__init__()
        self.pool = pool
        self.features = nn.Sequential(
            Unit(3, 32, kernel=8, stride=4),
            Bottleneck(32, 16),
            Unit(32, 64, stride=2),
            Bottleneck(64, 32),
            Bottleneck(64, 32),
            Unit(64, 128, 1),
            Bottleneck(128, 44),
            Bottleneck(128, 44),
            Bottleneck(128, 44),
        )
        self.linear = nn.Linear(128, CLASSES)

    def forward(self, x):
        maps = self.features(x)
        return self.linear(maps.mean((2, 3)) if self.pool == "average" else maps.amax((2, 3)))


def read(folder, validation):
    """Pixels u8 [n, 3, DRAWN, DRAWN] and labels f32 [n, CLASSES]."""
    files = [file for file in sorted(Path(folder).glob("*.pixels")) if file.name.startswith("val") == validation]
    pixels = np.concatenate([np.fromfile(file, np.uint8).reshape(-1, DRAWN, DRAWN, 3) for file in files])
    labels = np.concatenate(
        [np.fromfile(file.with_suffix(".labels"), np.uint8).reshape(-1, CLASSES) for file in files]
    )
    return torch.from_numpy(pixels).permute(0, 3, 1, 2), torch.from_numpy(labels).float()


def normalised(pixels, side):
    """As the network takes them: f32 [n, 3, side, side], shrunk by antialiased bilinear as the product does."""
    x = (pixels.float() - 127.5) / 127.5
    return functional.interpolate(x, (side, side), mode="bilinear", antialias=True, align_corners=False)


def augmented(x, chance):
    """Each picture mirrored or not, moved, zoomed, turned a little, its channels' light changed, one patch hidden."""
    count = len(x)

    def between(low, high, *shape):
        return torch.rand(count, *shape, generator=chance) * (high - low) + low

    zoom, angle, shift = between(0.85, 1.2), between(-0.2, 0.2), between(-0.12, 0.12, 2)
    mirror = torch.where(between(0, 1) < 0.5, -1.0, 1.0)
    turn = torch.stack(
        [
            torch.stack([mirror * zoom * angle.cos(), -zoom * angle.sin(), shift[:, 0]], 1),
            torch.stack([mirror * zoom * angle.sin(), zoom * angle.cos(), shift[:, 1]], 1),
        ],
        1,
    )
    grid = functional.affine_grid(turn, x.shape, align_corners=False)
    x = functional.grid_sample(x, grid, padding_mode="reflection", align_corners=False)
    x = x * between(0.7, 1.3, 1, 1, 1) * between(0.85, 1.15, 3, 1, 1) + between(-0.15, 0.15, 3, 1, 1)
    side, places = between(0.0, 0.3, 1), between(0, 1, 2)
    at = (torch.arange(x.shape[-1]) + 0.5) / x.shape[-1]
    hidden = [((at - places[:, axis : axis + 1]).abs() < side / 2).float() for axis in range(2)]
    return x * (1 - hidden[0][:, None, :, None] * hidden[1][:, None, None, :])


def loss_of(logits, labels):
    return functional.cross_entropy(logits, labels / labels.sum(1, keepdim=True))


@torch.no_grad()
def judge(network, pixels, labels):
    """Loss, the share of scenes whose best class is there, and the share of what is there among as many best classes."""
    network.eval()
    logits = torch.cat([network(normalised(batch, SIDE)) for batch in pixels.split(256)])
    best = labels.gather(1, logits.argmax(1, keepdim=True)).mean()
    ranks = logits.argsort(1, descending=True).argsort(1)
    found = ((ranks < labels.sum(1, keepdim=True)) * labels).sum() / labels.sum()
    return {"loss": loss_of(logits, labels).item(), "top1": best.item(), "found": found.item()}


def train(options):
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(options.threads)
    chance = torch.Generator().manual_seed(SEED)
    network = Network(options.pool).to(memory_format=torch.channels_last)
    pixels, labels = read(options.data, validation=False)
    seen = read(options.data, validation=True)
    if options.start:
        take_weights(network, options.start, pixels)
    steps = len(pixels) // BATCH
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=len(options.sides) * steps, pct_start=0.15)
    log = open(options.log, "w")
    say = lambda **line: print(json.dumps(line), file=log, flush=True)
    weights = sum(weight.numel() for weight in network.parameters())
    say(pool=options.pool, seed=SEED, scenes=len(pixels), sides=options.sides, batch=BATCH, rate=RATE, weights=weights)
    for epoch, side in enumerate(options.sides):
        network.train()
        started, total = time.time(), 0.0
        order = torch.randperm(len(pixels), generator=chance)
        for step in range(steps):
            rows = order[step * BATCH : (step + 1) * BATCH]
            x = augmented(normalised(pixels[rows], side), chance).contiguous(memory_format=torch.channels_last)
            loss = loss_of(network(x), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        validation = {name: round(value, 4) for name, value in judge(network, *seen).items()}
        say(epoch=epoch + 1, side=side, loss=round(total / steps, 4), validation=validation, seconds=round(time.time() - started))
    return network.eval()


@torch.no_grad()
def take_weights(network, file, pixels):
    """
    Goes on from a network that was written here. Its normalisations are folded into its convolutions, so each is set anew
    to do nothing to what 512 scenes bring it: scale and shift are their deviation and mean.
    """
    weights = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in onnx.load(file).graph.initializer}
    units = [module for module in network.modules() if isinstance(module, Unit)]
    for index, unit in enumerate(units):
        unit[0].weight.copy_(weights[f"weight{2 * index}"])
    x = normalised(pixels[:512], SIDE)
    hooks = [unit[1].register_forward_pre_hook(settle(weights[f"weight{2 * at + 1}"])) for at, unit in enumerate(units)]
    network.eval()(x)
    for hook in hooks:
        hook.remove()
    network.linear.weight.copy_(weights[f"weight{2 * len(units)}"])
    network.linear.bias.copy_(weights[f"weight{2 * len(units) + 1}"])


def settle(bias):
    """Before a normalisation's first batch: sets it to add `bias` and change nothing else."""

    def hook(norm, inputs):
        variance, mean = torch.var_mean(inputs[0], (0, 2, 3))
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.copy_(mean + bias)

    return hook


class Graph:
    """Collects the nodes and weights of an ONNX graph."""

    def __init__(self):
        self.nodes, self.weights = [], []

    def node(self, kind, inputs, **attributes):
        output = f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def weight(self, value):
        name = f"weight{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(value.detach().numpy().astype(np.float32), name))
        return name

    def unit(self, unit, x):
        """Batch normalisation is folded into the convolution before it."""
        convolution, norm = unit[0], unit[1]
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weight = self.weight(convolution.weight * scale[:, None, None, None])
        bias = self.weight(norm.bias - norm.running_mean * scale)
        pad, stride, kernel = convolution.padding[0], convolution.stride[0], convolution.kernel_size[0]
        x = self.node(
            "Conv", [x, weight, bias], kernel_shape=[kernel] * 2, pads=[pad] * 4, strides=[stride] * 2
        )
        return self.node("Relu", [x]) if len(unit) == 3 else x

    def block(self, block, x):
        if isinstance(block, Unit):
            return self.unit(block, x)
        inner = x
        for unit in block.units:
            inner = self.unit(unit, inner)
        return self.node("Relu", [self.node("Add", [x, inner])])


def export(network, file):
    graph, x = Graph(), "image"
    for block in network.features:
        x = graph.block(block, x)
    x = graph.node("GlobalAveragePool" if network.pool == "average" else "GlobalMaxPool", [x])
    x = graph.node("Flatten", [x])
    linear = network.linear
    graph.nodes.append(
        helper.make_node("Gemm", [x, graph.weight(linear.weight), graph.weight(linear.bias)], ["logits"], transB=1)
    )
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, SIDE, SIDE])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", CLASSES])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "camfleet-objects", [image], [logits], graph.weights),
        opset_imports=[helper.make_opsetid("", 17)],
        producer_name="camfleet",
        ir_version=8,
    )
    onnx.checker.check_model(model)
    onnx.save(model, file)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pool", choices=["average", "max"], required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--start", help="go on from the weights of this file")
    parser.add_argument("--sides", type=int, nargs="+", default=SIDES, help="of each epoch's pictures")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    export(train(options), options.out)
