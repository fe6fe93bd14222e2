import { openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { rolebake } from '../catalog/command.ts';
import { Team } from './team.ts';

/** The months of 2026 in which the tags of a stocked team were given. */
const AT = (month: number, day = 1) => new Date(Date.UTC(2026, month - 1, day, 12));

const PACKAGES = {
  1: ['nginx 1.22.1-9', 'openssl 3.0.14-1'],
  2: ['nginx 1.22.1-9', 'openssl 3.0.15-1', 'zlib1g 1:1.2.13'],
} as const;

/** A bill of materials with these packages. */
const bill = (packages: readonly string[]): string => {
  const components = packages.map((one) => {
    const [name = '', version = ''] = one.split(' ');
    return { type: 'library', name, version, purl: `pkg:deb/debian/${name}@${version}?arch=amd64&distro=debian-12` };
  });
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components }, null, 1)}\n`;
};

/** The command, run in this process: a start of its own for each of many takes long. */
export const sayings = (team: Team) => {
  const tried = async (...argv: string[]) => await rolebake(team.folder, ...argv);
  const run = async (...argv: string[]): Promise<string> => {
    const { code, stdout, stderr } = await tried(...argv);
    if (code !== 0) throw new Error(`rolebake ${argv.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  };
  return { tried, run, ask: async <T>(...argv: string[]): Promise<T> => JSON.parse(await run(...argv, '--json')) as T };
};

/**
 * A team whose ledger holds two systems, two releases of an application and three images of a role, month by month,
 * without a bake:
 *
 *     January   os/debian-12@1  app/shop@1
 *     February  role/web@1 on both, promoted to stable on the 5th
 *     March     os/debian-12@2, role/web@2 on it, promoted to stable on the 5th
 *     April     app/shop@2, role/web@3 on both
 */
export async function stockedTeam(): Promise<Team> {
  const team = await Team.of({
    'catalog/catalog.yaml': 'catalog: stocked\nos: debian-12\n',
    'catalog/roles/web.yaml': 'role: web\nsummary: Serves\nuses: [front]\n',
    'catalog/profiles/front.yaml': 'profile: front\nresources:\n  - package: nginx\n',
  });
  let now = AT(1);
  const ledger = openLedger(team.path('ledger'), { now: () => now });
  const plain = async (stream: 'os' | 'app', name: string, version: 1 | 2, details: object) => {
    const digest = digestOf(`${stream} ${version}`);
    const objects =
      stream === 'os' ? { packages: await ledger.putObject(`${PACKAGES[version].join(' amd64\n')} amd64\n`) } : {};
    const fact = { kind: 'tag', stream, name, digest, parents: [], details: { ...details }, objects } as const;
    const { number } = await ledger.append({ ...fact, job: `${stream}-${version}`, who: 'ada@build' });
    return { tag: `${stream}/${name}@${number}`, digest };
  };
  const role = async (number: 1 | 2 | 3, parents: { tag: string; digest: string }[], port: number) => {
    const bake = {
      ...{
        key: digestOf(`key ${number}`),
        parts: { checks: digestOf('checks'), 'role web': digestOf(`role ${port}`) },
      },
      ...{
        converger: digestOf('converger'),
        rolebake: '0.1.0',
        seconds: 40 + number,
        resources: 9,
        target: 'puppet' as const,
      },
    };
    const flags = [{ name: 'BANNER', type: 'string', secret: false, default: `number ${number}` }];
    await ledger.append({
      ...{ kind: 'tag', stream: 'role', name: 'web', digest: digestOf(`web ${number}`), parents, bake },
      ...{
        details: { summary: 'Serves', flags, logs: [], serves: [{ name: 'http', port }] },
        job: `bake-${number}`,
        who: 'ci@build',
      },
      objects: { sbom: await ledger.putObject(bill(PACKAGES[number === 1 ? 1 : 2])) },
    });
  };
  const [os1, app1] = [
    await plain('os', 'debian-12', 1, { packages: 2 }),
    await plain('app', 'shop', 1, { version: '1.0' }),
  ];
  const promote = async (number: number) => {
    const fact = { kind: 'promoted', stream: 'role', name: 'web', number, channel: 'stable' } as const;
    await ledger.append({ ...fact, job: `promote-${number}`, who: 'bob@desk' });
  };
  now = AT(2);
  await role(1, [os1, app1], 80);
  now = AT(2, 5);
  await promote(1);
  now = AT(3);
  const os2 = await plain('os', 'debian-12', 2, { packages: 3 });
  await role(2, [os2, app1], 80);
  now = AT(3, 5);
  await promote(2);
  now = AT(4);
  await role(3, [os2, await plain('app', 'shop', 2, { version: '2.0' })], 8080);
  return team;
}
