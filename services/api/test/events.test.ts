/** Progress as server-sent events. */
import type { RunProgress, Summary } from '@camfleet/contracts';
import { writeSummary } from '@camfleet/results';
import { submitRun } from '@camfleet/runs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runRequest } from '../../../test/support/run-request.js';
import { waitUntil } from '../../../test/support/wait-until.js';
import { type ServedApi, serveApi } from './support/serve-api.js';
import { type SmallWorld, smallWorld } from './support/small-world.js';

const redis = inject('redis');

describe.skipIf(redis === null)('a run’s events', () => {
  let world: SmallWorld;
  let api: ServedApi;
  let progress: RunProgress | null = null;

  beforeAll(async () => {
    world = await smallWorld(0, null);
    const readLive = async () => ({ progress, attended: progress !== null, inHand: 0 });
    api = await serveApi({ store: world.store, redisUrl: redis!.url, deps: { readLive } });
  });
  afterAll(async () => {
    await api.close();
    await world.store.close();
  });

  async function submit(run: string): Promise<void> {
    progress = null;
    await submitRun(world.store, {
      run,
      tenant: 'default',
      priority: 10,
      maxFailed: 1,
      manifest: { kind: 'jsonl', source: '/none.jsonl', base: '/' },
      model: world.model,
      parameters: runRequest(run).parameters,
    });
  }
  const end = (run: string) => {
    const nothing = { failures: {}, warnings: {}, repairs: {}, accuracy: null };
    const summary: Summary = {
      run,
      state: 'complete',
      images: { total: 1, ok: 1, failed: 0, skipped: 0 },
      seconds: 1,
      imagesPerSecond: 1,
      results: '',
      ...nothing,
    };
    return writeSummary(world.store, summary);
  };
  const listen = async (run: string, lastEventId?: string) => {
    const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const answer = await fetch(`${api.origin}/v1/runs/${run}/events`, { headers });
    return { status: answer.status, type: answer.headers.get('content-type'), events: eventsOf(answer) };
  };

  it('are told to so many of one key at a time', async () => {
    await submit('many');
    const left = new AbortController();
    const open = (signal: AbortSignal) => fetch(`${api.origin}/v1/runs/many/events`, { signal });
    // Held in hand: an answer that nobody can read any more is closed by whoever collects it.
    const opened = await Promise.all(Array.from({ length: 32 }, () => open(left.signal)));
    const refused = await api.call('GET', '/v1/runs/many/events');
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate-exceeded' } });
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(new Set(opened.map(({ status }) => status))).toEqual(new Set([200]));
    left.abort();
    const again = new AbortController();
    await waitUntil('a place is free', async () => (await open(again.signal)).status === 200);
    again.abort();
  });

  it('tell the state at once, what changes, and the end, which ends them', async () => {
    await submit('changes');
    const { type, events } = await listen('changes');
    expect(type).toMatch(/^text\/event-stream/);
    expect(await next(events)).toMatchObject({
      event: 'progress',
      data: { state: 'scanning', counts: null },
    });
    const counts = { ok: 3, failed: 1, skipped: 0 };
    progress = {
      run: 'changes',
      state: 'running',
      rows: 9,
      shards: 3,
      shardsCommitted: 1,
      counts,
      failures: {},
      resumedRows: 0,
      accuracy: null,
      timeline: null,
    };
    expect(await next(events)).toMatchObject({ event: 'progress', data: { state: 'running', counts } });
    await end('changes');
    expect(await next(events)).toMatchObject({
      event: 'end',
      data: { state: 'complete', summary: { run: 'changes' } },
    });
    expect(await events.next()).toMatchObject({ done: true });
  });

  it('tell who comes back with Last-Event-ID only what is new, and nothing of an end that was told', async () => {
    await submit('again');
    const first = await listen('again');
    const told = await next(first.events);
    await first.events.return(undefined);
    const second = await listen('again', told.id);
    await end('again');
    // Had it been told again, it would come first.
    const last = await next(second.events);
    expect(last.event).toBe('end');
    expect((await listen('again', last.id)).status).toBe(204);
  });

  it('of no run are a problem', async () => {
    expect(await api.call('GET', '/v1/runs/none/events')).toMatchObject({
      status: 404,
      body: { code: 'run-unknown' },
    });
  });

  it('end when the server is to end', async () => {
    await submit('stopped');
    const own = await serveApi({ store: world.store, redisUrl: redis!.url });
    const answer = await fetch(`${own.origin}/v1/runs/stopped/events`);
    const events = eventsOf(answer);
    await next(events);
    await own.close();
    expect(await events.next()).toMatchObject({ done: true });
  });
});

interface HeardEvent {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

async function next(events: AsyncGenerator<HeardEvent>): Promise<HeardEvent> {
  const { value, done } = await events.next();
  if (done === true) throw new Error('the stream has ended');
  return value;
}

async function* eventsOf(answer: Response): AsyncGenerator<HeardEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body!) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields: Partial<Record<string, string>> = Object.fromEntries(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      text = text.slice(end + 2);
      const { event = '', id = '', data } = fields;
      if (data !== undefined) yield { event, id, data: JSON.parse(data) };
    }
  }
}
