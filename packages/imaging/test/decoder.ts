/** A decoder for a test file, closed behind it. */
import { afterAll } from 'vitest';
import { createDecoder, type Decoder } from '../src/decode.js';

export function openDecoder(): Decoder['decode'] {
  const decoder = createDecoder({ threads: 1 });
  afterAll(decoder.close);
  return decoder.decode;
}
