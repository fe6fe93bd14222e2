import type { JobKind, UndoReason } from '../engine/job.ts';
import { refuseRevoked } from '../ledger/refuse-revoked.ts';
import { tagNow } from '../ledger/tag-now.ts';
import { type BakePlace, fencedPlace } from './bake-place.ts';
import { contractOf } from './image-contract.ts';
import type { BakeInput } from './plan.ts';
import { type Baking, bakeMachine, endMachine, testMachine } from './steps/baking.ts';
import { checkImage } from './steps/check.ts';
import { makeImage } from './steps/image.ts';
import { leaveAlive } from './steps/machine-connection.ts';
import { stepOf } from './steps/step-of.ts';
import { type BakeResult, tagImage } from './steps/tag.ts';
import { testFlags } from './steps/test-flags.ts';

/** What a bake works on: a role is baked by one job at a time. */
export const bakeSubject = ({ role, provider }: Pick<BakeInput, 'role' | 'provider'>): string =>
  provider === undefined ? `role/${role}` : `role/${role} on ${provider}`;

/** The bake of one role, step by step. */
export const bakeKind = (place: BakePlace): JobKind<BakeInput, BakeResult> => ({
  name: 'bake',
  subject: bakeSubject,
  finishAfter: 'check image',
  run: (context, input) => bake({ place: fencedPlace(place, context), context, input }),
  undo: (context, input, why) => takeBack({ place: fencedPlace(place, context), context, input }, why),
});

async function bake(baking: Baking): Promise<BakeResult> {
  const { place, context, input } = baking;
  const [machine, fresh] = [bakeMachine(context.jobId), testMachine(context.jobId)];
  const step = stepOf(baking);
  if (context.finished(place.images.lastStep) === undefined) await refuseRevokedParents(baking);
  const image = await makeImage(baking);
  await place.seat?.take(context.signal);
  await step('launch image', async () => {
    await refuseRevokedParents(baking);
    await place.images.launchImage(baking, image, testFlags(contractOf(input.details).flags));
  });
  await step('check image', () => checkImage(baking, fresh));
  const { tag, digest, seconds, resources } = await step('tag', () => tagImage(baking, image));
  await step('terminate', async () => {
    for (const id of [machine, fresh]) await endMachine(baking, id);
  });
  return { tag, digest, seconds, resources };
}

/** A parent may be revoked after the bake was planned. Once the image is checked, the bake is finished all the same. */
async function refuseRevokedParents({ place, input: { role, parent, application } }: Baking): Promise<void> {
  const view = await place.ledger.view();
  for (const one of [parent, ...(application ? [application] : [])])
    refuseRevoked(tagNow(view, one), `rolebake plan ${role}`);
}

/** Ends the machines of a bake; one that failed and is to be looked at is kept, with its keys. */
async function takeBack(baking: Baking, why: UndoReason): Promise<void> {
  const { place, context, input } = baking;
  const ids = [testMachine(context.jobId), bakeMachine(context.jobId)];
  const there = await Promise.all(ids.map((id) => place.machines.get(id)));
  const kept = why === 'failed' && input.keepOnFailure ? there.find((machine) => machine !== undefined) : undefined;
  if (kept?.state === 'running') await leaveAlive(baking, kept.id).catch(() => undefined);
  for (const id of ids) if (id !== kept?.id) await endMachine({ place }, id);
  await place.images.discard(baking);
}
