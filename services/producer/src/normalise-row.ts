/** A manifest's line as users write it → the row as it stands in the store's blocks. */
import {
  type BoxFormat,
  type Label,
  type ManifestRow,
  optionalFieldsSchema,
  type TrueBox,
} from '@camfleet/contracts';
import type { z } from 'zod';

/** A row that cannot be read becomes a row with an `error`: it ends in an outcome like every other. */
export function normaliseLine(line: string | null, index: number, boxFormat: BoxFormat): ManifestRow {
  const fields = parseObject(line);
  return normaliseRow(fields.value, index, boxFormat, fields.error);
}

/** The same from the row's fields; null where it was too long to be read. */
export function normaliseRow(
  fields: unknown,
  index: number,
  boxFormat: BoxFormat,
  error = fields === null ? tooLong : 'the row has no "uri" of at least one character',
): ManifestRow {
  if (!isRow(fields)) return { index, uri: '', id: '', error };
  const { uri } = fields;
  const { id = uri, labels, boxes, warnings } = optionalFields(fields, boxFormat);
  return {
    index,
    uri,
    id,
    ...(labels.length > 0 ? { labels } : {}),
    ...(boxes.length > 0 ? { boxes } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** What a row must have to be a row at all. By hand, as a manifest has ten million of them. */
function isRow(fields: unknown): fields is { readonly uri: string; readonly [name: string]: unknown } {
  if (typeof fields !== 'object' || fields === null || !('uri' in fields)) return false;
  return typeof fields.uri === 'string' && fields.uri !== '';
}

const tooLong = 'the row is longer than a manifest row may be';

function parseObject(line: string | null): { value: unknown; error?: string } {
  if (line === null) return { value: null, error: tooLong };
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value };
    return { value: null, error: 'the row is JSON, but not an object' };
  } catch {
    return { value: null, error: 'the row is not JSON' };
  }
}

interface OptionalFields {
  readonly id: string | undefined;
  readonly labels: Label[];
  readonly boxes: TrueBox[];
  readonly warnings: string[];
}

/** Every field on its own: what is wrong is left out with a warning, and the picture goes on. */
function optionalFields(row: { readonly [name: string]: unknown }, defaultFormat: BoxFormat): OptionalFields {
  const warnings: string[] = [];
  const has = (name: string) => row[name] !== undefined && row[name] !== null;
  const read = <Name extends keyof typeof optionalFieldsSchema>(name: Name) => {
    if (!has(name)) return undefined;
    const result = optionalFieldsSchema[name].safeParse(row[name]);
    if (!result.success) warnings.push(`truth-invalid: "${name}" is not understood and was left out`);
    return result.data as z.infer<(typeof optionalFieldsSchema)[Name]> | undefined;
  };
  const id = typeof row.id === 'string' ? row.id : read('id');
  const label = read('label');
  const format = has('boxFormat') ? read('boxFormat') : defaultFormat;
  // Without knowing how they are written, boxes would be taken for others.
  const boxes =
    format === undefined
      ? []
      : (read('boxes') ?? []).map((box) => ({ ...box, box: toHalfOpen(box.box, format) }));
  const labels = [
    ...(label === undefined ? [] : [label]),
    ...(read('labels') ?? []),
    ...boxes.flatMap((box) => ('label' in box && box.label !== undefined ? [box.label] : [])),
  ];
  if (boxes.length > 0 && labels.length === 0)
    warnings.push('truth-unlabelled: boxes without a label are not judged');
  return { id, labels: [...new Set(labels)], boxes, warnings };
}

/** [x0, y0, x1, y1], half-open. */
function toHalfOpen([a, b, c, d]: TrueBox['box'], format: BoxFormat): TrueBox['box'] {
  if (format === 'xywh') return [a, b, a + c, b + d];
  // VOC counts pixels from 1 and its last row and column belong to the box.
  if (format === 'voc') return [a - 1, b - 1, c, d];
  return [a, b, c, d];
}
