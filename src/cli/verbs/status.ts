import { resolve } from 'node:path';
import type { Provider } from '../../machines/provider.ts';
import type { EnvironmentRecord } from '../../release/up/environment-store.ts';
import type { EnvironmentStatus } from '../environment-status.ts';
import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const statusVerb: Verb = {
  name: 'status',
  summary: 'show what runs in the environments: release, machines, balancers, names',
  options: [
    { flags: '--env <name>', description: 'one environment; default: all' },
    PROVIDER,
    { flags: '--svg <file>', description: 'write a picture of it' },
  ],
  examples: [
    'rolebake status',
    'rolebake status --env test',
    'rolebake status --svg status.svg',
    'rolebake status --json',
  ],
  run,
};

async function run(session: Session, _: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { environmentsThere, refuseUnknown, upPlace } = await import('../environments.ts');
  const { environmentStatus } = await import('../environment-status.ts');
  const workshop = await openWorkshop(session, 'undo', options);
  const place = upPlace(session, workshop);
  const wanted = textOption(options, 'env');
  const records = place.environments.list().filter(({ environment }) => wanted === undefined || environment === wanted);
  if (wanted !== undefined) refuseUnknown(session, wanted, await environmentsThere(place));
  const all = await Promise.all(records.map((record) => environmentStatus(place, record)));
  const none =
    wanted === undefined
      ? 'no environment runs; the first one: rolebake up RELEASE --env NAME'
      : `${wanted} does not run`;
  const text = all.length === 0 ? none : all.map((one) => statusText(one, workshop.provider)).join('\n');
  const file = textOption(options, 'svg');
  if (file === undefined) return { data: all, text };
  const { environmentsSvg } = await import('../picture/environments-svg.ts');
  const { writeOutput } = await import('../output-file.ts');
  await writeOutput([Buffer.from(environmentsSvg(all))], resolve(session.cwd, file), session.effects);
  return { data: all, text: `${text.trimEnd()}\n${file} shows it` };
}

/** What runs in an environment, as a person reads it. */
export function statusText(
  { record, resolver, roles, names }: EnvironmentStatus,
  provider: Provider = 'local',
): string {
  const canary = record.canary ? `, ${record.canary.weight} % to ${record.canary.release}` : '';
  const ends = record.endsAt === undefined ? '' : `, ends ${record.endsAt.slice(0, 16).replace('T', ' ')}`;
  const title = `${record.environment}: ${record.release}${canary}, since ${record.since.slice(0, 16).replace('T', ' ')}${ends}`;
  const rows = roles.flatMap(({ role, balancer, machines }) => [
    ...(balancer ? [[`  ${role}`, 'balancer', balancer.address, balancer.host]] : []),
    ...machines.map(({ id, tag, address, state }) => [`  ${role}`, tag, address, state, id]),
  ]);
  const host = roles.flatMap(({ balancer }) => balancer?.host ?? [])[0] ?? Object.keys(names).sort()[0];
  const dig = resolver === undefined || host === undefined ? '' : `  names: dig @${resolver} ${host}\n`;
  const more = record.endsAt === undefined || provider === 'ec2' ? '' : `  more time: ${moreTime(record)}\n`;
  if (rows.length > 0) return `${title}\n${table(rows)}${dig}${more}`;
  return `${title}\n  nothing of it is there any more: rolebake up RELEASE --env ${record.environment}, or rolebake down --env ${record.environment}\n`;
}

const moreTime = ({ environment, release }: EnvironmentRecord): string =>
  `rolebake up ${release.replace(/^release\//, '')} --env ${environment} --for 2h`;
