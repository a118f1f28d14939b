/** The Parquet schema of a part: one row an image. */

import type { SchemaElement } from 'hyparquet';
import { float32, int32, type Leaf, listOf, optional, required, string } from './parquet-columns.js';

/** A half float as its two bytes, least significant first. */
const twoBytes: Leaf = { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 2 };
const float16: Leaf = { ...twoBytes, logical_type: { type: 'FLOAT16' } };

function schemaWith(half: Leaf): SchemaElement[] {
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
    listOf('maps', required('element', half)),
    listOf('warnings', required('element', string)),
  ];
  return [{ name: 'part', num_children: columns.length }, ...columns.flat()];
}

/** What foreign readers see: maps are lists of half floats. */
export const partSchema = schemaWith(float16);

/**
 * What our own library is given to encode: maps are lists of two bytes. It would convert half floats from and to
 * numbers, which is slow and loses the payload of a NaN; the bytes in the file are the same.
 */
export const encodedSchema = schemaWith(twoBytes);
