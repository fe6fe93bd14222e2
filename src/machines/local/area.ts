import type { Effects } from '../../host/effects.ts';
import { Refusal } from '../../problem/problem.ts';
import { machineNetwork } from './subnet.ts';

/** Where local machines live. One area is shared by every rolebake process and state folder of the host. */
export interface LocalSettings {
  /** The folder whose `machines/` holds the disks. */
  readonly state: string;
  /**
   * Names everything host-wide (bridge, name spaces, control groups, /run folder): up to 8 of `a-z`. Default: follows
   * from the network, so that two networks on one host never share a bridge.
   */
  readonly area?: string;
  /** IPv4 network of the area, a prefix of 16 to 24 bits. Default 10.87.0.0/16. */
  readonly subnet?: string;
  /** Until ssh answers. Default 60 s. */
  readonly bootTimeoutMs?: number;
  /** Between the request to shut down and the end by force. Default 20 s. */
  readonly stopGraceMs?: number;
}

/** The settings, complete, with the names that follow from them. */
export interface Area {
  readonly name: string;
  readonly subnet: string;
  /** tmpfs: the host's reboot forgets machines, and no secret reaches a disk. */
  readonly runtime: string;
  readonly records: string;
  readonly disks: string;
  readonly bridge: string;
  readonly bootTimeoutMs: number;
  readonly stopGraceMs: number;
  readonly effects: Effects;
}

/** The network of machines where rolebake.yaml names none. */
export const DEFAULT_SUBNET = '10.87.0.0/16';
const LETTERS = 26;

/** The area of a network: `rolebake` for the default one, else six letters that no other network has. */
export function areaOfNetwork(network: string): string {
  if (network === DEFAULT_SUBNET) return 'rolebake';
  const { base, bits } = machineNetwork(network);
  // Networks of 16 to 24 bits: fewer than 26 to the power of six.
  let number = Math.floor(base / 256) * 9 + (bits - 16);
  let letters = '';
  for (let place = 0; place < 6; place++) {
    letters = String.fromCharCode(97 + (number % LETTERS)) + letters;
    number = Math.floor(number / LETTERS);
  }
  return `rb${letters}`;
}

export function areaOf(settings: LocalSettings, effects: Effects): Area {
  const subnet = settings.subnet ?? DEFAULT_SUBNET;
  const name = settings.area ?? areaOfNetwork(subnet);
  if (!/^[a-z]{1,8}$/.test(name)) throw new Error(`not an area's name: ${name}`);
  return {
    name,
    subnet,
    runtime: `/run/${name}`,
    records: `/run/${name}/machines`,
    disks: `${settings.state}/machines`,
    bridge: `${name}0`,
    bootTimeoutMs: settings.bootTimeoutMs ?? 60_000,
    stopGraceMs: settings.stopGraceMs ?? 20_000,
    effects,
  };
}

/** The name of a machine's network name space, nspawn machine and mount, so that each can be told by its name. */
export function hostName(area: Area, id: string): string {
  return `${area.name}-${id}`;
}

/** The machine that a host-wide name belongs to; undefined for a name that is not ours. */
export function idOfHostName(area: Area, name: string): string | undefined {
  return name.startsWith(`${area.name}-`) ? name.slice(area.name.length + 1) : undefined;
}

export function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new Refusal({
    code: 'not-root',
    message: 'local machines need root: they mount file systems and make network name spaces',
    hint: 'run the same command with sudo',
  });
}
