// A network of ResNet-50's size and shape (He et al., CVPR 2016, table 1; batch norms folded), with random weights.
// @ts-check
import { writeFileSync } from 'node:fs';
import { encodeModel } from './encode-onnx.mjs';

/** Bottlenecks in each stage. */
const stages = [3, 4, 6, 3];

/** @param {string} path */
export function writeResnet50(path) {
  const random = generator(50);
  /** @type {import('./encode-onnx.mjs').Node[]} */
  const nodes = [];
  /** @type {import('./encode-onnx.mjs').Tensor[]} */
  const weights = [];
  let count = 0;

  /** @param {string} op @param {string[]} inputs @param {Record<string, number | number[]>} [attributes] */
  const add = (op, inputs, attributes = {}) => {
    const output = `t${count++}`;
    nodes.push({ op, inputs, output, attributes });
    return output;
  };
  /** @param {number[]} dims @param {number} scale */
  const constant = (dims, scale) => {
    const name = `w${count++}`;
    const values = new Float32Array(dims.reduce((a, b) => a * b));
    for (let i = 0; i < values.length; i += 1) values[i] = (random() * 2 - 1) * scale;
    weights.push({ name, dims, values });
    return name;
  };
  /** Uniform of He's variance; `gain` keeps the sum of many residual branches in range. */
  /** @param {string} x @param {number} from @param {number} to @param {number} size @param {number} stride @param {number} gain */
  const conv = (x, from, to, size, stride, gain = 1) => {
    const pad = (size - 1) / 2;
    const scale = gain * Math.sqrt(6 / (from * size * size));
    return add('Conv', [x, constant([to, from, size, size], scale), constant([to], 0)], {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  };
  /** @param {string} x */
  const relu = (x) => add('Relu', [x]);

  let x = relu(conv('input', 3, 64, 7, 2));
  x = add('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  let channels = 64;
  for (const [stage, blocks] of stages.entries()) {
    const narrow = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block += 1) {
      const stride = block === 0 && stage > 0 ? 2 : 1;
      const shortcut = block === 0 ? conv(x, channels, narrow * 4, 1, stride) : x;
      const inner = relu(conv(relu(conv(x, channels, narrow, 1, 1)), narrow, narrow, 3, stride));
      x = relu(add('Add', [conv(inner, narrow, narrow * 4, 1, 1, 0.2), shortcut]));
      channels = narrow * 4;
    }
  }
  const pooled = add('Flatten', [add('GlobalAveragePool', [x])], { axis: 1 });
  nodes.push({
    op: 'Gemm',
    inputs: [pooled, constant([1000, channels], 0.02), constant([1000], 0)],
    output: 'logits',
    attributes: { transB: 1 },
  });
  const input = { name: 'input', dims: ['N', 3, 224, 224] };
  const output = { name: 'logits', dims: ['N', 1000] };
  writeFileSync(path, encodeModel({ nodes, weights, input, output, opset: 13 }));
}

/** Numbers in [0, 1), the same every time. @param {number} seed */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
