/** The runs of a store. */
import { type ObjectStore, runIdSchema } from '@camfleet/contracts';

const root = 'runs/';

/** In the order of their names, which begin with the time. One short listing a run, whatever the runs hold. */
export async function* listRuns(store: ObjectStore): AsyncGenerator<string> {
  let after = root;
  for (;;) {
    let name: string | null = null;
    for await (const { key } of store.list(root, after)) {
      name = key.slice(root.length).split('/', 1)[0]!;
      break;
    }
    if (name === null) return;
    if (runIdSchema.safeParse(name).success) yield name;
    // "0" follows "/": no key of this run comes after it.
    after = `${root}${name}0`;
  }
}
