import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** A path of rolebake.yaml, which is relative to its folder or begins with `~/`. */
export const homePath = (root: string, path: string): string =>
  path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(root, path);
