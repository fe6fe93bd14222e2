import { randomUUID } from 'node:crypto';
import { Duplex } from 'node:stream';
import { handshakeResponse } from './handshake.ts';
import { Incoming } from './incoming.ts';
import { contentOf, decodeMessage, encodeMessage, PAYLOAD, type SessionMessage, TYPE } from './message.ts';
import { Outgoing } from './outgoing.ts';

/** As the plugin's and the agent's: src/config/config.go. */
const PIECE_BYTES = 1_024;
const RESEND_MS = 100;
/** So many may be on their way before a writer waits. */
const WINDOW = 256;
/** After so long without an acknowledgement the other side is dead. */
const DEAD_MS = 60_000;

/** How the channel's messages leave, and the time. */
export interface ChannelEffects {
  readonly send: (bytes: Buffer) => void;
  readonly nowMs: () => number;
}

/**
 * The stream to a port of a machine that a data channel carries. It opens with the agent's handshake: nothing is written before
 * (`opened`). It ends when the machine's side does, and breaks where the session is closed before.
 */
export class SessionChannel extends Duplex {
  /** Resolves once the agent has said that the session is there; rejects with why it is not. */
  readonly opened: Promise<void>;
  readonly #effects: ChannelEffects;
  readonly #outgoing = new Outgoing();
  readonly #incoming = new Incoming();
  readonly #opening = Promise.withResolvers<void>();
  readonly #resending: NodeJS.Timeout;
  #waiting: (() => void) | undefined;
  #isOpen = false;

  constructor(effects: ChannelEffects) {
    super();
    this.#effects = effects;
    this.opened = this.#opening.promise;
    this.opened.catch(() => undefined);
    this.#resending = setInterval(() => this.#resend(), RESEND_MS);
  }

  /** A message has come. What is none is passed over: it is not acknowledged, and comes again. */
  receive(bytes: Buffer): void {
    const message = decodeMessage(bytes);
    if (!message || this.destroyed) return;
    if (message.type === TYPE.acknowledge) this.#acknowledged(message);
    else if (message.type === TYPE.closed) this.#closed(message);
    else if (message.type === TYPE.output) this.#take(message);
  }

  /** Nothing comes any more. */
  lost(why: string): void {
    this.destroy(new Error(why));
  }

  override _read(): void {
    // What comes is passed on at once: ssh's own windows bound it.
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES)
      this.#send(PAYLOAD.data, chunk.subarray(at, at + PIECE_BYTES));
    if (this.#outgoing.size < WINDOW) done();
    else this.#waiting = done;
  }

  override _final(done: () => void): void {
    done();
    this.destroy();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#resending);
    this.#opening.reject(error ?? new Error('the session was closed'));
    done(error);
  }

  #send(payloadType: number, payload: Buffer): void {
    const { send, nowMs } = this.#effects;
    send(this.#outgoing.add((sequence) => this.#message(TYPE.input, sequence, 0, payloadType, payload), nowMs()));
  }

  #message(type: string, sequence: number, flags: number, payloadType: number, payload: Buffer): Buffer {
    return encodeMessage({
      ...{ type, sequence, flags, payloadType, payload },
      id: randomUUID(),
      createdAt: Date.now(),
    });
  }

  #resend(): void {
    const now = this.#effects.nowMs();
    const due = this.#outgoing.due(now);
    if (this.#outgoing.waitingMs(now) > DEAD_MS) this.lost('the agent acknowledges nothing any more');
    else if (due) this.#effects.send(due);
  }

  #acknowledged({ payload }: SessionMessage): void {
    const { AcknowledgedMessageSequenceNumber: sequence } = contentOf(payload);
    if (typeof sequence === 'number') this.#outgoing.acknowledge(sequence, this.#effects.nowMs());
    if (this.#outgoing.size >= WINDOW) return;
    const done = this.#waiting;
    this.#waiting = undefined;
    done?.();
  }

  #closed({ payload }: SessionMessage): void {
    const { Output } = contentOf(payload);
    const words = typeof Output === 'string' ? Output : '';
    if (words !== '' || !this.#isOpen) this.lost(`the session was closed${words && `: ${words}`}`);
    else this.once('end', () => this.destroy()).push(null);
  }

  #take(message: SessionMessage): void {
    const { acknowledge, ready } = this.#incoming.take(message);
    if (acknowledge) this.#effects.send(this.#acknowledgement(message));
    for (const one of ready) this.#process(one);
  }

  #acknowledgement({ type, id, sequence }: SessionMessage): Buffer {
    const content = {
      ...{ AcknowledgedMessageType: type, AcknowledgedMessageId: id },
      ...{ AcknowledgedMessageSequenceNumber: sequence, IsSequentialMessage: true },
    };
    const FIRST_AND_LAST = 3;
    return this.#message(TYPE.acknowledge, 0, FIRST_AND_LAST, PAYLOAD.none, Buffer.from(JSON.stringify(content)));
  }

  #process({ payloadType, payload }: SessionMessage): void {
    if (payloadType === PAYLOAD.handshakeRequest) this.#answer(payload);
    else if (payloadType === PAYLOAD.handshakeComplete) this.#open();
    else if (payloadType === PAYLOAD.data) this.push(payload);
  }

  #answer(request: Buffer): void {
    const { response, errors } = handshakeResponse(request);
    this.#send(PAYLOAD.handshakeResponse, response);
    if (errors.length > 0) this.lost(`the session asks for more than a port: ${errors.join(', ')}`);
  }

  #open(): void {
    this.#isOpen = true;
    this.#opening.resolve();
  }
}
