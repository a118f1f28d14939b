/** The rows of a manifest, or of the pictures in a folder, one after the other. */
import type { ManifestRow, RunRequest } from '@camfleet/contracts';
import type { Sources } from '@camfleet/sources';
import { normaliseLine } from './normalise-row.js';

export async function* readManifest(
  sources: Sources,
  request: RunRequest,
  signal: AbortSignal,
): AsyncIterable<ManifestRow> {
  const { manifest, parameters } = request;
  let index = 0;
  if (manifest.kind === 'files') {
    for (const uri of (await sources.list(manifest.source)).uris) yield { index: index++, uri, id: uri };
  } else {
    for await (const { line } of sources.openLines(manifest.source, signal)) {
      yield normaliseLine(line, index++, parameters.boxFormat);
    }
  }
}
