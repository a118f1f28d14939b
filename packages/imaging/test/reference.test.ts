/** Real photographs come out as the independent reference's do, up to the last bit or two of rounding. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isFailure } from '@camfleet/contracts';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decode } from '../src/decode.js';
import { triangleResize } from './triangle-resize.js';

const assets = process.env.CAMFLEET_ASSETS ?? resolve(import.meta.dirname, '../../../../shared');
const listFile = join(assets, 'reference/ilsvrc-val-300.pixels.jsonl');

test.skipIf(!existsSync(listFile))(
  '300 validation images against the reference pixels',
  async () => {
    const rows = readFileSync(listFile, 'utf8')
      .trim()
      .split('\n')
      .map((line): { uri: string; sha256: string } => JSON.parse(line));
    let same = 0;
    let values = 0;
    let largest = 0;
    for (const { uri, sha256 } of rows) {
      const bytes = readFileSync(join(assets, 'data/ilsvrc-val-300', uri));
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      // The hash proves that these are the reference's own pixels; they are what ours are compared with.
      const expected = triangleResize(data, info, { width: 224, height: 224 });
      expect(createHash('sha256').update(expected).digest('hex'), uri).toBe(sha256);
      const image = await decode(bytes, { width: 224, height: 224 });
      if (isFailure(image)) throw new Error(`${uri}: ${image.message}`);
      for (const [i, value] of image.pixels.entries()) {
        const gap = Math.abs(value - expected[i]!);
        if (gap === 0) same++;
        if (gap > largest) largest = gap;
      }
      values += expected.length;
    }
    expect(rows.length).toBe(300);
    expect(largest).toBeLessThanOrEqual(3);
    expect(same / values).toBeGreaterThan(0.8);
  },
  120_000,
);
