/** What the URIs of users may reach on the way to their bytes: the operator's rules, never a submitter's. */
import type { Target } from './target.js';

export interface Access {
  readonly schemes: readonly Exclude<Target['scheme'], 'upload'>[];
  /** http(s) hosts as a URL writes them; "*.example.org" is every host below that one. Null: any. */
  readonly hosts: readonly string[] | null;
  /** Null: any. */
  readonly ports: readonly number[] | null;
  /** Networks in CIDR that may be reached besides the public ones. Null: any. */
  readonly networks: readonly string[] | null;
  /** "bucket" or "bucket/prefix". Null: any. */
  readonly buckets: readonly string[] | null;
  /** Absolute paths of the folders whose files may be read. Null: any. */
  readonly folders: readonly string[] | null;
  /** Whether an http address may carry a name and password, which go to its own host alone. */
  readonly credentials: boolean;
}

/** `profile` says what holds where a rule is not set. */
export interface AccessSettings extends Partial<Omit<Access, 'credentials'>> {
  readonly profile: keyof typeof profiles;
}

const schemes = ['file', 's3', 'http', 'https'] as const;
const usualPorts = [80, 443];

/** For who runs Camfleet on pictures of their own: everything the machine's user can read or reach, but no metadata service. */
export const trustedAccess: Access = {
  schemes,
  hosts: null,
  ports: null,
  networks: null,
  buckets: null,
  folders: null,
  credentials: true,
};

/** For services with foreign submitters: the public web, and nothing that is reached with the operator's rights. */
export const guardedAccess: Access = {
  schemes,
  hosts: null,
  ports: usualPorts,
  networks: [],
  buckets: [],
  folders: [],
  credentials: false,
};

const profiles = { trusted: trustedAccess, guarded: guardedAccess };

/** The profile, with what the operator set in its place; ports that are set stand beside 80 and 443. */
export function accessOf({ profile, ...own }: AccessSettings): Access {
  const access = { ...profiles[profile], ...own };
  const { ports } = own;
  return ports === undefined || ports === null ? access : { ...access, ports: [...usualPorts, ...ports] };
}
