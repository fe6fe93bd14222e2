import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Duplex, PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeMessage, PAYLOAD, TYPE } from '../../../src/machines/ec2/session/message.ts';
import { SessionChannel } from '../../../src/machines/ec2/session/session-channel.ts';
import { AgentChannel } from '../../ec2-endpoint/sessions/agent-channel.ts';

type Fate = 'lost' | 'late' | undefined;

/** A channel with an agent's side, between which messages get lost and are late; the agent connects to what `dial` gives. */
function linked(dial: () => Promise<Duplex>, fate: (count: number) => Fate = () => undefined) {
  let count = 0;
  const carry = async (deliver: () => void) => {
    count += 1;
    const what = fate(count);
    await (what === 'late' ? sleep(20) : Promise.resolve());
    if (what !== 'lost') deliver();
  };
  const words: string[] = [];
  const channel: SessionChannel = new SessionChannel({
    send: (bytes) => void carry(() => agent.receive(bytes)),
    nowMs: () => performance.now(),
  });
  const send = (bytes: Buffer) => void carry(() => channel.receive(bytes));
  const agent = new AgentChannel({ send, dial, port: 22, closed: (why) => words.push(why) });
  channel.on('error', () => undefined);
  return { channel, agent, words };
}

/** What comes back of everything that is sent. */
const echo = async (): Promise<Duplex> => new PassThrough();

test.each([
  ['none', () => undefined],
  [
    'many lost, others late',
    (count: number): Fate => (count % 7 === 3 ? 'lost' : count % 5 === 1 ? 'late' : undefined),
  ],
])(
  'bytes come as they were sent and in their order, with %s of the messages',
  async (_, fate) => {
    const { channel, agent } = linked(echo, fate);
    await channel.opened;
    const sent = randomBytes(30_000);
    channel.write(sent);
    const pieces: Buffer[] = [];
    for await (const piece of channel) {
      pieces.push(piece);
      if (Buffer.concat(pieces).length === sent.length) break;
    }
    expect(Buffer.concat(pieces).equals(sent)).toBe(true);
    agent.end();
  },
  60_000,
);

test('what is written before the machine’s side is there waits for it', async () => {
  const late = async () => {
    await sleep(500);
    return echo();
  };
  const { channel, agent } = linked(late);
  await channel.opened;
  channel.write('hello');
  expect(String((await once(channel, 'data'))[0])).toBe('hello');
  agent.end();
});

test('a writer waits where nothing is acknowledged, and goes on where it is', async () => {
  let isDeaf = false;
  const { channel, agent } = linked(echo, () => (isDeaf ? 'lost' : undefined));
  await channel.opened;
  await sleep(50);
  isDeaf = true;
  let isWritten = false;
  channel.write(randomBytes(1_000_000), () => {
    isWritten = true;
  });
  await sleep(300);
  expect(isWritten).toBe(false);
  channel.destroy();
  agent.end();
});

test('a machine whose port nobody listens at is told with the agent’s words', async () => {
  const { channel, words } = linked(async () => {
    throw new Error('connection refused');
  });
  await channel.opened;
  await expect.poll(() => words).toEqual(['Unable to connect to specified port: connection refused']);
  channel.destroy();
});

test('all that the machine has sent is read before its end', async () => {
  const sent = randomBytes(100_000);
  const { channel } = linked(async () => {
    const stream = new PassThrough();
    setTimeout(() => stream.end(sent), 50);
    return stream;
  });
  await channel.opened;
  const all: Buffer[] = [];
  channel.on('data', (piece: Buffer) => all.push(piece));
  await expect.poll(() => Buffer.concat(all).length, { timeout: 5_000 }).toBe(sent.length);
  expect(Buffer.concat(all).equals(sent)).toBe(true);
  channel.destroy();
});

const value = fc.oneof(fc.json(), fc.constant('{"toString": 1}'), fc.constant('[{"ActionType": {"toString": 1}}]'));
const words = fc.oneof(
  fc.string(),
  value,
  value.map((one) => `{"RequestedClientActions": ${one}, "Output": ${one}}`),
  value.map((one) => `{"RequestedClientActions": [${one}], "AcknowledgedMessageSequenceNumber": ${one}}`),
);
const hostile = fc.record({
  kind: fc.constantFrom(
    { type: TYPE.output, payloadType: PAYLOAD.handshakeRequest },
    { type: TYPE.acknowledge, payloadType: PAYLOAD.none },
    { type: TYPE.closed, payloadType: PAYLOAD.none },
  ),
  payload: words.map((text) => Buffer.from(text)),
});

test('whatever the other side says, the channel breaks at most', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 4 }), (messages) => {
      const channel = new SessionChannel({ send: () => undefined, nowMs: () => 0 });
      channel.on('error', () => undefined);
      for (const [sequence, { kind, payload }] of messages.entries())
        channel.receive(encodeMessage({ ...kind, payload, sequence, createdAt: 0, flags: 0, id: randomUUID() }));
      channel.destroy();
    }),
  );
});
