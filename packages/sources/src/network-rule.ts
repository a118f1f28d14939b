/** Which addresses may be connected to. */
import { BlockList, isIP } from 'node:net';
import { metadataNetworks, specialIpv4Networks, specialIpv6Networks } from './special-networks.js';

/** Of an address as the resolver gives it, without brackets. */
export type NetworkRule = (address: string) => boolean;

/** Public addresses and those of `networks`; all of them for null. Metadata services are out of reach in any case. */
export function networkRule(networks: readonly string[] | null): NetworkRule {
  const metadata = blockListOf(metadataNetworks);
  // Two lists, since a BlockList sees an IPv4 address in ::/3 too, where it is mapped.
  const special = { 4: blockListOf(specialIpv4Networks), 6: blockListOf(specialIpv6Networks) };
  const allowed = networks === null ? null : blockListOf(networks);
  return (address) => {
    const version = isIP(address);
    if (version !== 4 && version !== 6) return false;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (metadata.check(address, family)) return false;
    return allowed === null || allowed.check(address, family) || !special[version].check(address, family);
  };
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address, prefix] = network.split('/');
    list.addSubnet(address!, Number(prefix), isIP(address!) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
