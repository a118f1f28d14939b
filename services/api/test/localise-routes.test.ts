/** Images that wait to be tried: a place each while they are in memory, and no key holds all of them. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { json } from 'node:stream/consumers';
import type { Outcome } from '@camfleet/contracts';
import Fastify from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { waitUntil } from '../../../test/support/wait-until.js';
import { answerProblem } from '../src/answer-problem.js';
import { addLocaliseRoutes } from '../src/models/localise-routes.js';
import { localPrincipal } from '../src/principal.js';
import { validatorCompiler } from '../src/validate.js';
import { withinTime } from '../src/within-time.js';
import { type SmallWorld, smallWorld } from './support/small-world.js';

interface Turn {
  readonly signal: AbortSignal;
  finish(): void;
}

let world: SmallWorld;
const close: (() => Promise<void>)[] = [];
beforeAll(async () => {
  world = await smallWorld(0, null);
});
afterEach(async () => {
  for (const end of close.splice(0)) await end();
});
afterAll(() => world.store.close());

const outcome: Outcome = {
  index: 0,
  uri: '',
  id: '',
  outcome: 'failed',
  error: { code: 'image-unrecognised', message: 'it is none', stage: 'decode' },
  warnings: [],
};

/** A server whose images take until they are told to be done, and whose addresses until nobody waits for them. */
async function serve(settings: { readonly bodyMs?: number } = {}) {
  const turns: Turn[] = [];
  const opened: AbortSignal[] = [];
  const localiser = {
    localise: (_: unknown, signal: AbortSignal) =>
      new Promise<Outcome>((resolve) => turns.push({ signal, finish: () => resolve(outcome) })),
    close: async () => {},
  };
  const sources = {
    open: async (_uri: string, _base: string, signal: AbortSignal) => {
      opened.push(signal);
      await once(signal, 'abort');
      throw signal.reason;
    },
  };
  const app = Fastify({ forceCloseConnections: true }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerProblem);
  app.addHook('onRequest', async (asked) => {
    asked.principal = { ...localPrincipal, id: String(asked.headers['x-key']) };
  });
  const stopping = new AbortController().signal;
  addLocaliseRoutes(app, { store: world.store, sources, stopping }, localiser, settings);
  await app.listen({ host: '127.0.0.1', port: 0 });
  close.push(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const ask = (key: string, signal?: AbortSignal, body = 'an image', type = 'image/jpeg') =>
    fetch(`http://127.0.0.1:${port}/v1/localize?model=small`, {
      method: 'POST',
      headers: { 'x-key': key, 'content-type': type },
      body,
      ...(signal === undefined ? {} : { signal }),
    });
  return { port, turns, opened, ask };
}

it('hold their places until they are done with, though who sent them has hung up', async () => {
  const { turns, ask } = await serve();
  const hungUp = new AbortController();
  const asked = Array.from({ length: 8 }, () => ask('a', hungUp.signal).catch(() => null));
  await waitUntil('all are in hand', () => turns.length === 8);
  const heard = turns.map(({ signal }) => once(signal, 'abort'));
  hungUp.abort();
  await Promise.all([...asked, ...heard]);
  expect((await ask('a')).status).toBe(503);

  for (const { finish } of turns) finish();
  const next = ask('a');
  await waitUntil('it is in hand', () => turns.length === 9);
  turns[8]!.finish();
  expect((await next).status).toBe(200);
});

it('leave places to other keys, and take no more than there are', async () => {
  const { turns, ask } = await serve();
  const asked = ['a', 'b'].flatMap((key) => Array.from({ length: 8 }, () => ask(key)));
  await waitUntil('theirs are in hand', () => turns.length === 16);
  expect((await ask('a')).status).toBe(503);
  asked.push(ask('c'));
  await waitUntil('that of another key is', () => turns.length === 17);
  expect((await ask('d')).status).toBe(503);
  for (const { finish } of turns) finish();
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(17).fill(200));
});

it('that do not come free their places', async () => {
  const { port, turns, ask } = await serve({ bodyMs: 100 });
  const late = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const path = '/v1/localize?model=small';
      const headers = { 'x-key': 'a', 'content-type': 'image/jpeg', 'content-length': 100 };
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
      sent.write('the beginning');
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      return { status: answer.statusCode, body: await json(answer) };
    }),
  );
  expect(late).toEqual(
    Array(8).fill({ status: 408, body: expect.objectContaining({ code: 'body-late' }) as object }),
  );
  const next = ask('a');
  await waitUntil('it is in hand', () => turns.length === 1);
  turns[0]!.finish();
  expect((await next).status).toBe(200);
});

it('may be refused unread, and then nobody waits for them', async () => {
  const { ask } = await serve({ bodyMs: 10 });
  expect((await ask('a', undefined, 'no image', 'text/html')).status).toBe(415);
  const body = new PassThrough();
  const given = withinTime(body, 10);
  await new Promise((resolve) => given.once('close', resolve));
  expect(given.errored).toMatchObject({ code: 'body-late' });
});

it('are not fetched any further for somebody who has hung up', async () => {
  const { opened, turns, ask } = await serve();
  const hungUp = new AbortController();
  const body = JSON.stringify({ model: 'small', uri: 'https://example.org/a.jpg' });
  const asked = ask('a', hungUp.signal, body, 'application/json').catch(() => null);
  const [signal] = await waitUntil('it is being fetched', () => (opened.length === 1 ? opened : null));
  const heard = once(signal!, 'abort');
  hungUp.abort();
  await Promise.all([asked, heard]);
  expect(turns).toEqual([]);
});
