/** A real, small classifier of random weights: 32x32 pixels in, 8x8 maps of 5 classes out. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  add,
  constant,
  declare,
  float,
  newGraph,
  randomNumbers,
  serialise,
} from '../../packages/onnx/test/graph-builder.js';

const smallModelClasses = 5;
const channels = 12;

/** Writes small.onnx and what is to be known of it; returns the model's path. */
export async function writeSmallModel(folder: string): Promise<string> {
  const graph = newGraph(13);
  graph.inputs.push(declare('input', float, ['N', 3, 32, 32]));
  graph.outputs.push(declare('logits', float, ['N', smallModelClasses]));
  const kernel = constant(graph, 'kernel', [channels, 3, 4, 4], randomNumbers(channels * 48, 1));
  const convolved = add(graph, 'Conv', ['input', kernel], { strides: [4, 4], kernel_shape: [4, 4] });
  const pooled = add(graph, 'GlobalAveragePool', [add(graph, 'Relu', [convolved])]);
  const weights = constant(
    graph,
    'w',
    [smallModelClasses, channels],
    randomNumbers(smallModelClasses * channels, 2),
  );
  const bias = constant(graph, 'b', [smallModelClasses], randomNumbers(smallModelClasses, 3));
  add(graph, 'Gemm', [add(graph, 'Flatten', [pooled]), weights, bias], { transB: 1 }, 'logits');
  const path = join(folder, 'small.onnx');
  await writeFile(path, serialise(graph));
  const classes = ['ant', 'bee', 'cat', 'dog', 'elk'];
  await writeFile(join(folder, 'small.classes.json'), JSON.stringify(classes));
  const input = { mean: [127.5, 127.5, 127.5], std: [64, 64, 64] };
  await writeFile(join(folder, 'small.json'), JSON.stringify({ input, classes: 'small.classes.json' }));
  return path;
}
