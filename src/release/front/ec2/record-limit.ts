import type { Problem } from '../../../problem/problem.ts';
import type { WantedRole } from '../../up/plan.ts';

/** So many addresses one record set of Route53 holds. */
const MOST = 400;

/** Roles with more machines than the name of one build can lead to. */
export const tooManyForNames = (wanted: readonly Pick<WantedRole, 'member' | 'count'>[]): Problem[] =>
  wanted
    .filter(({ count }) => count > MOST)
    .map(({ member: { role }, count }) => ({
      code: 'unfit-release',
      message: `${role} is to have ${count} machines, and a name at Route53 leads to ${MOST} at most`,
      hint: `in the environment's file: roles: {${role}: {count: ${MOST}}}`,
    }));
