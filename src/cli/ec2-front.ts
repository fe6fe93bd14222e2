import { Refusal } from '../problem/problem.ts';
import type { Front } from '../release/front/front.ts';

/** In front of machines at AWS there is nothing yet. */
export function ec2Front(): Front {
  const refuse = async (): Promise<never> => {
    const message = 'environments have balancers and names on machines of this host only';
    throw new Refusal({ code: 'usage', message, hint: '--provider local' });
  };
  const none = async () => undefined;
  return {
    balancers: { put: refuse, addressOf: none, states: none, remove: none, list: async () => [] },
    zones: { ensure: refuse, put: refuse, get: none, addressOf: none, remove: none },
  };
}
