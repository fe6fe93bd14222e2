import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { modulesIn } from './licences.ts';

/**
 * Bundles CommonJS that was made, by its place in dist, each with all that it requires. Gives the modules that they are
 * made from.
 */
export async function bundleTexts(
  root: string,
  dist: string,
  texts: Readonly<Record<string, string>>,
): Promise<string[]> {
  const modules: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const file = join(root, `${name}.cjs`);
    const made = await rolldown({
      input: { [name]: file },
      platform: 'node',
      plugins: [
        { name: 'made', load: (id) => (id === file ? text : null), resolveId: (id) => (id === file ? id : null) },
      ],
    });
    const written = await made.write({ dir: dist, format: 'cjs', entryFileNames: '[name].cjs', minify: true });
    modules.push(...modulesIn(written));
    await made.close();
  }
  return modules;
}
