/** camfleet rebox: other boxes and figures from the maps of a complete run, without the network, as a run of its own. */
import { availableParallelism } from 'node:os';
import { build, newRunId, Problem, runIdSchema, type Summary } from '@camfleet/contracts';
import { createRun, readRun, readSummary } from '@camfleet/results';
import { s3Settings } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import { type CommandContext, carryOut } from './carry-out.js';
import { resolvePolicy } from './resolve-policy.js';
import { storeAddress } from './store-address.js';

export interface ReboxFlags {
  readonly run: string;
  readonly policy: string;
  readonly store: string;
  readonly workers: number | null;
}

export async function reboxCommand(flags: ReboxFlags, context: CommandContext): Promise<Summary> {
  const name = runIdSchema.safeParse(flags.run);
  if (!name.success)
    throw new Problem('usage', `"${flags.run}" is no run's name: ${name.error.issues[0]?.message}`);
  const policy = await resolvePolicy(flags.policy);
  const settings = { s3: s3Settings(context.config) };
  const store = context.closer.add(await openStore(storeAddress(flags.store), settings));
  await store.check();
  const parent = await readRun(store, name.data);
  if ((await readSummary(store, parent.run))?.state !== 'complete') {
    throw new Problem(
      'run-conflict',
      `run ${parent.run} is not complete: finish it first with camfleet run --resume`,
    );
  }
  if (parent.parameters.classifyOnly) {
    throw new Problem(
      'usage',
      `run ${parent.run} was one of classes only: it has no maps to draw boxes from`,
    );
  }
  const request = await createRun(store, {
    ...parent,
    run: newRunId(new Date()),
    createdAt: new Date().toISOString(),
    build,
    parent: { kind: 'rebox', run: parent.run, rows: parent.parent?.rows ?? parent.run },
    parameters: { ...parent.parameters, policy },
  });
  const workers = flags.workers ?? availableParallelism();
  const workforce = { store: flags.store, workers, batchSize: 1, lanes: 1, threads: 1 };
  return await carryOut(request, { ...workforce, provider: 'none' }, store, context);
}
