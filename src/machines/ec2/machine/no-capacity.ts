import { Refusal } from '../../../problem/problem.ts';
import { awsCode } from '../api/aws-error.ts';
import type { Seat } from './launch-call.ts';

/** What a person is told when nothing is left of what may be taken. */
export function noCapacity(region: string, tried: readonly Seat[], why: unknown): Refusal {
  const seats = tried.map(({ instanceType, subnet }) => `${instanceType} in ${subnet}`).join(', ');
  const message = `${region} has no machine left: ${seats} (${awsCode(why)})`;
  return new Refusal({ code: 'no-capacity', message }, { cause: why });
}
