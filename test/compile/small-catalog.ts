import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listCatalog, readCatalogFiles } from '../../src/catalog/files.ts';
import { compileFolder } from '../../src/compile/incremental/compile-folder.ts';
import { Refusal } from '../../src/problem/problem.ts';
import { ROOT } from './catalogs.ts';

/** Stamps count as settled at once: then the file system's clock must have gone on since, which `nextTick` waits for. */
const SOON_MS = 60_000;
export const nextTick = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);

/** A catalog of a few roles in a folder, for tests of what a compile does after a change of it. */
export class SmallCatalog {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  at = (path: string): string => join(this.folder, path);
  read = (path: string): string => readFileSync(this.at(path), 'utf8');

  /** Whole or not at all: a compile may be reading. */
  write(path: string, text: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at('.new'), text);
    renameSync(this.at('.new'), this.at(path));
  }

  filesIn = (top: string): string[] =>
    !existsSync(this.at(top))
      ? []
      : readdirSync(this.at(top), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
          .sort();

  textsIn = (top: string) =>
    Object.fromEntries(this.filesIn(top).map((path) => [path.slice(top.length), this.read(path)]));

  place = (generated: string, { build = 'one', everywhere = false } = {}) => ({
    listing: listCatalog(this.at('catalog'), 'catalog/'),
    platform: () => readCatalogFiles(join(ROOT, 'role-templates/platform'), 'rolebake:'),
    generated: this.at(generated),
    build,
    now: () => Date.now() + SOON_MS,
    everywhere,
  });

  /** What a compile says and writes. */
  outcome(generated: string, memory: string | undefined, options?: { everywhere?: boolean }): unknown {
    try {
      const { roles, files, changes, write } = compileFolder(this.place(generated, options), memory);
      const said = { roles, files, changes: changes.map((change) => ({ ...change })) };
      write();
      return { ...said, texts: this.textsIn(generated) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return JSON.parse(JSON.stringify(error.problems).replaceAll(this.at(generated), 'OUT'));
    }
  }

  profile(name: string, rest: string): void {
    const head = `profile: ${name}\nparameters:\n  word: {type: string, default: a}\n`;
    this.write(`catalog/profiles/${name}.yaml`, head + rest);
  }

  role(name: string, word: string, uses = ['one', 'two']): void {
    const lines = uses.map((use) => `  - ${use}: {word: ${word}}\n`);
    this.write(`catalog/roles/${name}.yaml`, `role: ${name}\nuses:\n${lines.join('')}`);
  }

  trait(word: string): void {
    this.write('catalog/roles/common.yaml', `role: common\nabstract: true\nuses:\n  - two: {word: ${word}}\n`);
  }

  start(): void {
    rmSync(this.folder, { recursive: true, force: true });
    this.write('catalog/catalog.yaml', 'catalog: small\nos: debian-12\n');
    this.write('catalog/templates/t.hbs', 'word {{word}}\n');
    this.profile('base', 'resources:\n  - package: base\n');
    this.profile('one', 'uses: [base]\nresources:\n  - file: /etc/one\n    template: t.hbs\n');
    this.profile('two', 'resources:\n  - file: /etc/two\n    content: "{{word}}"\n');
    for (const name of ['web', 'one', 'worker', 'db']) this.role(name, 'x');
    this.write('catalog/roles/web_b.yaml', 'role: web_b\nextends: [web]\n');
    this.trait('x');
    this.write('catalog/roles/thin.yaml', 'role: thin\nextends: [common]\n');
  }
}
