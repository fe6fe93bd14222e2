import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { processIdentity } from '../../src/host/process-identity.ts';
import { areaOfNetwork } from '../../src/machines/local/area.ts';
import { localMachines } from '../../src/machines/local/local-machines.ts';
import { teamSettings } from '../fixtures/team-settings.ts';
import { inventory } from '../machines/inventory.ts';

/** The command. */
export const MAIN = fileURLToPath(new URL('../../bin/rolebake.cjs', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/shop', import.meta.url));
const HOME = '/var/tmp';
const PREFIX = 'rolebake-team-';

/** setpriv(1): another user, whose only right is to read. */
const AS_NOBODY = [
  ...['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
  ...['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'],
];

/** What one run of the command left. */
export interface Ran {
  /** 128 and the signal's number if it was killed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A step's event, as `--json` writes it on standard error. */
export interface StepEvent {
  readonly event: string;
  readonly subject: string;
  readonly step: string;
}

/** Files of a team's repository by path; they lie over the example's. */
export type Files = Readonly<Record<string, string>>;

/** A team's repository in a folder of its own, with its own state, ledger, config repo and network. */
export class Team implements AsyncDisposable {
  readonly folder: string;
  readonly network: string;

  private constructor(folder: string, network: string) {
    this.folder = folder;
    this.network = network;
  }

  /** A repository with examples/shop's catalog and application. */
  static async ofShop(files: Files = {}): Promise<Team> {
    return await Team.of(files, (folder) => {
      for (const part of ['catalog', 'app']) cpSync(join(EXAMPLE, part), join(folder, part), { recursive: true });
    });
  }

  /** A repository with these files alone, and a rolebake.yaml. */
  static async of(files: Files, fill: (folder: string) => void = () => undefined): Promise<Team> {
    for (const left of abandoned()) await new Team(left, networkOf(left)).end();
    const folder = mkdtempSync(join(HOME, `${PREFIX}${process.pid}-`));
    const team = new Team(folder, networkOf(folder));
    fill(folder);
    team.write({ 'rolebake.yaml': teamSettings(team.network), ...files });
    return team;
  }

  /** Writes files, by path in the repository. */
  write(files: Files): void {
    for (const [path, contents] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), contents);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  path(path: string): string {
    return join(this.folder, path);
  }

  /** Starts the real command, by another program if one is given. */
  start(argv: readonly string[], wrapper: readonly string[] = []): ChildProcess {
    const [program = '', ...words] = [...wrapper, process.execPath, MAIN, ...argv];
    return spawn(program, words, {
      cwd: this.folder,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Runs the real command to its end, whatever its exit code. */
  async try(...argv: readonly string[]): Promise<Ran> {
    return await ran(this.start(argv));
  }

  /** The same as nobody, who may yet read the checkout wherever it is. */
  async tryAsNobody(...argv: readonly string[]): Promise<Ran> {
    return await ran(this.start(argv, AS_NOBODY));
  }

  /** Runs the real command, which must succeed, and gives its answer. */
  async run(...argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(...argv);
    if (code !== 0) throw new Error(`rolebake ${argv.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Runs the real command with `--json`, which must succeed, and gives its data. */
  async ask<T>(...argv: readonly string[]): Promise<T> {
    return JSON.parse(await this.run(...argv, '--json')) as T;
  }

  /** Runs the real command with `--json`, and does something to it once, as soon as a step has started. */
  async runUntil(
    step: string,
    act: (child: ChildProcess) => void,
    ...argv: readonly string[]
  ): Promise<Ran & { reached: boolean }> {
    const child = this.start([...argv, '--json']);
    let reached = false;
    let seen = '';
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      seen += piece;
      if (reached || !eventsOf(seen).some((one) => one.event === 'started' && one.step.startsWith(step))) return;
      reached = true;
      act(child);
    });
    return { ...(await ran(child)), reached };
  }

  /** Everything of this team's network that the host has: machines, mounts, links, groups, processes, keys. */
  left(): string[] {
    return inventory(areaOfNetwork(this.network), this.path('state'));
  }

  /** Ends every machine whose disk is in the repository, wherever its state is, and removes it. */
  async end(): Promise<void> {
    const machines = localMachines({ state: this.path('state'), subnet: this.network });
    for (const id of machinesBelow(this.folder, this.network)) await machines.terminate(id);
    await machines.sweep(() => false);
    for (const place of mountsBelow(this.folder)) execFileSync('umount', ['--lazy', place]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

/** The steps of standard error, as far as they are whole lines. */
function eventsOf(stderr: string): StepEvent[] {
  const lines = stderr.slice(0, stderr.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as StepEvent);
}

/** What a started command leaves, once it has ended. */
export async function ran(child: ChildProcess): Promise<Ran> {
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([child.stdout, child.stderr].map((one) => (one ? text(one) : '')));
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
  return { code: code ?? (signal === 'SIGKILL' ? 137 : 128), stdout: stdout ?? '', stderr: stderr ?? '' };
}

function machinesBelow(folder: string, network: string): string[] {
  const records = `/run/${areaOfNetwork(network)}/machines`;
  const diskOf = (id: string) =>
    (JSON.parse(readFileSync(`${records}/${id}/record.json`, 'utf8')) as { disk: string }).disk;
  return existsSync(records) ? readdirSync(records).filter((id) => diskOf(id).startsWith(`${folder}/`)) : [];
}

/** What a test has mounted in its repository, the innermost first. */
const mountsBelow = (folder: string): string[] =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => line.split(' ')[1] ?? [])
    .filter((place) => place.startsWith(`${folder}/`))
    .reverse();

/** Folders of test processes that were killed before they could clean up. */
function abandoned(): string[] {
  const names = readdirSync(HOME).filter((name) => name.startsWith(PREFIX));
  return names.filter((name) => processIdentity(pidOf(name)) === undefined).map((name) => join(HOME, name));
}

const pidOf = (name: string): number => Number(name.slice(name.indexOf(PREFIX) + PREFIX.length).split('-')[0]);

/** One network a test process: its teams share it, as teams on one host do. */
function networkOf(folder: string): string {
  const pid = pidOf(folder);
  return existsSync(folder) ? `10.${100 + (Math.floor(pid / 256) % 100)}.${pid % 256}.0/24` : '10.100.0.0/24';
}
