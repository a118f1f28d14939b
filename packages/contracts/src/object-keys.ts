/** Where every object lies in the store. Numbers are zero-padded, so that listing is order. */
import { shardName } from './ids.js';

export function runKeys(run: string) {
  const root = `runs/${run}`;
  return {
    run: `${root}/run.json`,
    block: (block: number) => `${root}/manifest/${shardName(block)}.jsonl`,
    index: `${root}/manifest/index.json`,
    part: (shard: number, sha256: string) =>
      `${root}/parts/${shardName(shard)}-${sha256.slice(0, 8)}.parquet`,
    partsOf: (shard: number) => `${root}/parts/${shardName(shard)}-`,
    commit: (shard: number) => `${root}/commits/${shardName(shard)}.json`,
    commits: `${root}/commits/`,
    summary: `${root}/summary.json`,
    success: `${root}/_SUCCESS`,
  };
}

/** The shard whose commit record this key names. */
export function shardOfCommit(key: string): number {
  return Number(key.slice(key.lastIndexOf('/') + 1, -'.json'.length));
}

export function modelKeys(name: string, version: string) {
  const root = `models/${name}/${version}`;
  return { graph: `${root}/model.onnx`, description: `${root}/model.json` };
}

/** Names the version of a model that was prepared last. */
export function currentModelKey(name: string): string {
  return `models/${name}/current.json`;
}

/** What camfleet demo drew for its run. */
export function demoKeys(run: string) {
  const root = `demo/${run}`;
  return { scene: (name: string) => `${root}/scenes/${name}`, contactSheet: `${root}/contact-sheet.png` };
}
