// `camfleet up` with one worker for networks, for benchmarks that stand before it.
// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

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
  const args = ['up', '--port', `${port}`, '--metrics-port', `${metricsPort}`, '--store', store, '--json'];
  if (onLog !== undefined) args.push('--debug');
  const child = spawn(process.execPath, [bin, ...args, '--workers', '1'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (line.startsWith('{')) onLog?.(JSON.parse(line));
    else process.stderr.write(`${line}\n`);
  });
  const closed = once(child, 'close');
  // Whoever ends a benchmark ends its server too.
  const kill = () => child.kill('SIGINT');
  process.once('exit', kill);
  const ready = once(createInterface({ input: child.stdout }), 'line');
  const [line] = await Promise.race([ready, closed]);
  const { address } = typeof line === 'string' ? JSON.parse(line) : {};
  if (address === undefined) throw new Error('camfleet up did not start');

  return {
    /** @type {string} */
    origin: address,
    /** The worker's counters and gauges of that name, summed over their labels. @param {string} name */
    workerMetric: async (name) => {
      const answer = await fetch(`http://127.0.0.1:${metricsPort + workerMetrics}/metrics`);
      const series = (await answer.text()).split('\n').filter((one) => new RegExp(`^${name}[{ ]`).test(one));
      if (series.length === 0) throw new Error(`the worker has no metric ${name}`);
      return series.reduce((sum, one) => sum + Number(one.slice(one.lastIndexOf(' '))), 0);
    },
    close: async () => {
      process.off('exit', kill);
      kill();
      await closed;
    },
  };
}

for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
]))
  process.once(signal, () => process.exit(code));
