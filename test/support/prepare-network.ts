/** A network in a store, as `camfleet models prepare` leaves it there. */
import { basename } from 'node:path';
import type { ModelDescription, ObjectStore } from '@camfleet/contracts';
import { prepareModel, readModelFacts, readNetwork, saveModel } from '@camfleet/inference';

export async function prepareNetwork(
  store: ObjectStore,
  path: string,
  name: string,
): Promise<ModelDescription> {
  const facts = await readModelFacts(path, {});
  const model = await prepareModel({
    name,
    file: basename(path),
    ...(await readNetwork(path)),
    facts,
    topK: 5,
  });
  await saveModel(store, model, 'if-none');
  return model.description;
}
