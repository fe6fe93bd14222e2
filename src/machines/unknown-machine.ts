import { Refusal } from '../problem/problem.ts';

/** What a person is told of a machine that is not there. */
export function unknownMachine(id: string): Refusal {
  return new Refusal({ code: 'unknown-machine', message: `there is no machine ${id}`, hint: 'rolebake machines' });
}
