// Writes small parts of the ONNX format, as much as a benchmark's network takes (field numbers of onnx.proto).
// @ts-check

/** @typedef {{ op: string, inputs: string[], output: string, attributes: Record<string, number | number[]> }} Node */
/** @typedef {{ name: string, dims: number[], values: Float32Array }} Tensor */
/** @typedef {{ name: string, dims: (string | number)[] }} Value */

/** @param {{ nodes: Node[], weights: Tensor[], input: Value, output: Value, opset: number }} model */
export function encodeModel({ nodes, weights, input, output, opset }) {
  const graph = [
    ...nodes.map((node) => field(1, encodeNode(node))),
    field(2, text('network')),
    ...weights.map((tensor) => field(5, encodeTensor(tensor))),
    field(11, encodeValue(input)),
    field(12, encodeValue(output)),
  ];
  return Buffer.concat([number(1, 8), field(7, Buffer.concat(graph)), field(8, number(2, opset))]);
}

/** @param {Node} node */
function encodeNode({ op, inputs, output, attributes }) {
  return Buffer.concat([
    ...inputs.map((name) => field(1, text(name))),
    field(2, text(output)),
    field(3, text(output)),
    field(4, text(op)),
    ...Object.entries(attributes).map(([name, value]) => field(5, encodeAttribute(name, value))),
  ]);
}

/** @param {string} name @param {number | number[]} value */
function encodeAttribute(name, value) {
  const [kind, body] = Array.isArray(value)
    ? [7, Buffer.concat(value.map((each) => number(8, each)))]
    : [2, number(3, value)];
  return Buffer.concat([field(1, text(name)), body, number(20, kind)]);
}

/** @param {Tensor} tensor */
function encodeTensor({ name, dims, values }) {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([
    ...dims.map((dim) => number(1, dim)),
    number(2, 1),
    field(8, text(name)),
    field(9, bytes),
  ]);
}

/** @param {Value} value */
function encodeValue({ name, dims }) {
  const shape = dims.map((dim) => field(1, typeof dim === 'number' ? number(1, dim) : field(2, text(dim))));
  const type = field(1, Buffer.concat([number(1, 1), field(2, Buffer.concat(shape))]));
  return Buffer.concat([field(1, text(name)), field(2, type)]);
}

/** @param {string} value */
function text(value) {
  return Buffer.from(value);
}

/** A varint field. @param {number} id @param {number} value */
function number(id, value) {
  return Buffer.concat([varint(id * 8), varint(value)]);
}

/** A field of bytes. @param {number} id @param {Buffer} body */
function field(id, body) {
  return Buffer.concat([varint(id * 8 + 2), varint(body.length), body]);
}

/** @param {number} value */
function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
