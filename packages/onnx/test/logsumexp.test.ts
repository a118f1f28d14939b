// The sum that turns logits into scores must survive logits that overflow an exponential.
import { expect, test } from 'vitest';
import { fuseCam, parseModel } from '../src/index.js';
import { logSumExp } from './dense-cam.js';
import { add, constant, declare, float, newGraph, serialise } from './graph-builder.js';
import { openSession, runFused } from './run-graph.js';

const cases = [
  [1000, -1000, 999, 0],
  [-1000, -1001, -1002, -1003],
  [1000, 1000, 1000, 1000],
];

test.each([7, 13, 17, 18, 22])('logits of ±1000, opset %i', async (opset) => {
  for (const bias of cases) {
    const graph = newGraph(opset);
    graph.inputs.push(declare('input', float, ['N', 3, 2, 2]));
    const pooled = add(graph, 'Flatten', [add(graph, 'GlobalAveragePool', ['input'])]);
    const logits = add(
      graph,
      'Gemm',
      [pooled, constant(graph, 'w', [4, 3], Array(12).fill(0)), constant(graph, 'b', [4], bias)],
      { transB: 1 },
    );
    graph.outputs.push(declare(logits, float, ['N', 4]));
    const fused = fuseCam(parseModel(serialise(graph)), {
      topK: 4,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      channelOrder: 'rgb',
    });
    const session = await openSession(fused.bytes);
    const { logsumexp } = await runFused(session, new Uint8Array(12), [1, 2, 2, 3], [[]]);
    expect(logsumexp[0]).toBeCloseTo(logSumExp(bias), 3);
    await session.release();
  }
});
