/** A fleet's world for one item: a store and a Redis of its own, a small network, pictures, and processes that are killed. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelDescription, ObjectStore, RunRequest, Summary } from '@camfleet/contracts';
import { connectRedis, queuePrefix, sendSignal } from '@camfleet/queue';
import { createRun, openRun, readSummary } from '@camfleet/results';
import { allocatorSettings } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import { z } from 'zod';
import { createBucket, type S3Address } from '../support/create-bucket.js';
import { type FleetLine, type FleetProcess, type FleetService, startFleetProcess } from '../support/fleet.js';
import { prepareNetwork } from '../support/prepare-network.js';
import { runRequest } from '../support/run-request.js';
import { writeSmallModel } from '../support/small-model.js';
import { waitUntil } from '../support/wait-until.js';
import { writePictures } from '../support/write-pictures.js';
import { type LabRedis, startLabRedis } from './lab-redis.js';

const pictures = 64;

interface Submission {
  readonly rows: number;
  /** Null lets the scan decide. */
  readonly shardRows: number | null;
  readonly tenant?: string;
  /** What the pictures' addresses begin with; by default they are files. */
  readonly base?: string;
  /** A manifest that is there already. */
  readonly manifest?: Pick<RunRequest['manifest'], 'kind' | 'source'>;
  readonly model?: ModelDescription;
}

export interface Lab {
  readonly folder: string;
  readonly store: ObjectStore;
  readonly redis: LabRedis;
  readonly model: ModelDescription;
  /** Every log line of every process, dead ones' as well, in the order in which they came. */
  readonly lines: readonly FleetLine[];
  /** Prepares one more network. */
  prepare(path: string, name: string): Promise<ModelDescription>;
  start(service: FleetService | 'api', environment?: Record<string, string>): FleetProcess;
  /** Begins an API of this world. */
  serve(): Promise<LabApi>;
  submit(run: string, submission: Submission): Promise<void>;
  /** Tells the fleet to look at a run. */
  tell(run: string): Promise<void>;
  ended(run: string, seconds?: number): Promise<Summary>;
  /** The first line of any process that fits, from line `from` on. */
  logged(what: string, fits: (line: FleetLine) => boolean, from?: number): Promise<FleetLine>;
  isClosed(): boolean;
  /** Kills every process and removes everything; may be called again. */
  close(): Promise<void>;
}

/** A submitter's end. */
interface LabApi {
  /** The run's name; null where the submission was refused, or no answer came. */
  submit(submission: Pick<Submission, 'rows' | 'shardRows' | 'manifest'>): Promise<string | null>;
}

export interface LabSettings {
  /** A server for the store; null for a folder. */
  readonly s3: S3Address | null;
  /** Where the fleet finds that server, if not at its own address. */
  readonly endpoint?: string;
  /** Told every log line. */
  readonly onLine?: (line: FleetLine) => void;
}

export async function createLab({ s3, endpoint = s3?.endpoint, onLine }: LabSettings): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'camfleet-chaos-'));
  const bucket = `chaos-${folder.slice(-6).toLowerCase()}`;
  if (s3 !== null) await createBucket(s3, bucket);
  const address = s3 === null ? join(folder, 'store') : `s3://${bucket}`;
  const environment = { STORE: address, ...(s3 === null ? {} : environmentOf(s3, endpoint!)) };
  const settings = s3 === null ? undefined : { ...s3, forcePathStyle: true };
  const redis = await startLabRedis(join(folder, 'redis'));
  const store = await openStore(address, { s3: settings });
  const model = await prepareNetwork(store, await writeSmallModel(folder), 'small');
  await writePictures(join(folder, 'pictures'), pictures);
  const lines: FleetLine[] = [];
  const processes: FleetProcess[] = [];
  const prefix = queuePrefix(store.address);
  const client = await connectRedis(redis.url);

  let closed: Promise<void> | undefined;
  const lab: Lab = {
    folder,
    store,
    redis,
    model,
    lines,
    prepare: (path, name) => prepareNetwork(store, path, name),
    start: (service, more = {}) => {
      const common = {
        REDIS_URL: redis.url,
        ...allocatorSettings,
        SOURCE_ACCESS: 'trusted',
        LOG_LEVEL: 'debug',
        INFERENCE_LANES: '1',
        INFERENCE_THREADS: '1',
        DECODE_THREADS: '1',
      };
      const one = startFleetProcess(service, { ...environment, ...common, ...more }, (line) => {
        lines.push(line);
        onLine?.(line);
      });
      processes.push(one);
      return one;
    },
    serve: async () => {
      const api = lab.start('api', { PORT: '0' });
      const { address } = await api.logged(({ msg }) => msg === 'listening');
      let submissions = 0;
      return {
        submit: async ({ rows, shardRows, manifest }) => {
          // Of its own: one that is written anew while it is scanned has changed, and its run fails.
          const source = manifest?.source ?? join(folder, `submission-${submissions++}.jsonl`);
          if (manifest === undefined) await writeFile(source, manifestOf(rows, 'pictures/'));
          const body = { model: model.name, manifest: source, base: `${folder}/`, shardRows };
          const answer = await fetch(`${address}/v1/runs`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }).catch(() => null);
          return answer?.status === 201 ? z.object({ run: z.string() }).parse(await answer.json()).run : null;
        },
      };
    },
    submit: async (run, submission) => {
      const { rows, shardRows, tenant = 'default', base = 'pictures/' } = submission;
      const manifest =
        submission.manifest ?? ({ kind: 'jsonl', source: join(folder, `${run}.jsonl`) } as const);
      if (submission.manifest === undefined) await writeFile(manifest.source, manifestOf(rows, base));
      const { name, version, digest, topK, classes } = submission.model ?? model;
      const request = runRequest(run, {
        createdAt: new Date().toISOString(),
        tenant,
        manifest: { ...manifest, base: `${folder}/` },
        model: { name, version, digest, topK, classes },
        shardRows,
      });
      await createRun(store, request);
      await openRun(store, run);
      await lab.tell(run);
    },
    // Prompt and lossy: a fleet whose Redis is away finds the run in the store.
    tell: async (run) => {
      if (client.status === 'ready') await sendSignal(client, prefix, { kind: 'look', run });
    },
    ended: (run, seconds = 240) =>
      waitUntil(`the end of run ${run}`, () => readSummary(store, run), { seconds, everyMs: 100 }),
    logged: (what, fits, from = 0) =>
      waitUntil(what, () => lines.slice(from).find(fits), { seconds: 120, everyMs: 10 }),
    isClosed: () => closed !== undefined,
    close: () => (closed ??= close()),
  };

  async function close(): Promise<void> {
    // The world ends here: nothing has to be handed back.
    for (const { child } of processes) child.kill('SIGKILL');
    await Promise.all(processes.map(({ ended }) => ended));
    client.disconnect();
    await redis.stop();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
  return lab;
}

function environmentOf({ region, accessKeyId, secretAccessKey }: S3Address, endpoint: string) {
  return {
    S3_ENDPOINT: endpoint,
    S3_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

function manifestOf(rows: number, base: string): string {
  const name = (row: number) => `${String(row % pictures).padStart(4, '0')}.jpg`;
  return Array.from({ length: rows }, (_, row) => `{"uri":"${base}${name(row)}","id":"${row}"}\n`).join('');
}
