import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Dial } from './client.ts';
import { quoteArgv } from './quote.ts';

/** A socket of this host that leads to a machine as long as this process lives; `await using` it. */
export interface SideDoor extends AsyncDisposable {
  /** By which OpenSSH goes through it. */
  readonly options: readonly string[];
  /** Why the way there could not be opened. */
  readonly failure: () => unknown;
}

/** What OpenSSH speaks through: its input and output, and the socket. */
const RELAY =
  'const s=require("node:net").connect(process.argv[1]);s.on("error",()=>process.exit(1)).on("close",()=>process.exit(0));process.stdin.pipe(s).pipe(process.stdout.on("error",()=>process.exit(1)))';

/** Opens a socket at a path, in a folder that is ours alone. */
export async function sideDoor(path: string, dial: Dial): Promise<SideDoor> {
  let failure: unknown;
  const peers = new Set<Socket>();
  const ways = new Set<Promise<void>>();
  const server = createServer((peer) => {
    peers.add(peer);
    peer.on('error', () => undefined).once('close', () => peers.delete(peer));
    const way = dial().then(
      (stream) => join(peer, stream),
      (error: unknown) => {
        failure = error;
        peer.destroy();
      },
    );
    ways.add(way);
    void way.finally(() => ways.delete(way));
  });
  await once(server.listen(path), 'listening');
  const command = quoteArgv([process.execPath, '-e', RELAY, path]).replaceAll('%', '%%');
  return {
    options: ['-o', `ProxyCommand=${command}`],
    failure: () => failure,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const peer of peers) peer.destroy();
      await Promise.all(ways);
    },
  };
}

function join(peer: Socket, stream: Duplex): void {
  stream.on('error', () => undefined).once('close', () => peer.end());
  peer.once('close', () => stream.destroy());
  // Nobody waits for it any more.
  if (peer.destroyed) stream.destroy();
  else peer.pipe(stream).pipe(peer);
}
