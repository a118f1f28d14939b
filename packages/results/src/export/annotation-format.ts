/** What every export format is made from. */
import type { Box, OkOutcome, Outcome } from '@camfleet/contracts';

export interface ExportFacts {
  readonly run: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** name@version. */
  readonly model: string;
  /** One a class, no two alike: see labelNames. */
  readonly names: readonly string[];
  /** How many of an image's top classes are exported; not more than the model's top k. */
  readonly perImage: number;
}

/** A run's outcomes in row order, from the start each time: some formats need two passes, and no format holds a run. */
export type ReadOutcomes = () => AsyncIterable<Outcome>;

export interface AnnotationFormat {
  /** The name that tools look for. */
  readonly file: string;
  readonly mediaType: string;
  /** The file's text, piece by piece: at most a few images' worth each. */
  write(outcomes: ReadOutcomes, facts: ExportFacts): AsyncGenerator<string>;
}

/** A class that was found in an image; the box is null where its map is nowhere positive. */
export interface Prediction {
  readonly label: number;
  readonly score: number;
  readonly box: Box | null;
}

/** Best first; true classes that only follow the top k are no predictions. */
export function predictionsOf(outcome: OkOutcome, { perImage }: ExportFacts): Prediction[] {
  return outcome.classes.slice(0, perImage).map((label, rank) => ({
    label,
    score: outcome.scores[rank]!,
    box: outcome.boxes[rank] ?? null,
  }));
}

/** ImageNet has two cranes: formats that know classes by their names need them told apart, here by their number. */
export function labelNames(classNames: readonly string[] | null, classes: number): string[] {
  if (classNames === null) return Array.from({ length: classes }, (_, label) => `class ${label}`);
  const counts = new Map<string, number>();
  for (const name of classNames) counts.set(name, (counts.get(name) ?? 0) + 1);
  return classNames.map((name, label) => (counts.get(name) === 1 ? name : `${name} (${label})`));
}
