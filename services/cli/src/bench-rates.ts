/** The parts of a run, each alone on all cores. */
import { readFile } from 'node:fs/promises';
import { isFailure, type ModelDescription, type PreparedModel, Problem } from '@camfleet/contracts';
import { createDecoder, setDecodeThreads } from '@camfleet/imaging';
import { poolSessions, startSession } from '@camfleet/inference';
import type { CommandContext } from './carry-out.js';

interface NetworkSettings {
  readonly provider: 'cpu' | 'cuda';
  readonly batchSize: number;
  readonly lanes: number;
  readonly threads: number;
  readonly seconds: number;
}

type RateContext = Pick<CommandContext, 'closer' | 'signal'>;

/** Images/s through the fused graph, by full batches of random pixels. */
export async function networkRate(
  { graph, description: { input } }: PreparedModel,
  { provider, batchSize, lanes, threads, seconds }: NetworkSettings,
  { closer, signal }: RateContext,
): Promise<number> {
  const { height, width } = input;
  const settings = { graph, provider, threads, height, width, batchSizes: [batchSize] };
  const session = closer.add(
    poolSessions(await Promise.all(Array.from({ length: lanes }, () => startSession(settings)))),
  );
  const rate = await forSeconds(seconds, signal, lanes, async () => {
    let pixels: Uint8Array = Uint8Array.from(
      { length: batchSize * height * width * 3 },
      (_, i) => (i * 2_654_435_761) >>> 24,
    );
    return async () => {
      const wanted = new BigInt64Array(0);
      ({ pixels } = await session.run({ pixels, wanted, images: batchSize }));
      return batchSize;
    };
  });
  await session.close();
  return rate;
}

/** Pictures/s read and decoded to the network's input. Throws Problem 'manifest-unreadable' where none of them can be. */
export async function decodeRate(
  paths: readonly string[],
  input: ModelDescription['input'],
  { seconds, cores }: { readonly seconds: number; readonly cores: number },
  { closer, signal }: RateContext,
): Promise<number> {
  setDecodeThreads(1);
  const { decode, giveBack, close } = closer.add(createDecoder({ threads: cores }));
  let next = 0;
  let decoded = 0;
  const rate = await forSeconds(seconds, signal, cores * 2, async () => async () => {
    const bytes = await readFile(paths[next++ % paths.length]!);
    const image = await decode(bytes, input);
    if (isFailure(image)) return 1;
    giveBack(image.pixels);
    decoded += 1;
    return 1;
  });
  await close();
  if (decoded > 0) return rate;
  throw new Problem(
    'manifest-unreadable',
    `none of the ${paths.length} pictures can be decoded: name others`,
  );
}

/** Things done a second by so many lanes side by side; each step says how many it did. */
async function forSeconds(
  seconds: number,
  signal: AbortSignal,
  lanes: number,
  open: () => Promise<() => Promise<number>>,
): Promise<number> {
  const steps = await Promise.all(Array.from({ length: lanes }, open));
  const startedAt = performance.now();
  let done = 0;
  await Promise.all(
    steps.map(async (step) => {
      while (performance.now() - startedAt < seconds * 1_000) {
        signal.throwIfAborted();
        done += await step();
      }
    }),
  );
  return (done * 1_000) / (performance.now() - startedAt);
}
