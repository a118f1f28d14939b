/** A client that holds every answer to what the server's own OpenAPI document says of it. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

const documentSchema = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.unknown()) })),
  ),
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON. */
  readonly body: unknown;
  readonly bytes: Uint8Array;
}

interface Call {
  readonly json?: unknown;
  readonly body?: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DescribedClient {
  readonly document: z.infer<typeof documentSchema>;
  /** Throws where the document does not know the operation, the status or the media type, or where the body does not fit. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
}

export async function describedClient(origin: string): Promise<DescribedClient> {
  const document = documentSchema.parse(await (await fetch(`${origin}/openapi.json`)).json());
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(document, 'openapi');

  function check(method: string, path: string, { status, headers, body }: Answer): void {
    const template = Object.keys(document.paths)
      .filter((one) => matches(one, path))
      // "/runs/mine" before "/runs/{run}".
      .sort((a, b) => a.split('{').length - b.split('{').length)[0];
    const operation = document.paths[template ?? '']?.[method.toLowerCase()];
    if (template === undefined || operation === undefined)
      throw new Error(`${method} ${path} is not described`);
    if (!(status in operation.responses))
      throw new Error(`${method} ${path} answered ${status}: not described`);
    if (status === 204) return;
    const mediaType = headers.get('content-type')?.split(';')[0] ?? '';
    const place = [
      'paths',
      template,
      method.toLowerCase(),
      'responses',
      String(status),
      'content',
      mediaType,
      'schema',
    ];
    let schema: unknown = document;
    for (const step of place) schema = (schema as Record<string, unknown> | undefined)?.[step];
    if (schema === undefined) throw new Error(`${method} ${path} answered with ${mediaType}: not described`);
    if (!mediaType.endsWith('json')) return;
    const pointer = place
      .map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'))
      .map(encodeURIComponent);
    const validate = ajv.compile({ $ref: `openapi#/${pointer.join('/')}` });
    if (!validate(body)) {
      throw new Error(`${method} ${path}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`);
    }
  }

  return {
    document,
    call: async (method, path, { json, body, headers = {} } = {}) => {
      const answer = await fetch(`${origin}${path}`, {
        method,
        headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
        ...(body === undefined ? {} : { body }),
      });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
      const parsed: unknown = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : null;
      const result = { status: answer.status, headers: answer.headers, body: parsed, bytes };
      check(method, path.split('?')[0]!, result);
      return result;
    },
  };
}

function matches(template: string, path: string): boolean {
  const parts = template.split('/');
  const given = path.split('/');
  return parts.length === given.length && parts.every((part, i) => part.startsWith('{') || part === given[i]);
}
