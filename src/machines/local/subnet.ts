import { Refusal } from '../../problem/problem.ts';

/** An IPv4 network as numbers: `base` is its first address. */
export interface Subnet {
  readonly base: number;
  readonly bits: number;
}

/** Reads `10.87.0.0/16`; undefined if it is not a network. A bare address is one of 32 bits. */
export function parseSubnet(text: string): Subnet | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = match.slice(1, 5).map(Number);
  const bits = Number(match[5] ?? 32);
  if (bits > 32 || Math.max(a, b, c, d) > 255) return undefined;
  const base = ((a * 256 + b) * 256 + c) * 256 + d;
  return base % 2 ** (32 - bits) === 0 ? { base, bits } : undefined;
}

/** Reads the network that machines get; refuses with `wrong-value` what is none of 16 to 24 bits. */
export function machineNetwork(text: string): Subnet {
  const subnet = parseSubnet(text);
  if (subnet && subnet.bits >= 16 && subnet.bits <= 24) return subnet;
  throw new Refusal({
    code: 'wrong-value',
    message: `${text} is no network for machines`,
    hint: 'an IPv4 network of 16 to 24 bits, as 10.87.0.0/16',
  });
}

/** How many addresses the network has, its own name and broadcast among them. */
export function subnetSize(subnet: Subnet): number {
  return 2 ** (32 - subnet.bits);
}

/** The address at an offset, dotted. */
export function addressAt(subnet: Subnet, offset: number): string {
  const value = subnet.base + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

export function subnetsOverlap(one: Subnet, other: Subnet): boolean {
  return one.base < other.base + subnetSize(other) && other.base < one.base + subnetSize(one);
}
