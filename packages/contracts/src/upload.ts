/** A manifest that was sent to us, and lies in the store until it is scanned. */
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

const address = /^upload:\/\/([0-9a-f]{32})$/;

/** As a manifest's source is written. */
export function uploadAddress(id: string): string {
  return `upload://${id}`;
}

/** Null where it is the address of something else. */
export function uploadIdOf(source: string): string | null {
  return address.exec(source)?.[1] ?? null;
}
