import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { codeParts } from '../../src/bake/bake-key.ts';
import { Session } from '../../src/cli/session.ts';
import { roleCode } from '../../src/compile/role-code.ts';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { rolebake } from '../catalog/command.ts';

const MAIN = fileURLToPath(new URL('../../bin/rolebake.cjs', import.meta.url));

/** A catalog of two roles that one word of a file can change. */
export const CATALOG = (word = 'first'): Record<string, string> => ({
  'catalog/catalog.yaml': 'catalog: shop\nos: debian-12\n',
  'catalog/profiles/note.yaml': `profile: note\nparameters:\n  text: {type: string, default: ${word}}\nresources:\n  - file: /etc/note\n    content: "{{text}}\\n"\n`,
  'catalog/roles/web.yaml': `role: web\nuses:\n  - note: {text: "${word} web"}\n`,
  'catalog/roles/worker.yaml': 'role: worker\nuses: [note]\n',
});

/** What one run of the command, or of git, said. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with a config repo and clones around it, each with a catalog, a ledger and a state of its own. */
export class Clones implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'rolebake-clones-'));
  readonly repo = join(this.folder, 'config.git');

  constructor() {
    this.write({ '.gitconfig': '[user]\n\tname = Ann Lee\n\temail = ann@example.org\n' });
  }

  /** Makes a clone; `configRepo` is where it publishes. */
  clone(name: string, configRepo = '../config.git'): Clone {
    const settings = `config_repo: ${configRepo}\nstate: state\ncache: cache\n`;
    return new Clone(this, name, { 'rolebake.yaml': settings, ...CATALOG() });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, contents] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), contents);
    }
  }

  /** Runs git on the config repo. */
  git(...args: string[]): string {
    return execFileSync('git', ['-C', this.repo, ...args], { env: this.env, encoding: 'utf8' }).trimEnd();
  }

  /** Commits to the branch main as a person does. */
  edit(change: (folder: string) => void): void {
    const work = mkdtempSync(join(this.folder, 'person-'));
    const git = (...args: string[]) => execFileSync('git', ['-C', work, ...args], { env: this.env, stdio: 'pipe' });
    git('clone', '--quiet', this.repo, '.');
    change(work);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'by hand');
    git('push', '--quiet', 'origin', 'HEAD:main');
  }

  /** The environment of commands: git's settings are those of this folder alone. */
  get env(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
    return { ...Object.fromEntries(own), HOME: this.folder, XDG_CONFIG_HOME: join(this.folder, 'xdg'), NO_COLOR: '1' };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A team member's repository. */
export class Clone {
  readonly #clones: Clones;
  readonly folder: string;

  constructor(clones: Clones, name: string, files: Readonly<Record<string, string>>) {
    this.#clones = clones;
    this.folder = join(clones.folder, name);
    this.write(files);
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, contents] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), contents);
    }
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  get ledger() {
    return openLedger(join(this.folder, 'ledger'), realEffects);
  }

  /** Starts the real command. */
  start(...argv: readonly string[]): ChildProcess {
    const { env } = this.#clones;
    return spawn(process.execPath, [MAIN, ...argv], { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs the real command to its end. */
  async try(...argv: readonly string[]): Promise<Said> {
    const child = this.start(...argv);
    const ended = once(child, 'close');
    const output = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)));
    const [stdout = '', stderr = ''] = await Promise.all(output);
    const [code] = (await ended) as [number | null];
    return { code: code ?? 128, stdout, stderr };
  }

  /** Runs the real command, which must succeed. */
  async run(...argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(...argv);
    if (code !== 0) throw new Error(`rolebake ${argv.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Compiles in this process: no test here is about that. */
  async compile(): Promise<void> {
    const { code, stderr } = await rolebake(this.folder, 'compile');
    if (code !== 0) throw new Error(stderr);
  }

  /** Records a tag of a role as a bake with Puppet of what the catalog says now would, without a machine. */
  async tagRole(name: string, job: string): Promise<string> {
    const silent = {
      out: () => undefined,
      err: () => undefined,
      live: false,
      columns: 80,
      rows: 24,
      unicode: true,
      paint: (_: unknown, t: string) => t,
    };
    const catalog = await new Session(silent, this.folder, true).catalog();
    const role = catalog.roles.find((one) => one.name === name);
    if (role === undefined) throw new Error(`no role ${name}`);
    const parts = codeParts(roleCode(catalog, role, 'puppet'));
    const digest = digestOf(job);
    const bake = {
      key: digest,
      parts,
      target: 'puppet' as const,
      converger: digest,
      rolebake: '0',
      seconds: 1,
      resources: 1,
    };
    const fact = { kind: 'tag', stream: 'role', name, digest, parents: [], bake, job, who: 'test' } as const;
    return `role/${name}@${(await this.ledger.append(fact)).number}`;
  }
}
