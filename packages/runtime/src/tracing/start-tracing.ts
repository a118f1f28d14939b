/** Tells a collector of spans, over OTLP; loaded only where one is named. */
import { build } from '@camfleet/contracts';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

/** `share` of the traces that begin here; one that comes from elsewhere is told of as it was begun. */
export function startTracing(service: string, endpoint: string, share: number): { close(): Promise<void> } {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `camfleet-${service}`, 'service.version': build }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })),
    ],
  });
  provider.register();
  // A collector that is away must keep nobody from ending.
  return { close: () => provider.shutdown().catch(() => {}) };
}
