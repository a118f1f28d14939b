/** GET …/facets: what there is to filter by. GET …/sweep: how right boxes are at every threshold. */
import { type Curve, emptyEvaluation, gridSize, hitsOf } from '@camfleet/cam';
import { failureCodes, outcomeKinds } from '@camfleet/contracts';
import { facetsSchema, runPath, sweepSchema } from '@camfleet/protocol';
import { noCode, type OutcomeTable } from '@camfleet/results';
import type { z } from 'zod';
import type { Api } from '../api.js';
import type { ApiDependencies } from '../api-dependencies.js';
import { problems } from '../problems.js';
import { Refusal } from '../refusal.js';
import { ownRun } from '../runs/own-run.js';
import type { OutcomeReaders } from './outcome-routes.js';
import { nameOfClass } from './view-outcome.js';

export function addFacetRoutes(app: Api, deps: ApiDependencies, { views, live }: OutcomeReaders): void {
  app.get(
    '/v1/runs/:run/facets',
    {
      schema: {
        tags: ['outcomes'],
        summary: 'How many outcomes there are of each kind, code and class',
        params: runPath,
        response: {
          200: facetsSchema,
          ...problems('run-unknown', 'not-indexed-yet', 'model-unknown'),
        },
      },
    },
    async (request) => {
      const run = await ownRun(deps, request, request.params.run);
      const ended = await views.ended(run);
      if (ended !== null) {
        const { model, table } = ended;
        return facetsOf(table, (label) => nameOfClass(model, label));
      }
      const { counts, failures } = await live(run, await views.model(run));
      return { outcomes: counts, codes: failures, classes: [] };
    },
  );

  app.get(
    '/v1/runs/:run/sweep',
    {
      schema: {
        tags: ['outcomes'],
        summary: 'How many boxes are right at every threshold',
        description: 'Of an ended run with true boxes; null where it has none.',
        params: runPath,
        response: {
          200: sweepSchema,
          ...problems('run-unknown', 'run-not-complete', 'not-indexed-yet', 'model-unknown'),
        },
      },
    },
    async (request) => {
      const run = await ownRun(deps, request, request.params.run);
      const ended = await views.ended(run);
      if (ended === null) {
        throw new Refusal('run-not-complete', `Run ${run.run} is not complete: its curves are drawn then.`);
      }
      return sweepOf(ended.evaluation);
    },
  );
}

function facetsOf(table: OutcomeTable, nameOf: (label: number) => string): z.infer<typeof facetsSchema> {
  const kinds = outcomeKinds.map(() => 0);
  const codes = new Map<string, number>();
  const classes = new Map<number, { images: number; judged: number; ious: number }>();
  for (let row = 0; row < table.rows; row++) {
    kinds[table.kind[row]!]! += 1;
    const code = table.code[row]!;
    if (code !== noCode) codes.set(failureCodes[code]!, (codes.get(failureCodes[code]!) ?? 0) + 1);
    const top = table.top[row]!;
    if (top < 0) continue;
    const facet = classes.get(top) ?? { images: 0, judged: 0, ious: 0 };
    classes.set(top, facet);
    facet.images += 1;
    if (Number.isNaN(table.iou[row])) continue;
    facet.judged += 1;
    facet.ious += table.iou[row]!;
  }
  const [ok, failed, skipped] = kinds as [number, number, number];
  return {
    outcomes: { ok, failed, skipped },
    codes: Object.fromEntries([...codes].sort((a, b) => b[1] - a[1])),
    classes: [...classes]
      .map(([label, { images, judged, ious }]) => ({
        class: label,
        name: nameOf(label),
        images,
        meanIou: judged === 0 ? null : ious / judged,
      }))
      .sort((a, b) => b.images - a.images || a.class - b.class),
  };
}

const curves = [
  [0.3, 'any30'],
  [0.5, 'any50'],
  [0.7, 'any70'],
] as const satisfies readonly (readonly [number, Curve])[];

function sweepOf(evaluation: Readonly<Record<string, number>>): z.infer<typeof sweepSchema> {
  const { pairs } = { ...emptyEvaluation(), ...evaluation };
  if (pairs === 0) return null;
  const drawn = curves.map(([delta, curve]) => ({
    delta,
    shares: Array.from(hitsOf(evaluation, curve), (hits) => hits / pairs),
  }));
  return {
    thresholds: Array.from({ length: gridSize }, (_, i) => i / gridSize),
    curves: drawn,
    best: drawn.map(({ delta, shares }) => {
      const share = Math.max(...shares);
      return { delta, threshold: shares.indexOf(share) / gridSize, share };
    }),
  };
}
