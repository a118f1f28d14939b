/** Networks that are no part of the public internet, or lead back into a private one. */

/** Where clouds tell a machine its own credentials, and what else is only for neighbours on the wire: never reached. */
export const metadataNetworks = [
  '169.254.0.0/16',
  // Azure's, which looks public; Alibaba's; Oracle's; AWS's.
  '168.63.129.16/32',
  '100.100.100.200/32',
  '192.0.0.192/32',
  'fe80::/10',
  'fd00:ec2::254/128',
  // The first of them behind NAT64.
  '64:ff9b::a9fe:0/112',
];

/** IPv4: every block of the IANA special-purpose registry (RFC 6890), and multicast. */
export const specialIpv4Networks = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/**
 * IPv6: all that is not global unicast, 2000::/3, and what is special inside it. So the addresses that wrap an IPv4 one are
 * here whatever they wrap: compatible, mapped and translated ones and NAT64 in ::/3, Teredo in 2001::/23, 6to4.
 */
export const specialIpv6Networks = [
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3ffe::/16',
  '3fff::/20',
];
