/** Keeps a service running: one that was killed is started again, one that cannot start ends the command. */
import { Problem, type ProblemCode } from '@camfleet/contracts';
import type { Ending, SupervisedProcess } from './supervised-process.js';

/** Deaths in a row that are taken for bad luck. */
const deathsMax = 5;
/** A process that lived this long was started well: its death begins a new row. */
const goodLifeMs = 30_000;
/** How long a service may take to end when it is told to. */
const stopMs = 15_000;

export interface KeptService {
  /** Settles when the service's first process serves. */
  readonly ready: Promise<void>;
  /** Settles when the service ends by itself with exit code 0; rejects with a Problem when it cannot go on. */
  readonly finished: Promise<void>;
  stop(): Promise<void>;
}

export function keepRunning(
  name: string,
  start: () => SupervisedProcess,
  onDeath: (sentence: string) => void,
): KeptService {
  let current = start();
  let stopping = false;

  async function watch(): Promise<void> {
    let deaths = 0;
    for (;;) {
      const startedAt = Date.now();
      const ending = await current.ended;
      if (stopping || (ending.code === 0 && ending.isDone)) return;
      // One that could not even start would end the same way again; one that died at work may have had bad luck.
      if (ending.signal === null && ending.code !== 0 && !ending.wasReady) throw problemOf(name, ending);
      deaths = Date.now() - startedAt > goodLifeMs ? 1 : deaths + 1;
      if (deaths > deathsMax) throw problemOf(name, ending);
      onDeath(`a ${name} was ended by ${causeOf(ending)}; another takes its place`);
      current = start();
    }
  }

  return {
    ready: current.ready,
    finished: watch(),
    stop: async () => {
      stopping = true;
      await current.stop(stopMs);
    },
  };
}

/** An exit code of 0 without a word that it is done: somebody told it to stop. */
function causeOf({ signal, code, problem }: Ending): string {
  if (signal !== null) return signal;
  return code === 0 ? 'SIGTERM' : (problem?.message ?? `exit code ${code}`);
}

function problemOf(name: string, ending: Ending): Problem {
  if (ending.problem !== null) return new Problem(ending.problem.code as ProblemCode, ending.problem.message);
  const how = ending.signal ?? `exit code ${ending.code}`;
  return new Problem(
    'run-failed',
    `the ${name} ended with ${how}; its last words: ${ending.lastWords.at(-1) ?? 'none'}`,
  );
}
