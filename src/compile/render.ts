import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { Code } from './encode/code.ts';

/** What a template of role-templates/ is given: text that is code already, and the shape around it. */
export type View = Code | boolean | readonly View[] | { readonly [key: string]: View };

const templates = new Map<string, HandlebarsTemplateDelegate>();

/** Fills role-templates/NAME.hbs. A name that the view lacks is a bug and throws. */
export function render(name: string, view: { readonly [key: string]: View }): string {
  let template = templates.get(name);
  if (!template) {
    const text = readFileSync(new URL(`../../role-templates/${name}.hbs`, import.meta.url), 'utf8');
    template = Handlebars.compile(text, { noEscape: true, strict: true });
    templates.set(name, template);
  }
  return template(view);
}
