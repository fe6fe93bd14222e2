import type { Duplex } from 'node:stream';
import type { Instance } from '@aws-sdk/client-ec2';
import { greetsOn } from '../../ssh-banner.ts';
import type { Ec2Machine } from '../ec2-machine.ts';
import type { Connect } from '../settings.ts';
import type { Site } from '../site/site.ts';
import { Bastion } from './bastion.ts';
import { bySession } from './by-session.ts';

/** Where a machine is. */
export type ReachedMachine = Pick<Ec2Machine, 'region' | 'instance' | 'address'>;

/** How machines' sshd is reached. */
export interface Reach extends AsyncDisposable {
  /** Sees to it that machines could be reached, before one is made. Refuses as the way there does. */
  ready(): Promise<void>;
  /** Whether sshd greets in a machine. */
  greets(machine: ReachedMachine): Promise<boolean>;
  /** A stream to a machine's sshd; without it, whoever wants one connects to the machine's address. */
  dial?(machine: ReachedMachine): Promise<Duplex>;
}

const SSH = 22;
const GREETING_MS = 5_000;

/** The way that the settings say; `greets` asks an address without any detour. */
export function reachOf(
  connect: Connect,
  greets: (address: string) => Promise<boolean>,
  siteIn: (region: string) => Site,
): Reach {
  if (connect === 'session-manager') return bySession(siteIn);
  return typeof connect === 'string' ? straight(greets) : throughBastion(new Bastion(connect.bastion));
}

const straight = (greets: (address: string) => Promise<boolean>): Reach => ({
  ready: async () => undefined,
  greets: ({ address }) => greets(address),
  [Symbol.asyncDispose]: async () => undefined,
});

const throughBastion = (bastion: Bastion): Reach => ({
  ready: () => bastion.ready(),
  greets: async ({ address }) => {
    const answer = await bastion.tryDial(address, SSH);
    return answer instanceof Error ? false : await greetsOn(answer, GREETING_MS);
  },
  dial: ({ address }) => bastion.dial(address, SSH),
  [Symbol.asyncDispose]: () => bastion[Symbol.asyncDispose](),
});

/** Where machines are reached; undefined where it has no address now. */
export const addressOf = (connect: Connect, instance: Instance): string | undefined =>
  connect === 'public' ? instance.PublicIpAddress : instance.PrivateIpAddress;
