import { CopyImageCommand, DeregisterImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Team } from '../cli/team.ts';
import type { Policy } from '../ec2-endpoint/iam/policy.ts';
import { ec2Client } from './client.ts';
import { type CloudTeam, cloudTeam, ONE_IMAGE } from './cloud-team.ts';

let cloud: CloudTeam;
let team: Team;

beforeAll(async () => {
  cloud = await cloudTeam();
  team = cloud.team;
  // What doctor says is enough: all that follows has these rights and no others.
  cloud.endpoint.faults.policy = (await team.ask<{ policy: Policy }>('doctor', '--provider', 'ec2')).policy;
}, 240_000);

afterAll(async () => await cloud?.[Symbol.asyncDispose](), 60_000);

test('a role is baked into an AMI with a copy, tagged with what AWS calls them, and nothing else is left', async () => {
  expect(await team.run('os', 'update')).toMatch(/^os\/debian-12@1 is new: ami-\w+ in eu-central-1, debian-12-amd64-/);
  expect(await team.run('os', 'update')).toMatch(/^os\/debian-12@1 is still the newest/);
  expect(await team.run('plan')).toMatch(
    /tiny +bake .*\nabout 0\.\d{4} USD, and \d\.\d+ USD a month for its images\n$/s,
  );
  expect(await team.run('bake', 'tiny')).toMatch(/role\/tiny@1 in/);
  const { entry } = await team.ask<{
    entry: { references: Record<string, Record<string, string>>; details: { cost: Record<string, unknown> } };
  }>('show', 'role/tiny@1');
  expect(Object.keys(entry.references['ec2'] ?? {})).toEqual(['eu-central-1', 'eu-west-1']);
  expect(entry.details.cost).toEqual({ currency: 'USD', once: expect.any(Number), monthly: expect.any(Number) });
  expect(await team.run('show', 'role/tiny@1')).toMatch(
    /^cost +0\.\d{4} USD, and 0\.\d{4} USD a month for its images$/m,
  );
  expect(cloud.left()).toEqual(ONE_IMAGE);
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
  expect(cloud.left()).toEqual(ONE_IMAGE);
}, 120_000);

test('the image is launched in another region from its copy there, listed with the region, looked into and ended', async () => {
  const { id } = await team.ask<{ id: string }>('launch', 'role/tiny@1', '--region', 'eu-west-1', '--flag', 'HIDDEN=x');
  expect(await team.run('machines')).toMatch(new RegExp(`^${id} +running .*role/tiny@1 .* eu-west-1\n$`));
  const [machine] = await team.ask<{ region: string; instance: string }[]>('machines');
  const { entry } = await team.ask<{ entry: { references: Record<string, Record<string, string>> } }>(
    'show',
    'role/tiny@1',
  );
  const instance = cloud.endpoint.cloud.region('eu-west-1').instances.get(machine?.instance ?? '');
  expect(instance?.imageId).toBe(entry.references['ec2']?.['eu-west-1']);
  expect(await team.run('ssh', id, '--', 'cat', '/etc/note')).toBe('first\n');
  expect(await team.run('recover')).toContain('1 machines are there');
  expect(await team.run('terminate', id)).toContain(`ended ${id}`);
  expect(cloud.left()).toEqual(ONE_IMAGE);
}, 120_000);

test('a region without an image is refused, and what regions have one is said', async () => {
  const before = team.read('rolebake.yaml');
  team.write({
    'rolebake.yaml': before.replace('copies: [', `copies: [{region: eu-north-1, endpoint: "${cloud.endpoint.url}"}, `),
  });
  const launchIn = (region: string, ...more: string[]) =>
    team.try('launch', 'role/tiny@1', '--flag', 'HIDDEN=x', '--region', region, ...more);
  const noCopy = await launchIn('eu-north-1');
  const notNamed = await launchIn('us-east-1');
  const here = await launchIn('eu-west-1', '--provider', 'local');
  expect(await team.run('machines')).toBe('no machine runs\n');
  team.write({ 'rolebake.yaml': before });
  expect(noCopy.stderr).toMatch(
    /error\[snapshot-missing\]: role\/tiny@1 has no AMI in eu-north-1\n +hint: it has one in eu-central-1, eu-west-1;/,
  );
  expect(notNamed.stderr).toMatch(/error\[usage\]: .* no region us-east-1\n +hint: one of eu-central-1, eu-north-1,/);
  expect(here.stderr).toMatch(/error\[usage\]: --region .*\n +hint: --provider ec2/);
  expect([noCopy.code, notNamed.code, here.code]).toEqual([6, 2, 2]);
}, 60_000);

test('doctor says which rights there are; recover shows what it would do', async () => {
  expect(await team.run('doctor')).toContain('ok');
  expect(await team.run('doctor', '--provider', 'ec2')).toMatch(/ok +RunInstances/);
  expect(await team.run('recover', '--dry-run')).toBe('nothing is left to do\n');
}, 60_000);

test('an AMI that is gone is baked again, with the same content to the byte', async () => {
  const shown = async (tag: string) =>
    (await team.ask<{ entry: { digest: string; references: Record<string, Record<string, string>> } }>('show', tag))
      .entry;
  const first = await shown('role/tiny@1');
  const client = ec2Client(cloud.endpoint);
  await client.send(new DeregisterImageCommand({ ImageId: first.references['ec2']?.['eu-central-1'] }));
  expect(await team.run('plan')).toMatch(/^tiny +bake +the snapshot of role\/tiny@1/);
  expect(await team.run('bake', 'tiny')).toContain('role/tiny@2 in');
  expect((await shown('role/tiny@2')).digest).toBe(first.digest);
}, 240_000);

test('an image that no tag names is shown, removed when that is asked for, and no other with it', async () => {
  const client = ec2Client(cloud.endpoint);
  const { entry } = await team.ask<{ entry: { references: Record<string, Record<string, string>> } }>(
    'show',
    'role/tiny',
  );
  const ami = entry.references['ec2']?.['eu-central-1'] ?? '';
  const { Images: [image] = [] } = await client.send(new DescribeImagesCommand({ ImageIds: [ami] }));
  const Tags = (image?.Tags ?? []).map((tag) => (tag.Key === 'rolebake:run' ? { ...tag, Value: 'lost' } : tag));
  const before = cloud.left();
  const TagSpecifications = (['image', 'snapshot'] as const).map((ResourceType) => ({ ResourceType, Tags }));
  const from = { Name: 'lost', SourceImageId: ami, SourceRegion: 'eu-central-1', Encrypted: true };
  const { ImageId: lost } = await client.send(new CopyImageCommand({ ...from, TagSpecifications }));
  expect(cloud.left()).not.toEqual(before);
  expect(await team.run('recover', '--dry-run')).toMatch(
    new RegExp(`^image +${lost} +eu-central-1 +no tag of this ledger names it: --images removes it\n$`),
  );
  expect(await team.run('recover')).toContain('1 images have no tag here');
  expect(await team.run('recover', '--images')).toContain('0 machines are there');
  expect(cloud.left()).toEqual(before);
}, 60_000);

test('where the settings name a tag of the ledger, roles are baked on that, and there is nothing to update', async () => {
  const before = team.read('rolebake.yaml');
  team.write({ 'rolebake.yaml': before.replace(/parent: .*/, 'parent: {tag: os/debian-12@1}') });
  const [plan] = await team.ask<{ parts: Record<string, string> }[]>('plan');
  const { entry } = await team.ask<{ entry: { digest: string } }>('show', 'os/debian-12@1');
  expect(plan?.parts['os/debian-12']).toBe(entry.digest);
  const refused = await team.try('os', 'update');
  expect(refused.stderr).toMatch(/^error\[wrong-value\]: ec2.parent names os\/debian-12@1, a tag of the ledger/m);
  team.write({ 'rolebake.yaml': before });
}, 60_000);
