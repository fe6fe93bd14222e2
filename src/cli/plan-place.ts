import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Journal } from '../engine/journal.ts';
import type { Cost } from '../machines/ec2/costs/cost.ts';
import type { Ec2Settings } from '../machines/ec2/settings.ts';
import type { Provider } from '../machines/provider.ts';
import type { Packages } from '../packages/packages.ts';
import type { ProvidedImages } from '../release/provided-images.ts';
import type { Session } from './session.ts';

/** What a plan looks at without starting or writing anything; `await using` it. */
export interface PlanPlace extends AsyncDisposable {
  readonly provider: Provider;
  /** The tag that is baked on in place of the newest of the operating system; absent: that. */
  readonly parent?: string;
  /** Absent: images are taken to be there. */
  readonly images?: Pick<ProvidedImages, 'present'>;
  /** Absent: states of the package archive are taken to be here. */
  readonly packages?: Packages;
  /** Absent: no earlier bake is known. */
  readonly journal?: Journal;
  /** What a bake would cost whose machine runs so many seconds; absent where it costs nothing. */
  readonly cost?: (seconds: number) => Cost;
}

/** What this user can see of a provider. */
export async function planPlace(session: Session, provider: Provider): Promise<PlanPlace> {
  // Snapshots and the journal are for root alone.
  const isRoot = process.getuid?.() === 0;
  const journal = isRoot && existsSync(session.journalFile) ? { journal: await session.journal() } : {};
  const close = () => journal.journal?.[Symbol.dispose]();
  if (provider === 'ec2') return { ...journal, ...(await ec2Place(session, close)) };
  if (!isRoot) session.progress.say('whether the snapshots are here is not looked at: that takes root');
  return {
    ...{ provider, ...journal },
    ...(isRoot ? await localPlace(session) : {}),
    [Symbol.asyncDispose]: async () => close(),
  };
}

/** The tag that the settings of EC2 say to bake on, if they name one. */
export const parentIn = ({ parent }: Ec2Settings): Pick<PlanPlace, 'parent'> =>
  parent.kind === 'tag' ? { parent: parent.tag } : {};

async function localPlace({ settings: { state }, effects }: Session): Promise<Pick<PlanPlace, 'images' | 'packages'>> {
  const { Packages } = await import('../packages/packages.ts');
  const { presentIn } = await import('../release/provided-images.ts');
  const { Snapshots } = await import('../snapshots/snapshots.ts');
  const snapshots = new Snapshots(join(state, 'snapshots'), effects);
  return { images: presentIn(snapshots), packages: new Packages(join(state, 'packages'), effects) };
}

async function ec2Place(session: Session, close: () => void): Promise<PlanPlace> {
  const { bakeCost } = await import('../bake/ec2/bake-cost.ts');
  const { ec2Machines } = await import('../machines/ec2/ec2-machines.ts');
  const { ec2Provided } = await import('../release/ec2-provided.ts');
  const { ec2SettingsOf } = await import('./ec2-workshop.ts');
  const ec2 = ec2SettingsOf(session);
  const machines = ec2Machines(ec2);
  const end = async () => {
    close();
    await machines[Symbol.asyncDispose]();
  };
  return {
    ...{ provider: 'ec2', images: ec2Provided(machines, ec2.home.region), ...parentIn(ec2) },
    cost: (seconds) => bakeCost(ec2, seconds),
    [Symbol.asyncDispose]: end,
  };
}
