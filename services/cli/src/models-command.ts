/** camfleet models: prepare a network, list what is prepared, choose what a name means, check one anew. */
import { type ModelDescription, type ObjectStore, Problem } from '@camfleet/contracts';
import {
  describeModel,
  listModelVersions,
  loadModel,
  type ModelVersion,
  recheckModel,
  saveModel,
  useModel,
} from '@camfleet/inference';
import pc from 'picocolors';
import type { Output } from './output.js';
import { type ModelFlags, prepareFile } from './resolve-model.js';

/** `use`: whether the name alone means this version from now on, though it may mean another one to others. */
export async function prepareCommand(
  store: ObjectStore,
  file: string,
  { use, ...flags }: ModelFlags & { readonly use: boolean },
  output: Output,
): Promise<void> {
  await store.check();
  const model = await prepareFile(file, flags, output);
  const current = await saveModel(store, model, use ? 'always' : 'if-none');
  answerPrepared(model.description, current, output);
}

/** What is said of a network that has just been prepared. `current`: the version that its name alone means. */
export function answerPrepared(description: ModelDescription, current: string, output: Output): void {
  const { name, version } = description;
  const isCurrent = version === current;
  const how = isCurrent
    ? `use it with --model ${name}`
    : `use it with --model ${name}@${version}\n${name} alone still means ${name}@${current}; "camfleet models use ${name}@${version}" makes it mean this one`;
  output.answer(`${describe(description)}\n\n${how}`, { ...publicFacts(description), current: isCurrent });
}

/** Lets a name alone mean another of its versions. */
export async function useCommand(store: ObjectStore, reference: string, output: Output): Promise<void> {
  const [name = '', version] = reference.split('@', 2);
  if (version === undefined || version === '')
    throw new Problem(
      'usage',
      `"${reference}" names no version: say ${name}@VERSION, as "camfleet models list" shows them`,
    );
  const description = await useModel(store, name, version);
  output.answer(`${name} alone now means ${describe(description)}`, {
    ...publicFacts(description),
    current: true,
  });
}

export async function listCommand(store: ObjectStore, output: Output): Promise<void> {
  const models = await listModelVersions(store);
  const text =
    models.length > 0
      ? [...models.map(versionLine), '', '* is what the name alone means'].join('\n')
      : `${store.address} has no models; prepare one with "camfleet models prepare FILE.onnx"`;
  output.answer(text, {
    models: models.map(({ name, version, current, description }) =>
      description === null
        ? { name, version, current, damaged: true }
        : { ...publicFacts(description), current },
    ),
  });
}

function versionLine({ name, version, current, description }: ModelVersion): string {
  const facts =
    description === null
      ? 'cannot be read: prepare it again'
      : `${description.input.width}x${description.input.height} ${resizeText(description.input)} → ` +
        `${description.map.width}x${description.map.height} maps of ${description.classes} classes, top ${description.topK}`;
  return `${name.padEnd(24)} ${current ? '*' : ' '} ${version}  ${facts}`;
}

/**
 * Loads the model, compares its checksum and runs the head's identity again on the stored graph. As JSON the gap is null
 * where the maps do not tell it.
 */
export async function checkCommand(store: ObjectStore, name: string, output: Output): Promise<void> {
  const { gap, tolerance } = await recheckModel(await loadModel(store, name));
  const description = await describeModel(store, name);
  const finding =
    gap === null
      ? `${pc.green('the stored graph is the one that was proved, and runs')}: after max pooling a map alone does not tell its logit`
      : `${pc.green('the stored graph holds')}: gap ${gap.toExponential(1)}, allowed ${tolerance}`;
  output.answer(`${describe(description)}\n${finding}`, {
    ...publicFacts(description),
    identity: { ...description.identity, gap },
  });
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
