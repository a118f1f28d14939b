/** Real photographs come out as the independent reference's do. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isFailure } from '@camfleet/contracts';
import { expect, test } from 'vitest';
import { openDecoder } from './decoder.js';

const decode = openDecoder();

const assets = process.env.CAMFLEET_ASSETS ?? resolve(import.meta.dirname, '../../../../shared');
const listFile = join(assets, 'reference/ilsvrc-val-300.pixels.jsonl');
test.skipIf(!existsSync(listFile))(
  '300 validation images have the reference pixels, every byte',
  async () => {
    const rows = readFileSync(listFile, 'utf8')
      .trim()
      .split('\n')
      .map((line): { uri: string; sha256: string } => JSON.parse(line));
    expect(rows.length).toBe(300);
    for (const { uri, sha256 } of rows) {
      const image = await decode(readFileSync(join(assets, 'data/ilsvrc-val-300', uri)), {
        width: 224,
        height: 224,
      });
      if (isFailure(image)) throw new Error(`${uri}: ${image.message}`);
      expect(createHash('sha256').update(image.pixels).digest('hex'), uri).toBe(sha256);
    }
  },
);
