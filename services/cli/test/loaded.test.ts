/** A command's modules are loaded when it is asked for, and somebody may think better of it meanwhile. */
import { expect, it } from 'vitest';
import { loaded } from '../src/loaded.js';

it('begins nothing where a signal came while it loaded', async () => {
  const controller = new AbortController();
  const parts = loaded(Promise.resolve({ command: () => {} }), controller.signal);
  controller.abort(new Error('interrupted'));
  await expect(parts).rejects.toThrow('interrupted');
});

it('gives what was loaded where none came', async () => {
  const parts = { command: () => {} };
  await expect(loaded(Promise.resolve(parts), new AbortController().signal)).resolves.toBe(parts);
});
