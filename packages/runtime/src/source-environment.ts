/** The environment variables by which the operator says what the URIs of users may reach. */
import { isIP } from 'node:net';
import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';

/** Words between commas. */
function listOf<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .string()
    .transform((text) => text.split(',').map((word) => word.trim()))
    .pipe(z.array(item));
}

/** "*" is any: null. */
function listOrAny<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z
    .string()
    .transform((text) => (text.trim() === '*' ? null : text))
    .pipe(listOf(item).nullable());
}

const host = z
  .string()
  .transform((text) => /^(\*\.)?([^*/:@?#\\\s]+)$/.exec(text))
  .refine((match) => match !== null && URL.canParse(`http://${match[2]}`), 'a host, or "*." and a host')
  .transform((match) => `${match![1] ?? ''}${new URL(`http://${match![2]}`).hostname.replace(/\.$/, '')}`);

const port = z
  .string()
  .refine((text) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535, 'a port, 1 to 65535')
  .transform(Number);

/** An address alone is a network of one. */
const network = z
  .string()
  .transform((text) => (text.includes('/') ? text : `${text}/${isIP(text) === 6 ? 128 : 32}`))
  .refine((text) => {
    const [address, prefix = '', ...more] = text.split('/');
    const bits = { 0: -1, 4: 32, 6: 128 }[isIP(address!)] ?? -1;
    return /^\d+$/.test(prefix) && Number(prefix) <= bits && more.length === 0;
  }, 'a network such as 10.0.0.0/8 or fd00::/8');

/** "10.0.0.0/8,192.0.2.1". */
export const networksSchema = listOf(network);

const bucket = z
  .string()
  .regex(/^[a-z0-9][\w.-]*(\/.+)?$/i, 'a bucket, or a bucket and a prefix')
  .transform((text) => text.replace(/\/+$/, ''));

const folder = z
  .string()
  .refine(isAbsolute, 'the absolute path of a folder')
  .transform((path) => normalize(path).replace(/(?!^)\/$/, ''))
  .refine(
    (path) => !/^\/($|proc\/|sys\/|dev\/)/.test(`${path}/`.replace('//', '/')),
    'a folder of pictures, not the whole machine or a folder that the kernel makes up',
  );

/**
 * What is not set is as SOURCE_ACCESS says, which is `profile` by default: `trusted` for commands that serve who runs them,
 * `guarded` for services. None of it is ever part of a run: a run that is taken up elsewhere has that operator's rules.
 */
export function sourceEnvironment(profile: 'trusted' | 'guarded') {
  return {
    SOURCE_ACCESS: z.enum(['trusted', 'guarded']).default(profile),
    SOURCE_SCHEMES: listOf(z.enum(['file', 's3', 'http', 'https'])).optional(),
    SOURCE_HOSTS: listOrAny(host).optional(),
    /** Besides 80 and 443. */
    SOURCE_PORTS: listOrAny(port).optional(),
    /** Besides the public ones. */
    SOURCE_NETWORKS: listOrAny(network).optional(),
    SOURCE_BUCKETS: listOrAny(bucket).optional(),
    SOURCE_FOLDERS: listOf(folder).optional(),
  };
}
type SourceConfig = z.infer<z.ZodObject<ReturnType<typeof sourceEnvironment>>>;

/** The same as plain values, as the sources take them. */
export function sourceSettings(config: SourceConfig) {
  return {
    profile: config.SOURCE_ACCESS,
    ...(config.SOURCE_SCHEMES !== undefined && { schemes: config.SOURCE_SCHEMES }),
    ...(config.SOURCE_HOSTS !== undefined && { hosts: config.SOURCE_HOSTS }),
    ...(config.SOURCE_PORTS !== undefined && { ports: config.SOURCE_PORTS }),
    ...(config.SOURCE_NETWORKS !== undefined && { networks: config.SOURCE_NETWORKS }),
    ...(config.SOURCE_BUCKETS !== undefined && { buckets: config.SOURCE_BUCKETS }),
    ...(config.SOURCE_FOLDERS !== undefined && { folders: config.SOURCE_FOLDERS }),
  };
}
