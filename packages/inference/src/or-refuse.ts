/** What the onnx package refuses, as a sentence for the user. */
import { Problem } from '@camfleet/contracts';
import { ModelRefused } from '@camfleet/onnx';

/** Gives what `work` gives; throws the Problem `model-refused` where it throws ModelRefused. */
export function orRefuse<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ModelRefused)) throw error;
    throw new Problem('model-refused', `${file} is refused (${error.code}): ${error.message}`, {
      cause: error,
    });
  }
}
