/** Everything a run's parts say, row by row, for comparing runs to the bit. */
import type { Outcome } from '@camfleet/contracts';
import { readOutcomes } from '@camfleet/results';
import { openStore } from '@camfleet/storage';

export async function rowsOf(
  storeAddress: string,
  run: string,
  s3: NonNullable<Parameters<typeof openStore>[1]>['s3'] = undefined,
): Promise<Outcome[]> {
  const store = await openStore(storeAddress, { s3 });
  const rows: Outcome[] = [];
  for await (const outcome of readOutcomes(store, run)) rows.push(outcome);
  await store.close();
  return rows;
}
