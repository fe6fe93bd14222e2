import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { builtFor } from '../host/built.ts';
import type { Code } from './encode/code.ts';

/** What a template of role-templates/ is given: text that is code already, and the shape around it. */
export type View = Code | boolean | readonly View[] | { readonly [key: string]: View };

/** How templates are compiled, here and by the build. */
export const RENDER_OPTIONS = { noEscape: true, strict: true } as const;

type Templates = Readonly<Record<string, HandlebarsTemplateDelegate>>;

const templates = new Map<string, HandlebarsTemplateDelegate>();
let built: Templates | undefined;

/** Fills role-templates/NAME.hbs. A name that the view lacks is a bug and throws. */
export function render(name: string, view: { readonly [key: string]: View }): string {
  built ??= builtFor(import.meta.url, 'role-templates.cjs') ?? {};
  const template = templates.get(name) ?? built[name] ?? compile(name);
  templates.set(name, template);
  return template(view);
}

function compile(name: string): HandlebarsTemplateDelegate {
  const text = readFileSync(new URL(`../../role-templates/${name}.hbs`, import.meta.url), 'utf8');
  return Handlebars.compile(text, RENDER_OPTIONS);
}
