import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contentHash } from '../compile/manifest.ts';

const HERE = fileURLToPath(new URL('..', import.meta.url));

/** Changes whenever anything of rolebake that a compile may depend on does: its code, its templates, its schemas, Node. */
export function buildId(): string {
  const folders = [HERE, join(HERE, '../role-templates'), join(HERE, '../schemas')];
  return contentHash(JSON.stringify([process.version, folders.map(stampsBelow)]));
}

function stampsBelow(folder: string): unknown[] {
  return readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return [entry.name, stampsBelow(path)];
    const { size, ino, ctimeMs } = statSync(path);
    return [entry.name, size, ino, ctimeMs];
  });
}
