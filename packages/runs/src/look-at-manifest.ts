/** A look at a manifest before anything starts: whether it is there, may be read, and looks like one. */
import { basename } from 'node:path';
import { csvHeader, type ManifestReference, Problem } from '@camfleet/contracts';
import { describeUri, type Sources } from '@camfleet/sources';

/** First rows that are looked at. */
const rowsChecked = 10;

/** Throws Problem 'manifest-…', or the signal's reason. What lies in folders and under prefixes is listed by whoever scans them. */
export async function lookAtManifest(
  sources: Sources,
  { kind, source }: ManifestReference,
  signal: AbortSignal,
): Promise<void> {
  if (kind === 'jsonl') return await lookAtLines(sources, source, signal);
  if (kind === 'csv') return await lookAtHeader(sources, source, signal);
  // A picture that is not there is an outcome, as in every other manifest.
  if (kind === 'picture') return;
  if (kind === 'parquet') await sources.stat(source, signal);
  else if (kind === 'files') await sources.checkFolder(source);
  else
    for await (const _ of kind === 'upload' ? sources.listPictures(source) : sources.listPrefix(source))
      return;
}

async function lookAtHeader(sources: Sources, source: string, signal: AbortSignal): Promise<void> {
  for await (const { fields } of sources.openRecords(source, signal)) {
    csvHeader(fields ?? [], describeUri(source));
    return;
  }
  throw new Problem(
    'manifest-empty',
    `${describeUri(source)} is empty: a CSV manifest has a line of columns and a line an image`,
  );
}

async function lookAtLines(sources: Sources, source: string, signal: AbortSignal): Promise<void> {
  const first: (string | null)[] = [];
  for await (const { line } of sources.openLines(source, signal)) {
    first.push(line);
    if (first.length === rowsChecked) break;
  }
  if (first.length === 0)
    throw new Problem(
      'manifest-empty',
      `${describeUri(source)} holds no row: a manifest has one JSON object a line, {"uri": …}`,
    );
  // One bad row is an outcome; a file whose rows all look like something else is a mistake to be told at once.
  if (
    looksBinary(first[0]!) ||
    (first.length > 1 && first.every((line) => !line?.trimStart().startsWith('{')))
  ) {
    throw new Problem(
      'manifest-unreadable',
      `${basename(describeUri(source))} is no manifest: one has a JSON object on every line, such as {"uri": "images/cat.jpg"}; pictures are given as a folder or a quoted glob`,
    );
  }
}

function looksBinary(line: string | null): boolean {
  return line?.slice(0, 1_000).includes('\0') ?? false;
}
