// Finds the network's image input among the graph's inputs.
import { declaredShape, declaredType, type GraphView } from './graph-view.js';
import { ModelRefused } from './model-refused.js';
import { tensorType, tensorTypeName } from './tensor-type.js';

/** The input that takes the image. */
export interface ImageInput {
  readonly name: string;
  readonly layout: 'nchw' | 'nhwc';
  /** float or float16. */
  readonly type: number;
  /** Batch size the graph was exported with; null where it is dynamic. */
  readonly batch: number | null;
  /** Pixels; null where either is dynamic. */
  readonly size: { readonly height: number; readonly width: number } | null;
}

/** An input of one size. */
export type SizedInput = ImageInput & { readonly size: NonNullable<ImageInput['size']> };

/** Throws ModelRefused `not-a-classifier` unless there is one input [N, 3, H, W] or [N, H, W, 3] of floats. */
export function findImageInput(view: GraphView): ImageInput {
  const inputs = view.graph.input.filter(({ name }) => !view.initializers.has(name));
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) {
    const listed = inputs.map(({ name }) => `"${name}"`).join(', ');
    throw refusal(
      `The model has ${inputs.length} inputs${listed === '' ? '' : ` (${listed})`}, not one image.`,
    );
  }
  const type = declaredType(input);
  if (type !== tensorType.float && type !== tensorType.float16) {
    throw refusal(`The model's input "${input.name}" is ${tensorTypeName(type)}, not a float image.`);
  }
  const shape = declaredShape(input) ?? [null, null, null, null];
  const layout = imageLayout(shape);
  if (layout === null) {
    throw refusal(
      `The model's input "${input.name}" has the shape [${shape.map((dim) => dim ?? '?').join(', ')}], which is no RGB image.`,
    );
  }
  const [height, width] = layout === 'nchw' ? [shape[2], shape[3]] : [shape[1], shape[2]];
  const size = typeof height === 'number' && typeof width === 'number' ? { height, width } : null;
  return { name: input.name, layout, type, batch: shape[0] ?? null, size };
}

function imageLayout(shape: readonly (number | null)[]): ImageInput['layout'] | null {
  if (shape.length !== 4) return null;
  if (shape[1] === 3) return 'nchw';
  if (shape[3] === 3) return 'nhwc';
  return shape[1] === null ? 'nchw' : null;
}

function refusal(sentence: string): ModelRefused {
  return new ModelRefused(
    'not-a-classifier',
    `${sentence} Camfleet needs a classifier with one float input [N, 3, H, W] or [N, H, W, 3]; export the network without preprocessing.`,
  );
}
