import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** A folder with overlay mounts, all gone when it is disposed of. */
export class Lab implements Disposable {
  readonly path = mkdtempSync('/var/tmp/rolebake-snapshots-');
  readonly #mounts: string[] = [];

  /** A new folder. */
  folder(name: string): string {
    const path = join(this.path, name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  /** Mounts an overlay on these trees, lowest first; what is written to `merged` lands in `upper`. */
  overlay(name: string, trees: readonly string[]): { merged: string; upper: string; end: () => void } {
    const [merged, upper, work] = ['merged', 'upper', 'work'].map((part) => this.folder(`${name}/${part}`));
    const options = `lowerdir=${trees.toReversed().join(':')},upperdir=${upper},workdir=${work}`;
    run('mount', '-t', 'overlay', 'overlay', '-o', options, String(merged));
    this.#mounts.push(String(merged));
    return { merged: String(merged), upper: String(upper), end: () => this.#unmount(String(merged)) };
  }

  [Symbol.dispose](): void {
    for (const mount of this.#mounts.toReversed()) this.#unmount(mount);
    rmSync(this.path, { recursive: true, force: true });
  }

  #unmount(mount: string): void {
    if (this.#mounts.includes(mount)) run('umount', mount);
    this.#mounts.splice(this.#mounts.indexOf(mount), 1);
  }
}

/** Runs a program; what it printed. */
export function run(...argv: [string, ...string[]]): string {
  const [program, ...args] = argv;
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
}

/** Runs a few lines of shell in a folder: the hands of a machine's user. */
export function shell(folder: string, script: string): string {
  return run('bash', '-ec', `cd "$0"; ${script}`, folder);
}

/** Everything that can be seen in a tree, a line an entry: type, mode, owner, size, time, link, content, attributes. */
export function listing(tree: string, epoch: number): string[] {
  const script = `
import os,sys,stat,hashlib
root,epoch=sys.argv[1].encode(),int(sys.argv[2]); inodes={}
for d,ds,fs in os.walk(root):
  for n in ['.'.encode()]*(d==root)+ds+fs:
    f=os.path.join(d,n); s=os.lstat(f); r=os.path.relpath(f,root); x=''
    if stat.S_ISLNK(s.st_mode): x=os.readlink(f)
    if stat.S_ISREG(s.st_mode): x=hashlib.sha256(open(f,'rb').read()).hexdigest()
    same=sorted([r]+inodes.get(s.st_ino,[])) if stat.S_ISREG(s.st_mode) else []
    inodes[s.st_ino]=same
    a=[(k,os.getxattr(f,k,follow_symlinks=False)) for k in sorted(os.listxattr(f,follow_symlinks=False)) if not k.startswith('trusted.overlay')]
    print(ascii((r,oct(s.st_mode),s.st_uid,s.st_gid,s.st_rdev,min(int(s.st_mtime),epoch),x,a)))
`;
  return run('python3', '-c', script, tree, String(epoch)).trim().split('\n').sort();
}
