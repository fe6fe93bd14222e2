import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RolldownOutput } from 'rolldown';

/** The modules that bundles are made from. */
export const modulesIn = ({ output }: RolldownOutput): string[] =>
  output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));

/** The licences of all packages that some modules are from. */
export function licencesOf(modules: readonly string[]): string {
  const packages = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []));
  const texts = [...packages].sort().map((folder) => {
    const [file] = globSync('{LICENSE,LICENCE}*', { cwd: folder });
    if (file === undefined) throw new Error(`${folder} has no licence`);
    return `${folder.replace(/^.*\/node_modules\//, '')}\n\n${readFileSync(join(folder, file), 'utf8')}`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n`);
}
