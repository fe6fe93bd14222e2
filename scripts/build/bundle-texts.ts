import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** Bundles CommonJS that was made, by its place in dist, each with all that it requires. */
export async function bundleTexts(root: string, dist: string, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    const file = join(root, `${name}.cjs`);
    const made = await rolldown({
      input: { [name]: file },
      platform: 'node',
      plugins: [
        { name: 'made', load: (id) => (id === file ? text : null), resolveId: (id) => (id === file ? id : null) },
      ],
    });
    await made.write({ dir: dist, format: 'cjs', entryFileNames: '[name].cjs', minify: true });
    await made.close();
  }
}
