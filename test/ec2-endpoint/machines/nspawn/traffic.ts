import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { realEffects } from '../../../../src/host/effects.ts';
import { buildOsTree } from '../../../../src/streams/os.ts';
import type { BalancerTraffic } from '../back-end.ts';
import { haproxyText } from './haproxy-text.ts';

/** As the project's own balancers have it, so that a host builds one tree for both. */
const PACKAGES = ['haproxy', 'knot', 'knot-dnsutils', 'socat'];

const IN_TREE = `mount --bind "$1" "$2/run"
exec chroot "$2" haproxy -db -f "/run/$3.cfg"`;

/** The traffic of load balancers: HAProxy, at addresses of this host's own loopback. It ends with this process. */
export class Traffic implements AsyncDisposable {
  private readonly folder: string;
  private readonly addresses = new Map<string, string>();
  /** Each change has its own; those before the last end by themselves. */
  private readonly running: ChildProcess[] = [];
  private last: Promise<void> = Promise.resolve();
  private text = '';

  constructor(state: string) {
    this.folder = `${state}/traffic`;
  }

  /** Where a load balancer listens. */
  addressOf(host: string): string {
    const known =
      this.addresses.get(host) ??
      `127.${64 + (process.pid % 64)}.${(process.pid >> 6) % 256}.${this.addresses.size + 1}`;
    this.addresses.set(host, known);
    return known;
  }

  /** Makes load balancers do this, one change after the other. */
  change(balancers: readonly BalancerTraffic[]): Promise<void> {
    this.last = this.last.then(() => this.apply(haproxyText(balancers, (host) => this.addressOf(host))));
    return this.last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.last.catch(() => undefined);
    for (const child of this.running) {
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The next HAProxy listens beside the one before, which then ends what it has begun. */
  private async apply(text: string): Promise<void> {
    if (text === this.text) return;
    this.text = text;
    const before = this.running.at(-1);
    if (text.includes('\nfrontend ')) await this.start(text, `haproxy-${this.running.length}`);
    before?.kill('SIGUSR1');
  }

  private async start(text: string, name: string): Promise<void> {
    const { dir } = await buildOsTree({ suite: 'bookworm', packages: PACKAGES }, realEffects);
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${this.folder}/${name}.cfg`, text.replace('/run/admin', `/run/${name}.sock`));
    const argv = ['--pdeathsig', 'KILL', 'unshare', '--mount', 'sh', '-euc', IN_TREE, 'sh', this.folder, dir, name];
    const child = spawn('setpriv', argv, { stdio: ['ignore', 'ignore', 'ignore'] });
    this.running.push(child);
    while (!(await takesConnection(`${this.folder}/${name}.sock`))) {
      if (child.exitCode !== null) throw new Error(`HAProxy has ended with ${child.exitCode}: ${text}`);
      await sleep(50);
    }
  }
}

async function takesConnection(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
