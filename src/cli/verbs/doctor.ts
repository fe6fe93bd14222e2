import { areaOfNetwork, DEFAULT_SUBNET } from '../../machines/local/area.ts';
import { forwardCheck } from '../forward-check.ts';
import { hostChecks, missingPackages } from '../host-needs.ts';
import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const doctorVerb: Verb = {
  name: 'doctor',
  summary: 'say what this machine lacks, and the command that mends it',
  options: [{ flags: '--packages', description: 'only the names of the Debian packages that are missing' }, PROVIDER],
  examples: ['rolebake doctor', 'apt-get install -y $(rolebake doctor --packages)', 'rolebake doctor --provider ec2'],
  exitOne: 'something is missing',
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  if (options['provider'] === 'ec2') return await (await import('../ec2-rights.ts')).ec2Rights(session);
  if (options['packages']) return { data: missingPackages(), text: missingPackages().join(' ') };
  const { state, network } = placesOf(session);
  const forwarding = await forwardCheck(session.effects.run, `${areaOfNetwork(network)}0`);
  const checks = [...hostChecks(state), ...(forwarding ? [forwarding] : [])];
  const bad = checks.filter((check) => !check.ok);
  const rows = checks.map(({ name, ok, found, mend = '' }) => [
    ok ? 'ok' : 'MISSING',
    name,
    found,
    ok ? '' : `-> ${mend}`,
  ]);
  const packages = missingPackages();
  const summary =
    bad.length === 0
      ? 'all is there\n'
      : packages.length === 0
        ? ''
        : `\nmend it: apt-get install -y ${packages.join(' ')}\n`;
  return { data: { ok: bad.length === 0, checks }, text: table(rows) + summary, exitCode: bad.length === 0 ? 0 : 1 };
}

/** Without a rolebake.yaml the defaults are looked at. */
function placesOf(session: Session): { readonly state: string; readonly network: string } {
  try {
    return session.settings;
  } catch {
    return { state: '/var/lib/rolebake', network: DEFAULT_SUBNET };
  }
}
