/** A run that has ended as the formats see it: its rows in order, from the start as often as they are asked for. */
import {
  type ManifestRow,
  type ModelDescription,
  type ObjectStore,
  type OkOutcome,
  type Outcome,
  Problem,
  type RunRequest,
} from '@camfleet/contracts';
import { readCommit } from '../commits.js';
import { getPart } from '../parts.js';
import { openShardRanges, readShardIndex } from '../shard-index.js';
import { readShardRows } from '../shard-rows.js';
import { skipped } from '../skipped.js';
import { readSummary } from '../summaries.js';
import { truthOf } from '../truth-of.js';
import type { ExportRow, ExportSource, Prediction } from './export-format.js';
import { labelNames } from './label-names.js';

export interface ExportChoice {
  /** How many of an image's top classes are predictions: not more than the model's top k. */
  readonly top: number;
  /** The least score of a prediction, 0..1. */
  readonly minScore: number;
}

/** One part of the run is in memory at a time. Reading throws a Problem where a part is missing or damaged. */
export function openExport(
  store: ObjectStore,
  request: RunRequest,
  model: ModelDescription,
  choice: ExportChoice,
  signal: AbortSignal,
): ExportSource {
  const facts = {
    run: request.run,
    createdAt: request.createdAt,
    model: `${request.model.name}@${request.model.version}`,
    names: labelNames(model.classNames, model.classes),
    base: request.manifest.base,
  };
  const predictions = ({ classes, scores, boxes }: OkOutcome): Prediction[] =>
    classes.slice(0, choice.top).flatMap((label, at) => {
      const score = scores[at]!;
      if (score < choice.minScore) return [];
      return { rank: at + 1, label, name: facts.names[label]!, score, box: boxes[at] ?? null };
    });
  const rowOf = (outcome: Outcome, manifestRow: () => Promise<ManifestRow>): ExportRow => {
    if (outcome.outcome !== 'ok') return { outcome, image: null };
    const truth = async () => truthOf(await manifestRow(), model, outcome.width, outcome.height);
    return { outcome, image: { outcome, predictions: predictions(outcome), truth } };
  };
  return {
    facts,
    async *rows() {
      const index = await readShardIndex(store, request.run, signal);
      if (index === null) return;
      const ranges = openShardRanges(store, index);
      const skippedFrom = (await readSummary(store, request.run, signal))?.skippedFrom ?? index.shards;
      for (let shard = 0; shard < index.shards; shard++) {
        if (shard >= skippedFrom) {
          const rows = await readShardRows(store, index.pagesOf, await ranges.range(shard), signal);
          for (const row of rows) yield { outcome: skipped(row), image: null };
          continue;
        }
        const record = await readCommit(store, request.run, shard, signal);
        if (record === null)
          throw new Problem('run-conflict', `shard ${shard} of ${request.run} is not done`);
        // Read where the first image asks: few formats hold the truth.
        let manifest: Promise<ManifestRow[]> | null = null;
        let at = 0;
        for (const part of record.parts)
          for (const outcome of await getPart(store, part, signal)) {
            const own = at++;
            yield rowOf(outcome, async () => {
              manifest ??= ranges
                .range(shard)
                .then((range) => readShardRows(store, index.pagesOf, range, signal));
              return (await manifest)[own]!;
            });
            signal.throwIfAborted();
          }
      }
    },
  };
}
