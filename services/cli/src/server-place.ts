/** Runs on a server, over its API. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Readable } from 'node:stream';
import { type Client, createClient } from '@camfleet/client';
import { Problem } from '@camfleet/contracts';
import { mediaTypes, type OutcomeView, type RunView } from '@camfleet/protocol';
import type { Decision } from '@camfleet/runs';
import { describeManifest } from './describe-manifest.js';
import type { OutcomeLine } from './outcome-line.js';
import { readPolicy } from './resolve-policy.js';
import type { RunsPlace, Submission } from './runs-place.js';
import { sendFolder } from './send-folder.js';

export interface ServerAddress {
  readonly server: string;
  /** An API key, or null for none. */
  readonly key: string | null;
}

export interface ServerPlace extends RunsPlace {
  readonly client: Client;
}

export function serverPlace(address: ServerAddress, signal: AbortSignal): ServerPlace {
  const client = createClient({ ...address, signal });
  return {
    client,
    flag: `--server ${address.server}`,
    isLeft: false,
    submit: (submission) => submit(client, submission),
    run: (run) => client.run(run),
    runs: () => client.runs(),
    watch: (run) => client.watch(run),
    decide: (run, decision) => decide(client, run, decision),
    summary: (run) => client.summary(run),
    outcomes: async (run, count, which) => (await client.outcomes(run, count, which)).map(lineOf),
  };
}

/** A manifest of this machine is sent; what else is named must be within the server's reach. */
async function submit(client: Client, submission: Submission): Promise<RunView> {
  const { model, base, boxFormat, classifyOnly, exif, colour, priority, maxFailed } = submission;
  if (model === null) throw new Problem('usage', 'name a model of the server with --model');
  if (/\.onnx$/i.test(model)) {
    throw new Problem(
      'usage',
      `${model} is a file of this machine: name a model that is prepared on the server (camfleet models prepare, on its store)`,
    );
  }
  const { address, file } = await describeManifest(submission.manifest);
  const manifest = await place(client, address, file, submission);
  const from = base ?? file?.base;
  return await client.submit(
    {
      manifest,
      ...(from === undefined ? {} : { base: from }),
      model,
      policy: await readPolicy(submission.policy),
      priority,
      maxFailed,
      boxFormat,
      classifyOnly,
      exif,
      colour,
      shardRows: submission.shardSize,
    },
    randomUUID(),
  );
}

/** What the server is told instead of the name: of what is sent its address there. */
async function place(
  client: Client,
  address: string,
  file: ManifestFile | null,
  { sendPictures }: Submission,
): Promise<string> {
  if (!sendPictures) return file === null ? address : await send(client, file);
  if (file !== null || !isAbsolute(address))
    throw new Problem('usage', '--send-pictures: it takes a folder, a glob or a picture of this machine');
  return await sendFolder(client, address);
}

type ManifestFile = NonNullable<Awaited<ReturnType<typeof describeManifest>>['file']>;

async function send(client: Client, { path, kind }: ManifestFile): Promise<string> {
  const open = () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  return (await client.upload(mediaTypes[kind], open)).manifest;
}

function lineOf({ index, uri, outcome, error, classes }: OutcomeView): OutcomeLine {
  const best = outcome === 'ok' ? (classes[0] ?? null) : null;
  return {
    index,
    uri,
    outcome,
    code: error?.code ?? null,
    class: best?.name ?? null,
    score: best?.score ?? null,
    box: best?.box ?? null,
  };
}

function decide(client: Client, run: string, decision: Decision) {
  return decision.verb === 'priority'
    ? client.prioritise(run, decision.priority)
    : client[decision.verb](run);
}
