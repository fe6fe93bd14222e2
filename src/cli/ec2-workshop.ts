import { join } from 'node:path';
import { ec2ImageMaker } from '../bake/ec2/ec2-image-maker.ts';
import { KeyStore } from '../bake/key-store.ts';
import { type Ec2Machines, ec2Machines } from '../machines/ec2/ec2-machines.ts';
import type { Ec2Settings } from '../machines/ec2/settings.ts';
import { openPackages } from '../packages/packages.ts';
import { Refusal } from '../problem/problem.ts';
import { ec2Provided } from '../release/ec2-provided.ts';
import { bakePlace } from './bake-place.ts';
import { ec2Front } from './ec2-front.ts';
import { chosenRegion } from './region-option.ts';
import type { Session } from './session.ts';
import type { Options } from './verb.ts';
import type { AnyWorkshop, Opening } from './workshop.ts';

/** What machines of AWS are worked with. */
export interface Ec2Workshop extends AnyWorkshop {
  readonly provider: 'ec2';
  readonly machines: Ec2Machines;
  readonly ec2: Ec2Settings;
}

export function ec2Workshop(session: Session, options: Options): Opening<Ec2Workshop> {
  const { effects } = session;
  const { state } = session.settings;
  const ec2 = ec2SettingsOf(session);
  const region = chosenRegion(ec2, options);
  const machines = session.opened.use(ec2Machines(ec2));
  const open = async (): Promise<Ec2Workshop> => {
    const journal = await session.journal();
    const packages = await openPackages(join(state, 'packages'), effects);
    // Apart from those of machines of this host: each provider forgets keys of machines that it does not know.
    const keys = new KeyStore(join(state, 'ec2'));
    const place = await bakePlace(session, { machines, images: ec2ImageMaker(machines, ec2), packages, keys });
    const images = ec2Provided(machines, region);
    return { provider: 'ec2', ec2, journal, machines, images, front: ec2Front(session, machines), place };
  };
  return { machines, open };
}

/** What rolebake.yaml says of EC2; refuses with `usage` if it says nothing. */
export function ec2SettingsOf({ settings }: Session): Ec2Settings {
  if (settings.ec2 !== undefined) return settings.ec2;
  const message = 'rolebake.yaml says nothing of EC2';
  throw new Refusal({ code: 'usage', message, hint: 'ec2: {region: eu-central-1}; docs/ec2.md has the rest' });
}
