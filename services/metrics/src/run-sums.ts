/** What the commit records of the runs of late come to: accuracy by model and policy, drift by model. */
import { emptyTally, sumTallies } from '@camfleet/cam';
import type { Accuracy, CommitRecord, RunRequest } from '@camfleet/contracts';
import { accuracyOf, addExactly, createScoreDrift, type ScoreDrift, type TallySum } from '@camfleet/results';

/** Of one run, as far as it was followed. */
export interface RunSums {
  readonly request: RunRequest;
  /** Added to where it stands. */
  readonly evaluation: TallySum;
  readonly drift: ScoreDrift;
}

export function createRunSums(request: RunRequest): RunSums {
  return { request, evaluation: emptyTally(), drift: createScoreDrift() };
}

/** Whole numbers only, so that the order of the records does not matter. */
export function takeCommit(sums: RunSums, record: CommitRecord): void {
  addExactly(sums.evaluation, record.evaluation);
  sums.drift.add(record);
}

export interface PolicyAccuracy {
  readonly model: string;
  readonly policy: string;
  readonly accuracy: Accuracy;
}

/** One entry for every model and policy whose runs have rows with truth. */
export function accuraciesOf(runs: Iterable<RunSums>): PolicyAccuracy[] {
  const groups = new Map<string, RunSums[]>();
  for (const run of runs) {
    const key = `${modelOf(run)} ${policyOf(run)}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const evaluation = sumTallies(group.map((one) => one.evaluation));
    const accuracy = accuracyOf(first!.request, evaluation);
    return accuracy === null ? [] : [{ model: modelOf(first!), policy: policyOf(first!), accuracy }];
  });
}

/** The largest drift of each model's runs, where it can be told. */
export function driftsOf(runs: Iterable<RunSums>, now: number): Map<string, number> {
  const drifts = new Map<string, number>();
  for (const run of runs) {
    const psi = run.drift.psi(now);
    if (psi !== null) drifts.set(modelOf(run), Math.max(psi, drifts.get(modelOf(run)) ?? 0));
  }
  return drifts;
}

function modelOf({ request: { model } }: RunSums): string {
  return `${model.name}@${model.version}`;
}

function policyOf({ request: { parameters } }: RunSums): string {
  const { policy, classifyOnly } = parameters;
  return classifyOnly ? 'none' : `${policy.id}@${policy.version}`;
}
