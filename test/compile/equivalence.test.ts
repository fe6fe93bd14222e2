import Handlebars from 'handlebars';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ProfileUse } from '../../src/catalog/model.ts';
import type { CoreFile } from '../../src/catalog/resources/core-resource.ts';
import { literalOf } from '../../src/catalog/templates/text.ts';
import { compile, treeOf } from '../../src/compile/compile.ts';
import { type FileSource, isTemplate, type Lowered, lower } from '../../src/compile/lower.ts';
import { chef, type PuppetResource, puppetCatalog, type Rendering } from '../encode/real-tools.ts';
import { catalogOf, nastyFiles } from './catalogs.ts';

/** A file that a role puts on a machine, and the values that its profile has there. */
interface PlacedFile {
  readonly use: ProfileUse;
  readonly values: Readonly<Record<string, unknown>>;
  readonly file: FileSource & { readonly path: string };
}

/** Handlebars with what its users commonly add: a comparison. */
const handlebars = Handlebars.create();
handlebars.registerHelper('eq', (one: unknown, other: unknown) => one === other);

const files = nastyFiles();
const catalog = catalogOf(files);
const generated = compile(catalog);
const role = catalog.roles.find(({ name }) => name === 'everything');
const uses = role?.profiles ?? [];

const valuesOf = ({ profile, values }: ProfileUse): Record<string, unknown> => {
  const defaults = [...profile.parameters.values()].map(({ name, default: fallback }) => [name, fallback]);
  return { ...Object.fromEntries(defaults), ...values };
};
/** Puppet's catalog does not tell of what is undef. */
const present = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
/** The files that are there once, whatever the parameters are. */
const filesOf = (body: readonly Lowered[]): PlacedFile['file'][] =>
  body.flatMap((one) =>
    one.kind === 'resource' && one.file ? [{ ...one.file, path: literalOf((one.core as CoreFile).path) ?? '' }] : [],
  );

const placed = uses.flatMap((use): PlacedFile[] =>
  filesOf(lower(use.profile).body).map((file) => ({ use, values: valuesOf(use), file })),
);
const templated = placed.filter(({ file }) => isTemplate(file));

describe('one role in Puppet, Chef and ERB', () => {
  let resources: PuppetResource[];
  let ruby: Awaited<ReturnType<typeof chef>>;

  beforeAll(async () => {
    const cookbooks = treeOf(generated, 'chef');
    const cookbookOf = ({ use }: PlacedFile) => `cookbooks/profile_${use.profile.name}`;
    const attributes = [...uses.map(({ profile }) => `profile_${profile.name}`), 'role_everything'].map(
      (cookbook, index): [string, string] => [
        `attributes/${String(index).padStart(3, '0')}.rb`,
        cookbooks.get(`cookbooks/${cookbook}/attributes/default.rb`) ?? '',
      ],
    );
    const renderings = templated.map(
      (one): Rendering => [`${cookbookOf(one)}/templates/${one.file.name}.erb`, one.values],
    );
    const input = new Map([...cookbooks, ...attributes, ['templates.json', JSON.stringify(renderings)] as const]);
    [resources, ruby] = await Promise.all([puppetCatalog(treeOf(generated, 'puppet'), 'everything'), chef(input)]);
  }, 300_000);

  const puppetFile = (path: string) => resources.find(({ type, title }) => type === 'File' && title === path);

  test('every parameter arrives as the catalog has it', () => {
    for (const use of uses) {
      const title = `Profile::${use.profile.name.charAt(0).toUpperCase()}${use.profile.name.slice(1)}`;
      const puppetClass = resources.find((one) => one.type === 'Class' && one.title === title);
      expect(puppetClass?.parameters ?? {}, title).toEqual(present(valuesOf(use)));
      expect(ruby.attributes[`profile_${use.profile.name}`] ?? {}, title).toEqual(valuesOf(use));
    }
  });

  test('every template gives the same bytes', () => {
    expect(templated.length).toBeGreaterThan(8);
    for (const [index, { file }] of templated.entries()) {
      const content = puppetFile(file.path)?.parameters?.['content'];
      expect(ruby.chef[index], `${file.path} by Chef`).toBe(content);
      expect(ruby.erb[index], `${file.path} by ERB`).toBe(content);
    }
  });

  test("the bytes are those that Handlebars itself gives for the author's text", () => {
    for (const { use, values, file } of placed.filter(({ use: one }) => one.profile.file.path.startsWith('catalog/'))) {
      const text = authorsText(use.profile.name, file.path);
      if (text === undefined) continue;
      const bytes = handlebars.compile(text, { noEscape: true })(values);
      const { content, source } = puppetFile(file.path)?.parameters ?? {};
      const shipped = generated.get(`puppet/site-modules/profile/files/${use.profile.name}/${file.name}`);
      expect(content ?? shipped, `${file.path} from ${source}`).toBe(bytes);
    }
  });

  test('files that hold no value are shipped as they are, the same for both tools', () => {
    const still = placed.filter(({ file }) => !isTemplate(file));
    expect(still.length).toBeGreaterThan(3);
    for (const { use, file } of still) {
      const puppetText = generated.get(`puppet/site-modules/profile/files/${use.profile.name}/${file.name}`);
      expect(generated.get(`chef/cookbooks/profile_${use.profile.name}/files/${file.name}`)).toBe(puppetText);
    }
  });
});

/** What the profile's author wrote for a file; undefined for what rolebake writes, such as units. */
function authorsText(profile: string, path: string): string | undefined {
  const data = parse(files.texts.get(`profiles/${profile}.yaml`) ?? '') as {
    resources: { file?: string; content?: string; template?: string }[];
  };
  const resource = data.resources.find(({ file }) => file === path);
  return resource?.template === undefined ? resource?.content : files.texts.get(`templates/${resource.template}`);
}
