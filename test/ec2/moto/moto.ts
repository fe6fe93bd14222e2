import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { vi } from 'vitest';
import { realEffects } from '../../../src/host/effects.ts';
import { processIdentity } from '../../../src/host/process-identity.ts';
import { buildOsTree } from '../../../src/streams/os.ts';

const PACKAGES = ['python3-moto', 'python3-flask', 'python3-flask-cors'];

/** The tree is shared and stays as it is: what moto writes goes to a folder that only it sees in the tree. */
const IN_TREE = `mount --bind "$1" "$2/run"
exec chroot "$2" env PYTHONDONTWRITEBYTECODE=1 TMPDIR=/run python3 -m moto.server -H unix:///run/socket`;

/** moto, somebody else's imitation of AWS, as Debian trixie has it; `await using` it. */
export interface Moto extends AsyncDisposable {
  /** Names the server in requests; it is reached by its socket alone. */
  readonly url: string;
  readonly socketPath: string;
}

/** Starts moto in a network name space of its own that leads nowhere; its tree is built once a host (two minutes). It ends with this process. */
export async function startMoto(): Promise<Moto> {
  const { dir } = await buildOsTree({ suite: 'trixie', packages: PACKAGES }, realEffects);
  const folder = await ownFolder();
  const alone = ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child=KILL', '--'];
  const inside = ['sh', '-euc', IN_TREE, 'sh', folder, dir];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', ...alone, ...inside], { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (piece) => {
    words += piece;
  });
  const socketPath = `${folder}/socket`;
  const end = async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await vi.waitFor(() => once(connect(socketPath), 'connect'), { timeout: 60_000, interval: 200 });
  } catch {
    await end();
    throw new Error(`moto does not answer: ${words}`);
  }
  return { url: 'http://localhost', socketPath, [Symbol.asyncDispose]: end };
}

/** This process's own; those of killed processes go. */
async function ownFolder(): Promise<string> {
  for (const name of await readdir('/var/tmp')) {
    const pid = /^rolebake-moto-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && processIdentity(Number(pid)) === undefined)
      await rm(`/var/tmp/${name}`, { recursive: true });
  }
  const folder = `/var/tmp/rolebake-moto-${process.pid}`;
  await mkdir(folder);
  return folder;
}
