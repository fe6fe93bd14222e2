import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  type EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test, vi } from 'vitest';
import { greetsWithSsh } from '../../src/machines/ssh-banner.ts';
import { connect } from '../../src/ssh/connect.ts';
import { generateKeyPair, type KeyPair } from '../../src/ssh/keys.ts';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { NspawnMachines } from '../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { inventory } from '../machines/inventory.ts';
import { ec2Client } from './client.ts';
import { inState, oneInstance } from './wishes.ts';

const TIMEOUT = 180_000;

/** What cloud-init is told: the machine's only host key, and who may log in as root. */
function userData(host: KeyPair, user: KeyPair): string {
  const config = {
    disable_root: false,
    ssh_deletekeys: true,
    ssh_keys: { ed25519_private: host.privateKey, ed25519_public: `${host.publicKey}\n` },
    users: [{ name: 'root', ssh_authorized_keys: [user.publicKey] }],
  };
  return Buffer.from(`#cloud-config\n${JSON.stringify(config)}\n`).toString('base64');
}

/** A security group that lets this host in by ssh. */
async function sshGroup(client: EC2Client, machines: NspawnMachines): Promise<string> {
  const wish = new CreateSecurityGroupCommand({ GroupName: 'ssh', Description: 'ssh from the baker' });
  const { GroupId = '' } = await client.send(wish);
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: `${machines.hostAddress}/32` }] };
  await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] }));
  return GroupId;
}

/** Asks for an instance and logs in as root, by the host key that it was given. */
async function launch(client: EC2Client, group: string, ImageId?: string) {
  const [host, user] = [generateKeyPair('host'), generateKeyPair('user')];
  const wishes = await oneInstance(client, {
    UserData: userData(host, user),
    SecurityGroupIds: [group],
    MetadataOptions: { HttpTokens: 'required' },
    InstanceInitiatedShutdownBehavior: 'terminate',
    ...(ImageId === undefined ? {} : { ImageId }),
  });
  const { Instances = [] } = await client.send(new RunInstancesCommand(wishes));
  const id = Instances[0]?.InstanceId ?? '';
  const { PublicIpAddress = '' } = await inState(client, id, 'running', 30_000);
  const target = {
    host: PublicIpAddress,
    port: 22,
    user: 'root',
    hostKey: host.publicKey,
    privateKey: user.privateKey,
  };
  const ssh = await vi.waitFor(() => connect(target), { timeout: 60_000, interval: 200 });
  const say = async (...argv: [string, ...string[]]) => (await ssh.run(argv)).stdout.trim();
  return { id, ssh, say };
}

/** Ends the machines; then nothing of them is on this host. */
function leavesNothing(machines: NspawnMachines): AsyncDisposable {
  const { area, state } = machines.settings;
  const end = async () => {
    await machines[Symbol.asyncDispose]();
    expect(inventory(area, state)).toEqual([]);
  };
  return { [Symbol.asyncDispose]: end };
}

test('a machine boots from user data, becomes an image, and the image boots as another machine', {
  timeout: TIMEOUT,
}, async () => {
  const machines = await NspawnMachines.make();
  await using _ = leavesNothing(machines);
  await using endpoint = await startEndpoint({ machines });
  const client = ec2Client(endpoint);
  const group = await sshGroup(client, machines);
  const first = await launch(client, group);
  expect(await first.say('cat', '/var/lib/cloud/data/instance-id')).toBe(first.id);
  await first.say('sh', '-c', 'echo baked >/etc/baked; rm /etc/debian_version');
  await first.ssh.close();

  await client.send(new StopInstancesCommand({ InstanceIds: [first.id] }));
  await inState(client, first.id, 'stopped', 30_000);
  const { ImageId = '' } = await client.send(new CreateImageCommand({ InstanceId: first.id, Name: 'web 1' }));
  // What goes on with the instance does not change what the image will hold.
  await client.send(new TerminateInstancesCommand({ InstanceIds: [first.id] }));
  await vi.waitFor(async () => {
    const { Images = [] } = await client.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    expect(Images[0]?.State).toBe('available');
  }, 60_000);
  await inState(client, first.id, 'terminated', 30_000);

  const second = await launch(client, group, ImageId);
  expect(await second.say('cat', '/var/lib/cloud/data/instance-id', '/etc/baked')).toBe(`${second.id}\nbaked`);
  expect(await second.say('ls', '/etc/debian_version')).toBe('');
  await second.ssh.close();
  await client.send(new TerminateInstancesCommand({ InstanceIds: [second.id] }));
  await inState(client, second.id, 'terminated', 30_000);
  await client.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
  expect(endpoint.inventory().map(({ kind }) => kind)).toEqual(['security-group']);
});

test('a machine that powers itself off ends its instance', { timeout: TIMEOUT }, async () => {
  const machines = await NspawnMachines.make();
  await using _ = leavesNothing(machines);
  await using endpoint = await startEndpoint({ machines });
  const client = ec2Client(endpoint);
  const { id, ssh } = await launch(client, await sshGroup(client, machines));
  // The connection may be cut before the answer comes.
  await ssh.run(['systemctl', 'poweroff', '--no-block']).catch(() => undefined);
  const { StateReason } = await inState(client, id, 'terminated', 30_000);
  expect(StateReason).toMatchObject({ Code: 'Client.InstanceInitiatedShutdown' });
  expect(endpoint.inventory().map(({ kind }) => kind)).toEqual(['security-group']);
});

test('a machine is reached only where its security groups say so', { timeout: TIMEOUT }, async () => {
  const machines = await NspawnMachines.make();
  await using _ = leavesNothing(machines);
  await using endpoint = await startEndpoint({ machines });
  const client = ec2Client(endpoint);
  const wishes = await oneInstance(client, { UserData: userData(generateKeyPair('host'), generateKeyPair('user')) });
  const { Instances = [] } = await client.send(new RunInstancesCommand(wishes));
  const { PublicIpAddress: closed = '' } = await inState(client, Instances[0]?.InstanceId, 'running', 30_000);
  const open = await launch(client, await sshGroup(client, machines));
  const fromOpen = () => open.say('timeout', '3', 'bash', '-c', `head -c 4 < /dev/tcp/${closed}/22`);
  await vi.waitFor(async () => expect(await fromOpen()).toBe('SSH-'), { timeout: 60_000, interval: 200 });
  expect(await greetsWithSsh(closed)).toBe(false);
  await open.ssh.close();
});
