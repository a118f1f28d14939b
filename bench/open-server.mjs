// `camfleet up` with one worker for networks, for benchmarks that stand before it.
// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atEnd } from './clean-up.mjs';

const bin = fileURLToPath(new URL('../services/cli/bin/camfleet.js', import.meta.url));
/** The fleet's metrics come first, then those of the producer and the API. */
const workerMetrics = 3;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * @param {string} store
 * @param {NodeJS.ProcessEnv} environment what the server may read of this machine
 * @param {(entry: { service: string, pid: number }) => void} [onLog] told each line that a service logs
 */
export async function openServer(store, environment, onLog) {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const args = [
    'up',
    '--port',
    `${port}`,
    '--metrics-port',
    `${metricsPort}`,
    '--workers',
    '1',
    '--store',
    store,
  ];
  if (onLog !== undefined) args.push('--debug');
  const child = spawn(process.execPath, [bin, ...args, '--json'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let isClosing = false;
  const close = async () => {
    if (!isClosing) child.kill('SIGINT');
    isClosing = true;
    await closed;
  };
  atEnd(close);
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('{')) onLog?.(JSON.parse(line));
    else if (!isClosing) process.stderr.write(`${line}\n`);
  });
  const ready = once(createInterface({ input: child.stdout }), 'line');
  const [line] = await Promise.race([ready, closed]);
  const { address } = typeof line === 'string' ? JSON.parse(line) : {};
  if (address === undefined) throw new Error('camfleet up did not start');

  /** The worker's counters and gauges of that name, summed over their labels. @param {string} name */
  const workerMetric = async (name) => {
    const answer = await fetch(`http://127.0.0.1:${metricsPort + workerMetrics}/metrics`);
    const series = (await answer.text()).split('\n').filter((one) => new RegExp(`^${name}[{ ]`).test(one));
    if (series.length === 0) throw new Error(`the worker has no metric ${name}`);
    return series.reduce((sum, one) => sum + Number(one.slice(one.lastIndexOf(' '))), 0);
  };
  const startOf = () => workerMetric('process_start_time_seconds');
  // The API may answer before the worker does.
  let startedAt = await startOf().catch(() => null);
  for (let tries = 0; startedAt === null && tries < 300; tries += 1) {
    await sleep(100);
    startedAt = await startOf().catch(() => null);
  }
  if (startedAt === null) throw new Error('the worker did not start');

  return {
    /** @type {string} */
    origin: address,
    workerMetric,
    /** Throws where another worker took the place of the first: it would be cold. */
    checkWorker: async () => {
      if ((await startOf()) !== startedAt) throw new Error('the worker was replaced');
    },
    close,
  };
}
