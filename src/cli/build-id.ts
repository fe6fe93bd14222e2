import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentHash } from '../compile/manifest.ts';
import { builtFor } from '../host/built.ts';

const HERE = fileURLToPath(new URL('..', import.meta.url));

/**
 * Changes whenever anything of rolebake that a compile may depend on does: its code, its templates, its schemas, Node. A
 * build knows the hash of its code.
 */
export function buildId(): string {
  const code = codeHash() ?? stampsBelow(HERE);
  const data = [join(HERE, '../role-templates'), join(HERE, '../schemas')].map(stampsBelow);
  return contentHash(JSON.stringify([process.version, code, data]));
}

/** Changes with the code of a build; sources have none. */
export function codeHash(): string | undefined {
  return builtFor<string>(import.meta.url, 'code-hash.json');
}

function stampsBelow(folder: string): unknown[] {
  return readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [entry.name, stampsBelow(path)];
    const { size, ino, ctimeMs } = statSync(path);
    return [entry.name, size, ino, ctimeMs];
  });
}
