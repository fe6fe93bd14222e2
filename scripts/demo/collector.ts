import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real rsyslogd of our own that takes logs on the machines' network and writes them to a file. */
export class Collector implements AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly #folder: string;
  #daemon: ChildProcess | undefined;

  private constructor(address: string, port: number) {
    this.address = address;
    this.port = port;
    this.#folder = mkdtempSync(join(tmpdir(), 'rolebake-collector-'));
  }

  /** Chooses a port; `start` can only listen once the machines' network is there. */
  static async at(address: string): Promise<Collector> {
    return new Collector(address, await freePort());
  }

  /** Waits for the network of the machines, which comes with the first of them, and listens there. */
  async start(): Promise<void> {
    while (!hasAddress(this.address)) await sleep(20);
    const settings = join(this.#folder, 'rsyslog.conf');
    writeFileSync(settings, this.#settings());
    const argv = ['-n', '-f', settings, '-i', join(this.#folder, 'pid')];
    this.#daemon = spawn('rsyslogd', argv, {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    });
    process.once('exit', () => this.#daemon?.kill('SIGKILL'));
  }

  /** The lines that have come so far. */
  lines(): string[] {
    const file = join(this.#folder, 'lines');
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  }

  /** Ends the daemon; what it has received stays, and `start` listens there again. */
  async stop(): Promise<void> {
    const daemon = this.#daemon;
    if (!daemon || daemon.exitCode !== null) return;
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill();
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #settings(): string {
    return `module(load="imtcp")
input(type="imtcp" address="${this.address}" port="${this.port}")
template(name="line" type="string" string="%hostname% %programname% %msg%\\n")
action(type="omfile" file="${join(this.#folder, 'lines')}" template="line")
`;
  }
}

const hasAddress = (address: string): boolean =>
  Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address));

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
