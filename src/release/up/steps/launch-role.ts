import type { JobContext } from '../../../engine/job.ts';
import { machineLabel, zoneOf } from '../../../naming/names.ts';
import type { EnvironmentLabels } from '../labels.ts';
import type { RolePlan } from '../plan.ts';
import type { Raising } from '../up-place.ts';
import { memberOf } from './balance.ts';
import { together } from './together.ts';

interface LaunchedBy {
  readonly context: Pick<JobContext, 'jobId'>;
}

type Launched = Pick<RolePlan, 'role' | 'launch'>;

/** Opaque names of the machines that a job launches for a role; whoever goes on with the job finds the same. */
export const freshMachines = ({ context }: LaunchedBy, { role, launch }: Launched): string[] =>
  Array.from({ length: launch }, (_, index) => `${machineLabel(role)}-${context.jobId}-${index + 1}`);

/** Launches the new machines of a role, all at once; gives their ids. */
export async function launchRole(raising: Raising, role: RolePlan, resolver: string): Promise<string[]> {
  const { place, input, context } = raising;
  const member = memberOf(raising, role.role);
  const credentials = (await place.flags(input)).get(role.role) ?? {};
  const image = await place.image(member.tag);
  const labels: EnvironmentLabels = {
    environment: input.environment,
    role: role.role,
    tag: member.tag,
    wish: input.wishes[role.role] ?? '',
  };
  const search = zoneOf(input.environment, input.zone);
  const launch = async (id: string) => {
    const keys = place.keys.of(id);
    await place.images.launch(image, {
      ...{ id, purpose: 'launch', hostname: id, labels, credentials, outbound: false },
      ...{ hostKey: keys.host, authorizedKey: keys.user.publicKey, fence: context.assertHeld },
      ...(input.lifeSeconds === undefined ? {} : { lifeSeconds: input.lifeSeconds }),
      ...{ network: input.environment, resolver: { address: resolver, search } },
    });
  };
  const ids = freshMachines(raising, role);
  await together(ids.map(launch));
  return ids;
}
