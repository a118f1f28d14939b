/** Runs in a store, without a server: what is decided is written there, and who looks after runs hears of it through Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem, type RunRequest } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference';
import { queuePrefix, sendSignal } from '@camfleet/queue';
import { listRuns, openRun, readMergedOutcomes, readMergedSummary, readRun } from '@camfleet/results';
import { decideRun, findRun, viewRun } from '@camfleet/runs';
import { beginRun } from './begin-run.js';
import type { CommandContext } from './carry-out.js';
import { openNamedStore } from './open-named-store.js';
import { type OutcomeLine, outcomeLine } from './outcome-line.js';
import { connectLive, readLiveOf } from './read-live.js';
import type { RunsPlace } from './runs-place.js';
import { storeFlag } from './store-flag.js';

/** How often a run is looked at, in ms. */
const lookEveryMs = 500;

export async function storePlace(named: string, context: CommandContext): Promise<RunsPlace> {
  const { config, closer, signal } = context;
  const store = await openNamedStore(named, config, closer);
  const connections = await connectLive(store, config, closer);
  const view = (request: RunRequest) => viewRun(store, request, (run) => readLiveOf(connections, store, run));
  const tellLook = async (run: string) => {
    const prefix = queuePrefix(store.address);
    for (const redis of connections) await sendSignal(redis, prefix, { kind: 'look', run });
  };
  return {
    flag: storeFlag(named),
    get isLeft() {
      return connections.every(({ status }) => status !== 'ready');
    },
    submit: async ({ base, sendPictures, ...flags }) => {
      if (base !== null || sendPictures)
        throw new Problem('usage', '--base, --send-pictures: they are for what is sent to a --server');
      const request = await beginRun(flags, store, context);
      await openRun(store, request.run);
      await tellLook(request.run);
      return await view(request);
    },
    run: async (run) => await view(await findRun(store, run)),
    runs: async function* () {
      for await (const run of listRuns(store)) yield await view(await readRun(store, run));
    },
    watch: async function* (run) {
      const request = await findRun(store, run);
      for (let told = ''; ; ) {
        const now = await view(request);
        const state = JSON.stringify(now);
        if (state !== told) yield now;
        told = state;
        if (now.summary !== null) return;
        await sleep(lookEveryMs, undefined, { signal });
      }
    },
    decide: async (run, decision) => {
      const decided = await decideRun(store, await findRun(store, run), decision);
      await tellLook(decided.run);
      return decided;
    },
    summary: async (run) => await readMergedSummary(store, (await findRun(store, run)).run),
    outcomes: async (run, count, which) => {
      const { model } = await findRun(store, run);
      const { classNames } = await describeModel(store, `${model.name}@${model.version}`);
      const lines: OutcomeLine[] = [];
      for await (const outcome of readMergedOutcomes(store, run, signal)) {
        if (lines.length === count) break;
        if (which === 'all' || outcome.outcome === which) lines.push(outcomeLine(outcome, classNames));
      }
      return lines;
    },
  };
}
