/** A fleet as an operator runs it: producers and workers as processes of their own, for whatever runs are open. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

interface FleetLine {
  readonly service: string;
  readonly pid: number;
  readonly msg: string;
  readonly run?: string;
  readonly queue?: string;
  readonly result?: string;
}

export interface FleetProcess {
  readonly child: ChildProcess;
  readonly lines: readonly FleetLine[];
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The first line that fits. */
  logged(fits: (line: FleetLine) => boolean): Promise<FleetLine>;
  stop(): Promise<void>;
}

export function startFleetProcess(
  service: 'producer' | 'worker',
  environment: Record<string, string>,
): FleetProcess {
  const main = fileURLToPath(new URL(`../../services/${service}/dist/main.js`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: FleetLine[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.startsWith('{')) lines.push(JSON.parse(line));
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    child,
    lines,
    ended,
    logged: async (fits) => (await vi.waitUntil(() => lines.find(fits), { timeout: 120_000, interval: 50 }))!,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
