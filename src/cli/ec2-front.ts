import type { Ec2Machines } from '../machines/ec2/ec2-machines.ts';
import { ec2Balancers } from '../release/front/ec2/ec2-balancers.ts';
import { route53Zones } from '../release/front/ec2/route53-zones.ts';
import type { Front } from '../release/front/front.ts';
import type { Session } from './session.ts';

/** Load balancers and hosted zones of AWS. */
export const ec2Front = (session: Session, { area }: Ec2Machines): Front => ({
  balancers: ec2Balancers(area, (words) => session.progress.say(`  ${words}`)),
  zones: route53Zones(area),
});
