import { IF_TRANSIENT } from '../../bake/transient.ts';
import type { JobContext, JobKind } from '../../engine/job.ts';
import { endingIn, type RolePlan } from './plan.ts';
import { balance, memberOf } from './steps/balance.ts';
import { endOld, finishRecord } from './steps/finish.ts';
import { launchRole } from './steps/launch-role.ts';
import { announce, ensureResolver, prepareBalancers } from './steps/names.ts';
import { refuseOutdated } from './steps/outdated.ts';
import { proveRole } from './steps/prove-role.ts';
import { setEnd } from './steps/set-end.ts';
import { refuseUnwell } from './steps/still-well.ts';
import { takeBack } from './steps/take-back.ts';
import { together } from './steps/together.ts';
import type { UpInput } from './up-input.ts';
import { fencedUpPlace, type Raising, type UpPlace } from './up-place.ts';

/** An environment is changed by one job at a time; those of one name that two providers have are two. */
export const upSubject = ({ environment, provider = 'local' }: Pick<UpInput, 'environment' | 'provider'>): string =>
  provider === 'local' ? `env/${environment}` : `env/${provider}/${environment}`;

/** Before it there is nothing to take back. */
const LOOK = 'look';

/** The last step that can be taken back: once all balancers send to the new machines, a job is finished, not undone. */
const SWITCH = 'switch balancers';

/** Brings an environment to a release, beside what it runs now. */
export const upKind = (place: UpPlace): JobKind<UpInput, void> => ({
  name: 'up',
  subject: upSubject,
  finishAfter: SWITCH,
  run: (context, input) => raise({ place: fencedUpPlace(place, context), context, input }),
  undo: async (context, input) => {
    if (context.finished(LOOK)) await takeBack({ place: fencedUpPlace(place, context), context, input });
  },
});

async function raise(raising: Raising): Promise<void> {
  const { context, input } = raising;
  const step: JobContext['step'] = (name, act) => context.step(name, act, { retries: IF_TRANSIENT });
  await step(LOOK, () => refuseOutdated(raising));
  const resolver = await step('resolver', () => ensureResolver(raising));
  const launch = (role: RolePlan) => step(`launch ${role.role}`, () => launchRole(raising, role, resolver));
  const fresh = input.plan.roles.filter((role) => role.launch > 0);
  const early = fresh.filter((role) => reachesNone(raising, role));
  await together<unknown>([step('balancers', () => prepareBalancers(raising)), ...early.map(launch)]);
  for (const role of fresh) {
    if (!early.includes(role)) await launch(role);
    await step(`check ${role.role}`, () => proveRole(raising, role));
    if (hasNoOther(role)) await step(`balance ${role.role}`, () => balance(raising, role, 'new'));
  }
  const traffic = input.weight < 100 ? 'share' : 'new';
  await step(SWITCH, async () => {
    await refuseUnwell(raising);
    for (const role of input.plan.roles) await balance(raising, role, traffic);
  });
  await step('names', () => announce(raising, traffic));
  await step('note what runs', () => finishRecord(raising));
  const { endsAt, isRetimed } = input;
  if (endsAt !== undefined && isRetimed) await step('time', () => setEnd(raising, endsAt));
  const ends = input.weight === 100 || endingIn(input.plan, input.weight).length > 0;
  if (ends) await step('end old machines', () => endOld(raising));
}

/** A role that is told of no other, and waits for none, is launched while the balancers are made. */
function reachesNone(raising: Raising, { role }: RolePlan): boolean {
  const { after, connections } = memberOf(raising, role);
  return after.length + connections.length === 0;
}

/** A role that nothing serves yet may serve at once, for others that start after it. */
const hasNoOther = ({ keep, end }: RolePlan): boolean => keep.length + end.length === 0;
