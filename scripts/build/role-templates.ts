import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { RENDER_OPTIONS } from '../../src/compile/render.ts';

/** A module with the templates of generated code, by their names. */
export function roleTemplates(root: string): string {
  const folder = join(root, 'role-templates');
  const lines = globSync('{puppet,chef}/*.hbs', { cwd: folder })
    .sort()
    .map((file) => {
      const spec = Handlebars.precompile(readFileSync(join(folder, file), 'utf8'), RENDER_OPTIONS);
      return `exports[${JSON.stringify(file.replace(/\.hbs$/, ''))}] = Handlebars.template(${spec});\n`;
    });
  return `const Handlebars = require('handlebars/runtime');\n${lines.join('')}`;
}
