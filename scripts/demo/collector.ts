import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What ends an entry in the collector's file; no log that it is sent holds this. */
const END = '\x1e\n';

/** What has come from a shipper. */
export interface Entry {
  /** The machine. */
  readonly host: string;
  /** ROLE-LOG. */
  readonly tag: string;
  readonly format: string;
  readonly text: Buffer;
}

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

  /** The entries that have come so far, whole ones only. */
  entries(): Entry[] {
    const file = join(this.#folder, 'entries');
    const all = existsSync(file) ? readFileSync(file, 'latin1').split(END).slice(0, -1) : [];
    return all.map((entry) => {
      const [, host = '', tag = '', format = '', text = ''] = /^(\S+) (\S+) (\S+) (.*)$/s.exec(entry) ?? [];
      return { host, tag, format, text: Buffer.from(text, 'latin1') };
    });
  }

  /** The same as text: machine, tag and message. */
  lines(): string[] {
    return this.entries().map(({ host, tag, text }) => `${host} ${tag} ${text.toString('utf8')}`);
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
    return `global(maxMessageSize="2m" parser.escapeControlCharactersOnReceive="off")
module(load="imtcp")
input(type="imtcp" address="${this.address}" port="${this.port}")
template(name="entry" type="string" string="%hostname% %app-name% %msgid% %msg%\\036\\n")
action(type="omfile" file="${join(this.#folder, 'entries')}" template="entry")
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
