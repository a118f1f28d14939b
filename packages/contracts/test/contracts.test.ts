/** The words of the system: ids, keys, the failure table, run states. */
import { readFileSync } from 'node:fs';
import {
  build,
  failureTable,
  newRunId,
  runIdSchema,
  runKeys,
  runStates,
  runTransitions,
  shardOfCommit,
} from '@camfleet/contracts';
import { describe, expect, it } from 'vitest';

describe('ids and keys', () => {
  it('list in the order of time and number', () => {
    const ids = [new Date('2026-01-02T03:04:05Z'), new Date('2026-01-02T03:04:06Z')].map((time) =>
      newRunId(time),
    );
    expect(ids.every((id) => runIdSchema.safeParse(id).success)).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    const keys = [9, 10, 100_000].map((shard) => runKeys('r').commit(shard));
    expect(keys.toSorted()).toEqual(keys);
    expect(keys.map(shardOfCommit)).toEqual([9, 10, 100_000]);
  });
});

describe('the build', () => {
  it('is the version of every package', () => {
    const version = JSON.parse(
      readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
    ).version;
    expect(build).toBe(version);
  });
});

describe('failures', () => {
  it('are provoked by a test each', () => {
    const suites = [
      'test/bad-input.test.ts',
      'test/poison.test.ts',
      'packages/imaging/test/decode-failures.test.ts',
      'packages/sources/test/guards.test.ts',
      'services/worker/test/process-shard.test.ts',
    ];
    const text = suites
      .map((suite) => readFileSync(new URL(`../../../${suite}`, import.meta.url), 'utf8'))
      .join();
    const others = ['source-too-large'];
    for (const code of Object.keys(failureTable)) {
      if (!others.includes(code)) expect(text, code).toContain(`'${code}'`);
    }
    expect(readFileSync(new URL('../../sources/test/open-file.test.ts', import.meta.url), 'utf8')).toContain(
      'source-too-large',
    );
  });
});

describe('run states', () => {
  it('lead from every state to states that are, and end in two', () => {
    for (const next of Object.values(runTransitions))
      expect(next.every((state) => runStates.includes(state))).toBe(true);
    expect(runStates.filter((state) => runTransitions[state].length === 0)).toEqual([
      'cancelled',
      'complete',
    ]);
  });
});
