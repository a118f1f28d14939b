/** Where every object lies in the store. Numbers are zero-padded, so that listing is order. */
import { shardName } from './ids.js';

export function runKeys(run: string) {
  const root = `runs/${run}`;
  return {
    run: `${root}/run.json`,
    block: (block: number) => `${root}/manifest/${shardName(block)}.jsonl`,
    index: `${root}/manifest/index.json`,
    /** The shard size is part of the key: scans that cut otherwise never write over each other. */
    shardPage: (shardRows: number, page: number) =>
      `${root}/manifest/shards-${shardRows}/${shardName(page)}.json`,
    control: (entry: number) => `${root}/control/${shardName(entry)}.json`,
    controls: `${root}/control/`,
    /** What is known of a suspect shard's pieces: its rows from `from` on. */
    piece: (shard: number, from: number, rows: number) =>
      `${root}/pieces/${shardName(shard)}/${shardName(from)}-${rows}.json`,
    piecesOf: (shard: number) => `${root}/pieces/${shardName(shard)}/`,
    pieces: `${root}/pieces/`,
    retry: (run: string) => `${root}/retries/${run}`,
    retries: `${root}/retries/`,
    rebox: (run: string) => `${root}/reboxes/${run}`,
    reboxes: `${root}/reboxes/`,
    parts: `${root}/parts/`,
    part: (shard: number, sha256: string) =>
      `${root}/parts/${shardName(shard)}-${sha256.slice(0, 8)}.parquet`,
    partsOf: (shard: number) => `${root}/parts/${shardName(shard)}-`,
    commit: (shard: number) => `${root}/commits/${shardName(shard)}.json`,
    commits: `${root}/commits/`,
    /** One column a fact that rows are sorted or filtered by, and where each row lies in the segments. */
    outcomeColumns: (page: number) => `${root}/outcomes-v1/${shardName(page)}.parquet`,
    /** Rows as they are shown, one after the other, each found by its offset. */
    outcomeRows: (page: number, segment: number) =>
      `${root}/outcomes-v1/${shardName(page)}-${String(segment).padStart(4, '0')}.rows`,
    outcomePage: (page: number) => `${root}/outcomes-v1/${shardName(page)}.json`,
    outcomeIndex: `${root}/outcomes-v1/index.json`,
    summary: `${root}/summary.json`,
    timeline: `${root}/timeline.json`,
    success: `${root}/_SUCCESS`,
  };
}

/** Runs that the fleet looks after until they end: an empty object each, so that nobody lists all runs that ever were. */
export const openRuns = 'open/';

export function openRunKey(run: string): string {
  return `${openRuns}${run}`;
}

/** Names a run that was deleted; apart from the run's own objects, which are gone. */
export function deletedRunKey(run: string): string {
  return `deleted/${run}`;
}

/** The shard whose commit record this key names. */
export function shardOfCommit(key: string): number {
  return Number(key.slice(key.lastIndexOf('/') + 1, -'.json'.length));
}

export function modelKeys(name: string, version: string) {
  const root = `models/${name}/${version}`;
  return { graph: `${root}/model.onnx`, description: `${root}/model.json` };
}

/** Names the version that a model's bare name means. */
export function currentModelKey(name: string): string {
  return `models/${name}/current.json`;
}

/** What camfleet demo drew for its run. */
export function demoKeys(run: string) {
  const root = `demo/${run}`;
  return { scene: (name: string) => `${root}/scenes/${name}`, contactSheet: `${root}/contact-sheet.png` };
}

/** upload.json is written last: an upload is there iff it is. */
export function uploadKeys(id: string) {
  const root = `uploads/${id}`;
  return { upload: `${root}/upload.json`, piece: (piece: number) => `${root}/${shardName(piece)}` };
}

/** Pictures that were sent, apart from manifests: those may be deleted once they are scanned, these are looked at. */
export function pictureKeys(upload: string) {
  const root = `pictures/${upload}`;
  return {
    owner: `${root}/owner.json`,
    pictures: `${root}/files/`,
    picture: (name: string) => `${root}/files/${name}`,
  };
}

/** `key`: a digest of the Idempotency-Key. */
export function claimKey(tenant: string, key: string): string {
  return `claims/${tenant}/${key}.json`;
}

/** Empty objects whose names put a tenant's runs in order, the newest first. */
export function listingKeys(tenant: string) {
  return `listing/${tenant}/`;
}
