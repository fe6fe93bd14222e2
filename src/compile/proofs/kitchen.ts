import { render } from '../render.ts';

/** Test Kitchen for all roles: it finds them by their Policyfiles, so that it is the same for one role and for thousands. */
export const kitchen = (): [string, string] => ['kitchen.yml', render('chef/kitchen.yml', {})];
