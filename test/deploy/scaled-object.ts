/** KEDA's ScaledObject, and of its triggers the two that we use: their parameters are plain text to every other check. */
import { z } from 'zod';
import type { Resource } from './kustomize.js';

const number = z.string().regex(/^\d+(\.\d+)?$/);

/** As KEDA's documentation names them; nothing else is taken. */
const triggerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('metrics-api'),
    name: z.string(),
    metricType: z.string(),
    metadata: z.strictObject({
      url: z.url(),
      format: z.literal('json'),
      valueLocation: z.string(),
      targetValue: number,
      activationTargetValue: number,
    }),
  }),
  z.strictObject({
    type: z.literal('prometheus'),
    name: z.string(),
    metricType: z.string(),
    metadata: z.strictObject({
      serverAddress: z.url(),
      query: z.string(),
      threshold: number,
      activationThreshold: number,
      // The default would take a metric that is missing for no work.
      ignoreNullValues: z.literal('false'),
    }),
  }),
]);

const scaledObjectSchema = z.object({
  spec: z.object({
    scaleTargetRef: z.object({ name: z.string() }),
    minReplicaCount: z.number(),
    maxReplicaCount: z.number(),
    fallback: z.object({ failureThreshold: z.number(), replicas: z.number(), behavior: z.string() }),
    advanced: z.object({
      horizontalPodAutoscalerConfig: z.object({
        behavior: z.object({ scaleDown: z.object({ stabilizationWindowSeconds: z.number() }) }),
      }),
    }),
    triggers: z.array(triggerSchema),
  }),
});

export function scaledObjectOf(resources: readonly Resource[]) {
  return scaledObjectSchema.parse(resources.find(({ kind }) => kind === 'ScaledObject'));
}
