/** The rules that a target's own words decide. */
import { type Failure, failure } from '@camfleet/contracts';
import type { Access } from './access.js';
import { describeTarget, type Target } from './target.js';

/** A Failure where the operator does not allow the target; asked before anything is opened, and again at every redirect. */
export function checkTarget(access: Access, target: Target): Failure | null {
  // The bytes are the submitter's own, and nobody else knows the upload's name.
  if (target.scheme === 'upload') return null;
  if (!access.schemes.includes(target.scheme)) {
    const message = `${describeTarget(target)} is refused: ${target.scheme}: addresses are not allowed here`;
    return failure('source-scheme-refused', message);
  }
  switch (target.scheme) {
    case 'file':
      // Which file it is, is known once it is opened.
      return null;
    case 's3':
      return checkObject(access, target);
    default:
      return checkUrl(access, target);
  }
}

function checkObject(access: Access, target: Extract<Target, { scheme: 's3' }>): Failure | null {
  const path = `${target.bucket}/${target.key}`;
  if (access.buckets?.some((allowed) => path.startsWith(`${allowed}/`)) ?? true) return null;
  const message = `${describeTarget(target)} is refused: its bucket or prefix is not allowed here`;
  return failure('source-bucket-refused', message);
}

function checkUrl(access: Access, target: Extract<Target, { url: URL }>): Failure | null {
  const { url, scheme } = target;
  const where = describeTarget(target);
  if (!access.credentials && (url.username !== '' || url.password !== '')) {
    const message = `${where} is refused: it carries a name or password; use a public or a signed address`;
    return failure('source-credentials-refused', message);
  }
  if (!(access.hosts?.some((allowed) => isHost(url.hostname, allowed)) ?? true)) {
    return failure('source-host-refused', `${where} is refused: its host is not allowed here`);
  }
  const port = url.port === '' ? { http: 80, https: 443 }[scheme] : Number(url.port);
  if (!(access.ports?.includes(port) ?? true)) {
    return failure('source-port-refused', `${where} is refused: port ${port} is not allowed here`);
  }
  return null;
}

/** "example.org." is the same host as "example.org". */
function isHost(hostname: string, allowed: string): boolean {
  const host = hostname.replace(/\.$/, '');
  return allowed.startsWith('*.') ? host.endsWith(allowed.slice(1)) : host === allowed;
}
