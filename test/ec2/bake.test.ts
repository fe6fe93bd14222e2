import { afterAll, beforeAll, expect, test } from 'vitest';
import { Team } from '../cli/team.ts';
import { tinyFiles } from '../cli/tiny.ts';
import { type Endpoint, startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { NspawnMachines } from '../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { teamSettings } from '../fixtures/team-settings.ts';

let backEnd: NspawnMachines;
let endpoint: Endpoint;
let team: Team;

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' });
  backEnd = await NspawnMachines.make();
  endpoint = await startEndpoint({ machines: backEnd });
  team = await Team.of(tinyFiles());
  const place = `endpoint: "${endpoint.url}", allow_from: 203.0.113.7/32`;
  team.write({
    'rolebake.yaml': `${teamSettings(team.network)}provider: ec2
ec2:
  region: eu-central-1
  endpoint: "${endpoint.url}"
  allow_from: 203.0.113.7/32
  parent: {owner: "136693071363", name: debian-12-amd64-*}
  copies: [{region: eu-west-1, ${place}}]
`,
  });
}, 240_000);

afterAll(async () => {
  await team?.end();
  await endpoint?.[Symbol.asyncDispose]();
  await backEnd?.[Symbol.asyncDispose]();
}, 60_000);

/** Of one bake: an image with its disk in each region. */
const IMAGES = [
  ...['image eu-central-1 available', 'image eu-west-1 available'],
  ...['snapshot eu-central-1 completed', 'snapshot eu-west-1 completed'],
];

const left = () =>
  endpoint
    .inventory()
    .map(({ kind, region, state }) => `${kind} ${region} ${state}`.trim())
    .sort();

test('a role is baked into an AMI with a copy, tagged with what AWS calls them, and nothing else is left', async () => {
  expect(await team.run('os', 'update')).toMatch(/^os\/debian-12@1 is new: ami-\w+ in eu-central-1, debian-12-amd64-/);
  expect(await team.run('os', 'update')).toMatch(/^os\/debian-12@1 is still the newest/);
  expect(await team.run('plan')).toMatch(/tiny +bake/);
  expect(await team.run('bake', 'tiny')).toMatch(/role\/tiny@1 in/);
  const { entry } = await team.ask<{ entry: { references: Record<string, Record<string, string>> } }>(
    'show',
    'role/tiny@1',
  );
  expect(Object.keys(entry.references['ec2'] ?? {})).toEqual(['eu-central-1', 'eu-west-1']);
  expect(left()).toEqual(IMAGES);
  expect(await team.run('bake', 'tiny')).toMatch(/keep/);
}, 300_000);

test('the image is launched with flags, listed, looked into and ended', async () => {
  const { id, address } = await team.ask<{ id: string; address: string }>(
    'launch',
    'role/tiny@1',
    '--flag',
    'HIDDEN=open',
  );
  expect(await team.run('machines')).toMatch(new RegExp(`${id} +running +${address} +role/tiny@1`));
  const inside = (command: string) => team.run('ssh', id, '--', 'sh', '-c', command);
  expect(await inside('tr "\\0" "\\n" </proc/$(systemctl show -P MainPID take-environment)/environ')).toContain(
    'HIDDEN=open',
  );
  expect(await inside('ls /etc/ssh/ssh_host_*_key; wc -l </root/.ssh/authorized_keys; ls /opt')).toBe(
    '/etc/ssh/ssh_host_ed25519_key\n1\n',
  );
  expect(await team.run('terminate', id)).toContain(`ended ${id}`);
  expect(await team.run('recover')).toContain('0 machines are there');
  expect(left()).toEqual(IMAGES);
}, 120_000);

test('doctor says which rights there are; recover shows what it would do', async () => {
  expect(await team.run('doctor')).toContain('ok');
  expect(await team.run('doctor', '--provider', 'ec2')).toMatch(/ok +RunInstances/);
  expect(await team.run('recover', '--dry-run')).toBe('nothing is left to do\n');
}, 60_000);
