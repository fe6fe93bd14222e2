import type { Parameter, Profile } from '../../catalog/model.ts';
import { puppetProfileClass } from '../../naming/names.ts';
import { type Code, commentLines, commentText, encoded, identifier } from '../encode/code.ts';
import { puppetValue } from '../encode/puppet.ts';
import { puppetType } from '../encode/puppet-type.ts';
import { indented, spaced, unended } from '../indent.ts';
import { type FileSource, isTemplate, type LoweredProfile } from '../lower.ts';
import { type Mark, unmarked } from '../marks.ts';
import { render } from '../render.ts';
import { type EppParameter, epp } from '../templates/epp.ts';
import { boundClasses } from './bindings.ts';
import { puppetBody } from './body.ts';

const MODULE = 'site-modules/profile';

/** The files of one profile: its class, and the templates and files that the class uses. */
export function puppetProfile(lowered: LoweredProfile, mark: Mark = unmarked): [string, string][] {
  const { profile } = lowered;
  return [
    [`${MODULE}/manifests/${profile.name}.pp`, classText(lowered, mark)],
    ...lowered.files.map((file) => sourceOf(profile, file)),
  ];
}

function sourceOf({ name }: Profile, file: FileSource): [string, string] {
  if (!isTemplate(file)) {
    const text = file.body.map((node) => (node.kind === 'text' ? node.text : '')).join('');
    return [`${MODULE}/files/${name}/${file.name}`, text];
  }
  const loop: EppParameter[] = [
    ...(file.loop.key ? [{ name: '_key', type: { type: 'string' } as const }] : []),
    ...(file.loop.item && file.item ? [{ name: '_item', type: file.item }] : []),
  ];
  return [`${MODULE}/templates/${name}/${file.name}.epp`, epp(file.body, [...file.parameters, ...loop])];
}

const bodyOf = ({ profile, body }: LoweredProfile, mark: Mark): Code[] =>
  body.length === 0 ? [] : [puppetBody(profile.name, body, mark)];

/** Code that the author of the profile answers for. */
function doorOf({ bindings, file }: Profile, mark: Mark): Code[] {
  const code = bindings.code.puppet;
  if (code === undefined) return [];
  const head = `# Written by hand in ${commentText(file.path)}, code.puppet:`;
  return [mark(indented(encoded(`${head}\n${code.trimEnd()}\n`)), 'code', 'puppet')];
}

function classText(lowered: LoweredProfile, mark: Mark): string {
  const { profile } = lowered;
  const parameters = [...profile.parameters.values()];
  const sorted = [...parameters.filter(isRequired), ...parameters.filter((one) => !isRequired(one))];
  return fitted(
    render('puppet/profile.pp', {
      source: commentText(profile.file.path),
      summary: mark(commentText(profile.summary), 'summary'),
      class: identifier(puppetProfileClass(profile.name)),
      documentation: sorted.map((one) => ({
        name: mark(identifier(one.name), 'parameters', one.name),
        description: mark(commentLines(one.description, '#   '), 'parameters', one.name, 'description'),
      })),
      parameters: aligned(sorted, mark),
      body: unended(spaced([...boundClasses(profile, mark), ...bodyOf(lowered, mark), ...doorOf(profile, mark)])),
    }),
  );
}

/** A literal cannot be broken or written in another way: where puppet-lint minds, the line says so. */
const fitted = (text: string): string =>
  text.replace(/^(?! *#).*$/gmu, (line) => {
    const minds = [
      ...(/\\(u\{|r)/.test(line) ? ['double_quoted_strings'] : []),
      ...(/ = '',$/.test(line) ? ['params_empty_string_assignment'] : []),
    ];
    if (minds.length > 0 && line.endsWith('[')) minds.push('manifest_whitespace_opening_bracket_after');
    if (minds.length > 0 && line.endsWith('{')) minds.push('manifest_whitespace_opening_brace_after');
    if ([...ignoring(line, minds)].length > 140) minds.unshift('140chars');
    return ignoring(line, minds);
  });

const ignoring = (line: string, checks: readonly string[]): string =>
  checks.length === 0 ? line : `${line} # ${checks.map((check) => `lint:ignore:${check}`).join(' ')}`;

const isRequired = (parameter: Parameter): boolean => parameter.default === undefined;

/** Parameters as they stand in the class header, names and defaults in columns; a long type has lines of its own. */
function aligned(parameters: readonly Parameter[], mark: Mark): { declaration: Code }[] {
  const types = parameters.map((one) => puppetType(one.type, '  '));
  const width = Math.max(0, ...types.filter((type) => !type.includes('\n')).map((type) => type.length));
  const inColumns = parameters.filter((_, index) => !types[index]?.includes('\n'));
  const nameWidth = Math.max(0, ...inColumns.map((one) => one.name.length));
  return parameters.map((one, index) => {
    const type = types[index] ?? '';
    const [padded, name] = inColumns.includes(one)
      ? [type.padEnd(width), one.name.padEnd(nameWidth)]
      : [type, one.name];
    const fallback = one.default === undefined ? '' : ` = ${puppetValue(one.default, '  ')}`;
    const declaration = encoded(`${padded} $${fallback === '' ? one.name : name}${fallback}`);
    return { declaration: mark(declaration, 'parameters', one.name) };
  });
}
