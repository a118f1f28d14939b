/** What every object store must do, whatever it is made of: the same tests for all of them. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { ObjectStore } from '@camfleet/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect } from './collect.js';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const text = (body: Uint8Array | null) => (body === null ? null : Buffer.from(body).toString());
const keysOf = async (store: ObjectStore, prefix: string, after?: string) =>
  (await collect(store.list(prefix, after))).map(({ key }) => key);

/** Registers the tests; each writes under a prefix of its own. */
export function testStore(open: () => Promise<ObjectStore>): void {
  let store: ObjectStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());
  const place = () => `t/${randomUUID()}`;

  it('gives back what was put, to the byte', async () => {
    const key = `${place()}/deep/er/object.bin`;
    const body = new Uint8Array(randomBytes(3_000_000));
    await store.put(key, body);
    const found = await store.get(key);
    expect(Buffer.compare(found!, body)).toBe(0);
    expect(await collect(store.list(key))).toEqual([{ key, bytes: body.length }]);
  });

  it('keeps an object of no bytes', async () => {
    const key = place();
    await store.put(key, new Uint8Array());
    expect(await store.get(key)).toHaveLength(0);
    expect(await store.getRange(key, 0, 10)).toHaveLength(0);
  });

  it('answers null where there is nothing, for objects, ranges and folders', async () => {
    const key = place();
    await store.put(`${key}/below`, bytes('x'));
    expect(await store.get(key)).toBeNull();
    expect(await store.get(`${key}/other`)).toBeNull();
    expect(await store.get(`${key}/below/it`)).toBeNull();
    expect(await store.getRange(`${key}/other`, 0, 5)).toBeNull();
    expect(await store.getRange(`${key}/other`, 0, 0)).toBeNull();
  });

  it('gives ranges: inside, at the end, across it and past it', async () => {
    const key = place();
    await store.put(key, bytes('0123456789'));
    const range = async (offset: number, length: number) => text(await store.getRange(key, offset, length));
    expect(await range(0, 10)).toBe('0123456789');
    expect(await range(3, 4)).toBe('3456');
    expect(await range(9, 1)).toBe('9');
    expect(await range(8, 100)).toBe('89');
    expect(await range(10, 5)).toBe('');
    expect(await range(50, 5)).toBe('');
    expect(await range(4, 0)).toBe('');
    await expect(store.getRange(key, -1, 4)).rejects.toThrow(RangeError);
    await expect(store.getRange(key, 0, 1.5)).rejects.toThrow(RangeError);
  });

  it('replaces with put', async () => {
    const key = place();
    await store.put(key, bytes('a longer first version'));
    await store.put(key, bytes('second'));
    expect(text(await store.get(key))).toBe('second');
  });

  it('lets exactly one of 20 racers create an object, and keeps the bytes of that one', async () => {
    const key = `${place()}/race`;
    const won = await Promise.all(
      Array.from({ length: 20 }, (_, racer) => store.putIfAbsent(key, bytes(`racer ${racer}`))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(text(await store.get(key))).toBe(`racer ${won.indexOf(true)}`);
    expect(await store.putIfAbsent(key, bytes('late'))).toBe(false);
    expect(text(await store.get(key))).toBe(`racer ${won.indexOf(true)}`);
  });

  it('creates an object anew once it was deleted, and deletes what is not there', async () => {
    const key = place();
    expect(await store.putIfAbsent(key, bytes('one'))).toBe(true);
    await store.delete(key);
    await store.delete(key);
    expect(await store.get(key)).toBeNull();
    expect(await store.putIfAbsent(key, bytes('two'))).toBe(true);
  });

  it('lists more than a thousand keys in the order of their bytes', async () => {
    const root = place();
    const keys = Array.from({ length: 1_105 }, (_, n) => `${root}/${String(n).padStart(8, '0')}.json`);
    await inLanes(keys.toReversed(), (key) => store.put(key, bytes('x')));
    expect(await keysOf(store, `${root}/`)).toEqual(keys);
    expect(await keysOf(store, `${root}/`, keys[1_099])).toEqual(keys.slice(1_100));
    expect(await keysOf(store, `${root}/000010`)).toEqual(keys.slice(1_000, 1_100));
    expect(await keysOf(store, `${root}/000010`, keys[1_050])).toEqual(keys.slice(1_051, 1_100));
  });

  it('orders folders among files, capitals and other alphabets as bytes', async () => {
    const root = place();
    // Of the last two, UTF-16 has the other order.
    const names = ['A', 'a', 'a-b', 'a.b/x', 'a/b', 'a/b-c', 'a0', 'b/', 'é', '\u{ff5e}', '\u{1f600}'];
    const keys = names.filter((name) => name !== 'a' && name !== 'b/').map((name) => `${root}/${name}`);
    await inLanes(keys.toReversed(), (key) => store.put(key, bytes('x')));
    expect(await keysOf(store, root)).toEqual(keys);
    expect(await keysOf(store, root, `${root}/a/b`)).toEqual(keys.slice(keys.indexOf(`${root}/a/b`) + 1));
    expect(await keysOf(store, root, `${root}/a.b`)).toEqual(keys.slice(keys.indexOf(`${root}/a.b/x`)));
    expect(await keysOf(store, `${root}/a`)).toEqual(keys.filter((key) => key.startsWith(`${root}/a`)));
  });

  it('lists nothing where nothing is, and stops when the reader does', async () => {
    const root = place();
    expect(await keysOf(store, `${root}/`)).toEqual([]);
    await inLanes(['1', '2', '3'], (name) => store.put(`${root}/${name}`, bytes('x')));
    for await (const { key } of store.list(root)) {
      expect(key).toBe(`${root}/1`);
      break;
    }
  });

  it('keeps odd characters in keys apart', async () => {
    const root = place();
    const names = [
      'a b',
      'a+b',
      'a%20b',
      'a#b?c=d',
      "it's",
      'q"uote',
      'a&b<c>',
      '日本',
      '.hidden',
      'x..y',
      '~',
    ];
    const keys = names.map((name) => `${root}/${name}`);
    await inLanes(keys, (key) => store.put(key, bytes(key)));
    for (const key of keys) expect(text(await store.get(key))).toBe(key);
    expect(new Set(await keysOf(store, root))).toEqual(new Set(keys));
  });

  it.each([
    '',
    '/a',
    'a/',
    'a//b',
    '..',
    '../a',
    'a/../../b',
    './a',
    'a\0b',
    '.camfleet-tmp/x',
    'k'.repeat(1_025),
  ])('refuses the key %j', async (key) => {
    await expect(store.put(key, bytes('x'))).rejects.toThrow(RangeError);
    await expect(store.putIfAbsent(key, bytes('x'))).rejects.toThrow(RangeError);
    await expect(store.get(key)).rejects.toThrow(RangeError);
    await expect(store.delete(key)).rejects.toThrow(RangeError);
  });

  it('refuses to list outside of itself', async () => {
    await expect(collect(store.list('../'))).rejects.toThrow(RangeError);
  });

  it('gives up when it is told to', async () => {
    const key = place();
    const signal = AbortSignal.abort();
    await expect(store.put(key, bytes('x'), signal)).rejects.toMatchObject({ name: 'AbortError' });
    await expect(store.putIfAbsent(key, bytes('x'), signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await store.get(key)).toBeNull();
    await expect(store.get(key, signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('passes its own check, which leaves nothing behind', async () => {
    await store.check();
    expect(await keysOf(store, 'camfleet-check/')).toEqual([]);
  });
}

async function inLanes(keys: readonly string[], work: (key: string) => Promise<void>): Promise<void> {
  const waiting = [...keys];
  const lane = async () => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await work(key);
  };
  await Promise.all(Array.from({ length: 16 }, lane));
}
