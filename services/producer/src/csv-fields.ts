/** A CSV record as the object that a JSONL row would be. */

/** Columns whose fields are JSON; a label may be written as it is. */
const jsonColumns: ReadonlySet<string> = new Set(['labels', 'boxes']);

/** Empty fields are left out; a label of digits is a class's index. */
export function csvFields(header: readonly string[], fields: readonly string[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [i, name] of header.entries()) {
    const field = fields[i] ?? '';
    if (field === '') continue;
    if (name === 'label' && /^\d+$/.test(field)) row[name] = Number(field);
    else row[name] = jsonColumns.has(name) ? parsed(field) : field;
  }
  return row;
}

/** What is no JSON stays text, which the row's own check then names. */
function parsed(field: string): unknown {
  try {
    return JSON.parse(field);
  } catch {
    return field;
  }
}
