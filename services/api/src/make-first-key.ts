/** The first key of a deployment, for whoever has its volume. */
import { writeFile } from 'node:fs/promises';
import { type ObjectStore, Problem } from '@camfleet/contracts';
import { addApiKey } from '@camfleet/results';

/** Written to a new file that its owner alone may read. Throws Problem 'configuration-invalid' where it cannot be. */
export async function makeFirstKey(store: ObjectStore, file: string): Promise<void> {
  // The file first: a key that nobody has would lock everybody out.
  await write(file, '');
  const { key } = await addApiKey(store, { name: 'first', tenant: 'default', scope: 'admin' });
  await write(file, `${key}\n`);
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text, { mode: 0o600 }).catch((cause: Error) => {
    throw new Problem(
      'configuration-invalid',
      `the first API key cannot be written to ${file}: ${cause.message}`,
      {
        cause,
      },
    );
  });
}
