import { BlockList, isIP } from "node:net";

/** IPv4 addresses that are not on the public internet, by IANA's registry of special-purpose addresses. */
const SPECIAL_IPV4: [network: string, prefix: number][] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // RFC 1918
  ["100.64.0.0", 10], // carrier-grade NAT
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local; 169.254.169.254 has the metadata of clouds
  ["172.16.0.0", 12], // RFC 1918
  ["192.0.0.0", 24], // IETF protocols
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // RFC 1918
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
];

/** Of the public IPv6 addresses, 2000::/3, those that are not, or that hold an IPv4 address. */
const SPECIAL_IPV6: [network: string, prefix: number][] = [
  ["2001::", 23], // Teredo and other IETF protocols
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4
  ["3fff::", 20], // documentation
];

const special = new BlockList();
for (const [network, prefix] of SPECIAL_IPV4) special.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of SPECIAL_IPV6) special.addSubnet(network, prefix, "ipv6");
const publicIpv6 = new BlockList();
publicIpv6.addSubnet("2000::", 3, "ipv6");

/**
 * Whether an IP address is on the public internet. Every other one may be this machine, a private network, or lead to
 * them: loopback, RFC 1918, link-local, unique local, IPv4 within IPv6.
 */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^\[(.*)\]$/, "$1");
  if (isIP(plain) === 4) return !special.check(plain, "ipv4");
  if (isIP(plain) === 6 && !plain.includes("%")) {
    return publicIpv6.check(plain, "ipv6") && !special.check(plain, "ipv6");
  }
  return false;
}

/** Whether a host name is of this machine, whatever a resolver says. */
export function isLocalName(host: string): boolean {
  return /(^|\.)(localhost|localdomain)\.?$/i.test(host);
}
