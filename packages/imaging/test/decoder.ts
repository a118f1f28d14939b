/** One decoder a test file, closed behind it. */
import { afterAll } from 'vitest';
import { createDecoder } from '../src/decode.js';

const decoder = createDecoder({ threads: 1 });
afterAll(decoder.close);

export const { decode } = decoder;
