/** camfleet models pull: a public network by name, from this machine or its publisher, checked, prepared and kept. */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ObjectStore, Problem } from '@camfleet/contracts';
import {
  type CatalogueEntry,
  catalogueFacts,
  prepareModel,
  readCatalogue,
  saveModel,
} from '@camfleet/inference';
import { downloadFile } from '@camfleet/sources';
import type { CommandContext } from './carry-out.js';
import { answerPrepared } from './models-command.js';
import type { Output } from './output.js';

export interface PullRequest {
  readonly store: ObjectStore;
  /** A file of the operator's, else the built-in one. */
  readonly catalogue: string | undefined;
  readonly name: string;
  readonly topK: number;
}

type PullContext = Pick<CommandContext, 'config' | 'output' | 'signal'>;

/** Lists the catalogue. */
export async function catalogueCommand(file: string | undefined, output: Output): Promise<void> {
  const { source, models } = await readCatalogue(file);
  const lines = models.map(
    ({ name, bytes, licence, refused }) =>
      `${name.padEnd(18)} ${megabytes(bytes).padStart(9)}  ${licence}${refused === undefined ? '' : `  cannot be used: ${refused}`}`,
  );
  output.answer([...lines, '', source].join('\n'), { source, models });
}

export async function pullCommand(request: PullRequest, context: PullContext): Promise<void> {
  const { store, name, topK } = request;
  const catalogue = await readCatalogue(request.catalogue);
  const entry = catalogue.models.find((model) => model.name === name);
  if (entry === undefined) {
    const known = catalogue.models.map((model) => model.name).join(', ');
    throw new Problem('model-unknown', `the catalogue has no "${name}"; it has ${known}`);
  }
  if (entry.refused !== undefined)
    throw new Problem('model-refused', `${name} is not pulled: ${entry.refused}`);
  const facts = await catalogueFacts(catalogue, entry);
  await store.check();
  const path = await findHere(entry, context);
  const file = path ?? (await download(entry, context));
  try {
    const model = await prepareModel({ name, file: entry.file, bytes: await readFile(file), facts, topK });
    const current = await saveModel(store, model, 'if-none');
    answerPrepared(model.description, current, context.output);
  } finally {
    // The store holds all that is needed from now on. What the operator put in place stays.
    if (path === null) await rm(file);
  }
}

/** The entry's file in the operator's folder, where it is there and the right one; else null. */
async function findHere(entry: CatalogueEntry, { config, output }: PullContext): Promise<string | null> {
  if (config.CAMFLEET_MODELS === undefined) return null;
  const path = join(config.CAMFLEET_MODELS, entry.file);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT')
      output.note(`${path} cannot be read (${error.code}); it is downloaded instead`);
    return null;
  });
  if (bytes === null) return null;
  if (createHash('sha256').update(bytes).digest('hex') === entry.sha256) return path;
  output.note(`${path} is not the file of the catalogue (sha256); it is left alone and downloaded instead`);
  return null;
}

async function download(entry: CatalogueEntry, { config, output, signal }: PullContext): Promise<string> {
  const { name, file, url, bytes, sha256 } = entry;
  const cache = config.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const path = join(cache, 'camfleet', `${sha256.slice(0, 12)}-${file}`);
  output.note(`downloading ${name}, ${megabytes(bytes)}, from ${new URL(url).host}`);
  const { stderr } = process;
  const onProgress = (has: number) => {
    if (stderr.isTTY) stderr.write(`\r\x1b[2K${megabytes(has)} of ${megabytes(bytes)}`);
  };
  try {
    await downloadFile({ url, path, bytes, sha256, onProgress, signal });
  } catch (error) {
    const isOut = error instanceof Problem && error.code === 'download-failed';
    if (!isOut) throw error;
    const otherwise = `or put ${file} into a folder and name that in CAMFLEET_MODELS`;
    throw new Problem('download-failed', `${error.message}; pull it again later, ${otherwise}`, {
      cause: error,
    });
  } finally {
    if (stderr.isTTY) stderr.write('\n');
  }
  return path;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
