import type { Catalog, Parameter, Profile, Resource } from '../../catalog/model.ts';
import { written } from '../../catalog/templates/text.ts';
import { code, details, page, plain, section, table, value } from './markdown.ts';
import { typeText } from './type-text.ts';

/** The page of a profile: what it takes, what it puts on a machine, and who uses it. */
export const profilePage = (profile: Profile, catalog: Catalog): string =>
  page(
    profile.name,
    plain(profile.summary),
    `Written in ${code(profile.file.path)}.`,
    section('Uses', usesText(profile)),
    section('Parameters', parametersText(profile)),
    section('Resources', resourcesText(profile)),
    section('Used by', usersText(profile, catalog)),
  );

/** Other profiles, and the values that it passes on to them. */
const usesText = ({ uses, passes }: Profile): string =>
  uses
    .map((name) => {
      const values = passes.filter((one) => one.profile === name);
      const passed = values.map((one) => `${code(one.parameter)} ${value(one.value)}`).join(', ');
      return `- [${code(name)}](${name}.md)${passed === '' ? '' : ` with ${passed}`}\n`;
    })
    .join('');

const parametersText = ({ parameters, listens }: Profile): string =>
  table(
    ['parameter', 'type', 'default', 'description'],
    [...parameters.values()]
      .filter(({ name }) => name !== 'flags')
      .map((parameter) => [
        code(parameter.name),
        plain(typeText(parameter.type)),
        defaultText(parameter),
        plain(parameter.description) + (listens.includes(parameter.name) ? ' (opened)' : ''),
      ]),
  );

const defaultText = ({ default: fallback }: Parameter): string =>
  fallback === undefined ? 'must be given' : value(fallback);

/** As the author wrote them: what they expand into is for the tools. */
const resourcesText = ({ resources, file }: Profile): string =>
  table(
    ['resource', 'of', 'details'],
    [...resources]
      .sort((a, b) => a.index - b.index)
      .map((resource) => [resource.kind, code(written(resource.title)), writtenDetails(resource, file.data)]),
  );

function writtenDetails({ kind, index }: Resource, data: unknown): string {
  const { resources = [] } = data as { resources?: readonly object[] };
  return details(resources[index] ?? {}, [kind]);
}

function usersText(profile: Profile, { roles, library }: Catalog): string {
  const above = library.filter(({ uses }) => uses.includes(profile.name));
  const users = roles.filter(({ profiles }) => profiles.some((use) => use.profile === profile));
  return [
    ...above.map(({ name }) => `- profile [${code(name)}](${name}.md)\n`),
    ...users.map(({ name }) => `- role [${code(name)}](../roles/${name}.md)\n`),
  ].join('');
}
