import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  PAYLOAD,
  type SessionMessage,
  TYPE,
} from '../../../src/machines/ec2/session/message.ts';

const message: fc.Arbitrary<SessionMessage> = fc.record({
  type: fc.constantFrom(...Object.values(TYPE)),
  createdAt: fc.nat(),
  sequence: fc.maxSafeNat(),
  flags: fc.constantFrom(0, 1, 2, 3),
  id: fc.uuid(),
  payloadType: fc.constantFrom(...Object.values(PAYLOAD)),
  payload: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
});

test('what is written is read as it was', () => {
  fc.assert(
    fc.property(message, (one) => {
      expect(decodeMessage(encodeMessage(one))).toEqual(one);
    }),
  );
});

test('half a message is none, and neither is one whose payload was changed', () => {
  fc.assert(
    fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, where, change) => {
      const bytes = encodeMessage(one);
      expect(decodeMessage(bytes.subarray(0, where % bytes.length))).toBeUndefined();
      if (one.payload.length === 0) return;
      const at = bytes.length - 1 - (where % one.payload.length);
      bytes.writeUInt8(bytes.readUInt8(at) ^ change, at);
      expect(decodeMessage(bytes)).toBeUndefined();
    }),
  );
});

test('any bytes are read or none, and never throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeMessage(Buffer.from(bytes))));
});
