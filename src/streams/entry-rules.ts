import { Refusal } from '../problem/problem.ts';
import { type BytePath, display, parentOf } from '../snapshots/byte-path.ts';
import type { EntryType, TarHeader } from '../snapshots/tar-entry.ts';

/** Unpacked, an application has at most so much: more is a mistake, or a small file that fills the disk. */
const MOST_GIB = 8;
const MOST_ENTRIES = 500_000;

/** What entries of a tar may be, for one after the other of the same tar. */
export class EntryRules {
  readonly #archive: string;
  #bytes = 0;
  readonly #known = new Map<BytePath, EntryType>();

  constructor(archive: string) {
    this.#archive = archive;
  }

  /** The entry as it is written: of nobody, without a time, with plain permissions. A Refusal `unsafe-archive` if it may not be. */
  safe(header: TarHeader): TarHeader {
    const fault = this.#fault(header);
    if (fault !== undefined) throw this.#refusal(header.path, fault);
    this.#known.set(header.path, header.type);
    this.#bytes += header.size;
    const none = { uid: 0, gid: 0, mtime: 0, major: 0, minor: 0 };
    return { ...header, ...none, mode: header.mode & 0o777, xattrs: new Map() };
  }

  #fault({ path, type, target, size }: TarHeader): string | undefined {
    return (
      nameFault(path) ??
      kindFault(type, path, size) ??
      this.#sizeFault(size) ??
      this.#placeFault(path, type) ??
      this.#linkFault(path, type, target)
    );
  }

  #sizeFault(size: number): string | undefined {
    if (this.#bytes + size > MOST_GIB * 2 ** 30) return `makes it more than ${MOST_GIB} GiB`;
    return this.#known.size < MOST_ENTRIES
      ? undefined
      : `comes after ${MOST_ENTRIES} others, which is all that it may have`;
  }

  #placeFault(path: BytePath, type: EntryType): string | undefined {
    const before = this.#known.get(path);
    if (before !== undefined && !(before === 'directory' && type === 'directory')) return 'is there twice';
    for (let above = parentOf(path); above !== ''; above = parentOf(above))
      if ((this.#known.get(above) ?? 'directory') !== 'directory')
        return `is below ${display(above)}, which is no folder`;
    return undefined;
  }

  #linkFault(path: BytePath, type: EntryType, target: BytePath): string | undefined {
    if (type === 'link' && this.#known.get(target) !== 'file')
      return `is a link to ${display(target)}, no file before it`;
    if (type === 'symlink' && leadsOut(path, target)) return `is a link that leads out, to ${display(target)}`;
    return undefined;
  }

  #refusal(path: BytePath, fault: string): Refusal {
    return new Refusal({
      code: 'unsafe-archive',
      message: `in ${this.#archive}, ${JSON.stringify(display(path))} ${fault}`,
      hint: 'an archive is files, folders, and links among them',
    });
  }
}

function nameFault(path: BytePath): string | undefined {
  if (path.startsWith('/')) return 'has an absolute name';
  const isPlain = path === '' || path.split('/').every((name) => !['', '.', '..'].includes(name));
  return isPlain ? undefined : 'has a name that is no plain path';
}

function kindFault(type: EntryType, path: BytePath, size: number): string | undefined {
  if (type === 'fifo') return 'is a pipe';
  if (type === 'character' || type === 'block') return 'is a device';
  if (path === '' && type !== 'directory') return 'takes the place of the whole folder';
  return type !== 'file' && size > 0 ? 'has content, and is no file' : undefined;
}

/** Whether a symlink leads out of the folder that all is in, by its text. */
function leadsOut(path: BytePath, target: BytePath): boolean {
  if (target === '' || target.startsWith('/')) return true;
  let depth = path.split('/').length - 1;
  for (const name of target.split('/')) {
    if (name === '..') depth -= 1;
    else if (name !== '' && name !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
