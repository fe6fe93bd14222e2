import type { Duplex } from 'node:stream';
import { Refusal } from '../../../problem/problem.ts';
import { greetsOn } from '../../ssh-banner.ts';
import { isAwsCode } from '../api/aws-error.ts';
import { openSession } from '../session/open-session.ts';
import type { Site } from '../site/site.ts';
import type { Reach, ReachedMachine } from './reach.ts';

const GREETING_MS = 5_000;

/** Through sessions of the Session Manager: no address of a machine is connected to. */
export function bySession(siteIn: (region: string) => Site): Reach {
  const ending = new Set<Promise<unknown>>();
  const open = async ({ region, instance }: ReachedMachine): Promise<Duplex | Error> => {
    try {
      return await openSession(siteIn(region).region, instance, (end) => {
        ending.add(end);
        void end.finally(() => ending.delete(end));
      });
    } catch (error) {
      // What AWS refuses for good is no matter of waiting.
      if (error instanceof Refusal && !isAwsCode(error, 'TargetNotConnected')) throw error;
      return error as Error;
    }
  };
  return {
    ready: async () => undefined,
    greets: async (machine) => {
      if (!(await siteIn(machine.region).agents.look()).includes(machine.instance)) return false;
      const stream = await open(machine);
      return stream instanceof Error ? false : await greetsOn(stream, GREETING_MS);
    },
    dial: async (machine) => {
      const stream = await open(machine);
      if (!(stream instanceof Error)) return stream;
      const message = `${machine.instance} cannot be reached through the Session Manager: ${stream.message}`;
      throw new Refusal({ code: 'ssh-failed', message }, { cause: stream });
    },
    [Symbol.asyncDispose]: async () => void (await Promise.all(ending)),
  };
}
