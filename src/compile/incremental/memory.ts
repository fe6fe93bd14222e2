import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stamp } from '../stamp.ts';
import { InputTable } from './input-table.ts';
import { Kept } from './kept.ts';
import { decodeGround, encodeGround } from './known-ground.ts';
import type { CompiledRole, LastCompile } from './last-compile.ts';
import { OutputStamps } from './output-stamps.ts';
import { checksumOf, decodeSections, encodeSections, type Sections } from './sections.ts';

const FORMAT = 'rolebake compile 2';
/** The files of the folder: what every compile needs, and what it names by checksum. */
const CATALOG = 'catalog';
const PARTS = { columns: 'generated', stamps: 'stamps', ground: 'profiles' } as const;

interface Head {
  readonly format: string;
  readonly build: string;
  readonly looked: number;
  readonly manifest: Stamp;
  /** Lists of profiles, each of which many roles have. */
  readonly kinds: readonly Kind[];
  readonly checksums: Readonly<Record<keyof typeof PARTS, number>>;
}

/** What the last compile left in a folder; undefined if there is nothing that can be used. */
export function readMemory(folder: string): LastCompile | undefined {
  const sections = readSections(join(folder, CATALOG));
  const head = sections?.head as Head | undefined;
  if (!sections || head?.format !== FORMAT) return undefined;
  const { build, looked, manifest, kinds, checksums } = head;
  const kindOf = sections.integers('kinds');
  const part = <T>(name: keyof typeof PARTS, decode: (sections: Sections) => T) =>
    Kept.in(checksums[name], () => {
      const found = readSections(join(folder, PARTS[name]));
      return found?.checksum === checksums[name] ? decode(found) : undefined;
    });
  return {
    build,
    looked,
    manifest,
    inputs: InputTable.from(sections),
    roles: linesOf(sections.bytes('roles')).map((name, index) => ({
      name,
      profiles: [],
      ...kinds[kindOf[index] ?? -1],
    })),
    columns: part('columns', ({ integers }) => ({ starts: integers('starts'), roles: integers('roles') })),
    stamps: part('stamps', ({ head, floats }) => new OutputStamps(floats('numbers'), (head as { kept: number }).kept)),
    ground: part('ground', decodeGround),
  };
}

const linesOf = (text: Buffer): string[] => (text.length === 0 ? [] : text.toString().split('\n'));

function readSections(file: string): Sections | undefined {
  try {
    return decodeSections(readFileSync(file));
  } catch {
    return undefined;
  }
}

/**
 * Keeps it for the next compile, and gives it as it is kept. That compile is faster with it, so what hinders the writing
 * does not matter.
 */
export function keepMemory(folder: string, last: LastCompile): LastCompile {
  try {
    mkdirSync(folder, { recursive: true });
    const parts = {
      columns: stored(folder, 'columns', last.columns, (value) => encodeSections({}, { ...value })),
      stamps: stored(folder, 'stamps', last.stamps, ({ kept, numbers }) => encodeSections({ kept }, { numbers })),
      ground: stored(folder, 'ground', last.ground, encodeGround),
    };
    replace(folder, CATALOG, encodeCatalog({ ...last, ...parts }));
    return { ...last, ...parts };
  } catch {
    for (const name of [CATALOG, ...Object.values(PARTS)]) rmSync(fresh(folder, name), { force: true });
    return last;
  }
}

/** A part in its file, which is left as it is if it is there already. */
function stored<T>(folder: string, name: keyof typeof PARTS, part: Kept<T>, encode: (value: T) => Buffer): Kept<T> {
  const value = part.checksum === undefined ? part.value : undefined;
  if (value === undefined) return part;
  const bytes = encode(value);
  replace(folder, PARTS[name], bytes);
  return part.withChecksum(checksumOf(bytes));
}

function encodeCatalog({ inputs, roles, columns, stamps, ground, build, looked, manifest }: LastCompile): Buffer {
  const kinds = new Kinds();
  const kindOf = Int32Array.from(roles, (role) => kinds.of(role));
  const checksums = { columns: columns.checksum, stamps: stamps.checksum, ground: ground.checksum };
  const names = Buffer.from(roles.map(({ name }) => name).join('\n'));
  const sections = { ...inputs.sections(), roles: names, kinds: kindOf };
  return encodeSections({ format: FORMAT, build, looked, manifest, kinds: kinds.all, checksums }, sections);
}

type Kind = Omit<CompiledRole, 'name'>;

/** What roles have in common, each once: few lists of profiles serve thousands of roles. */
class Kinds {
  readonly all: Kind[] = [];
  readonly #byList = new Map<readonly string[], number>();
  readonly #byText = new Map<string, number>();

  /** The place of a role's kind in the list. */
  of({ name: _, ...kind }: CompiledRole): number {
    const known = this.#byList.get(kind.profiles) ?? this.#byText.get(JSON.stringify(kind));
    const place = known ?? this.all.push(kind) - 1;
    this.#byList.set(kind.profiles, place);
    if (known === undefined) this.#byText.set(JSON.stringify(kind), place);
    return place;
  }
}

function replace(folder: string, name: string, bytes: Buffer): void {
  writeFileSync(fresh(folder, name), bytes, { mode: 0o600 });
  renameSync(fresh(folder, name), join(folder, name));
}

const fresh = (folder: string, name: string): string => join(folder, `${name}.${process.pid}`);
