/** The kinds of Parquet columns that we write. */
import type { SchemaElement } from 'hyparquet';

export type Leaf = Omit<SchemaElement, 'name'>;

export const string: Leaf = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
export const bytes: Leaf = { type: 'BYTE_ARRAY' };
export const int32: Leaf = { type: 'INT32' };
export const float32: Leaf = { type: 'FLOAT' };

export function required(name: string, leaf: Leaf): SchemaElement[] {
  return [{ name, repetition_type: 'REQUIRED', ...leaf }];
}

export function optional(name: string, leaf: Leaf): SchemaElement[] {
  return [{ name, repetition_type: 'OPTIONAL', ...leaf }];
}

/** The three-level list of the Parquet format, which every reader knows. */
export function listOf(name: string, element: SchemaElement[]): SchemaElement[] {
  return [
    {
      name,
      repetition_type: 'OPTIONAL',
      num_children: 1,
      converted_type: 'LIST',
      logical_type: { type: 'LIST' },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...element,
  ];
}
