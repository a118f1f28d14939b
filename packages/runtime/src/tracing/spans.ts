/**
 * Traces, by OpenTelemetry's API alone: without a provider, which only `OTEL_EXPORTER_OTLP_ENDPOINT` brings in, all of it does
 * nothing. A span is a shard, a batch or a write, never an image: there would be no end of them.
 */
import { context, propagation, SpanStatusCode, trace } from '@opentelemetry/api';

/** Under this name tracers are asked for. */
const tracerName = 'camfleet';

/**
 * Runs the work in a span: of the trace that `parent` names (a W3C traceparent), else below the span that is open. What it throws
 * is noted, and thrown.
 */
export async function inSpan<Result>(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  work: () => Promise<Result>,
  parent?: string,
): Promise<Result> {
  const below =
    parent === undefined ? context.active() : propagation.extract(context.active(), { traceparent: parent });
  return await trace.getTracer(tracerName).startActiveSpan(name, { attributes }, below, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The open span as a traceparent, for whoever goes on elsewhere; undefined where nothing is traced. */
export function currentTrace(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}
