/** What was sent to us and lies in the store: a manifest until it is scanned, or pictures. */
import { z } from 'zod';
import { tenantSchema } from './control.js';

export const uploadSchema = z.object({
  tenant: tenantSchema,
  kind: z.enum(['jsonl', 'csv', 'parquet']),
  bytes: z.int().nonnegative(),
  pieces: z.int().nonnegative(),
  sha256: z.string(),
});
export type Upload = z.infer<typeof uploadSchema>;

/** owner.json: whose pictures these are. */
export const picturesOwnerSchema = z.object({ tenant: tenantSchema });

const address = /^upload:\/\/([0-9a-f]{32})$/;
const folder = /^upload:\/\/([0-9a-f]{32})\/$/;

/** As a manifest's source is written. */
export function uploadAddress(id: string): string {
  return `upload://${id}`;
}

/** Null where it is the address of something else. */
export function uploadIdOf(source: string): string | null {
  return address.exec(source)?.[1] ?? null;
}

/** Where pictures that were sent are found from: each has its name behind this. */
export function picturesAddress(id: string): string {
  return `upload://${id}/`;
}

/** Null where it is the address of something else. */
export function picturesIdOf(source: string): string | null {
  return folder.exec(source)?.[1] ?? null;
}

/** Of the whole name, and of what stands between two slashes: what every store takes, with what we put before it. */
const nameBytesMax = 512;
const segmentBytesMax = 200;

/** Whether pictures may be kept under this name: a path of names, such as "cats/12.jpg". */
export function isPictureName(name: string): boolean {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  return (
    bytes(name) <= nameBytesMax &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    !/[\x00-\x1f\x7f\\]/.test(name) &&
    name
      .split('/')
      .every((segment) => !['', '.', '..'].includes(segment) && bytes(segment) <= segmentBytesMax)
  );
}
