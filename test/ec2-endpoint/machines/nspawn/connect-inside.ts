import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

const RELAY =
  'const s=require("node:net").connect(Number(process.argv[1]),"127.0.0.1");s.once("connect",()=>process.stderr.write("ok"));s.on("error",()=>process.exit(1)).on("close",()=>process.exit(0));process.stdin.pipe(s).pipe(process.stdout)';

/** A connection to a port of a machine's own loopback, made in its network name space. */
export function connectInside(space: string, port: number): Promise<Duplex> {
  const argv = ['netns', 'exec', space, process.execPath, '-e', RELAY, String(port)];
  const child = spawn('ip', argv, { stdio: ['pipe', 'pipe', 'pipe'] });
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  child.stderr.once('data', () => {
    const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
    stream.on('error', () => undefined).once('close', () => child.kill());
    child.once('close', () => stream.destroy());
    resolve(stream);
  });
  child.once('exit', () => reject(new Error('connection refused')));
  child.once('error', reject);
  return promise;
}
