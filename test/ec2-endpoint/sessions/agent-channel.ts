import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { Incoming } from '../../../src/machines/ec2/session/incoming.ts';
import {
  decodeMessage,
  encodeMessage,
  PAYLOAD,
  type SessionMessage,
  TYPE,
} from '../../../src/machines/ec2/session/message.ts';
import { Outgoing } from '../../../src/machines/ec2/session/outgoing.ts';

const PIECE_BYTES = 1_024;
const RESEND_MS = 100;

/** What an agent works with. */
export interface AgentEffects {
  readonly send: (bytes: Buffer) => void;
  /** Connects to the port from within its machine. */
  readonly dial: () => Promise<Duplex>;
  readonly port: number;
  /** Its side has ended; with words if it failed. */
  readonly closed: (words: string) => void;
}

/**
 * The agent's side of a session with a port, as agent/session of amazon-ssm-agent has it: it begins the handshake, takes no
 * data before its connection is there, and sends each message again until it is acknowledged.
 */
export class AgentChannel {
  private readonly effects: AgentEffects;
  private readonly outgoing = new Outgoing();
  private readonly incoming = new Incoming();
  private readonly resending: NodeJS.Timeout;
  private stream: Duplex | undefined;
  private isOver = false;

  constructor(effects: AgentEffects) {
    this.effects = effects;
    this.resending = setInterval(() => this.resend(), RESEND_MS);
    const Properties = { portNumber: String(effects.port) };
    const ActionParameters = { SessionType: 'Port', Properties };
    const request = {
      AgentVersion: '3.3.987.0',
      RequestedClientActions: [{ ActionType: 'SessionType', ActionParameters }],
    };
    this.write(PAYLOAD.handshakeRequest, Buffer.from(JSON.stringify(request)));
  }

  receive(bytes: Buffer): void {
    const message = decodeMessage(bytes);
    if (!message || this.isOver) return;
    if (message.type === TYPE.acknowledge) this.acknowledged(message);
    else if (message.type === TYPE.input) this.take(message);
  }

  end(): void {
    this.isOver = true;
    clearInterval(this.resending);
    this.stream?.destroy();
  }

  private acknowledged({ payload }: SessionMessage): void {
    const { AcknowledgedMessageSequenceNumber: sequence } = JSON.parse(payload.toString());
    this.outgoing.acknowledge(sequence, performance.now());
  }

  private take(message: SessionMessage): void {
    const isData = message.payloadType === PAYLOAD.data;
    if (isData && !this.stream) return;
    const { acknowledge, ready } = this.incoming.take(message);
    if (acknowledge) this.acknowledge(message);
    for (const one of ready) this.process(one);
  }

  private process({ payloadType, payload }: SessionMessage): void {
    if (payloadType === PAYLOAD.data) this.stream?.write(payload);
    else if (payloadType === PAYLOAD.handshakeResponse) void this.begin(payload);
  }

  private async begin(response: Buffer): Promise<void> {
    const { ProcessedClientActions: actions } = JSON.parse(response.toString());
    const failed = actions.find(({ ActionStatus }: { ActionStatus: number }) => ActionStatus !== 1);
    if (actions.length !== 1 || failed) return this.close('the handshake failed');
    this.write(PAYLOAD.handshakeComplete, Buffer.from('{"HandshakeTimeToComplete":1000000,"CustomerMessage":""}'));
    try {
      const stream = await this.effects.dial();
      this.stream = stream;
      stream.on('data', (bytes: Buffer) => this.data(bytes)).on('error', () => undefined);
      stream.once('close', () => void this.drained());
    } catch (error) {
      this.close(`Unable to connect to specified port: ${error instanceof Error ? error.message : error}`);
    }
  }

  private data(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES)
      this.write(PAYLOAD.data, bytes.subarray(at, at + PIECE_BYTES));
  }

  /** All that was read is on the other side before the end is told. */
  private async drained(): Promise<void> {
    for (let tries = 0; this.outgoing.size > 0 && tries < 200; tries++)
      await new Promise((wake) => setTimeout(wake, 10));
    this.close('');
  }

  private close(words: string): void {
    if (this.isOver) return;
    this.end();
    this.effects.closed(words);
  }

  private write(payloadType: number, payload: Buffer): void {
    const make = (sequence: number) =>
      this.message(TYPE.output, sequence, sequence === 0 ? 1 : 0, payloadType, payload);
    this.effects.send(this.outgoing.add(make, performance.now()));
  }

  private resend(): void {
    const due = this.outgoing.due(performance.now());
    if (due) this.effects.send(due);
  }

  private acknowledge({ type, id, sequence }: SessionMessage): void {
    const content = {
      ...{ AcknowledgedMessageType: type, AcknowledgedMessageId: id },
      ...{ AcknowledgedMessageSequenceNumber: sequence, IsSequentialMessage: true },
    };
    this.effects.send(this.message(TYPE.acknowledge, 0, 3, 0, Buffer.from(JSON.stringify(content))));
  }

  private message(type: string, sequence: number, flags: number, payloadType: number, payload: Buffer): Buffer {
    return encodeMessage({
      ...{ type, sequence, flags, payloadType, payload },
      id: randomUUID(),
      createdAt: Date.now(),
    });
  }
}
