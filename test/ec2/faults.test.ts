import {
  CreateImageCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { virtualClock } from '../ec2-endpoint/clock.ts';
import { type EndpointOptions, startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { ec2Client } from './client.ts';
import { errorOf, inState, look, oneInstance } from './wishes.ts';

/** An endpoint, its client, and a call that makes one instance. */
async function scene(options: EndpointOptions) {
  const endpoint = await startEndpoint(options);
  const client = ec2Client(endpoint);
  const input = await oneInstance(client);
  const run = async (wishes: Partial<RunInstancesCommandInput> = {}) =>
    (await client.send(new RunInstancesCommand({ ...input, ...wishes }))).Instances?.[0]?.InstanceId ?? '';
  return { endpoint, client, run, [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose]() };
}

test('a new instance is not found for a while, and is there all the same', async () => {
  const clock = virtualClock();
  await using it = await scene({ clock, faults: { notFoundMs: 2_000 } });
  const id = await it.run({ ClientToken: 'once' });
  expect(await errorOf(look(it.client, id))).toBe('InvalidInstanceID.NotFound');
  const end = () => it.client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  expect(await errorOf(end())).toBe('InvalidInstanceID.NotFound');
  expect((await it.client.send(new DescribeInstancesCommand({}))).Reservations).toEqual([]);
  expect(await it.run({ ClientToken: 'once' })).toBe(id);
  await clock.advance(2_000);
  expect((await look(it.client, id)).State?.Name).toBe('running');
});

test('calls are limited by the buckets of AWS', async () => {
  const clock = virtualClock();
  await using it = await scene({ clock });
  for (let call = 0; call < 5; call++) await it.run();
  expect(await errorOf(it.run())).toBe('RequestLimitExceeded');
  await clock.advance(500);
  await it.run();
  expect(await errorOf(it.run())).toBe('RequestLimitExceeded');
  it.endpoint.faults.throttle = false;
  await it.run();
});

test('calls that describe everything have a smaller bucket than those with a filter', async () => {
  await using it = await scene({ clock: virtualClock() });
  const everything = () => it.client.send(new DescribeInstancesCommand({}));
  for (let call = 0; call < 50; call++) await everything();
  expect(await errorOf(everything())).toBe('RequestLimitExceeded');
  await it.client.send(new DescribeInstancesCommand({ MaxResults: 5 }));
});

test('a reply is lost after its effect', async () => {
  await using it = await scene({
    faults: { losesReply: ({ action, count }) => action === 'RunInstances' && count === 1 },
  });
  expect(await errorOf(it.run({ ClientToken: 'once' }))).not.toBe('no error');
  const [made] = it.endpoint.inventory();
  expect(await it.run({ ClientToken: 'once' })).toBe(made?.id);
  expect(it.endpoint.requests.at(-2)).toMatchObject({ action: 'RunInstances', replyLost: true });
});

test('a zone has no machine left, another one has', async () => {
  await using it = await scene({ faults: { lacksCapacity: (_, zone) => zone === 'eu-central-1a' } });
  expect(await errorOf(it.run())).toBe('InsufficientInstanceCapacity');
  await it.run({ Placement: { AvailabilityZone: 'eu-central-1b' } });
});

test('a profile takes seconds to exist', async () => {
  const clock = virtualClock();
  await using it = await scene({ clock });
  it.endpoint.faults.profilesExistFrom.set('web', clock.now() + 5_000);
  const wish = { IamInstanceProfile: { Name: 'web' } };
  expect(await errorOf(it.run(wish))).toBe('InvalidParameterValue');
  await clock.advance(5_000);
  await it.run(wish);
});

test('an image stays pending', async () => {
  const clock = virtualClock();
  await using it = await scene({ clock, faults: { imagesStuck: true } });
  const InstanceId = await it.run();
  await clock.advance(1_000);
  await it.client.send(new CreateImageCommand({ InstanceId, Name: 'web 1' }));
  await clock.advance(3_600_000);
  const states = it.endpoint.inventory().filter(({ kind }) => kind === 'image' || kind === 'snapshot');
  expect(states.map(({ state }) => state)).toEqual(['pending', 'pending']);
});

test('what is not allowed is said with an encoded message, and a dry run says it too', async () => {
  await using it = await scene({ faults: { denied: new Set(['RunInstances']) } });
  for (const wish of [{}, { DryRun: true }]) {
    const error = await it.run(wish).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringMatching(/ec2:RunInstances.*Encoded authorization failure message: \S+$/),
    });
  }
});

test('a virtual clock that runs while nothing happens makes hours of waiting short', async () => {
  const clock = virtualClock();
  await using it = await scene({ clock });
  using _ = clock.runWhileIdle(() => it.endpoint.seen.inFlight > 0);
  const start = clock.now();
  for (let hour = 0; hour < 3; hour++) await clock.sleep(3_600_000);
  expect(clock.now() - start).toBe(3 * 3_600_000);
  await inState(it.client, await it.run(), 'running');
});
