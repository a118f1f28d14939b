/** A network that was sent to us, prepared in a process of its own: a stranger's graph must not stop or end the server. */
import { fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelDescriptionSchema, type PreparedModel, Problem } from '@camfleet/contracts';
import type { PrepareAnswer, PrepareOrder } from './prepare-order.js';

/** How long preparing may take, and how much memory JavaScript may take beside the network's own. */
const prepareMs = 300_000;
const heapMb = 4_096;

/**
 * `folder` holds the network and gets the prepared graph. Throws what preparing throws: Problem 'model-refused',
 * 'model-identity', and 'model-refused' as well where the process ends over it.
 */
export async function prepareUpload(
  order: PrepareOrder,
  folder: string,
  stopping: AbortSignal,
): Promise<PreparedModel> {
  // The built file, whether this one runs built or as source.
  const script = fileURLToPath(new URL('../../dist/models/prepare-process.js', import.meta.url));
  const child = fork(script, [JSON.stringify(order)], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    // No secret of the server's is in reach of what reads a stranger's file.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    signal: AbortSignal.any([stopping, AbortSignal.timeout(prepareMs)]),
    killSignal: 'SIGKILL',
  });
  const answer = await new Promise<PrepareAnswer | null>((resolve) => {
    child.once('message', (message) => resolve(message as PrepareAnswer));
    child.once('error', () => resolve(null));
    child.once('exit', () => resolve(null));
  });
  stopping.throwIfAborted();
  if (answer === null) {
    throw new Problem(
      'model-refused',
      `${order.file} could not be prepared in ${prepareMs / 1_000} s and the memory there is: try camfleet models prepare`,
    );
  }
  if (answer.kind === 'refused') throw new Problem(answer.code, answer.message);
  return {
    graph: await readFile(join(folder, order.graph)),
    description: modelDescriptionSchema.parse(answer.description),
  };
}
