/** camfleet bench: how fast this machine is with a network and pictures, part by part and as a whole. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Summary } from '@camfleet/contracts';
import { builtInModels, families, loadDrawings, writeScenes } from '@camfleet/demo-model';
import { encodeJpeg, rasterise } from '@camfleet/imaging';
import { loadModel, saveModel, shareCores } from '@camfleet/inference';
import { letHeapsGrow } from '@camfleet/runtime';
import { createSources, trustedAccess } from '@camfleet/sources';
import { beginRun } from './begin-run.js';
import { decodeRate, networkRate } from './bench-rates.js';
import { type CommandContext, carryOut } from './carry-out.js';
import { openNamedStore } from './open-named-store.js';
import { plainChoices } from './plain-choices.js';
import { resolveModel } from './resolve-model.js';

export interface BenchFlags {
  /** A folder, a glob or a picture; null: scenes that are drawn. */
  readonly pictures: string | null;
  /** Null: the built-in one. */
  readonly model: string | null;
  readonly store: string;
  readonly seconds: number;
  readonly batchSize: number;
  readonly provider: 'cpu' | 'cuda';
}

/** Rates in images/s. */
export interface BenchResult {
  readonly model: string;
  readonly provider: BenchFlags['provider'];
  readonly cores: number;
  readonly lanes: number;
  readonly threads: number;
  readonly batchSize: number;
  readonly pictures: number;
  /** The network alone, its maps computed, all cores. */
  readonly network: number;
  /** Reading and decoding alone, all cores. */
  readonly decode: number;
  /** What the two allow that share the same cores; with a GPU, the slower of the two. */
  readonly limit: number;
  /** A run, from its first shard to its last. */
  readonly endToEnd: number;
  readonly efficiency: number;
}

/** Pictures that are drawn where none are named. */
const scenesDrawn = 200;
const firstSeed = 3_000_000;
/** Rows of the run, in seconds of what the parts allow. */
const runShare = 2;
const rowsMax = 20_000;

export async function benchCommand(flags: BenchFlags, context: CommandContext): Promise<BenchResult> {
  const { config, closer, output } = context;
  // The parts are measured here, and a worker's heaps may grow.
  letHeapsGrow();
  const folder = await mkdtemp(join(tmpdir(), 'camfleet-bench-'));
  closer.add({ close: () => rm(folder, { recursive: true, force: true }) });
  const named = await openNamedStore(flags.store, config, closer);
  const own = await openNamedStore(join(folder, 'store'), config, closer);
  await own.check();
  const reference = flags.model ?? builtInModels.average;
  const isFile = /\.onnx$/i.test(reference);
  const description = await resolveModel(isFile ? own : named, reference, { topK: 5 }, output);
  const name = `${description.name}@${description.version}`;
  const model = await loadModel(isFile ? own : named, name);
  if (!isFile) await saveModel(own, model, 'if-none');

  const paths = await picturesOf(flags, folder, context);
  const cores = availableParallelism();
  const { lanes, threads } = shareCores(cores, flags.provider);
  output.note(`network of ${name}, alone`);
  const network = await networkRate(model, { ...flags, lanes, threads }, context);
  output.note('decoding, alone');
  const decode = await decodeRate(paths, model.description.input, { ...flags, cores }, context);
  const limit = flags.provider === 'cpu' ? 1 / (1 / network + 1 / decode) : Math.min(network, decode);
  output.note('a run, end to end');
  const rows = Math.min(rowsMax, Math.max(paths.length, Math.ceil(limit * flags.seconds * runShare)));
  const { imagesPerSecond: endToEnd } = await measureRun(
    flags,
    { folder, paths, rows, model: name },
    context,
  );
  const { batchSize, provider } = flags;
  return {
    ...{ model: name, provider, cores, lanes, threads, batchSize, pictures: paths.length },
    ...{ network, decode, limit, endToEnd, efficiency: endToEnd / limit },
  };
}

/** Absolute paths. */
async function picturesOf(
  { pictures }: BenchFlags,
  folder: string,
  { closer, output, signal }: CommandContext,
): Promise<string[]> {
  if (pictures !== null) {
    const { base, uris } = await closer
      .add(createSources({ s3: null, access: trustedAccess }))
      .list(pictures);
    return uris.map((uri) => join(base, uri));
  }
  output.note(`drawing ${scenesDrawn} scenes`);
  const scenes = join(folder, 'scenes');
  await mkdir(scenes);
  const paths: string[] = [];
  await writeScenes({
    drawings: await loadDrawings(families.heldOut, rasterise),
    seed: firstSeed,
    count: scenesDrawn,
    encode: encodeJpeg,
    put: async (name, bytes) => {
      if (name.endsWith('.jpg')) paths.push(join(scenes, name));
      await writeFile(join(scenes, name), bytes);
    },
    signal,
  });
  return paths;
}

/** The pictures again and again, so that starting and ending weigh little. */
async function measureRun(
  { batchSize, provider }: BenchFlags,
  { folder, paths, rows, model }: { folder: string; paths: readonly string[]; rows: number; model: string },
  context: CommandContext,
): Promise<Summary> {
  const manifest = join(folder, 'manifest.jsonl');
  const lines = Array.from({ length: rows }, (_, i) => JSON.stringify({ uri: paths[i % paths.length] }));
  await writeFile(manifest, `${lines.join('\n')}\n`);
  const named = join(folder, 'store');
  const store = await openNamedStore(named, context.config, context.closer);
  // A picture that fails must not end the measurement.
  const request = await beginRun({ ...plainChoices, maxFailed: 1, manifest, model }, store, context);
  const workforce = { store: named, workers: 1, provider, batchSize, lanes: null, threads: null };
  return await carryOut(request, workforce, store, context);
}
