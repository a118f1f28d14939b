/** The one gate through which connections are made: the address that is checked is the one that is connected to. */
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { NetworkRule } from './network-rule.js';

/** Resolves a name as dns.lookup does. */
export type Lookup = (
  name: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A connection that the rule forbids was not made. */
export class NetworkRefused extends Error {
  override readonly name = 'NetworkRefused';
}

export function guardedConnector(
  rule: NetworkRule,
  lookup: Lookup,
  timeoutMs: number,
): buildConnector.connector {
  const connect = buildConnector({ timeout: timeoutMs, lookup: guardedLookup(rule, lookup) });
  return (options, done) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    // Nothing is looked up for a host that is an address already.
    if (isIP(host) !== 0 && !rule(host)) done(new NetworkRefused(host), null);
    else connect(options, done);
  };
}

/** A name with one address out of bounds is refused whole: no public name points inside by mistake. */
function guardedLookup(rule: NetworkRule, lookup: Lookup): LookupFunction {
  return (name, options, done) =>
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      if (!addresses.every(({ address }) => rule(address))) return done(new NetworkRefused(name), []);
      const first = addresses[0];
      if (options.all === true || first === undefined) return done(null, addresses);
      return done(null, first.address, first.family);
    });
}
