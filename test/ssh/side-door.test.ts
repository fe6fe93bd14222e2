import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { sideDoor } from '../../src/ssh/side-door.ts';

test('a way that is there only when nobody wants it any more is closed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-door-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const stream = new PassThrough();
  const asked = Promise.withResolvers<void>();
  const there = Promise.withResolvers<PassThrough>();
  const door = await sideDoor(join(folder, 'door'), () => {
    asked.resolve();
    return there.promise;
  });
  const peer = connect(join(folder, 'door'));
  await asked.promise;
  peer.destroy();
  const closing = door[Symbol.asyncDispose]();
  await once(peer, 'close');
  there.resolve(stream);
  await closing;
  expect(stream.destroyed).toBe(true);
});
