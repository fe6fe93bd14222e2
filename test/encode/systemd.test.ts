import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readProfile } from '../../src/catalog/profile.ts';
import { SourceFile } from '../../src/catalog/source/source-file.ts';
import { login, testMachines, testSpec } from '../fixtures/test-machines.ts';
import { hostile, SEED, sample } from './strings.ts';

/** A word of a command line as an author can write it: no blank, no line end, no NUL, no noncharacter, no value. */
const word = hostile
  .map((text) => text.replaceAll(/[ \n\r\0]|\p{Noncharacter_Code_Point}/gu, '').replaceAll(/\{+/g, '{'))
  .filter((text) => text !== '');

/** The unit file of a service whose command line the author wrote like this. */
function unitOf(exec: string): string {
  const resources = [{ unit: 'words', exec, user: 'root', description: '100% of $x\'s "words" \\ %i' }];
  const file = new SourceFile('catalog/profiles/words.yaml', JSON.stringify({ profile: 'words', resources }));
  const { profile, complaints } = readProfile(file, { templates: new Map(), files: new Map() });
  expect(complaints.problems).toEqual([]);
  const [part] = profile?.resources[0]?.parts ?? [];
  if (part?.type !== 'file') throw new Error('the profile has no unit');
  return part.body.map((node) => (node.kind === 'text' ? node.text : '')).join('');
}

test('systemd hands each word of a command line to the program as it was written', async () => {
  const words = sample(
    fc.oneof(
      { weight: 9, arbitrary: word },
      fc.constantFrom(';', '\\;', '$HOME', '\x24{HOME}', '$', '%i', '-', '@', '\\', "'", '"', '#', '""'),
    ),
  );
  const output = '/run/words';
  const unit = unitOf(`/usr/bin/printf %s\\0 ${words.join(' ')}`).replace(
    'Restart=always\n',
    `Type=oneshot\nStandardOutput=file:${output}\n`,
  );
  await using area = await testMachines();
  const { user, ...spec } = await testSpec('systemd-words');
  const ssh = await login(await area.machines.launch(spec), user);
  await ssh.upload(unit, '/run/systemd/system/words.service', 0o644);
  await ssh.run(['systemctl', 'daemon-reload']);
  const { stderr } = await ssh.run(['systemctl', 'start', 'words']);
  expect(stderr, `ROLEBAKE_SEED=${SEED}`).toBe('');
  const heard = (await ssh.download(output)).toString().split('\0').slice(0, -1);
  expect(heard, `ROLEBAKE_SEED=${SEED}`).toEqual(words);
  const description = await ssh.run(['systemctl', 'show', '--property=Description', '--value', 'words']);
  expect(description.stdout).toBe('100% of $x\'s "words" \\ %i\n');
}, 120_000);
