/** camfleet models: prepare a network, list what is prepared, check one anew. */
import type { ModelDescription, ObjectStore } from '@camfleet/contracts';
import { describeModel, listModels, loadModel, recheckModel, saveModel } from '@camfleet/inference';
import pc from 'picocolors';
import type { Output } from './output.js';
import { type ModelFlags, prepareFile } from './resolve-model.js';

export async function prepareCommand(
  store: ObjectStore,
  file: string,
  flags: ModelFlags,
  output: Output,
): Promise<void> {
  await store.check();
  const model = await prepareFile(file, flags, output);
  await saveModel(store, model, 'always');
  answerPrepared(model.description, output);
}

/** What is said of a network that has just been prepared. */
export function answerPrepared(description: ModelDescription, output: Output): void {
  const text = `${describe(description)}\n\nuse it with --model ${description.name}`;
  output.answer(text, publicFacts(description));
}

export async function listCommand(store: ObjectStore, output: Output): Promise<void> {
  const models = await listModels(store);
  const lines = models.map(
    ({ name, version, classes, map, input }) =>
      `${name.padEnd(24)} ${version}  ${input.width}x${input.height} → ${map.width}x${map.height} maps of ${classes} classes`,
  );
  const text =
    lines.length > 0
      ? lines.join('\n')
      : `${store.address} has no models; prepare one with "camfleet models prepare FILE.onnx"`;
  output.answer(text, { models: models.map(publicFacts) });
}

/** Loads the model, compares its checksum and runs the head's identity again on the stored graph. */
export async function checkCommand(store: ObjectStore, name: string, output: Output): Promise<void> {
  const { gap, tolerance } = await recheckModel(await loadModel(store, name));
  const description = await describeModel(store, name);
  output.answer(
    `${describe(description)}\n${pc.green('the stored graph holds')}: gap ${gap.toExponential(1)}, allowed ${tolerance}`,
    { ...publicFacts(description), identity: { ...description.identity, gap } },
  );
}

function describe({
  name,
  version,
  source,
  input,
  classes,
  map,
  head,
  identity,
  precision,
}: ModelDescription): string {
  return [
    `${pc.bold(name)}@${version}, from ${[source, ...(source.external ?? [])].map(({ file }) => file).join(', ')}`,
    `  input     ${input.width}x${input.height} RGB, mean ${input.mean.join(' ')}, std ${input.std.join(' ')} (of 255), ${input.channelOrder}, ${resizeText(input)}`,
    `  maps      ${map.width}x${map.height} of ${classes} classes, ${precision}`,
    `  head      ${head.kind}, ${head.pool} pooling`,
    `  identity  holds on ${identity.images} random images: gap ${identity.gap.toExponential(1)}, allowed ${identity.tolerance}`,
  ].join('\n');
}

function resizeText({ resize, cropShare }: ModelDescription['input']): string {
  return cropShare === undefined ? resize : `${resize} of ${cropShare}`;
}

/** The description without its long lists. */
function publicFacts({ head: { bias, ...head }, classNames, classIds, ...facts }: ModelDescription) {
  return { ...facts, head, named: classNames !== null };
}
