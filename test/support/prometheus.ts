/** A real Prometheus, as a plain process with a folder of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../packages/queue/src/free-port.js';
import { waitUntil } from './wait-until.js';

/** Pairs of a time in seconds and a value, by series. */
interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

export interface Prometheus {
  /** What one GET of its API answers as data. */
  get(path: string, query?: Record<string, string>): Promise<unknown>;
  /** A query over all that was scraped so far, every second. */
  range(expr: string): Promise<Series[]>;
  stop(): Promise<void>;
}

const rules = fileURLToPath(new URL('../../monitoring/prometheus/rules/*.yml', import.meta.url));

/** Scrapes `host:port` of every target each second, and evaluates our rules. */
export async function startPrometheus(targets: readonly string[]): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'camfleet-prometheus-'));
  const file = join(folder, 'prometheus.yml');
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [rules],
    scrape_configs: [{ job_name: 'camfleet', static_configs: [{ targets }] }],
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  const port = await freePort();
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`, '--log.level=warn'];
  const child = spawn('prometheus', [...args, `--web.listen-address=127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const startedAt = Date.now() / 1_000;
  const url = `http://127.0.0.1:${port}`;
  const get = async (path: string, query: Record<string, string> = {}) => {
    const answer = await fetch(`${url}${path}?${new URLSearchParams(query)}`);
    const { status, data, error } = (await answer.json()) as {
      status: string;
      data: unknown;
      error?: string;
    };
    if (status !== 'success') throw new Error(`${path} ${JSON.stringify(query)}: ${error}`);
    return data;
  };
  await waitUntil('Prometheus', async () => {
    if (child.exitCode !== null) throw new Error(`Prometheus ended: ${said}`);
    return await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  return {
    get,
    range: async (query) => {
      const times = { start: String(startedAt), end: String(Date.now() / 1_000), step: '1' };
      const { result } = (await get('/api/v1/query_range', { query, ...times })) as { result: Series[] };
      return result;
    },
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs Prometheus' own checker; what it says where it is not content, else null. */
export function promtool(args: readonly string[], input?: string): string | null {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8', input });
  return status === 0 ? null : `${stdout}${stderr}`;
}
