/** Single images through a network, answered at once: for trying a model, not for data sets. */
import type { BoxPolicy } from '@camfleet/cam';
import {
  type Failure,
  limits,
  type ManifestRow,
  type ModelDescription,
  modelKeys,
  type ObjectStore,
  type Outcome,
} from '@camfleet/contracts';
import type { Decoder } from '@camfleet/imaging';
import { createBatcher, loadModel, type Session, startSession } from '@camfleet/inference';
import { processImage } from '@camfleet/localise';
import pLimit from 'p-limit';

interface LocaliseRequest {
  readonly model: ModelDescription;
  readonly policy: BoxPolicy;
  /** What is true of the image, where somebody says so: its classes are mapped too. */
  readonly row: ManifestRow;
  readonly bytes: Uint8Array | Failure;
}

export interface Localiser {
  /** One at a time: whoever calls bounds how many wait. One that is aborted takes its turn and rejects then. */
  localise(request: LocaliseRequest, signal: AbortSignal): Promise<Outcome>;
  /** Ends the networks' threads. */
  close(): Promise<void>;
}

/** Networks that are held at a time. */
const networksMax = 2;

/** Each network runs in a thread of its own, on so many of the machine's. */
export function createLocaliser(
  store: ObjectStore,
  { decode, threads }: { readonly decode: Decoder['decode']; readonly threads: number },
): Localiser {
  // One at a time: workers have the machine, and a network that is dropped is in nobody's hands.
  const lane = pLimit(1);
  const networks = new Map<string, Session>();

  async function networkOf({ name, version, input }: ModelDescription): Promise<Session> {
    const key = modelKeys(name, version).graph;
    const known = networks.get(key);
    networks.delete(key);
    const session = known ?? (await open(`${name}@${version}`, input));
    networks.set(key, session);
    if (networks.size > networksMax) {
      const [[oldest, dropped]] = networks as unknown as [[string, Session]];
      networks.delete(oldest);
      await dropped.close();
    }
    return session;
  }

  async function open(reference: string, { height, width }: ModelDescription['input']): Promise<Session> {
    const { graph } = await loadModel(store, reference);
    const session = await startSession({ graph, provider: 'cpu', threads, height, width, batchSizes: [1] });
    void session.died.then(() => {
      for (const [key, one] of networks) if (one === session) networks.delete(key);
    });
    return session;
  }

  async function run({ model, policy, row, bytes }: LocaliseRequest, aborted: AbortSignal): Promise<Outcome> {
    aborted.throwIfAborted();
    const { height, width } = model.input;
    const session = await networkOf(model);
    const batcher = createBatcher(session, {
      imageBytes: height * width * 3,
      wanted: row.labels?.length ?? 0,
      lanes: 1,
      batchSizes: [1],
      waitMs: 0,
    });
    const fetch = async () => bytes;
    const signal = AbortSignal.any([aborted, AbortSignal.timeout(1_000 * limits.decodeSecondsMax)]);
    const parts = { model, policy, batcher, decode, reading: {}, fetch };
    return (await processImage(row, parts, signal)).outcome;
  }

  return {
    localise: (request, signal) => lane(() => run(request, signal)),
    close: async () => {
      lane.clearQueue();
      await Promise.all([...networks.values()].map((session) => session.close()));
    },
  };
}
