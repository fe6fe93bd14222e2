import { beforeAll, describe, expect, test } from 'vitest';
import type { Target } from '../../src/compile/compile.ts';
import { testMachines } from '../fixtures/test-machines.ts';
import { parseCase } from './case.ts';
import { examine } from './examine.ts';
import { type Finding, findingText } from './finding.ts';
import { type Group, groupsOf } from './group.ts';

const CASES = {
  other_mode: 'profile: {resources: [{file: /etc/faults/mode, content: x, mode: "0640"}, {directory: /etc/faults}]}',
  other_text: 'profile: {resources: [{file: /srv/text, content: right}]}',
  runs_always: 'profile: {resources: [{file: /srv/always, content: x}]}',
  does_nothing: 'profile: {resources: [{directory: /srv}]}',
  shows_nothing: 'profile: {resources: [{file: /srv/shows, content: x}]}\nshows: test -e /srv/nothing',
};

/** A group whose generated code was made wrong. */
function wrongGroup(): Group {
  const cases = Object.entries(CASES).map(([name, text]) => parseCase(name, `summary: ${name}\n${text}`));
  const [group] = groupsOf(cases);
  if (!group) throw new Error('cases make a group');
  const edit = (target: Target, file: RegExp, change: (text: string) => string) => {
    const path = [...group.trees[target].keys()].find((one) => file.test(one)) ?? '';
    return new Map(group.trees[target]).set(path, change(group.trees[target].get(path) ?? ''));
  };
  const puppet = edit('puppet', /manifests\/runs_always\.pp/, (text) =>
    text.replace(/\}\s*$/, "exec { '/bin/true': }\n}"),
  );
  const withMode = edit('chef', /profile_other_mode\/resources/, (text) => text.replace('0640', '0644'));
  const chef = new Map([...withMode]).set('cookbooks/profile_other_text/files/text', 'wrong').set(
    'cookbooks/role_common/recipes/default.rb',
    `${withMode.get('cookbooks/role_common/recipes/default.rb')}
file '/opt/stray'
execute('apt-mark hold bash') { not_if 'apt-mark showhold | grep bash' }`,
  );
  return { ...group, trees: { puppet, chef } };
}

describe('generated code that is wrong', () => {
  let findings: readonly Finding[] = [];
  beforeAll(async () => {
    await using area = await testMachines();
    ({ findings } = await examine(area, wrongGroup()));
  }, 300_000);

  const found = (name?: string) => findings.filter((one) => one.case === name).map(findingText);

  test('is found by what it makes of the machine, and by what the other tool changes there', () => {
    const told = found('other_mode').join('\n');
    expect(told).toMatch(/^other_mode \[same\] path \/etc\/faults\/mode: puppet f 640 0:0 (\w+), chef f 644 0:0 \1$/m);
    expect(told).toMatch(
      /^other_mode \[other tool, machine of puppet\] chef changes cookbook_file\[\/etc\/faults\/mode\] /m,
    );
    expect(told).toMatch(/^other_mode \[dry run, machine of puppet\] puppet changes File\[\/etc\/faults\/mode\] /m);
    expect(told).toMatch(
      /^other_mode \[stays, machine of chef\] path \/etc\/faults\/mode: before f 644 .*, after f 640 /m,
    );
    expect(found('other_text').join('\n')).toMatch(/\[same\] path \/srv\/text/);
  });

  test('is found if it never comes to rest', () => {
    expect(found('runs_always').join('\n')).toMatch(
      /^runs_always \[again, machine of puppet\] puppet changes Exec\[\/bin\/true\]/,
    );
    expect(found('runs_always').join('\n')).toMatch(/\[dry run, machine of chef\]/);
  });

  test('is found if it does nothing, or not what the case wants', () => {
    expect(found('does_nothing').length).toBe(2);
    for (const tool of ['puppet', 'chef'])
      expect(found('shows_nothing').join('\n')).toContain(`[shows, machine of ${tool}] its script ended with 1`);
  });

  test('is found where no case names it, on disk and off it', () => {
    expect(found().join('\n')).toMatch(/^group common \[same\] package-hold bash: puppet nothing, chef held$/m);
    expect(found().join('\n')).toMatch(/^group common \[same\] path \/opt\/stray: puppet nothing, chef f 644 0:0/m);
  });
});
