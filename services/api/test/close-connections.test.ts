/** What a server that closes does with the connections that it has. */
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '@camfleet/runtime';
import Fastify from 'fastify';
import { expect, it, vi } from 'vitest';
import { closeConnections, lookMs } from '../src/close-connections.js';

/** More than any socket holds. */
const body = Buffer.alloc(64 * 1024 * 1024, 1);

it('answers what it was asked, however slowly that is read, and keeps no connection that asks nothing', async () => {
  let answer = () => {};
  let asked = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const hasCome = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const app = Fastify();
  closeConnections(app);
  app.get('/', async () => {
    asked();
    await held;
    return body;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  // As browsers do, for what may be asked later.
  const unused = connect(port, '127.0.0.1');
  await once(unused, 'connect');
  const slow = connect(port, '127.0.0.1');
  slow.pause();
  slow.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
  await hasCome;
  const closed = app.close().then(() => 'closed');
  // Node itself looks once, as it stops to listen.
  await vi.waitUntil(() => !app.server.listening, { timeout: 30_000, interval: 10 });
  answer();
  // It looks several times before anything is read.
  await sleep(4 * lookMs);
  let read = 0;
  slow.on('data', (bytes) => {
    read += bytes.length;
  });
  slow.resume();
  await once(slow, 'end');
  expect(read).toBeGreaterThan(body.length);
  // The client would keep its connection, and the server for 72 seconds.
  expect(await inTime(30_000, closed)).toBe('closed');
});
