/** docker-compose.yml as the tests read it: anchors merged, variables put in. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from './root.js';

const words = z.array(z.string());
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const serviceSchema = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  command: words.optional(),
  environment: z.record(z.string(), scalar).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z
    .union([z.object({ disable: z.literal(true) }), z.object({ test: words, retries: z.number() }).loose()])
    .optional(),
  restart: z.string(),
  read_only: z.boolean().default(false),
  cap_drop: words.default([]),
  security_opt: words.default([]),
  stop_grace_period: z.string().optional(),
  ports: words.default([]),
  volumes: words.default([]),
  container_name: z.string().optional(),
});
export type ComposeService = z.infer<typeof serviceSchema>;

const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.null()),
});
export type Compose = z.infer<typeof composeSchema>;

export const composeText = readFileSync(`${root}docker-compose.yml`, 'utf8');

/** The document as it stands, for its schema. */
export function parseCompose(text: string): unknown {
  return parse(text, { merge: true });
}

/** With `variables` put in, or what stands in their place. */
export function readCompose(text = composeText, variables: Record<string, string> = {}): Compose {
  return composeSchema.parse(fillIn(parseCompose(text), variables));
}

/** As compose does it: in every text by itself, once the document is read. */
function fillIn(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$\{(\w+):-([^}]*)\}/g, (_, name: string, otherwise: string) => {
      return variables[name] ?? otherwise;
    });
  }
  if (Array.isArray(value)) return value.map((one) => fillIn(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fillIn(one, variables)]));
}
