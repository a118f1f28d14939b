/** The producer: holds the leadership while it can, and looks after runs until it is stopped. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits, Problem, type Summary } from '@camfleet/contracts';
import type { Heartbeat, Leadership } from '@camfleet/queue';
import { closeRun, listOpenRuns } from '@camfleet/results';
import { pinnedSlots } from '@camfleet/scheduling';
import pLimit from 'p-limit';
import { patiently } from './patiently.js';
import type { ProducerDependencies } from './producer-dependencies.js';
import { createTerm, type Term } from './term.js';

export interface ServeSettings extends ProducerDependencies {
  /** Null where another producer leads. */
  takeLeadership(): Promise<Leadership | null>;
}

/** How often a producer that does not lead asks for it, in ms. */
const askEveryMs = 500;
/** How often the fleet is looked at, in ms. */
const fleetEveryMs = 2_000;
/** How often new runs are looked for that no signal told of, in ms. */
const discoverEveryMs = 10_000;

/**
 * Serves all open runs until the signal fires, or, with a scope, that one run until it has ended, whose summary it returns.
 * Throws the Problem that a scoped run has stopped with.
 */
export async function serveRuns(settings: ServeSettings, signal: AbortSignal): Promise<Summary | null> {
  settings.metrics.set('camfleet_leading', {}, 0);
  while (!signal.aborted) {
    const leadership = await settings.takeLeadership();
    if (leadership === null) {
      await sleep(askEveryMs, undefined, { signal }).catch(() => {});
      continue;
    }
    settings.log.info('leading');
    settings.metrics.set('camfleet_leading', {}, 1);
    const either = AbortSignal.any([signal, leadership.lost]);
    // Whatever is under way listens.
    setMaxListeners(0, either);
    try {
      const summary = await lead(settings, either);
      if (summary !== null) return summary;
    } catch (error) {
      // A lost leadership begins anew; what else went wrong is for the supervisor to see, and the next term to mend.
      if (!either.aborted) throw error;
    } finally {
      settings.metrics.set('camfleet_leading', {}, 0);
      await leadership.release();
    }
    if (!signal.aborted)
      settings.log.warn('the leadership is lost, or Redis with it: everything is looked at anew');
  }
  return null;
}

async function lead(settings: ServeSettings, signal: AbortSignal): Promise<Summary | null> {
  const { scope } = settings;
  let ending: Summary | null = null;
  let halted: Problem | null = null;
  const listener = {
    ended: (run: string, summary: Summary) => {
      if (run === scope) ending = summary;
    },
    halted: (run: string, problem: Problem) => {
      if (run === scope) halted ??= problem;
    },
  };
  const term = createTerm(settings, listener, signal);
  const rounds = createRounds(settings, term, signal);
  const ears = await settings.listen((heard) => {
    if (heard.kind === 'look') rounds.lookAt(heard.run);
    else if (heard.kind === 'refused') rounds.noteRefused(heard.queue, heard.reason);
    else return;
    term.wake();
  });
  try {
    for (;;) {
      signal.throwIfAborted();
      ending ??= await rounds.go();
      await term.settle();
      await term.publish();
      if (ending !== null) return ending;
      if (halted !== null) throw halted;
      await term.awaitNews(limits.controlPollMs);
    }
  } finally {
    await ears.close();
    await term.close();
  }
}

/** A model that could not be loaded. */
interface Refusal {
  /** The last that was told. */
  readonly reason: string;
  /** Workers that said so since somebody served it, or there was no work for it: they may try again, and go on saying so. */
  readonly by: Set<string>;
}

/** What is looked at now and then, each at its own pace. */
function createRounds(settings: ServeSettings, term: Term, signal: AbortSignal) {
  const { store, scope, log } = settings;
  const told = new Set<string>();
  const refused = new Map<string, Refusal>();
  const due = { discover: 0, reconcile: 0, fleet: 0, control: 0 };
  let nextLook = 0;

  const isDue = (round: keyof typeof due, everyMs: number) => {
    if (Date.now() < due[round]) return false;
    due[round] = Date.now() + everyMs;
    return true;
  };

  async function discover(): Promise<Summary | null> {
    if (scope !== null) return await term.open(scope);
    const open = await forgetDeleted();
    const lane = pLimit(limits.controlReadsMax);
    const opened = await Promise.allSettled([...open].map((run) => lane(() => openOne(run))));
    // Nobody opens a queue any more when this fails and the term is closed.
    for (const one of opened) if (one.status === 'rejected') throw one.reason;
    return null;
  }

  /** Returns the runs that are open. One listing, however many of them have failed. */
  async function forgetDeleted(): Promise<ReadonlySet<string>> {
    const warn = ({ message }: Problem) => log.warn(message);
    const open = await patiently(signal, warn, async () => {
      const runs = new Set<string>();
      for await (const run of listOpenRuns(store)) runs.add(run);
      return runs;
    });
    term.forgetDeleted(open);
    return open;
  }

  const openOne = (run: string) =>
    apart(run, async () => {
      // Who wrote the summary may have been killed before this.
      if ((await term.open(run)) !== null) await closeRun(store, run);
    });

  /** One run that cannot be read must not keep the others from being looked after. */
  async function apart(run: string, work: () => Promise<void>): Promise<void> {
    await work().catch((error: unknown) => {
      if (scope !== null || !(error instanceof Problem)) throw error;
      log.error({ run, code: error.code }, error.message);
    });
  }

  async function lookAround(): Promise<void> {
    const runs = term.runs();
    for (let looks = Math.min(runs.length, limits.controlReadsMax); looks > 0; looks--) {
      const run = runs[nextLook++ % runs.length]!;
      await apart(run, () => term.look(run));
    }
  }

  async function viewFleet(): Promise<void> {
    const { slots, workers, heartbeats } = await settings.viewFleet();
    const pinned = pinnedSlots(heartbeats.values());
    term.tellFleet(Math.max(slots, settings.slots), new Set(workers.keys()), pinned);
    judgeRefusals(heartbeats);
    if (scope === null) await settings.tellWork(term.work());
  }

  /** What one worker cannot load another may: runs fail once all that could serve them have tried in vain. */
  function judgeRefusals(heartbeats: ReadonlyMap<string, Heartbeat>): void {
    const work = term.work();
    for (const [queue, { reason, by }] of refused) {
      const waiting = work.get(queue);
      const able = [...heartbeats].filter(
        ([, one]) => one.kind === waiting?.kind && (!one.isPinned || one.queue === queue),
      );
      const isServed = able.some(([, one]) => one.queue === queue && one.servesSince !== null);
      if (waiting === undefined || waiting.jobs === 0 || isServed) {
        refused.delete(queue);
        continue;
      }
      for (const [name, one] of able) if (one.refuses.includes(queue)) by.add(name);
      // While nobody is there to try, work waits.
      if (able.length === 0 || !able.every(([name]) => by.has(name))) continue;
      refused.delete(queue);
      term.refuse(queue, `no worker could load its model: ${reason}`);
    }
  }

  return {
    lookAt: (run: string) => {
      told.add(run);
    },
    noteRefused: (queue: string, reason: string) => {
      const by = refused.get(queue)?.by ?? new Set();
      refused.set(queue, { reason, by });
      due.fleet = 0;
    },
    /** Returns the summary of a scoped run that had ended before. */
    go: async (): Promise<Summary | null> => {
      if (isDue('discover', discoverEveryMs)) {
        const summary = await discover();
        if (summary !== null) return summary;
      }
      for (const run of told) {
        told.delete(run);
        if (term.runs().includes(run)) await apart(run, () => term.look(run));
        else if (scope === null) await openOne(run);
      }
      if (isDue('control', limits.controlPollMs)) await lookAround();
      if (isDue('fleet', fleetEveryMs)) await viewFleet();
      if (isDue('reconcile', settings.reconcileMs)) {
        // What a cancelled run lacked is tried again now: nothing is written for one that is gone.
        if (scope === null) await forgetDeleted();
        await term.reconcile();
      }
      return null;
    },
  };
}
