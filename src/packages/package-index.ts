import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { type Digest, hexDigest, hexOf } from '../naming/digest.ts';

/** A package as an archive offers it. */
export interface OfferedPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Where its file is, relative to the archive's URI. */
  readonly path: string;
  readonly digest: Digest;
}

const SCHEMA = 'create table offered (name text, version text, architecture text, path text, hex text)';
const INSERT = 'insert into offered values (?, ?, ?, ?, ?)';
const INDEXES = 'create index by_name on offered (name); create index by_path on offered (path)';

/**
 * One Packages file, to be asked for some of its tens of thousands of packages. Made from it once, and again should it
 * be gone.
 */
export class PackageIndex {
  readonly #database: DatabaseSync;

  private constructor(file: string) {
    this.#database = new DatabaseSync(file, { readOnly: true });
  }

  /** Opens the index of this Packages file, made when it is missing. */
  static async of(packages: string, file: string): Promise<PackageIndex> {
    if (!existsSync(file)) await build(await readFile(packages, 'utf8'), file);
    return new PackageIndex(file);
  }

  /** The package whose file has this path. */
  at(path: string): OfferedPackage | undefined {
    return this.#all('path = ?', path)[0];
  }

  /** All versions of the packages of this name. */
  named(name: string): OfferedPackage[] {
    return this.#all('name = ?', name);
  }

  #all(condition: string, value: string): OfferedPackage[] {
    const rows = this.#database.prepare(`select * from offered where ${condition} order by rowid`).all(value);
    return rows.map(({ name, version, architecture, path, hex }) => ({
      ...{ name: String(name), version: String(version), architecture: String(architecture), path: String(path) },
      digest: hexDigest(String(hex)),
    }));
  }
}

async function build(text: string, file: string): Promise<void> {
  const partial = `${file}.${process.pid}.${process.hrtime.bigint()}`;
  try {
    const database = new DatabaseSync(partial);
    database.exec(`pragma synchronous = off; ${SCHEMA}; begin`);
    const insert = database.prepare(INSERT);
    for (const { name, version, architecture, path, digest } of readPackageFile(text))
      insert.run(name, version, architecture, path, hexOf(digest));
    database.exec(`commit; ${INDEXES}`);
    database.close();
    await rename(partial, file);
  } finally {
    for (const end of ['', '-journal']) await rm(`${partial}${end}`, { force: true });
  }
}

/** Reads a Packages file (https://wiki.debian.org/DebianRepository/Format#A.22Packages.22_Indices). */
function* readPackageFile(text: string): Generator<OfferedPackage> {
  for (const paragraph of text.split('\n\n')) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
    const [path, hex] = [field('Filename'), field('SHA256')];
    if (path === '' || !/^[0-9a-f]{64}$/.test(hex)) continue;
    const [name, version, architecture] = [field('Package'), field('Version'), field('Architecture')];
    yield { name, version, architecture, path: path.replace(/^\.\//, ''), digest: hexDigest(hex) };
  }
}
