/** Networks over HTTP: uploaded and prepared, and tried on single images. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { modelKeys } from '@camfleet/contracts';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { waitUntil } from '../../../test/support/wait-until.js';
import { type ServedApi, serveApi } from './support/serve-api.js';
import { type SmallWorld, smallWorld } from './support/small-world.js';

const redis = inject('redis');

describe.skipIf(redis === null)('models', () => {
  let world: SmallWorld;
  let api: ServedApi;
  let picture: Uint8Array;
  const file = (name: string) => readFile(join(world.folder, name));

  beforeAll(async () => {
    world = await smallWorld(3, null);
    const access = { folders: [join(world.folder, 'pictures')] };
    api = await serveApi({ store: world.store, redisUrl: redis!.url, access });
    picture = await file('pictures/0000.jpg');
  });
  afterAll(async () => {
    await api.close();
    await world.store.close();
  });

  const send = (path: string, type: string, body: Uint8Array) =>
    api.call('POST', path, { body, headers: { 'content-type': type } });
  const tarOf = async (files: Readonly<Record<string, Uint8Array | string>>) => {
    const tar = pack();
    for (const [name, content] of Object.entries(files)) tar.entry({ name }, Buffer.from(content));
    tar.finalize();
    return await buffer(tar as unknown as Readable);
  };

  it('are tried on an image that is sent, and on one that is named', async () => {
    const sent = await send('/v1/localize?model=small&labels=elk', 'image/jpeg', picture);
    expect(sent.status, JSON.stringify(sent.body)).toBe(200);
    expect(sent.body).toMatchObject({
      outcome: 'ok',
      policy: expect.stringContaining('paper-20') as string,
      model: `small@${world.model.version}`,
      map: { shape: [expect.any(Number) as number, 8, 8] },
    });
    const { classes, map } = sent.body as { classes: { name: string; score: number }[]; map: object };
    expect(classes.map(({ name }) => name)).toContain('elk');
    const uri = join(world.folder, 'pictures/0000.jpg');
    const named = await api.call('POST', '/v1/localize', { json: { model: 'small', uri, labels: [4] } });
    expect(named.body).toMatchObject({ classes, map });
  });

  it('answer with what is wrong with an image', async () => {
    const broken = await send('/v1/localize?model=small', 'image/jpeg', Buffer.from('<html>'));
    expect(broken.body).toMatchObject({ outcome: 'failed', error: { code: 'image-unrecognised' } });
    const uri = '/etc/passwd';
    const refused = await api.call('POST', '/v1/localize', { json: { model: 'small', uri } });
    expect(refused.body).toMatchObject({ outcome: 'failed', error: { code: 'source-folder-refused' } });
  });

  it.each([
    ['no model beside an image', '/v1/localize', 400, '#/model'],
    ['an unknown model', '/v1/localize?model=none', 422, '#/model'],
    ['an unknown policy', '/v1/localize?model=small&policy=none', 422, '#/policy'],
    ['too many labels', `/v1/localize?model=small&labels=${'1,'.repeat(20)}1`, 400, '#/labels'],
  ])('refuse %s', async (_, path, status, pointer) => {
    const answer = await send(path, 'image/jpeg', picture);
    expect(answer).toMatchObject({ status, body: { errors: [{ pointer }] } });
  });

  it('take no more images at a time than can wait, and none into memory that has to come again', async () => {
    const ask = async () => await send('/v1/localize?model=small', 'image/jpeg', picture);
    // Requests whose images never come hold their places all the same.
    const headers = {
      'content-type': 'image/jpeg',
      'content-length': picture.length,
      expect: '100-continue',
    };
    const held = Array.from({ length: 8 }, () => {
      const path = '/v1/localize?model=small';
      const sent = request({ host: '127.0.0.1', port: api.port, path, method: 'POST', headers });
      sent.on('error', () => {});
      sent.flushHeaders();
      return sent;
    });
    await Promise.all(held.map((sent) => once(sent, 'continue')));
    const refused = await ask();
    expect(refused).toMatchObject({ status: 503, body: { code: 'too-busy' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    for (const sent of held) sent.destroy();
    await waitUntil('the places are free', async () => (await ask()).status === 200);
  });

  it('are uploaded, prepared, proved and there', { timeout: 60_000 }, async () => {
    const network = await file('small.onnx');
    const [json, classes] = [await file('small.json'), await file('small.classes.json')];
    const body = await tarOf({
      'small.onnx': network,
      'small.json': json,
      'small.classes.json': classes,
    });
    const told = await send('/v1/models?name=told&topK=3', 'application/x-tar', body);
    expect(told.status, JSON.stringify(told.body)).toBe(201);
    // The same network with the same facts is the same model.
    expect(told.body).toMatchObject({ name: 'told', version: world.model.version, named: true });
    const bare = await send(
      '/v1/models?name=bare&topK=3&mean=127.5,127.5,127.5&std=64,64,64',
      'application/octet-stream',
      network,
    );
    expect(bare.body).toMatchObject({ name: 'bare', named: false, map: { width: 8, height: 8 } });
    const { body: listed } = await api.call('GET', '/v1/models');
    const names = (listed as { models: { name: string }[] }).models.map(({ name }) => name);
    expect(names).toEqual(['bare', 'small', 'told']);
    expect((await send('/v1/localize?model=bare', 'image/jpeg', picture)).status).toBe(200);
  });

  it('keep what their name means until somebody says otherwise, and are listed in all versions', {
    timeout: 60_000,
  }, async () => {
    const network = await file('small.onnx');
    const upload = async (query: string) => {
      const answer = await send(`/v1/models?name=many&${query}`, 'application/octet-stream', network);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      return answer.body as { version: string; current: boolean };
    };
    const listed = async () => {
      const { body } = await api.call('GET', '/v1/models');
      const { models, damaged } = body as {
        models: { name: string; version: string; current: boolean }[];
        damaged: string[];
      };
      const versions = models.filter(({ name }) => name === 'many');
      return { versions: versions.map(({ version, current }) => [version, current]), damaged };
    };
    const first = await upload('mean=1,1,1');
    const second = await upload('mean=2,2,2');
    expect([first.current, second.current]).toEqual([true, false]);
    expect((await listed()).versions).toEqual([
      [first.version, true],
      [second.version, false],
    ]);
    expect((await upload('mean=2,2,2&use=true')).current).toBe(true);
    expect((await listed()).versions).toEqual([
      [second.version, true],
      [first.version, false],
    ]);
    await world.store.put(modelKeys('many', first.version).description, Buffer.from('{"name"'));
    expect(await listed()).toEqual({
      versions: [[second.version, true]],
      damaged: [`many@${first.version}`],
    });
  });

  it('are refused by name, and reach for nothing beside themselves', { timeout: 60_000 }, async () => {
    const network = await file('small.onnx');
    const refuse = async (type: string, body: Uint8Array) => {
      const answer = await send('/v1/models?name=evil', type, body);
      expect(JSON.stringify(answer.body)).not.toContain('/tmp/');
      return answer;
    };
    expect(await refuse('application/octet-stream', picture)).toMatchObject({
      status: 422,
      body: { code: 'model-refused' },
    });
    const outside = JSON.stringify({
      input: { mean: [0, 0, 0], std: [1, 1, 1] },
      classes: '../../../etc/passwd',
    });
    const thief = await tarOf({ 'small.onnx': network, 'small.json': outside });
    expect(await refuse('application/x-tar', thief)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('outside of its folder') as string },
    });
    for (const name of ['../evil.onnx', '/etc/evil.onnx', 'a/b.onnx', '.hidden.onnx'])
      expect(await refuse('application/x-tar', await tarOf({ [name]: network })), name).toMatchObject({
        status: 400,
        body: { code: 'body-malformed' },
      });
    expect(await refuse('application/x-tar', picture)).toMatchObject({ status: 400 });
    expect(await refuse('application/x-tar', await tarOf({ 'small.json': outside }))).toMatchObject({
      status: 400,
    });
    expect((await send('/v1/models?name=Evil%2F..', 'application/x-tar', network)).status).toBe(400);
    expect((await send('/v1/models?name=evil', 'text/plain', network)).status).toBe(415);
  });
});
