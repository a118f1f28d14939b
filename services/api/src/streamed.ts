/** The schema of an answer that is sent as a stream. */
import type { Readable } from 'node:stream';
import { z } from 'zod';

/** Described as a text, which it is to who receives it; no serialiser ever sees it. */
export const streamed = z.string() as unknown as z.ZodType<Readable>;
