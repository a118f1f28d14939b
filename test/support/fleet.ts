/** A fleet as an operator runs it: producers and workers as processes of their own, for whatever runs are open. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './wait-until.js';

/** A line of a service's log. */
export interface FleetLine {
  readonly service: string;
  readonly pid: number;
  /** When it was written, as ISO 8601. */
  readonly time: string;
  readonly msg: string;
  readonly run?: string;
  readonly shard?: number;
  readonly attempt?: number;
  readonly leasesLost?: number;
  readonly queue?: string;
  readonly result?: string;
  readonly port?: number;
  readonly address?: string;
}

export type FleetService = 'producer' | 'worker';

export interface FleetProcess {
  readonly child: ChildProcess;
  readonly lines: readonly FleetLine[];
  /** What it wrote besides: warnings of Node, and why it crashed. */
  readonly said: readonly string[];
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The first line that fits. */
  logged(fits: (line: FleetLine) => boolean): Promise<FleetLine>;
  stop(): Promise<void>;
}

export function startFleetProcess(
  service: FleetService | 'api' | 'metrics',
  environment: Record<string, string>,
  onLine: (line: FleetLine) => void = () => {},
): FleetProcess {
  const main = fileURLToPath(new URL(`../../services/${service}/dist/bundle/main.js`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...environment },
    // The channel ends with us, and the service with it.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const lines: FleetLine[] = [];
  const said: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (text) => {
    const line = parseLine(text);
    if (line === null) {
      said.push(text);
      return;
    }
    lines.push(line);
    onLine(line);
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    child,
    lines,
    said,
    ended,
    logged: (fits) => waitUntil(`a line of the ${service}`, () => lines.find(fits)),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Null for what is no log line, or the half of one whose writer was killed. */
function parseLine(text: string): FleetLine | null {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as FleetLine;
  } catch {
    return null;
  }
}
