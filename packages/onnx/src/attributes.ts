// Reading a node's attributes.
import type { AttributeProto, NodeProto } from './generated/onnx_pb.js';

function attribute(node: NodeProto, name: string): AttributeProto | undefined {
  return node.attribute.find((candidate) => candidate.name === name);
}

/** An integer attribute, or the operator's default. */
export function intAttribute(node: NodeProto, name: string, fallback: number): number {
  const found = attribute(node, name);
  return found === undefined ? fallback : Number(found.i);
}

/** A float attribute, or the operator's default. */
export function floatAttribute(node: NodeProto, name: string, fallback: number): number {
  return attribute(node, name)?.f ?? fallback;
}

/** A list of integers, or undefined where the node has none. */
export function intsAttribute(node: NodeProto, name: string): number[] | undefined {
  return attribute(node, name)?.ints.map(Number);
}

/** A string attribute, or the operator's default. */
export function stringAttribute(node: NodeProto, name: string, fallback: string): string {
  const found = attribute(node, name);
  return found === undefined ? fallback : String.fromCharCode(...found.s);
}
