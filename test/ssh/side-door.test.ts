import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { sideDoor } from '../../src/ssh/side-door.ts';

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-door-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a way that is there only when nobody wants it any more is closed', async () => {
  const folder = ownFolder();
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

test('what OpenSSH speaks through ends without a word when nobody listens any more', async () => {
  const endless = () =>
    Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(65_536);
      })(),
    );
  await using door = await sideDoor(join(ownFolder(), 'door'), async () =>
    Duplex.from({ readable: endless(), writable: new PassThrough() }),
  );
  const command = door.options.at(-1)?.replace('ProxyCommand=', '').replaceAll('%%', '%') ?? '';
  const relay = spawn('sh', ['-c', command]);
  relay.stdout.once('data', () => relay.stdout.destroy());
  expect(await text(relay.stderr)).toBe('');
});
