import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RebootInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Team } from '../cli/team.ts';
import { ACCOUNT } from '../ec2-endpoint/state/cloud.ts';
import { ec2Client, secretsClient, ssmClient } from './client.ts';
import { type CloudTeam, cloudTeam, ONE_IMAGE } from './cloud-team.ts';

const TIMEOUT = 180_000;
const HIDDEN = ['--flag', 'HIDDEN=@parameter:/tiny/hidden'];
const FAR = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:tiny/lines-AbCdEf`;
const LINES = ['--flag', `LINES=@secret:${FAR}#text`];

const ENVIRONMENT = `environment: test
flags:
  HIDDEN: {parameter: /tiny/hidden}
  LINES: {secret: tiny/lines, key: text}
`;

let cloud: CloudTeam;
let team: Team;

/** Values that stand nowhere else. */
const value = (): string => `sesame ${randomBytes(12).toString('hex')}`;
const [hidden, changed, lines] = [value(), value(), value()];

beforeAll(async () => {
  cloud = await cloudTeam();
  team = cloud.team;
  team.write({ 'rolebake.yaml': `${team.read('rolebake.yaml')}  instance_profile: tiny\n` });
  await putHidden(hidden);
  const SecretString = JSON.stringify({ text: `${lines}\nsecond`, port: 5432 });
  await secretsClient(cloud.endpoint, 'eu-west-1').send(new CreateSecretCommand({ Name: 'tiny/lines', SecretString }));
  team.write({
    'catalog/releases/tiny.yaml': 'release: tiny\nzone: tiny.example\nroles: {tiny: {}}\n',
    'environments/test.yaml': ENVIRONMENT,
  });
  await team.run('os', 'update');
  await team.run('bake', 'tiny');
  await team.run('release', 'cut', 'tiny');
}, 240_000);

afterAll(async () => await cloud?.[Symbol.asyncDispose](), 60_000);

async function putHidden(Value: string): Promise<void> {
  const wish = { Name: '/tiny/hidden', Value, Type: 'SecureString' as const, Overwrite: true };
  await ssmClient(cloud.endpoint).send(new PutParameterCommand(wish));
}

const DOCS = readFileSync(new URL('../../docs/ec2.md', import.meta.url), 'utf8');
const [, POLICY = ''] = /The policy of the role.*?```json\n(.*?)```/s.exec(DOCS) ?? [];

/** Gives the machines' role the rights of the docs, for these names alone. */
function grant(names: string): void {
  const text = POLICY.replaceAll('111111111111', ACCOUNT).replaceAll('shop/test/*', names);
  const far = text.replace('secretsmanager:eu-central-1', 'secretsmanager:eu-west-1');
  cloud.endpoint.cloud.roles.set('tiny', JSON.parse(far));
}

interface Launched {
  readonly id: string;
  readonly instance: string;
  readonly sh: (command: string) => Promise<string>;
}

async function launch(): Promise<Launched> {
  const { id } = await team.ask<{ id: string }>('launch', 'role/tiny@1', ...HIDDEN, ...LINES);
  const all = [...cloud.endpoint.cloud.region('eu-central-1').instances.values()];
  const instance = all.find(({ tags }) => tags.get('Name') === id)?.id ?? '';
  return { id, instance, sh: (command) => team.run('ssh', id, '--', 'sh', '-c', command) };
}

const VARIABLES = 'tr "\\0" "\\n" </proc/$(systemctl show -P MainPID take-environment)/environ';

async function reboot({ instance, sh }: Launched): Promise<void> {
  const bootId = () => sh('cat /proc/sys/kernel/random/boot_id; stat -c %Z /run/credstore; stat -c %Z /proc/1');
  const before = await bootId();
  await ec2Client(cloud.endpoint).send(new RebootInstancesCommand({ InstanceIds: [instance] }));
  await vi.waitFor(async () => expect(await bootId()).not.toBe(before), { timeout: 90_000, interval: 500 });
}

/** The forms that a value could be found in. */
const forms = (text: string): string[] => [
  text,
  ...[0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), Buffer.from(text)])
      .toString('base64')
      .slice(shift === 0 ? 0 : shift + 1, -4),
  ),
];

function filesWith(text: string, ...folders: string[]): string[] {
  const patterns = forms(text).flatMap((form) => ['-e', form]);
  const { stdout } = spawnSync('grep', ['-rlFsa', '--devices=skip', ...patterns, ...folders], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean);
}

test('a unit gets what AWS keeps, and the value is nowhere but in memory', { timeout: TIMEOUT }, async () => {
  grant('tiny/*');
  const { faults, requests } = cloud.endpoint;
  faults.losesReply = ({ action }) => action === 'GetParameter' && !requests.some((one) => one.replyLost);
  const machine = await launch();
  expect(requests.filter((one) => one.action === 'GetParameter').map((one) => one.replyLost)).toEqual([
    true,
    undefined,
  ]);
  const { sh, instance } = machine;
  expect(await sh(VARIABLES)).toContain(`HIDDEN=${hidden}\n`);
  expect(await sh(VARIABLES)).toContain(`LINES=${lines}\nsecond\n`);
  expect(
    await sh('stat -c "%a %U %F" /run/credstore/HIDDEN; stat -f -c %T /run/credstore; ls -A /run/credstore'),
  ).toMatch(/^400 root regular file\ntmpfs\nBIG\nBLANKS\nEMPTY\nHIDDEN\nLETTERS\nLINES\nQUOTES\n$/);
  const userData = cloud.endpoint.cloud.region('eu-central-1').instances.get(instance)?.userData ?? '';
  const told = [
    Buffer.from(userData, 'base64').toString('latin1'),
    await cloud.endpoint.cloud.backEnd.console(instance),
    await sh('journalctl --no-pager -a -o verbose; cat /proc/*/cmdline | tr "\\0" "\\n"; cat /var/log/cloud-init*'),
    JSON.stringify(cloud.endpoint.requests.filter(({ action }) => !/^(Put|Create)/.test(action))),
  ];
  expect(told.map((text) => text.length > 100)).toEqual([true, true, true, true]);
  const found = told.map((text) => forms(hidden).filter((form) => text.includes(form)));
  expect(found).toEqual([[], [], [], []]);
  await sh('echo seen >/etc/seen; sync');
  expect(filesWith('seen', `${cloud.disks}/${instance}`).length).toBeGreaterThan(0);
  for (const text of [hidden, lines])
    expect(filesWith(text, cloud.disks, team.path('state'), team.path('ledger'))).toEqual([]);
  expect(await sh('grep -rlF sesame /run --devices=skip')).toMatch(/^\/run\/credstore\/(HIDDEN|LINES)/m);
  await putHidden(changed);
  expect(await sh(VARIABLES)).toContain(`HIDDEN=${hidden}\n`);
  await reboot(machine);
  expect(await sh(VARIABLES)).toContain(`HIDDEN=${changed}\n`);
  await team.run('terminate', machine.id);
  expect(cloud.left()).toEqual(ONE_IMAGE);
});

test('a new machine that may not read its flag ends, and whoever launched it is told why', {
  timeout: TIMEOUT,
}, async () => {
  grant('tiny/lines*');
  const { code, stderr } = await team.try('launch', 'role/tiny@1', ...HIDDEN, ...LINES);
  expect(code).toBe(5);
  expect(stderr).toMatch(/^error\[boot-failed\]: machine tiny-\w+ \(i-\w+\) ended while it booted/m);
  expect(stderr).toMatch(
    /flag HIDDEN \(parameter \/tiny\/hidden\): ssm in eu-central-1: AccessDeniedException: .*assumed-role\/tiny.*ssm:GetParameter/,
  );
  expect(stderr).toContain('rolebake: not read: HIDDEN. No unit that takes them can start.');
  expect(cloud.left()).toEqual(ONE_IMAGE);
});

test('a right that comes late is waited for; a machine that has it no more stays, and no unit starts without its flag', {
  timeout: TIMEOUT,
}, async () => {
  const { requests } = cloud.endpoint;
  const denials = () => requests.filter(({ error }) => error === 'AccessDeniedException').length;
  const before = denials();
  grant('tiny/lines*');
  const launched = launch();
  await vi.waitFor(() => expect(denials()).toBeGreaterThan(before), { timeout: 60_000, interval: 100 });
  grant('tiny/*');
  const machine = await launched;
  const { sh } = machine;
  expect(await sh(VARIABLES)).toContain(`HIDDEN=${changed}\n`);
  grant('tiny/lines*');
  await reboot(machine);
  await vi.waitFor(async () => expect(await sh('systemctl show -P Result take-environment')).not.toBe('success\n'), {
    timeout: 30_000,
    interval: 500,
  });
  expect(await sh('systemctl show -P ExecMainStatus take-environment')).toBe('243\n');
  const journal = await sh('journalctl -b --no-pager -u cloud-init');
  expect(journal.includes('rolebake: flag HIDDEN (parameter /tiny/hidden): ssm in eu-central-1: Acc')).toBe(true);
  expect(await sh('pgrep -c -u taker || true; ls -A /run/credstore/HIDDEN')).toBe('0\n');
  grant('tiny/*');
  await reboot(machine);
  expect(await sh(VARIABLES)).toContain(`HIDDEN=${changed}\n`);
  await team.run('terminate', machine.id);
});

test('what nobody could read is refused before there is a machine', async () => {
  const refused = async (...flags: string[]) => (await team.try('launch', 'role/tiny@1', ...flags)).stderr;
  expect(await refused('--flag', 'HIDDEN=@parameter:')).toMatch(
    /^error\[usage\]: --flag HIDDEN: @parameter: names no parameter\n {2}hint: @parameter:\/shop/,
  );
  expect(await refused('--flag', 'HIDDEN=@parameter:/a//b')).toContain('@parameter:/a//b names no parameter');
  expect(await refused('--flag', 'HIDDEN=@secret:shop#')).toContain('@secret:shop# names no secret');
  expect(await refused('--flag', 'HIDDEN=@secret:arn:aws:ssm:eu-central-1:111111111111:parameter/a')).toContain(
    'names no secret',
  );
  expect(await refused('--flag', 'HIDDEN')).toContain('--flag HIDDEN has no value');
  const settings = team.read('rolebake.yaml');
  team.write({ 'rolebake.yaml': settings.replace(/^ *instance_profile: .*\n/m, '') });
  expect(await refused(...HIDDEN, ...LINES)).toMatch(
    /^error\[missing-key\]: HIDDEN, LINES: a machine reads with its role .*\n {2}hint: ec2: \{instance_profile: NAME\}/m,
  );
  expect((await team.try('up', 'tiny', '--env', 'test', '--dry-run')).stderr).toMatch(
    /^error\[missing-key\]: HIDDEN, LINES: a machine reads with its role/m,
  );
  team.write({ 'rolebake.yaml': settings });
  expect(await team.run('up', 'tiny', '--env', 'test', '--dry-run')).toMatch(/^tiny +launch +1 of role\/tiny@1/);
  expect(cloud.left()).toEqual(ONE_IMAGE);
});
