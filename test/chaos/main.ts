/** npm run test:chaos: faults injected by name into real processes, a real Redis and a real S3 server. */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { FleetLine } from '../support/fleet.js';
import { type S3Server, startS3 } from '../support/s3-server.js';
import type { Item, ItemContext, Size } from './item.js';
import { items } from './items.js';
import { createLab, type Lab } from './lab.js';
import { createReport, type Findings } from './report.js';

/** Runs what the arguments ask for; the exit code. With --json, one object on stdout, keyed by the items' numbers. */
export async function chaos(args: string[]): Promise<number> {
  const { values: flags } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      tiny: { type: 'boolean', default: false },
      nightly: { type: 'boolean', default: false },
      /** A file for every log line of every process. */
      log: { type: 'string' },
      only: { type: 'string', default: Object.keys(items).join() },
    },
  });
  const numbers = flags.only.split(',');
  const unknown = numbers.find((number) => !(number in items));
  if (unknown !== undefined) {
    process.stderr.write(
      `there is no item ${unknown}: --only takes numbers from 1 to 10, with commas between\n`,
    );
    return 2;
  }
  const size: Size = flags.nightly ? 'nightly' : flags.tiny ? 'tiny' : 'short';
  const stream = flags.json ? process.stderr : process.stdout;
  const say = (text: string) => stream.write(`${text}\n`);
  const server = oneServer();
  const { log } = flags;
  const onLine = (line: FleetLine) => {
    if (log !== undefined) appendFileSync(log, `${JSON.stringify(line)}\n`);
  };
  const found = new Map<string, Findings>();
  const labs: Lab[] = [];
  const interrupted = async () => {
    await Promise.all(labs.map((lab) => lab.close()));
    await server.stop();
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void interrupted());
  const context = {
    size,
    s3: server.get,
    openLab: async (settings: Parameters<ItemContext['openLab']>[0]) => {
      const lab = await createLab({ ...settings, onLine });
      labs.push(lab);
      return lab;
    },
  };
  /** What it says is said at once when it ends, since others may be at work beside it. */
  const runOne = async (number: string) => {
    const said = [`${number}: ${items[number]!.title}`];
    found.set(number, await runItem(items[number]!, (text) => said.push(text), context));
    say(said.join('\n'));
  };
  try {
    await Promise.all(numbers.filter((number) => items[number]!.waits).map(runOne));
    for (const number of numbers.filter((one) => !items[one]!.waits)) await runOne(number);
  } finally {
    await server.stop();
  }
  if (flags.json) process.stdout.write(`${JSON.stringify(Object.fromEntries(found))}\n`);
  return [...found.values()].every(({ ok }) => ok) ? 0 : 1;
}

/** An item that throws has failed; the others are run all the same. */
async function runItem(
  item: Item,
  say: (text: string) => void,
  context: Omit<ItemContext, 'report'>,
): Promise<Findings> {
  const report = createReport(say);
  const startedAt = performance.now();
  try {
    await item.run({ ...context, report });
  } catch (error) {
    const { message } = error as Error;
    say(`  ! ${message}`);
    return { ...report.findings(), ok: false, error: message };
  } finally {
    report.figure('itemSeconds', (performance.now() - startedAt) / 1_000);
  }
  return report.findings();
}

function oneServer() {
  let starting: Promise<S3Server> | null = null;
  const start = async () => {
    const server = await startS3();
    if (typeof server === 'string') throw new Error(server);
    return server;
  };
  return {
    get: () => (starting ??= start()),
    stop: async () => {
      const server = await starting?.catch(() => null);
      await server?.stop();
    },
  };
}
