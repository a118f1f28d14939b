/** The schema of an answer that is no JSON: a stream, or bytes. */
import type { Readable } from 'node:stream';
import { z } from 'zod';

/** Described by its media type alone: no serialiser ever sees it. */
export const streamed = z.unknown() as z.ZodType<unknown> as z.ZodType<Readable | Uint8Array>;
