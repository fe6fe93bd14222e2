import { type Check, checkSubject, type Expectation, type TextMatch } from '../../catalog/checks/check.ts';
import { roleChecks } from '../../catalog/checks/checks.ts';
import type { Role } from '../../catalog/model.ts';
import { unreachable } from '../../problem/unreachable.ts';
import { rubyLineRegexp } from '../encode/regexp.ts';
import { rubyString, rubyValue } from '../encode/ruby.ts';
import { shellCommand } from '../encode/shell.ts';
import { yamlErbComment, yamlErbString } from '../encode/yaml.ts';
import type { About, Files } from '../part.ts';
import { rubyFile } from './ruby-file.ts';

/** An InSpec profile that holds a machine to the checks of its role; nothing for a role without checks. */
export function inspec(about: About, role: Role): Files {
  const checks = roleChecks(role, about.os);
  if (checks.length === 0) return [];
  const folder = `test/integration/${role.name}`;
  const controls = [...bySubject(checks)].flatMap(([id, checks]) => ['', ...control(id, checks)]);
  const needsLaunch = checks.some(({ from }) => from === 'launch');
  const lines = needsLaunch ? ["launched = input('launched')", ...controls] : controls.slice(1);
  return [
    [`${folder}/inspec.yml`, metadata(about, role)],
    [`${folder}/controls/default.rb`, rubyFile(role, lines)],
  ];
}

function metadata(about: About, role: Role): string {
  return [
    `# Generated from ${yamlErbComment(role.file.path)}; edit there.`,
    '---',
    `name: ${role.name}`,
    `title: ${yamlErbString(role.summary)}`,
    `summary: ${yamlErbString(`What a machine of the role ${role.name} must show`)}`,
    `maintainer: ${yamlErbString(about.maintainer)}`,
    `copyright: ${yamlErbString(about.maintainer)}`,
    `copyright_email: ${yamlErbString(about.maintainerEmail)}`,
    'license: Proprietary',
    'version: 0.1.0',
    'supports:',
    '  - platform: debian',
    'inputs:',
    '  - name: launched',
    '    description: Whether the machine was launched with its flags, or was only baked',
    '    type: Boolean',
    '    value: false',
    '',
  ].join('\n');
}

/** One control for all that is said of one thing at one time, in the order in which they are said. */
function bySubject(checks: readonly Check[]): Map<string, Check[]> {
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const subject = checkSubject(check.expects);
    const id = check.from === 'launch' ? `${subject} once launched` : subject;
    groups.set(id, [...(groups.get(id) ?? []), check]);
  }
  return groups;
}

function control(id: string, checks: readonly Check[]): string[] {
  const [first] = checks;
  if (!first) return [];
  const sources = [...new Set(checks.map(({ source }) => source))].join(' and ');
  const expectations = new Set(checks.flatMap(({ expects }) => expectationLines(expects)));
  return [
    `control ${rubyString(id)} do`,
    `  title ${rubyString(id)}`,
    `  desc ${rubyString(`Said by ${sources}`)}`,
    '  impact 1.0',
    ...(first.from === 'launch' ? ["  only_if('the machine was launched') { launched }"] : []),
    `  describe ${resource(first.expects)} do`,
    ...[...expectations].map((line) => `    ${line}`),
    '  end',
    'end',
  ];
}

function resource(expects: Expectation): string {
  switch (expects.kind) {
    case 'package':
      return `package(${rubyString(expects.name)})`;
    case 'unit':
      return `systemd_service(${rubyString(expects.unit)})`;
    case 'file':
      return `file(${rubyString(expects.path)})`;
    case 'port':
      return `port(${expects.port})`;
    case 'http':
      return `http(${rubyString(expects.url)})`;
    case 'command':
      return `command(${rubyString(shellCommand(expects.argv))})`;
    default:
      return unreachable(expects);
  }
}

function expectationLines(expects: Expectation): string[] {
  switch (expects.kind) {
    case 'package':
      return ['it { should be_installed }'];
    case 'unit':
      return [expects.state === 'active' ? 'it { should be_running }' : 'it { should be_enabled }'];
    case 'file':
      return [
        'it { should exist }',
        ...(['owner', 'group', 'mode'] as const).flatMap((key) => {
          const value = expects[key];
          return value === undefined ? [] : `its('${key}') { should cmp ${rubyString(value)} }`;
        }),
        ...textLine('content', expects.content),
      ];
    case 'port':
      return [`its('protocols') { should include(/\\A${expects.protocol}6?\\z/) }`];
    case 'http':
      return [`its('status') { should cmp ${expects.status} }`, ...textLine('body', expects.body)];
    case 'command':
      return [`its('exit_status') { should eq ${rubyValue(expects.exit)} }`, ...textLine('stdout', expects.output)];
    default:
      return unreachable(expects);
  }
}

/** InSpec hands over texts as bytes, which only compare as such with what is not ASCII; there is none where nothing is. */
function textLine(name: string, match: TextMatch | undefined): string[] {
  if (match === undefined) return [];
  if (match.how === 'line') return [`its('${name}.to_s.b.lines') { should include(${rubyLineRegexp(match.pattern)}) }`];
  const text = rubyString(match.text);
  const matcher = match.how === 'contains' ? 'include' : 'eq';
  return /^\p{ASCII}*$/u.test(match.text)
    ? [`its('${name}') { should ${matcher} ${text} }`]
    : [`its('${name}.to_s.b') { should ${matcher} ${text}.b }`];
}
