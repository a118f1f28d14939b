/** Export: a run's images into a folder, in a format that other programs read. */
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type ModelDescription, type ObjectStore, Problem, type RunRequest } from '@camfleet/contracts';
import { readCommit } from '../commits.js';
import { getPart } from '../parts.js';
import { readShardIndex } from '../shard-index.js';
import { readShardRows } from '../shard-rows.js';
import { truthOf } from '../truth-of.js';
import { type ExportFormat, exportFormats } from './export-formats.js';
import type { ExportedImage, ExportReport } from './exporter.js';

export interface ExportSettings {
  readonly format: ExportFormat;
  /** Where it goes: a folder that is not there yet, or is empty. */
  readonly folder: string;
  /** Told how many rows are done, after each image. */
  onProgress(rows: number): void;
  readonly signal: AbortSignal;
}

/**
 * Writes beside the folder and gives it its name when all is there: one that is interrupted leaves nothing that looks
 * done. One part of the run is in memory at a time. Throws a Problem where the folder holds something, or may not be
 * written, and where a part is missing or damaged.
 */
export async function exportRun(
  store: ObjectStore,
  request: RunRequest,
  model: ModelDescription,
  { format, folder, onProgress, signal }: ExportSettings,
): Promise<ExportReport> {
  const target = resolve(folder);
  let partial: string | null = null;
  try {
    await checkEmpty(target);
    await mkdir(dirname(target), { recursive: true });
    partial = await mkdtemp(`${target}.partial-`);
    const exporter = await exportFormats[format](partial);
    let report: ExportReport;
    try {
      for await (const { row, image } of imagesOf(store, request, model, signal)) {
        if (image !== null) await exporter.add(image);
        onProgress(row + 1);
        signal.throwIfAborted();
      }
      report = exporter.finish();
    } finally {
      await exporter.close();
    }
    // An empty folder gives way.
    await rename(partial, target);
    return report;
  } catch (error) {
    if (partial !== null) await rm(partial, { recursive: true, force: true });
    throw folderProblem(error, target);
  }
}

async function checkEmpty(target: string): Promise<void> {
  const entries = await readdir(target).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length > 0)
    throw new Problem('usage', `${target} holds something already: name a folder that is new or empty`);
}

/** Every row in order, with its image where there is one. */
async function* imagesOf(
  store: ObjectStore,
  request: RunRequest,
  model: ModelDescription,
  signal: AbortSignal,
): AsyncGenerator<{ row: number; image: ExportedImage | null }> {
  const index = await readShardIndex(store, request.run, signal);
  let row = 0;
  for (const [shard, range] of index?.shards.entries() ?? []) {
    const record = await readCommit(store, request.run, shard, signal);
    if (record === null) throw new Problem('run-conflict', `shard ${shard} of ${request.run} is not done`);
    const rows = await readShardRows(store, request.parent?.rows ?? request.run, range, signal);
    let at = 0;
    for (const part of record.parts)
      for (const outcome of await getPart(store, part, signal)) {
        const manifestRow = rows[at++]!;
        const isImage = outcome.outcome === 'ok';
        const truth = isImage ? truthOf(manifestRow, model, outcome.width, outcome.height) : null;
        yield { row: row++, image: isImage && truth !== null ? { outcome, truth } : null };
      }
  }
}

/** A Problem for what a person can put right; the error itself for anything else. */
function folderProblem(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const because = (kind: 'store-full' | 'store-denied', sentence: string) =>
    new Problem(kind, sentence, { cause: error });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return because('store-full', `the disk of ${folder} is full: free some space, or name another folder`);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return because('store-denied', `${folder} may not be written: check its permissions or name another`);
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return because('store-denied', `${folder} is in the way of a file: name another folder`);
    default:
      return error;
  }
}
