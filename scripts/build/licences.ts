import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RolldownOutput } from 'rolldown';

/** The modules that bundles are made from. */
export const modulesIn = ({ output }: RolldownOutput): string[] =>
  output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));

/** The licences of all packages that some modules are from. */
export function licencesOf(modules: readonly string[]): string {
  const packages = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []));
  const folders = [...packages].sort();
  const texts = folders.map((folder) => {
    const text = licenceIn(folder) ?? licenceOfScope(folder, folders);
    if (text === undefined) throw new Error(`${folder} has no licence`);
    return `${nameOf(folder)}\n\n${text}`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n`);
}

function licenceIn(folder: string): string | undefined {
  const [file] = globSync('{LICENSE,LICENCE}*', { cwd: folder });
  return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8');
}

/** Some packages of a scope (`@aws-sdk`) name their licence and leave its text to the others. */
function licenceOfScope(folder: string, others: readonly string[]): string | undefined {
  const [scope, part] = nameOf(folder).split('/');
  if (part === undefined) return undefined;
  const same = others.filter((other) => nameOf(other).startsWith(`${scope}/`) && namedIn(other) === namedIn(folder));
  return same.map(licenceIn).find((text) => text !== undefined);
}

const namedIn = (folder: string): string => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).license;

const nameOf = (folder: string): string => folder.replace(/^.*\/node_modules\//, '');
