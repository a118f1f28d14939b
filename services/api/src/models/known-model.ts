/** The model that a request names. */
import { type ModelDescription, type ObjectStore, Problem } from '@camfleet/contracts';
import { describeModel } from '@camfleet/inference/models';

/** Throws Problem 'model-unknown', without the store's address and with the way to the others. */
export async function knownModel(store: ObjectStore, reference: string): Promise<ModelDescription> {
  return await describeModel(store, reference).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'model-unknown') throw error;
    throw new Problem('model-unknown', `there is no prepared model "${reference}": see GET /v1/models`);
  });
}
