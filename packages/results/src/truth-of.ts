/** The truth of one row in the network's terms: class indices, and true boxes inside the picture. */
import { clipBox, type TrueBox } from '@camfleet/cam';
import { type Label, limits, type ManifestRow, type ModelDescription } from '@camfleet/contracts';

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
    const index = classIndex(label, model);
    if (index === null) warnings.push(`truth-unknown-class: ${label} is no class of ${model.name}`);
    else if (labels.length === limits.wantedClassesMax)
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

/** A class by its index, its identifier or its name; null where the model has no such class. */
export function classIndex(label: Label, model: ModelDescription): number | null {
  if (typeof label === 'number') return label < model.classes ? label : null;
  const byId = model.classIds?.indexOf(label) ?? -1;
  const found = byId >= 0 ? byId : (model.classNames?.indexOf(label) ?? -1);
  return found >= 0 ? found : null;
}
