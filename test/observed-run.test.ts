/**
 * A whole fleet watched as operators watch it: real services on a real S3 server, scraped by a real Prometheus and traced into a
 * collector while they run. Every query of every dashboard must have an answer, and nothing may be exported that the catalogue
 * does not have.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommitRecord, scoreBins } from '@camfleet/contracts';
import { commitShard, createRun, openRun } from '@camfleet/results';
import { type MeteredService, type MetricKind, metricCatalogue } from '@camfleet/runtime';
import { openStore } from '@camfleet/storage';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { dashboardPlans } from '../monitoring/src/dashboards.js';
import { camfleet } from './support/camfleet.js';
import { createBucket } from './support/create-bucket.js';
import { findOnPath } from './support/find-on-path.js';
import { type FleetProcess, startFleetProcess } from './support/fleet.js';
import { type OtlpReceiver, startOtlpReceiver } from './support/otlp-receiver.js';
import { type Prometheus, promtool, startPrometheus } from './support/prometheus.js';
import { filledIn } from './support/promql.js';
import { runRequest } from './support/run-request.js';
import { writeSmallModel } from './support/small-model.js';
import { temporaryFolder } from './support/temporary-folder.js';
import { waitUntil } from './support/wait-until.js';
import { picture } from './support/write-pictures.js';

const redis = inject('redis');
const s3 = inject('s3');
const isMissing = redis === null || s3 === null || findOnPath('prometheus') === null;
if (isMissing && process.env.CAMFLEET_TESTS_REQUIRED === '1') {
  throw new Error('Redis, an S3 server and Prometheus are needed: npm run setup');
}
const folder = await temporaryFolder();
/** Enough of them, and large enough, that the run lasts for some scrapes. */
const images = 720;
const missing = 20;
const catalogue = Object.entries<MetricKind>(metricCatalogue);

describe.skipIf(isMissing)('a fleet that is watched', { timeout: 120_000 }, () => {
  const processes: { service: MeteredService; process: FleetProcess; port: number }[] = [];
  let prometheus: Prometheus;
  let collector: OtlpReceiver;
  let apiPort = 0;
  let fleetPort = 0;

  async function begin(service: MeteredService, environment: Record<string, string>): Promise<number> {
    const process = startFleetProcess(service, {
      ...s3Environment(),
      REDIS_URL: redis!.url,
      STORE: 's3://watched/fleet',
      METRICS_PORT: '0',
      ...environment,
    });
    const { port } = await process.logged(({ msg }) => msg === 'metrics');
    processes.push({ service, process, port: port! });
    return port!;
  }

  const text = async (port: number, path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: answer.status, body: await answer.text() };
  };

  beforeAll(async () => {
    await createBucket(s3!, 'watched');
    const pictures = join(folder, 'pictures');
    await mkdir(pictures);
    const names = ['0.jpg', '1.jpg', '2.jpg'];
    await Promise.all(
      names.map(async (name, i) => writeFile(join(pictures, name), await picture(i, 800, 600))),
    );
    const model = await writeSmallModel(folder);
    const prepare = ['models', 'prepare', model, '--store', 's3://watched/fleet'];
    const prepared = await camfleet(prepare, s3Environment());
    expect(prepared.code, prepared.stderr).toBe(0);
    const old = await writeOldRun(join(folder, 'old'));
    collector = await startOtlpReceiver();
    const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint };
    const ports = await Promise.all([
      begin('producer', traced),
      begin('worker', { ...traced, SOURCE_FOLDERS: pictures, INFERENCE_LANES: '1', INFERENCE_THREADS: '1' }),
      begin('api', { ...traced, SOURCE_FOLDERS: pictures, PORT: '0' }),
      begin('metrics', {}),
      // A second one looks at a run that has gone on for hours, which no test could wait for.
      begin('metrics', { STORE: old }),
    ]);
    fleetPort = ports[3]!;
    prometheus = await startPrometheus(ports.map((port) => `127.0.0.1:${port}`));
    const api = processes.find(({ service }) => service === 'api')!.process;
    const { address } = await api.logged(({ msg }) => msg === 'listening');
    apiPort = Number(new URL(address!).port);
    const rows = Array.from({ length: images }, (_, i) => ({
      // Some are not there.
      uri: join(pictures, i % (images / missing) === 0 ? 'missing.jpg' : names[i % names.length]!),
      label: i % 5,
      boxes: [[5, 5, 40, 30]],
    }));
    await Promise.all(
      processes.map(({ port }) =>
        waitUntil('a start', async () => (await text(port, '/readyz')).status === 200),
      ),
    );
    const begun = await fetch(`http://127.0.0.1:${apiPort}/v1/runs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'small', rows, shardRows: 16 }),
    });
    expect(begun.status).toBe(201);
    const { run } = (await begun.json()) as { run: string };
    await waitUntil('the end of the run', async () => {
      const view = await fetch(`http://127.0.0.1:${apiPort}/v1/runs/${run}`);
      return ((await view.json()) as { summary: object | null }).summary !== null;
    });
    // What the metrics service saw of the run's end, and Prometheus of it.
    await waitUntil('the accuracy of the whole run', async () => {
      const seen = await prometheus.range('max(camfleet_evaluated_images{model=~"small.*"})');
      return Number(seen[0]?.values.at(-1)?.[1]) === images - missing;
    });
  }, 240_000);

  afterAll(async () => {
    await Promise.all(processes.map(({ process }) => process.stop()));
    await prometheus?.stop();
    await collector?.close();
  });

  const queries = dashboardPlans.flatMap(({ id, rows, choices }) => [
    ...rows.flatMap(({ panels }) =>
      panels.flatMap(({ title, queries }) => queries.map(({ expr }) => ({ at: `${id}: ${title}`, expr }))),
    ),
    ...choices.map(({ of, label }) => ({ at: `${id}: ${label}`, expr: `count by (${label}) (${of})` })),
  ]);

  it('answers every query of every dashboard', async () => {
    const silent: string[] = [];
    for (const { at, expr } of queries) {
      const series = await prometheus.range(filledIn(expr, '4s'));
      const hasValue = series.some(({ values }) =>
        values.some(([, value]) => Number.isFinite(Number(value))),
      );
      if (!hasValue) silent.push(`${at}: ${expr}`);
    }
    expect(silent).toEqual([]);
  });

  it('has rules that can be evaluated, and no alert', async () => {
    const rules = await waitUntil('an evaluation of every rule', async () => {
      const { groups } = (await prometheus.get('/api/v1/rules')) as {
        groups: { rules: { name: string; health: string; lastError?: string; state?: string }[] }[];
      };
      const all = groups.flatMap((group) => group.rules);
      return all.length > 10 && all.every(({ health }) => health !== 'unknown') && all;
    });
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(rules.filter(({ state }) => state === 'firing').map(({ name }) => name)).toEqual([]);
  });

  it('exports what the catalogue has for each service, and nothing else', async () => {
    for (const { service, port } of processes) {
      const { body } = await text(port, '/metrics');
      const names = [...body.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]!);
      const known = catalogue.filter(([, { services }]) => services.includes(service));
      expect(names.sort(), service).toEqual(known.map(([name]) => name).sort());
      const bare = [...body.matchAll(/^(\w+?)(?:_bucket|_sum|_count)?(?:\{([^}]*)\})? /gm)];
      for (const [, name, labels = ''] of bare) {
        const kind = catalogue.find(([one]) => one === name)?.[1];
        expect(kind, name).toBeDefined();
        const used = [...labels.matchAll(/(\w+)="/g)].map((match) => match[1]!);
        const allowed = ['service', 'le', ...Object.keys(kind!.labels)];
        expect(
          used.filter((label) => !allowed.includes(label)),
          name,
        ).toEqual([]);
      }
      expect(promtool(['check', 'metrics'], body), service).toBeNull();
    }
  });

  it('tells that its processes have started, live and are ready', async () => {
    for (const { service, port } of processes) {
      for (const path of ['/startupz', '/livez', '/readyz']) {
        expect(await text(port, path), `${service} ${path}`).toEqual({
          status: 200,
          body: '{"status":"ok"}\n',
        });
      }
    }
  });

  it('wishes for no worker when all is done, and says why', async () => {
    const answer = await waitUntil('a fleet with nothing to do', async () => {
      const wish = JSON.parse((await text(fleetPort, '/autoscale')).body) as { reason: string };
      return wish.reason === 'idle' && wish;
    });
    expect(answer).toMatchObject({ workers: 0, reason: 'idle', backlogImages: 0, liveWorkers: 1 });
    expect((await text(fleetPort, '/autoscale?kind=other')).status).toBe(400);
    expect((await text(fleetPort, '/autoscale?kind=localise&model=other')).status).toBe(200);
  });

  it('is traced from the submission to the store, once it has ended', async () => {
    await Promise.all(processes.map(({ process }) => process.stop()));
    const { spans } = collector;
    const submit = spans.find(({ name }) => name === 'submit')!;
    const ours = spans.filter(({ traceId }) => traceId === submit.traceId);
    const parentOf = ({ parentSpanId }: { parentSpanId?: string }) =>
      ours.find(({ spanId }) => spanId === parentSpanId);
    const wayOf = (span: (typeof ours)[number]): string[] => {
      const parent = parentOf(span);
      return [...(parent === undefined ? [] : wayOf(parent)), `${span.service}: ${span.name}`];
    };
    const shardWay = ['camfleet-api: submit', 'camfleet-producer: feed', 'camfleet-worker: shard'];
    const ways = new Map(ours.map((span) => [span.name, wayOf(span)]));
    expect(ways.get('batch')).toEqual([...shardWay, 'camfleet-worker: batch']);
    expect(ways.get('write')).toEqual([...shardWay, 'camfleet-worker: write']);
    expect(ways.get('finalise')).toEqual(['camfleet-api: submit', 'camfleet-producer: finalise']);
    expect(ours.filter(({ name }) => name === 'shard')).toHaveLength(images / 16);
  });
});

function s3Environment(): Record<string, string> {
  return {
    S3_ENDPOINT: s3!.endpoint,
    AWS_ACCESS_KEY_ID: s3!.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3!.secretAccessKey,
  };
}

/** A run that began two hours ago, and whose scores were others then: as a store that nobody schedules. Returns its address. */
async function writeOldRun(path: string): Promise<string> {
  const store = await openStore(path);
  const request = runRequest('an-old-run', {
    createdAt: new Date().toISOString(),
    model: { name: 'old', version: '1', digest: 'd', topK: 5, classes: 5 },
    shardRows: 300,
  });
  await createRun(store, request);
  await openRun(store, request.run);
  const shards = [
    { hoursAgo: 2, bin: scoreBins - 1 },
    { hoursAgo: 0.1, bin: 2 },
  ];
  for (const [shard, { hoursAgo, bin }] of shards.entries()) {
    const record: CommitRecord = {
      shard,
      attempt: 'a',
      worker: 'w',
      parts: [{ key: 'p', sha256: 's', bytes: 1, rows: 300 }],
      counts: { ok: 300, failed: 0, skipped: 0 },
      failures: {},
      warnings: {},
      evaluation: {},
      scores: { [bin]: 300 },
      timings: {
        startedAt: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
        seconds: 1,
        paddedImages: 0,
        fetchedBytes: 0,
      },
    };
    await commitShard(store, request.run, record);
  }
  return path;
}
