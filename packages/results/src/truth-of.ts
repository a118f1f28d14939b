/** The truth of one row in the network's terms: class indices, and true boxes inside the picture. */
import { clipBox, type TrueBox } from '@camfleet/cam';
import { type Label, limits, type ManifestRow, type ModelDescription } from '@camfleet/contracts';
import { labelNames } from './export/label-names.js';

export interface RowTruth {
  /** Class indices; the classes whose maps are wanted besides the top k. */
  readonly labels: readonly number[];
  readonly boxes: readonly TrueBox[];
  readonly warnings: readonly string[];
}

/** Whatever is wrong with the truth is left out with a warning: it never fails a picture. */
export function truthOf(row: ManifestRow, model: ModelDescription, width: number, height: number): RowTruth {
  const warnings: string[] = [];
  const labels: number[] = [];
  for (const label of row.labels ?? []) {
    const [index, ...others] = classesOf(label, model);
    if (index === undefined) warnings.push(`truth-unknown-class: ${label} is no class of ${model.name}`);
    else if (others.length > 0) {
      const names = [index, ...others].map((one) => namesOf(model).exported[one]).join(' or ');
      warnings.push(
        `truth-ambiguous-class: ${label} may be several classes of ${model.name}: write ${names}`,
      );
    } else if (labels.length === limits.wantedClassesMax)
      warnings.push(`truth-too-many-classes: ${label} was left out`);
    else if (!labels.includes(index)) labels.push(index);
  }
  const boxes: TrueBox[] = [];
  for (const { box, label } of row.boxes ?? []) {
    const clipped = clipBox(box, width, height);
    if (clipped === null)
      warnings.push(`truth-outside: [${box}] lies outside the ${width}x${height} picture`);
    else if (label === undefined) boxes.push(...labels.map((own) => ({ box: clipped, label: own })));
    else {
      const own = classIndex(label, model);
      if (own !== null && labels.includes(own)) boxes.push({ box: clipped, label: own });
    }
  }
  return { labels, boxes, warnings };
}

/**
 * A class by its index, its identifier, its name, or the name that exports give it; null where the model has no such class,
 * or several.
 */
export function classIndex(label: Label, model: ModelDescription): number | null {
  const [only, ...others] = classesOf(label, model);
  return only === undefined || others.length > 0 ? null : only;
}

function classesOf(label: Label, model: ModelDescription): readonly number[] {
  if (typeof label === 'number') return label < model.classes ? [label] : [];
  return namesOf(model).classes.get(label) ?? [];
}

interface Names {
  /** As exports have them. */
  readonly exported: readonly string[];
  /** What each identifier or name may mean. */
  readonly classes: ReadonlyMap<string, readonly number[]>;
}

/** Made once a model: rows are many. */
const namesOfModels = new WeakMap<ModelDescription, Names>();

function namesOf(model: ModelDescription): Names {
  const known = namesOfModels.get(model);
  if (known !== undefined) return known;
  const { classNames, classIds, classes } = model;
  const exported = labelNames(classNames, classes);
  const [byExported, byName, byId] = [exported, classNames ?? [], classIds ?? []].map(byText);
  const names = { exported, classes: new Map([...byExported!, ...byName!, ...byId!]) };
  namesOfModels.set(model, names);
  return names;
}

function byText(texts: readonly string[]): Map<string, number[]> {
  const classes = new Map<string, number[]>();
  for (const [label, text] of texts.entries()) classes.set(text, [...(classes.get(text) ?? []), label]);
  return classes;
}
