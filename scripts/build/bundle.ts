import { join, relative } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { modulesIn } from './licences.ts';

/**
 * Bundles src into `dist/main.cjs` and the parts that it loads when they are needed, with all dependencies but those that
 * are compiled for a machine: `--help` reads one file instead of hundreds. Gives the modules that it is made from.
 */
export async function bundle(root: string, dist: string): Promise<string[]> {
  const entry = (name: string) => join(root, `src/${name}.ts`);
  const made = await rolldown({
    input: { main: entry('cli/run'), 'ledger/survey-worker': entry('ledger/survey-worker') },
    platform: 'node',
    external: ['ssh2'],
    plugins: [inPlace(join(root, 'src')), late()],
    checks: { ineffectiveDynamicImport: false },
  });
  const files = { entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' };
  const written = await made.write({ dir: dist, format: 'cjs', ...files });
  await made.close();
  for (const part of written.output)
    if (part.fileName.includes('/') && part.type === 'chunk' && part.code.includes('__dirname'))
      throw new Error(`${part.fileName} takes its own folder for dist`);
  return modulesIn(written);
}

/** What a module reads beside itself it finds in dist at the same place. */
function inPlace(src: string): Plugin {
  return {
    name: 'in-place',
    transform: {
      filter: { code: /import\.meta\./ },
      handler(code, id) {
        const place = JSON.stringify(`/${relative(src, id).replace(/\.ts$/, '.cjs')}`);
        const folder = JSON.stringify(`/${relative(src, join(id, '..'))}`);
        return code
          .replaceAll('import.meta.url', `require('node:url').pathToFileURL(__dirname + ${place}).href`)
          .replaceAll('import.meta.dirname', `(__dirname + ${folder})`);
      },
    },
  };
}

/** Packages that take milliseconds to load, and that most commands never call: each is a bundle of its own. */
const LATE_PACKAGES = ['ajv', 'handlebars'];
/** So do these parts of Node. */
const LATE = [...LATE_PACKAGES, 'node:child_process', 'node:crypto'];
const PREFIX = '\0late:';

/** The packages that are loaded late, by their place in dist: a module for each. */
export const latePackages = (): Record<string, string> =>
  Object.fromEntries(LATE_PACKAGES.map((name) => [`late/${name}`, `module.exports = require('${name}');\n`]));

/** Loads a module with the first call of one of its functions. */
function late(): Plugin {
  return {
    name: 'late',
    resolveId: {
      filter: { id: LATE.map((name) => new RegExp(`^${name}$`)) },
      handler(id, importer) {
        return importer?.startsWith(PREFIX) ? { id, external: true } : PREFIX + id;
      },
    },
    load: {
      filter: { id: /^\0late:/ },
      async handler(id) {
        const name = id.slice(PREFIX.length);
        return lateModule(name, await import(name));
      },
    },
  };
}

/** A module with the functions and classes of another, which each call loads if it is not there yet. */
function lateModule(name: string, { default: fallback, ...named }: Readonly<Record<string, object>>): string {
  const functionsOf = (all: object = {}) =>
    Object.entries(all).flatMap(([key, one]) => (typeof one === 'function' ? [key] : []));
  const own = functionsOf(named).filter((key) => key !== 'module.exports');
  const wrapper = (key: string, of: string) =>
    `function (...all) { const one = ${of}.${key}; return new.target ? new one(...all) : one.apply(${of}, all); }`;
  return [
    `const part = () => require(${LATE_PACKAGES.includes(name) ? `__dirname + '/late/${name}.cjs'` : `'${name}'`});`,
    `const main = () => part().default ?? part();`,
    ...own.map((key) => `export const ${key} = ${wrapper(key, 'part()')};`),
    `export default { ${functionsOf(fallback)
      .map((key) => `${key}: ${wrapper(key, 'main()')}`)
      .join(', ')} };`,
  ].join('\n');
}
