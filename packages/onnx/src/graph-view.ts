// A graph with its lookups: who makes a tensor, which tensors are constants, which shapes are declared.
import type { GraphProto, NodeProto, TensorProto, ValueInfoProto } from './generated/onnx_pb.js';
import { isDefaultDomain } from './opset.js';
import type { OnnxModel } from './parse-model.js';

/** A shape as declared; null for a dimension that is symbolic or absent. */
export type DeclaredShape = readonly (number | null)[];

/** A graph and what can be looked up in it by tensor name. */
export interface GraphView {
  readonly graph: GraphProto;
  readonly opset: number;
  readonly producers: ReadonlyMap<string, NodeProto>;
  readonly initializers: ReadonlyMap<string, TensorProto>;
  readonly shapes: ReadonlyMap<string, DeclaredShape>;
}

/** Builds the lookups of a model's graph. */
export function viewGraph({ graph, opset }: OnnxModel): GraphView {
  const producers = new Map<string, NodeProto>();
  for (const node of graph.node) {
    for (const output of node.output) if (output !== '') producers.set(output, node);
  }
  const shapes = new Map<string, DeclaredShape>();
  for (const value of [...graph.valueInfo, ...graph.input, ...graph.output]) {
    const shape = declaredShape(value);
    if (shape !== null) shapes.set(value.name, shape);
  }
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  return { graph, opset, producers, initializers, shapes };
}

/** The shape of a declared tensor; null where the file gives none. */
export function declaredShape(value: ValueInfoProto): DeclaredShape | null {
  if (value.type?.value.case !== 'tensorType') return null;
  const shape = value.type.value.value.shape;
  if (shape === undefined) return null;
  return shape.dim.map((dim) =>
    dim.value.case === 'dimValue' && dim.value.value > 0n ? Number(dim.value.value) : null,
  );
}

/** Element type of a declared tensor; 0 where the file gives none. */
export function declaredType(value: ValueInfoProto): number {
  return value.type?.value.case === 'tensorType' ? value.type.value.value.elemType : 0;
}

/** Operator of a node; one from another operator set carries its domain, so that it matches none of the standard names. */
export function operatorOf(node: NodeProto): string {
  return isDefaultDomain(node.domain) ? node.opType : `${node.domain}.${node.opType}`;
}

/** A node for messages: operator and name, or its first output where it has no name. */
export function nameOf(node: NodeProto): string {
  return `${operatorOf(node)} "${node.name === '' ? node.output[0] : node.name}"`;
}
