/** The order of test files: those that take minutes first, so that no core idles while the last of them ends. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Measured; a file that is not named is short enough to come whenever its size says. */
const longest = [
  'chaos',
  'run-disturbed',
  'poison',
  'run',
  'reference-run',
  'decisions',
  'start-problems',
  'fleet',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? longest.length : place;
}
