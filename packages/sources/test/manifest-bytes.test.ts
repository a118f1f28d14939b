/** Whoever stops reading a manifest early closes what it came from. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { manifestBytes } from '../src/manifest-bytes.js';
import { sourceLimits } from '../src/source-limits.js';

/** A source of many chunks, and whether it has been closed. */
function source(chunk: Uint8Array) {
  const state = { closed: false };
  async function* body() {
    try {
      for (let i = 0; i < 1_000; i += 1) yield chunk;
    } finally {
      state.closed = true;
    }
  }
  return { state, manifest: { body: body(), where: 'a.jsonl', bytes: undefined, version: undefined } };
}

describe('manifestBytes', () => {
  it.each([
    ['plain', Buffer.from('{"uri":"a"}\n')],
    ['gzip', gzipSync('{"uri":"a"}\n'.repeat(10_000))],
  ])('closes a %s source when its reader stops at the first chunk', async (_, chunk) => {
    const { state, manifest } = source(chunk);
    for await (const _ of manifestBytes(manifest, sourceLimits)) break;
    expect(state.closed).toBe(true);
  });
});
