/** The networks that are committed here. */
import { fileURLToPath } from 'node:url';

const file = (name: string) => fileURLToPath(new URL(`../models/${name}`, import.meta.url));

/** Paths of ONNX files; what their graphs do not say lies beside them. */
export const builtInModels = {
  /** Global average pooling: the one that is used where no model is named. */
  average: file('objects.onnx'),
  /** Global max pooling, everything else equal: for comparison. */
  max: file('objects-gmp.onnx'),
} as const;
