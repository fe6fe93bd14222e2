import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * What the build has compiled beforehand for a module, given its `import.meta.url`; undefined in sources, where it is
 * compiled when it is needed.
 */
export function builtFor<T>(url: string, name: string): T | undefined {
  const file = fileURLToPath(new URL(name, url));
  return existsSync(file) ? createRequire(file)(file) : undefined;
}
