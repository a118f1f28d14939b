/** Sends what was chosen to the server, which keeps it in the store. */
import type { UploadedPicturesView, UploadedView } from '@camfleet/protocol';
import { requestJson } from '../api/request.js';
import { type ChosenFiles, folderOf, type NamedFile } from './chosen-files.js';

/** As POST /v1/runs takes it. */
export interface SentFiles {
  readonly manifest: string;
  readonly base?: string;
}

/** Pictures of one request: so few that a lost connection loses little, and progress is told often. */
const piecePictures = 200;
const pieceBytes = 24 * 1024 ** 2;

/** `onProgress` is told how many bytes of the pictures have arrived. Throws as `request` does. */
export async function uploadFiles(
  { pictures, manifest }: ChosenFiles,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<SentFiles> {
  let into: string | null = null;
  let sent = 0;
  for (const piece of inPieces(pictures)) {
    const form = new FormData();
    for (const { name, file } of piece) form.append('picture', file, name);
    const path: string = `/v1/uploads/pictures${into === null ? '' : `?into=${encodeURIComponent(into)}`}`;
    const answer: UploadedPicturesView = await requestJson(path, { method: 'POST', body: form, signal });
    into = answer.manifest;
    sent += piece.reduce((sum, { file }) => sum + file.size, 0);
    onProgress(sent);
  }
  if (manifest === null) return { manifest: into! };
  const kept = await uploadManifest(manifest, signal);
  return into === null ? { manifest: kept } : { manifest: kept, base: into + folderOf(manifest.name) };
}

async function uploadManifest({ name, file }: NamedFile, signal: AbortSignal): Promise<string> {
  const type = /\.csv(\.gz)?$/i.test(name)
    ? 'text/csv'
    : /\.parquet$/i.test(name)
      ? 'application/vnd.apache.parquet'
      : 'application/x-ndjson';
  const { manifest } = await requestJson<UploadedView>('/v1/uploads', {
    method: 'POST',
    body: file,
    headers: { 'content-type': type },
    signal,
  });
  return manifest;
}

function* inPieces(pictures: readonly NamedFile[]): Generator<NamedFile[]> {
  let piece: NamedFile[] = [];
  let bytes = 0;
  for (const picture of pictures) {
    const { size } = picture.file;
    if (piece.length > 0 && (piece.length === piecePictures || bytes + size > pieceBytes)) {
      yield piece;
      piece = [];
      bytes = 0;
    }
    piece.push(picture);
    bytes += size;
  }
  if (piece.length > 0) yield piece;
}
