import { onTestFinished } from 'vitest';
import { Team } from '../cli/team.ts';
import { teamSettings } from '../fixtures/team-settings.ts';
import { Registry, released } from './registry.ts';

/** The module acme/note, whose class writes this word and its parameter. */
export const module = (word: string, dependencies: readonly string[] = []) => ({
  'metadata.json': JSON.stringify({
    ...{ name: 'acme-note', version: '1.0.0', author: 'acme', summary: 'A note', license: 'Apache-2.0' },
    ...{ source: 'https://git.example/note', dependencies: dependencies.map((name) => ({ name })) },
  }),
  'manifests/init.pp': `class note(String $text) {\n  file { '/etc/note': content => "${word} \${text}\\n" }\n}\n`,
});
/** The cookbook note, whose recipe writes an attribute. */
const COOKBOOK = {
  'metadata.json': JSON.stringify({ name: 'note', version: '2.0.0', dependencies: {} }),
  'recipes/default.rb': `file '/etc/note' do\n  content "first #{node['note']['text']}\\n"\nend\n`,
};

/** A catalog of one role, bound to both. */
export const profile = (modules: string, cookbooks = '{note: 2.0.0}') => ({
  'catalog/catalog.yaml': 'catalog: bound\nos: debian-12\n',
  'catalog/roles/bound.yaml': 'role: bound\nuses: [note]\n',
  'catalog/profiles/note.yaml': `profile: note
parameters:
  text: {type: string, default: bound}
bindings:
  puppet:
    modules: ${modules}
    classes: {note: {text: "{{text}}"}}
  chef:
    cookbooks: ${cookbooks}
    attributes: {note: {text: "{{text}}"}}
    recipes: [note]
`,
});

/** A team whose registries are this test's own, with acme/note 1.0.0 and the cookbook note 2.0.0 in them. */
export async function boundTeam(modules = '{acme/note: 1.0.0}'): Promise<{ team: Team; registry: Registry }> {
  const registry = await Registry.start();
  onTestFinished(() => registry[Symbol.asyncDispose]());
  const team = await Team.of(profile(modules));
  onTestFinished(() => team.end());
  team.write({
    'rolebake.yaml': `${teamSettings(team.network)}forge: ${registry.url}/\nsupermarket: ${registry.url}\n`,
  });
  registry.module('acme/note', '1.0.0', released('acme-note-1.0.0', module('first')));
  registry.cookbook('note', '2.0.0', released('note', COOKBOOK));
  return { team, registry };
}
