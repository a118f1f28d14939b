/** Runs the camfleet command as people do: a process of its own, judged by its exit code and what it prints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Summary, summarySchema } from '@camfleet/contracts';

export const bin = fileURLToPath(new URL('../../services/cli/bin/camfleet.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One line of a service's log, as --debug shows it. */
interface LogLine {
  readonly service: string;
  readonly pid: number;
  readonly msg: string;
  readonly shard?: number;
  readonly audit?: string;
  readonly by?: string;
  readonly run?: string;
  readonly result?: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What it has said by now. */
  stderr(): string;
  /** The next log line that fits, or the first that did already. Rejects when the command ends without one. */
  logged(fits: (line: LogLine) => boolean): Promise<LogLine>;
}

/** Starts the command. Variables that are undefined are taken out of its environment. */
export function start(
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Started {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { ...process.env, REDIS_URL: undefined, NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const lines: LogLine[] = [];
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    stderr += `${line}\n`;
    if (line.startsWith('{')) lines.push(JSON.parse(line));
    for (const listener of listeners) listener();
  });
  const finished = once(child, 'close').then(([code]) => ({ code, stdout, stderr }) as Finished);
  const logged = (fits: (line: LogLine) => boolean) =>
    new Promise<LogLine>((resolve, reject) => {
      const look = () => {
        const line = lines.find(fits);
        if (line === undefined) return;
        listeners.delete(look);
        resolve(line);
      };
      listeners.add(look);
      look();
      void finished.then(() => reject(new Error(`the command ended before it logged that:\n${stderr}`)));
    });
  return { child, finished, stderr: () => stderr, logged };
}

export function camfleet(
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<Finished> {
  return start(args, environment).finished;
}

/** The summary that --json printed: one line, and nothing else on stdout. */
export function summaryOf({ code, stdout, stderr }: Finished): Summary {
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  if (stdout.trimEnd().includes('\n')) throw new Error(`more than one line on stdout: ${stdout}`);
  return summarySchema.parse(JSON.parse(stdout));
}
