/** One request to the API: sent until it is answered, and every answer that is no success as a Problem. */
import { Problem, type ProblemCode } from '@camfleet/contracts';
import { type ProblemDetails, problemSchema } from '@camfleet/protocol';

export interface ClientSettings {
  /** http(s)://host:port, and the path that the API lies under, if any; no slash at its end. */
  readonly server: string;
  /** An API key, where the server asks for one. */
  readonly key: string | null;
  readonly signal: AbortSignal;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Opened anew for every try. */
  readonly body?: () => ReadableStream<Uint8Array>;
  /** A form of files; it can be sent again. */
  readonly form?: FormData;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it may be sent again where no answer came: it changes nothing, or the server knows it again. */
  readonly repeatable?: boolean;
}

/** Times that a request is sent where the server is away or busy, and the first wait between two, in ms; it doubles. */
const triesMax = 5;
const firstWaitMs = 250;
/** The longest time that a server may ask us to wait, in ms. */
const waitMsMax = 70_000;

/**
 * The answer, its body unread. Throws the Problem that the server answered with; 'server-refused' where the house knows no
 * such problem, 'server-failed' where the server is at fault, 'server-unreachable' where none answers; or the signal's reason.
 */
export async function request(settings: ClientSettings, path: string, call: Call = {}): Promise<Response> {
  const { method = 'GET', repeatable = method === 'GET' } = call;
  for (let tries = 1; ; tries += 1) {
    const answer = await send(settings, path, { ...call, method }).catch((error: unknown) => {
      settings.signal.throwIfAborted();
      if (!repeatable || tries >= triesMax) throw unreachable(settings, error);
      return null;
    });
    if (answer?.ok === true) return answer;
    const isBusy = answer !== null && (answer.status === 429 || (answer.status === 503 && repeatable));
    if (answer !== null && (!isBusy || tries >= triesMax)) throw await problemOf(answer, settings);
    await answer?.body?.cancel();
    const asked = Number(answer?.headers.get('retry-after') ?? 0) * 1_000;
    await wait(Math.min(waitMsMax, Math.max(asked, firstWaitMs * 2 ** (tries - 1))), settings.signal);
  }
}

function send({ server, key, signal }: ClientSettings, path: string, call: Call): Promise<Response> {
  const { method, json, body, form, headers = {} } = call;
  const init: RequestInit & { duplex?: 'half' } = {
    method: method!,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    // Redirected, the key would go to whoever the answer names.
    redirect: 'error',
    signal,
  };
  if (json !== undefined) init.body = JSON.stringify(json);
  if (form !== undefined) init.body = form;
  if (body !== undefined) {
    init.body = body();
    init.duplex = 'half';
  }
  return fetch(`${server}${path}`, init);
}

function unreachable({ server }: ClientSettings, error: unknown): Problem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  const why = code ?? (cause instanceof Error ? cause.message : String(cause));
  return new Problem(
    'server-unreachable',
    `no Camfleet server answers at ${server} (${why}): start one with camfleet up, or name another`,
    { cause: error },
  );
}

async function problemOf(answer: Response, { server }: ClientSettings): Promise<Problem> {
  const details = problemSchema.safeParse(await answer.json().catch(() => null));
  if (!details.success) {
    return new Problem(
      'server-failed',
      `${server} answered ${answer.status}, and not as a Camfleet server does: check the address`,
    );
  }
  return new Problem(codeOf(details.data), sentenceOf(details.data));
}

/** What the house knows keeps its code, and with it the exit code of a command. */
function codeOf({ code, status }: ProblemDetails): ProblemCode {
  if (status >= 500) return 'server-failed';
  return houseCodes.has(code) ? (code as ProblemCode) : 'server-refused';
}

const houseCodes: ReadonlySet<string> = new Set<ProblemCode>([
  'usage',
  'run-unknown',
  'run-conflict',
  'manifest-not-found',
  'manifest-unreadable',
  'manifest-empty',
  'model-unknown',
  'model-refused',
  'policy-unknown',
  'policy-refused',
]);

/** The server's own sentence; where it is at fault, with the id under which its log has more. */
function sentenceOf({ code, detail, status, request: id }: ProblemDetails): string {
  if (code === 'key-missing')
    return 'the server asks for an API key: set CAMFLEET_API_KEY, or name a file that holds one';
  const sentence = detail.replace(/\.$/, '');
  return status >= 500 ? `${sentence} (request ${id})` : sentence;
}

export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
