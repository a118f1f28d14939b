/** JSON objects in the store: checked both ways, and the same value is always the same bytes. */
import { Problem } from '@camfleet/contracts';

/** A contract's schema; what it parses has its keys in the schema's order. */
interface Schema<T> {
  parse(value: unknown): T;
}

/** One line and its end. Throws where the value is not what the schema says. */
export function encodeJson<T>(schema: Schema<T>, value: T): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(schema.parse(value))}\n`);
}

/** Throws a Problem that names the object where it is not what the schema says. */
export function decodeJson<T>(schema: Schema<T>, key: string, bytes: Uint8Array): T {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw damaged(key, 'it is not what this version of Camfleet writes there', cause);
  }
}

/** The store holds something else than was written: nothing that another attempt could mend. */
export function damaged(key: string, how: string, cause?: unknown): Problem {
  return new Problem('object-damaged', `The object ${key} is damaged: ${how}.`, { cause });
}
