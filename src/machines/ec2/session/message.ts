import { createHash } from 'node:crypto';

/**
 * A message of a session's data channel, as session-manager-plugin and amazon-ssm-agent define it (src/message/clientmessage.go,
 * agent/session/contracts/agentmessage.go). Big-endian:
 *
 *     header length 4 | type 32 | schema 4 | created 8 | sequence 8 | flags 8 | id 16 | SHA-256 of the payload 32 |
 *     payload type 4 | payload length 4 | payload
 */
export interface SessionMessage {
  readonly type: string;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly sequence: number;
  /** Bit 0: the first of its stream; bit 1: the last. */
  readonly flags: number;
  /** A UUID. */
  readonly id: string;
  readonly payloadType: number;
  readonly payload: Buffer;
}

/** What a message is. */
export const TYPE = {
  input: 'input_stream_data',
  output: 'output_stream_data',
  acknowledge: 'acknowledge',
  closed: 'channel_closed',
  start: 'start_publication',
  pause: 'pause_publication',
} as const;

/** What is in a message of one of the streams. */
export const PAYLOAD = {
  none: 0,
  data: 1,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
} as const;

const AT = {
  type: 4,
  schema: 36,
  created: 40,
  sequence: 48,
  flags: 56,
  id: 64,
  digest: 80,
  payloadType: 112,
  length: 116,
};
const TYPE_BYTES = 32;
const PAYLOAD_AT = 120;
const SCHEMA = 1;

export function encodeMessage(message: SessionMessage): Buffer {
  const { type, createdAt, sequence, flags, id, payloadType, payload } = message;
  const bytes = Buffer.alloc(PAYLOAD_AT + payload.length);
  bytes.writeUInt32BE(AT.length, 0);
  bytes.write(type.padEnd(TYPE_BYTES), AT.type, TYPE_BYTES, 'latin1');
  bytes.writeUInt32BE(SCHEMA, AT.schema);
  bytes.writeBigUInt64BE(BigInt(createdAt), AT.created);
  bytes.writeBigInt64BE(BigInt(sequence), AT.sequence);
  bytes.writeBigUInt64BE(BigInt(flags), AT.flags);
  swapped(Buffer.from(id.replaceAll('-', ''), 'hex')).copy(bytes, AT.id);
  digestOf(payload).copy(bytes, AT.digest);
  bytes.writeUInt32BE(payloadType, AT.payloadType);
  bytes.writeUInt32BE(payload.length, AT.length);
  payload.copy(bytes, PAYLOAD_AT);
  return bytes;
}

/** Undefined: these bytes are no whole message. */
export function decodeMessage(bytes: Buffer): SessionMessage | undefined {
  if (bytes.length < PAYLOAD_AT) return undefined;
  const start = bytes.readUInt32BE(0) + 4;
  if (start < PAYLOAD_AT || start > bytes.length) return undefined;
  const payload = bytes.subarray(start);
  if (payload.length !== bytes.readUInt32BE(AT.length)) return undefined;
  if (payload.length > 0 && !digestOf(payload).equals(bytes.subarray(AT.digest, AT.payloadType))) return undefined;
  return {
    type: bytes.toString('latin1', AT.type, AT.schema).replace(/[\0 ]+$/, ''),
    createdAt: Number(bytes.readBigUInt64BE(AT.created)),
    sequence: Number(bytes.readBigInt64BE(AT.sequence)),
    flags: Number(bytes.readBigUInt64BE(AT.flags)),
    id: asUuid(swapped(bytes.subarray(AT.id, AT.digest))),
    payloadType: bytes.readUInt32BE(AT.payloadType),
    payload,
  };
}

/** The JSON object of a payload; an empty one where it is none. */
export function contentOf(payload: Buffer): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(payload.toString('utf8')));
  } catch {
    return {};
  }
}

/** A value's own keys, where it is an object. */
export const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** A UUID's halves travel the other way round. */
const swapped = (id: Buffer): Buffer => Buffer.concat([id.subarray(8, 16), id.subarray(0, 8)]);

const asUuid = (id: Buffer): string =>
  id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const digestOf = (payload: Buffer): Buffer => createHash('sha256').update(payload).digest();
