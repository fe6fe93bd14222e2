import { expect, test } from 'vitest';
import { readProfile } from '../../src/catalog/profile.ts';
import type { CoreFile } from '../../src/catalog/resources/core-resource.ts';
import { SourceFile } from '../../src/catalog/source/source-file.ts';
import { literalOf } from '../../src/catalog/templates/text.ts';
import { hostile, SEED, sample } from '../encode/strings.ts';
import { login, testMachines, testSpec } from '../fixtures/test-machines.ts';
import { script } from './lab.ts';
import { filledIn } from './probe.ts';

const sent = sample(hostile);
const clean = (text: string): string => text.replaceAll(/\p{Cc}|\p{Noncharacter_Code_Point}/gu, '');
const descriptions = sent.map((text) => `d${clean(text)}d`);
const options = sent.map((text) => `o${text.replaceAll(/[^!-~]/gu, '').replaceAll(/\{(?=\{)/g, '')}o`);

/** The unit files that the language makes of these resources, by path. */
function unitFiles(resources: readonly object[]): Map<string, string> {
  const file = new SourceFile('catalog/profiles/units.yaml', JSON.stringify({ profile: 'units', resources }));
  const { profile, complaints } = readProfile(file, { templates: new Map(), files: new Map() });
  expect(complaints.problems).toEqual([]);
  const files = profile?.resources.flatMap(({ parts }) => parts.filter((part) => part.type === 'file')) ?? [];
  return new Map(files.map((one) => [literalOf(one.path) ?? '', bodyOf(one)]));
}

const bodyOf = ({ body }: CoreFile): string => body.map((node) => (node.kind === 'text' ? node.text : '')).join('');

const QUERY = (unit: string, kind: string, property: string): string => {
  const object = [...unit].map((one) => (/[a-z0-9]/.test(one) ? one : `_${one.charCodeAt(0).toString(16)}`)).join('');
  return `busctl --json=short get-property org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/${object} org.freedesktop.systemd1.${kind} ${property}\n`;
};

test('systemd tells descriptions of units, devices and options of mounts as they were written', async () => {
  const files = unitFiles([
    ...descriptions.map((description, index) => ({ unit: `d${index}`, user: 'root', exec: '/bin/true', description })),
    ...options.map((text, index) => ({ mount: `/m${index}`, device: text, type: 'ext4', options: text })),
  ]);
  await using area = await testMachines();
  const { user, ...spec } = await testSpec('hostile-units');
  const ssh = await login(await area.machines.launch(spec), user);
  const writing = [...files].map(
    ([path, text]) => `echo ${Buffer.from(text).toString('base64')} | base64 -d > ${path}\n`,
  );
  const questions = sent.flatMap((_, index) => [
    QUERY(`d${index}.service`, 'Unit', 'Description'),
    QUERY(`m${index}.mount`, 'Mount', 'What'),
    QUERY(`m${index}.mount`, 'Mount', 'Options'),
  ]);
  const answers = await script(ssh, `${writing.join('')}systemctl daemon-reload\n${questions.join('')}`);
  const told = answers
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { data: string }).data);
  const meant = sent.flatMap((_, index) => [
    descriptions[index],
    filledIn(options[index] ?? ''),
    filledIn(options[index] ?? ''),
  ]);
  expect(told, `ROLEBAKE_SEED=${SEED}`).toEqual(meant);
}, 600_000);
