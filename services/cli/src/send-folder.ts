/** The pictures of a folder, a glob, or one, sent to a server. */
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@camfleet/client';
import { isPictureName, Problem } from '@camfleet/contracts';
import { createSources, trustedAccess } from '@camfleet/sources';

/** Their address there. Throws Problem 'manifest-…' where there are none, 'usage' where one cannot keep its name there. */
export async function sendFolder(client: Client, path: string): Promise<string> {
  const sources = createSources({ s3: null, access: trustedAccess });
  const { base, uris } = await sources.list(path);
  await sources.close();
  const unkept = uris.filter((name) => !isPictureName(name));
  if (unkept.length > 0) {
    throw new Problem(
      'usage',
      `${unkept.length} pictures have names that are too long or have characters no store takes, the first ${JSON.stringify(unkept[0])}: rename them, or send the others by a glob`,
    );
  }
  const { stderr } = process;
  const files = uris.map((name) => ({ name, open: () => openAsBlob(join(base, name)) }));
  return await client.sendPictures(files, (sent) => {
    const end = sent === files.length ? '\n' : '';
    if (stderr.isTTY) stderr.write(`\r${sent}/${files.length} pictures sent${end}`);
  });
}
