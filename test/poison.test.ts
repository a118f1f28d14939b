/** A picture that kills whatever works at it. */
import { describe, expect, inject, it } from 'vitest';
import { camfleet, summaryOf } from './support/camfleet.js';
import { rowsOf } from './support/rows-of.js';
import { writeSmallDataSet } from './support/small-data-set.js';
import { temporaryFolder } from './support/temporary-folder.js';

const images = 24;
const { store, model, run } = await writeSmallDataSet(await temporaryFolder(), images);

// Two leases have to run out before the shard is suspect.
describe.skipIf(inject('redis') === null)('poison', { timeout: 240_000 }, () => {
  it('finds the picture that kills its workers, and gives its neighbours their results', async () => {
    const undisturbed = summaryOf(await camfleet(run('--model', model)));
    const expected = await rowsOf(store, undisturbed.run);
    const finished = await camfleet(run('--shard-size', '8'), { FAULT_CRASH_URI: '0005.jpg' });
    const summary = summaryOf(finished);
    expect(summary).toMatchObject({
      state: 'complete',
      images: { total: images, ok: images - 1, failed: 1 },
      failures: { 'worker-crashed': 1 },
    });
    const rows = await rowsOf(store, summary.run);
    expect(rows.toSpliced(5, 1)).toEqual(expected.toSpliced(5, 1));
    expect(rows[5]).toMatchObject({ index: 5, error: { code: 'worker-crashed', stage: 'infer' } });
    expect(finished.stderr.match(/a worker was ended by SIGKILL/g)).toHaveLength(2);
  });
});
