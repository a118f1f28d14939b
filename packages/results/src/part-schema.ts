/** The Parquet schema of a part: one row an image. */

import type { SchemaElement } from 'hyparquet';
import { bytes, float32, int32, listOf, optional, required, string } from './parquet-columns.js';

const columns = [
  required('index', { type: 'INT64' }),
  required('uri', string),
  required('id', string),
  required('outcome', string),
  optional('error_code', string),
  optional('error_stage', string),
  optional('error_message', string),
  optional('width', int32),
  optional('height', int32),
  listOf('classes', required('element', int32)),
  listOf('scores', required('element', float32)),
  listOf('boxes', listOf('element', required('element', int32))),
  listOf('guess_classes', required('element', int32)),
  listOf('guess_boxes', listOf('element', required('element', int32))),
  optional('policy', string),
  listOf('map_shape', required('element', int32)),
  // Half floats, least significant byte first, in one piece: as a list they cost more than all other columns together.
  optional('maps', bytes),
  listOf('warnings', required('element', string)),
];

export const partSchema: SchemaElement[] = [
  { name: 'part', num_children: columns.length },
  ...columns.flat(),
];
