/** Whether a run can be exported in a format. */
import { type ModelDescription, type ObjectStore, Problem, type RunRequest } from '@camfleet/contracts';
import { type Format, readSummary } from '@camfleet/results';

/** How many images it has. Throws Problem 'run-conflict' where the run has not ended, 'usage' where it has not what is asked for. */
export async function checkExport(
  store: ObjectStore,
  { run, parameters }: RunRequest,
  model: ModelDescription,
  format: Format,
): Promise<number> {
  const summary = await readSummary(store, run);
  if (summary === null)
    throw new Problem('run-conflict', `run ${run} is not complete: it can be exported once it is finished`);
  if (parameters.classifyOnly && format.needsBoxes)
    throw new Problem(
      'usage',
      `run ${run} was one of classes only: it has no boxes and no maps to export; csv takes its classes and scores`,
    );
  if (format.holds === 'maps' && model.input.resize !== 'squash')
    throw new Problem(
      'usage',
      `the maps of ${model.name} lie on a part of each picture (${model.input.resize}), and wsolevaluation takes maps of the whole: prepare the network with --resize squash, or export boxes`,
    );
  return summary.images.total;
}
