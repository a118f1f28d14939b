/** Opens an ONNX Runtime session on exactly the provider that was asked for. */
import { Problem } from '@camfleet/contracts';
import * as ort from 'onnxruntime-node';
import type { Provider } from './protocol.js';

export async function openSession(
  graph: Uint8Array,
  provider: Provider,
  threads: number,
): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(graph, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // The library prints its errors on stderr besides throwing them; what is thrown is enough.
      logSeverityLevel: 4,
    });
  } catch (error) {
    if (provider === 'cpu') throw error;
    throw new Problem(
      'provider-missing',
      `ONNX Runtime cannot use ${provider} here: install an NVIDIA driver, CUDA 12 and cuDNN 9, then the provider's library ` +
        `with "npm rebuild onnxruntime-node --onnxruntime-node-install=cuda12", or ask for --provider cpu (${firstLine(error)})`,
      { cause: error },
    );
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
