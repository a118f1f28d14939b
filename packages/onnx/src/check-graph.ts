// Whether a graph's nodes come in an order in which they can run, each tensor made once: what every walk through it relies on.
import type { GraphProto } from './generated/onnx_pb.js';
import { nameOf } from './graph-view.js';
import { ModelRefused } from './model-refused.js';

/** Throws ModelRefused `truncated` where a node reads what nothing before it makes, or makes what is already there. */
export function checkGraph(graph: GraphProto): void {
  const made = new Set(graph.input.map(({ name }) => name));
  for (const { name } of graph.initializer) made.add(name);
  for (const node of graph.node) {
    const missing = node.input.find((name) => name !== '' && !made.has(name));
    if (missing !== undefined)
      throw damaged(`${nameOf(node)} reads "${missing}", which nothing before it makes.`);
    for (const output of node.output) {
      if (output === '') continue;
      if (made.has(output)) throw damaged(`${nameOf(node)} makes "${output}", which is there already.`);
      made.add(output);
    }
  }
}

function damaged(sentence: string): ModelRefused {
  return new ModelRefused('truncated', `${sentence} The file is damaged: copy or export it again.`);
}
