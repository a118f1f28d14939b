/** A row as the API shows it. */
import { inputArea, type ModelDescription } from '@camfleet/contracts';
import type { OutcomeView } from '@camfleet/protocol';
import type { ReadRow } from '@camfleet/results';

export function viewOutcome({ shown, maps }: ReadRow, model: ModelDescription): OutcomeView {
  const { index, uri, id, outcome, error, width, height, iou, policy, warnings, truth } = shown;
  const nameOf = (label: number) => nameOfClass(model, label);
  const isSeen = width !== null && height !== null;
  const area = isSeen ? inputArea({ width, height }, model.input, model.input) : null;
  return {
    index,
    uri,
    id,
    outcome,
    error,
    width,
    height,
    classes: shown.classes.map((label, i) => ({
      class: label,
      name: nameOf(label),
      score: shown.scores[i]!,
      box: shown.boxes[i] ?? null,
    })),
    truth: truth && { ...truth, names: truth.labels.map(nameOf) },
    iou,
    policy,
    area: area && [area.left, area.top, area.left + area.width, area.top + area.height],
    map:
      maps === null || shown.mapHeight === 0
        ? null
        : {
            shape: [shown.classes.length, shown.mapHeight, shown.mapWidth],
            data: Buffer.from(maps.buffer, maps.byteOffset, maps.byteLength).toString('base64'),
          },
    warnings,
  };
}

export function nameOfClass({ classNames }: ModelDescription, label: number): string {
  return classNames?.[label] ?? String(label);
}
