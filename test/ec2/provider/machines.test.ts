import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { testCloud } from './test-cloud.ts';

test('a machine is launched, listed, stopped and ended, and nothing is left', async () => {
  await using cloud = await testCloud();
  const { machines } = cloud;
  const spec = cloud.spec('plain', { labels: { role: 'web', job: '7' } });
  const events: string[] = [];
  const machine = await machines.launch(spec, ({ type }) => events.push(type));
  expect(machine).toMatchObject({ id: 'plain', state: 'running', labels: { role: 'web', job: '7' } });
  expect(machine.hostPublicKey).toBe(spec.hostKey.publicKey);
  expect(events).toEqual(['booting', 'running']);
  expect(await machines.get('plain')).toEqual(machine);
  expect(await machines.list()).toEqual([machine]);
  const stopped = await machines.stop('plain');
  expect(stopped.state).toBe('stopped');
  expect(await machines.stop('plain')).toEqual(stopped);
  expect(cloud.left()).toEqual(['instance stopped', 'network-interface in-use', 'security-group', 'volume in-use']);
  await machines.terminate('plain');
  await machines.terminate('plain');
  expect(cloud.left()).toEqual([]);
  expect(await machines.list()).toEqual([]);
});

test('a machine of another region is found, ended and swept there as one of the home region is', async () => {
  await using cloud = await testCloud();
  const { machines } = cloud;
  const region = 'eu-west-1';
  const ami = cloud.endpoint.cloud.region(region).parameters.get('/aws/service/debian/release/12/latest/amd64') ?? '';
  const away = (id: string) => ({ ...cloud.spec(id), image: { ami, region } });
  const machine = await machines.launch(away('away'));
  await machines.launch(cloud.spec('home'));
  expect((await cloud.another().list()).map((one) => [one.id, one.region])).toEqual([
    ['away', region],
    ['home', 'eu-central-1'],
  ]);
  expect(await cloud.another().get('away')).toEqual(machine);
  await rm(`${cloud.settings.state}/ec2/machines`, { recursive: true });
  const leftovers = await cloud.another().leftovers(() => false);
  expect(leftovers.filter(({ kind }) => kind === 'machine').map((one) => [one.id, one.region])).toEqual([
    ['home', 'eu-central-1'],
    ['away', region],
  ]);
  expect(await cloud.another().sweep(() => false)).toEqual(['away', 'home']);
  await machines.launch(away('again'));
  await machines.terminate('again');
  expect(cloud.left()).toEqual([]);
});

test('machines of one network reach each other though another run launched them; those of others do not', async () => {
  await using cloud = await testCloud();
  await cloud.machines.launch(cloud.spec('one', { network: 'test' }));
  await cloud.another().launch(cloud.spec('two', { network: 'test' }));
  await cloud.machines.launch(cloud.spec('far', { network: 'staging' }));
  await cloud.machines.launch(cloud.spec('alone'));
  const instances = [...cloud.endpoint.cloud.region('eu-central-1').instances.values()];
  const groups = instances.map((instance) => instance.groups);
  expect(groups[0]).toEqual(groups[1]);
  expect(new Set(groups.map(String)).size).toBe(3);
  for (const id of ['one', 'two', 'far', 'alone']) await cloud.machines.terminate(id);
  expect(cloud.left()).toEqual([]);
});

test('the same wishes adopt the machine, other wishes replace it', async () => {
  await using cloud = await testCloud();
  const { machines } = cloud;
  const spec = cloud.spec('again');
  const first = await machines.launch(spec);
  const events: string[] = [];
  const same = await cloud.another().launch({ ...spec }, ({ type }) => events.push(type));
  expect({ same, adopted: events[0] }).toEqual({ same: first, adopted: 'adopted' });
  const other = await machines.launch({ ...spec, labels: { is: 'other' } });
  expect(other.labels).toEqual({ is: 'other' });
  expect((await machines.list()).map(({ id }) => id)).toEqual(['again']);
  await machines.terminate('again');
  expect(cloud.left()).toEqual([]);
});

test('what was never there can be terminated, not stopped', async () => {
  await using cloud = await testCloud();
  await cloud.machines.terminate('no-such');
  await expect(cloud.machines.stop('no-such')).rejects.toThrow(/^unknown-machine: /);
  expect(await cloud.machines.get('no-such')).toBeUndefined();
});

test('the call that makes a machine is the one that makes it safe', async () => {
  await using cloud = await testCloud({}, { instanceProfile: 'baker', rootVolume: { sizeGib: 12 } });
  await cloud.machines.launch(cloud.spec('safe'));
  const run = cloud.endpoint.requests.find(({ action }) => action === 'RunInstances');
  expect(run?.params).toMatchObject({
    MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: '1' },
    InstanceInitiatedShutdownBehavior: 'terminate',
    BlockDeviceMapping: [
      { Ebs: { Encrypted: 'true', VolumeType: 'gp3', VolumeSize: '12', DeleteOnTermination: 'true' } },
    ],
    IamInstanceProfile: { Name: 'baker' },
  });
  expect(run?.params['KeyName']).toBeUndefined();
  const [group] = [...cloud.endpoint.cloud.region('eu-central-1').securityGroups.values()].filter(
    ({ name }) => name !== 'default',
  );
  const sources = group?.ingress.map(({ fromPort, source }) => [fromPort, source.cidrIp ?? source.groupId]);
  expect(sources).toEqual([
    [22, '203.0.113.7/32'],
    [undefined, group?.id],
  ]);
  expect(group?.egress.map(({ source }) => source.groupId)).toEqual([group?.id]);
});
