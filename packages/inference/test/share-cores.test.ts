/** How the processor is divided. */
import { shareCores } from '@camfleet/inference';
import { expect, it } from 'vitest';

it.each([
  [0.5, { lanes: 1, threads: 1, decoders: 1 }],
  [1, { lanes: 1, threads: 1, decoders: 1 }],
  [2, { lanes: 2, threads: 1, decoders: 2 }],
  [5, { lanes: 4, threads: 1, decoders: 5 }],
  [6, { lanes: 4, threads: 2, decoders: 6 }],
  [7, { lanes: 4, threads: 2, decoders: 7 }],
  [8, { lanes: 4, threads: 2, decoders: 8 }],
  [16, { lanes: 4, threads: 4, decoders: 16 }],
])('%d cores', (cores, share) => {
  expect(shareCores(cores, 'cpu')).toEqual(share);
});

it.each([2, 8, 16])('%d cores beside a GPU: one session, and decoding everywhere', (cores) => {
  expect(shareCores(cores, 'cuda')).toEqual({ lanes: 1, threads: 1, decoders: cores });
});
