import { loadBalancerName } from '../../../naming/names.ts';
import type { Area } from '../area.ts';
import { FrontRecords } from '../front-records.ts';
import type { BalancerOf } from './balancer-tags.ts';

const recordsOf = ({ settings }: Area) => new FrontRecords<BalancerOf>(settings.state, 'balancers');
const nameOf = ({ settings }: Area, { environment, role }: BalancerOf): string =>
  loadBalancerName(settings.area, environment, role);

/** Notes that a balancer is to be there. Durable when it returns. */
export const noteBalancer = async (area: Area, { environment, role }: BalancerOf): Promise<void> =>
  recordsOf(area).write(nameOf(area, { environment, role }), { environment, role });

/** The balancers that are to be there, or of which something may be left. */
export const notedBalancers = (area: Area): Promise<BalancerOf[]> => recordsOf(area).list();

/** Nothing is left of a balancer. */
export const forgetBalancer = async (area: Area, of: BalancerOf): Promise<void> =>
  recordsOf(area).remove(nameOf(area, of));
