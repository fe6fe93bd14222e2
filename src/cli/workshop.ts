import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BakePlace } from '../bake/bake-place.ts';
import type { Journal } from '../engine/journal.ts';
import type { Machines } from '../machines/machines.ts';
import { Refusal } from '../problem/problem.ts';
import type { Front } from '../release/front/front.ts';
import type { ProvidedImages } from '../release/provided-images.ts';
import type { Ec2Workshop } from './ec2-workshop.ts';
import { type LocalWorkshop, localWorkshop } from './local-workshop.ts';
import { chosenProvider } from './provider-option.ts';
import { refuseRegion } from './region-option.ts';
import type { Session } from './session.ts';
import { makingRoom, settle } from './settle.ts';
import type { Options } from './verb.ts';

/** Everything that a bake or a launch works with, whoever has the machines. */
export interface AnyWorkshop {
  readonly journal: Journal;
  readonly machines: Machines;
  readonly images: ProvidedImages;
  readonly front: Front;
  readonly place: BakePlace;
}

/** A workshop of one of the providers. */
export type Workshop = LocalWorkshop | Ec2Workshop;

/** A workshop that can be opened, and its machines, which may have to make room for that. */
export interface Opening<W extends AnyWorkshop> {
  readonly machines: Machines;
  open(): Promise<W>;
}

/** `finish` goes on with the bakes that dead processes left, `undo` takes them back unless their image is already there. */
export type SettleMode = 'finish' | 'undo';

/** Opens what is to be worked with, of the provider that is asked for, and first settles what dead processes left there. */
export async function openWorkshop(session: Session, mode: SettleMode, options: Options = {}): Promise<Workshop> {
  const provider = chosenProvider(session, options);
  refuseRegion(provider, options);
  if (provider === 'ec2') {
    const { ec2Workshop } = await import('./ec2-workshop.ts');
    return await opened(session, ec2Workshop(session, options), mode);
  }
  return await opened(session, await localWorkshop(session), mode);
}

/** The same for what only machines of this host can do; `what` says that, as in `environments run`. */
export async function openLocalWorkshop(session: Session, mode: SettleMode, what: string): Promise<LocalWorkshop> {
  const { provider } = session.settings;
  if (provider === 'local') return await opened(session, await localWorkshop(session), mode);
  const message = `${what} on machines of this host only, and rolebake.yaml says provider: ${provider}`;
  throw new Refusal({ code: 'usage', message, hint: 'a rolebake.yaml of its own can say provider: local' });
}

async function opened<W extends Workshop>(session: Session, opening: Opening<W>, mode: SettleMode): Promise<W> {
  return await makingRoom(opening.machines, async () => {
    const workshop = await opening.open();
    await settle(session, workshop, mode);
    await pruneJobs(workshop, session.settings.jobs.keep);
    return workshop;
  });
}

/** Forgets the oldest jobs, and their logs. */
async function pruneJobs({ journal, place }: Workshop, keep: number): Promise<void> {
  for (const job of journal.prune(keep)) await rm(join(place.logs, job), { recursive: true, force: true });
}
