/** One service as a child process: started, told to stop, its last words kept. */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { serviceMessageSchema } from '@camfleet/runtime';

export type Service = 'producer' | 'worker' | 'api' | 'metrics';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said was wrong, in one sentence. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  /** The last lines it logged. */
  readonly lastWords: readonly string[];
  readonly wasReady: boolean;
  /** Whether it had nothing left to do. */
  readonly isDone: boolean;
}

export interface SupervisedProcess {
  readonly pid: number | undefined;
  /** Settles when it says that it serves; never where it does not. */
  readonly ready: Promise<void>;
  readonly ended: Promise<Ending>;
  /** SIGTERM; SIGKILL where that has not ended it after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const lastWordsKept = 20;

/** Starts the main of a service; its log goes to our stderr when `echo` is set. */
export function startService(
  service: Service,
  environment: NodeJS.ProcessEnv,
  echo: boolean,
): SupervisedProcess {
  const main = createRequire(import.meta.url).resolve(`@camfleet/${service}/main`);
  // In a process group of its own: Ctrl-C reaches us alone, and we stop the services in order.
  const child = fork(main, { env: environment, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true });
  const lastWords: string[] = [];
  let problem: Ending['problem'] = null;
  let wasReady = false;
  let isDone = false;
  createInterface({ input: child.stderr! }).on('line', (line) => {
    if (echo) process.stderr.write(`${line}\n`);
    lastWords.push(line);
    if (lastWords.length > lastWordsKept) lastWords.shift();
  });
  const { promise: ready, resolve: tellReady } = deferred();
  child.on('message', (raw) => {
    const message = serviceMessageSchema.parse(raw);
    if (message.kind === 'ready') {
      wasReady = true;
      tellReady();
    } else if (message.kind === 'done') isDone = true;
    else problem = message;
  });
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, problem, lastWords, wasReady, isDone }));
  });
  return { pid: child.pid, ready, ended, stop: (graceMs) => stop(child, ended, graceMs) };
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function stop(child: ChildProcess, ended: Promise<Ending>, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
