/** camfleet demo: scenes drawn here, run through everything that a user's pictures would go through. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FailedOutcome, newRunId, type Outcome, Problem, type Summary } from '@camfleet/contracts';
import { families, loadDrawings, writeScenes } from '@camfleet/demo-model';
import { encodeJpeg, encodePng, rasterise } from '@camfleet/imaging';
import { readOutcomes } from '@camfleet/results';
import { s3Settings } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import type { CommandContext } from './carry-out.js';
import { drawContactSheet } from './draw-contact-sheet.js';
import { runCommand } from './run-command.js';
import { storeAddress } from './store-address.js';

export interface DemoFlags {
  readonly store: string;
  readonly scenes: number;
  readonly seed: number;
  readonly broken: boolean;
}

export interface DemoResult {
  readonly summary: Summary;
  /** Path of a PNG. */
  readonly contactSheet: string;
  /** Outcomes of the rows that have something wrong. */
  readonly failed: readonly FailedOutcome[];
}

/** Seeds of the training's scenes lie below; the demo's are its own. */
const firstSeed = 2_000_000;

export async function demoCommand(flags: DemoFlags, context: CommandContext): Promise<DemoResult> {
  const address = storeAddress(flags.store);
  if (address.includes('://'))
    throw new Problem('usage', 'the demo draws its scenes into its store: give a folder with --store');
  const run = newRunId(new Date());
  const folder = join(address, 'demo', run);
  const manifest = await drawScenes(flags, join(folder, 'scenes'), context);
  const summary = await runCommand({ ...runDefaults, store: flags.store, run, manifest }, context);
  const outcomes = await outcomesOf(run, address, context);
  const contactSheet = join(folder, 'contact-sheet.png');
  await writeFile(contactSheet, await encodePng(await drawContactSheet(summary, outcomes, manifest)));
  const failed = outcomes.filter((outcome) => outcome.outcome === 'failed');
  return { summary, contactSheet, failed };
}

/** What camfleet run does where nothing is said. */
const runDefaults = {
  model: null,
  resume: null,
  topK: 5,
  policy: 'paper-20',
  boxFormat: 'xyxy',
  classifyOnly: false,
  shardSize: null,
  workers: 1,
  provider: 'cpu',
  batchSize: 16,
  lanes: null,
  threads: null,
} as const;

/** Drawings of a family that the network never saw, with a counter on a terminal; returns the manifest's path. */
async function drawScenes(
  { scenes, seed, broken }: DemoFlags,
  folder: string,
  { output, signal }: CommandContext,
): Promise<string> {
  output.note(`drawing ${scenes} scenes of 40 everyday objects into ${folder}`);
  const drawings = await loadDrawings(families.heldOut, rasterise);
  const { stderr } = process;
  const onDrawn = (drawn: number) => {
    if (stderr.isTTY) stderr.write(`\r${drawn}/${scenes}${drawn === scenes ? '\n' : ''}`);
  };
  const first = firstSeed + (seed - 1) * 10_000;
  return await writeScenes({
    folder,
    drawings,
    seed: first,
    count: scenes,
    broken,
    encode: encodeJpeg,
    onDrawn,
    signal,
  });
}

async function outcomesOf(run: string, address: string, context: CommandContext): Promise<Outcome[]> {
  const store = context.closer.add(await openStore(address, { s3: s3Settings(context.config) }));
  const outcomes: Outcome[] = [];
  for await (const outcome of readOutcomes(store, run, context.signal)) outcomes.push(outcome);
  return outcomes;
}
