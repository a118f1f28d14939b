/** The environment variables by which a service is watched. */
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

export const observeEnvironment = {
  /** Where metrics and probes are served; without it nothing listens. 0 is any free port. */
  METRICS_PORT: port.optional(),
  /** Whoever reaches it may read the metrics: other machines only where a network policy says who. */
  METRICS_HOST: z.string().default('127.0.0.1'),
  /** The collector that is told of traces, as http://host:4318; without it none are made. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'an http:// or https:// address' })
    .optional(),
  /** The share of traces that are told of, 0 to 1. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
};
export type ObserveConfig = z.infer<z.ZodObject<typeof observeEnvironment>>;
