import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TARGETS, type Target } from '../../src/compile/compile.ts';
import { type ConvergeJob, converge } from '../../src/converge/converge.ts';
import { Refusal } from '../../src/problem/problem.ts';
import { type ConvergeMachine, convergeMachine } from './machine.ts';
import { chefTree, puppetTree, WEB } from './trees.ts';

describe.each(TARGETS)('a machine converged with %s', (target: Target) => {
  let machine: ConvergeMachine;
  const job = (tree: ConvergeJob['tree'], noop = false): ConvergeJob => {
    return { connection: machine.ssh, target, role: 'web', tree, noop };
  };
  const treeOf = { puppet: puppetTree, chef: chefTree }[target];

  beforeAll(async () => {
    machine = await convergeMachine(`converge-${target}`);
  }, 300_000);
  afterAll(() => machine?.[Symbol.asyncDispose]());

  test('an empty role leaves nothing on the disk', async () => {
    await machine.ssh.run(['touch', '/run/before']);
    expect(await converge(job(treeOf('')))).toMatchObject({ target, outcome: 'unchanged', resources: [] });
    const changed = await machine.ssh.run(['find', '/', '-xdev', '-cnewer', '/run/before']);
    expect(changed.stdout).toBe('');
  });

  test('a dry run tells and does not touch, a run changes, a second run finds nothing to do', async () => {
    const dry = await converge(job(WEB[target], true));
    expect(dry.outcome).toBe('changed');
    expect((await machine.ssh.run(['test', '-e', '/etc/shop.conf'])).code).toBe(1);
    const output: string[] = [];
    const first = await converge(job(WEB[target]), (text) => output.push(text));
    expect(first.outcome).toBe('changed');
    expect(first.resources.filter(({ changed }) => changed).length).toBeGreaterThanOrEqual(4);
    for (const { file, line } of first.resources)
      expect([WEB[target].has(file ?? ''), line]).toEqual([true, expect.any(Number)]);
    expect(output.length).toBeGreaterThan(3);
    expect(output.every((text) => text.endsWith('\n'))).toBe(true);
    expect((await machine.ssh.run(['cat', '/etc/shop.conf'])).stdout).toBe('é\n');
    expect((await machine.ssh.run(['systemctl', 'is-active', 'shop'])).stdout).toBe('active\n');
    const second = await converge(job(WEB[target]));
    expect([second.outcome, second.resources.length]).toEqual(['unchanged', first.resources.length]);
  });

  test('a resource that fails is named with its place and the words of the tool', async () => {
    const file = { puppet: "file { '/no/such/folder/x': content => 'x' }", chef: "file '/no/such/folder/x'" }[target];
    const message = await refusal(job(treeOf(`\n${file}`)));
    expect(message).toMatch(
      /^role web: [Ff]ile\[\/no\/such\/folder\/x\] \((puppet|chef)\/\S+\/(web\.pp:3|default\.rb:2)\): /,
    );
    expect(message).toMatch(/directory .*does not exist|No such file or directory/);
  });

  test('of a program that fails the last lines are told, once', async () => {
    const script = 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo part $i; done; echo no index >&2; exit 7';
    const argv = `['/bin/sh', '-c', '${script}']`;
    const code = { puppet: `exec { 'index': command => ${argv} }`, chef: `execute('index') { command(${argv}) }` };
    const message = await refusal(job(treeOf(code[target])));
    const said = message.split('\n').filter((line) => line.startsWith('  | '));
    expect(said).toEqual([...[6, 7, 8, 9, 10, 11, 12].map((part) => `  | part ${part}`), '  | no index']);
    expect(message.split('\n')).toHaveLength(said.length + 1);
    expect(message).toMatch(/^role web: [Ee]xec(ute)?\[index\] \(\S+:\d+\): .* returned 7\b/);
  });

  test('a failure that the role itself lets pass is none', async () => {
    const lenient = { puppet: "err('careful')", chef: "execute('/bin/false') { ignore_failure true }" }[target];
    expect(await converge(job(treeOf(lenient)))).toMatchObject({ target });
  });

  test('a tree arrives as it is, however long its paths', async () => {
    const path = `data/${'long/'.repeat(30)}ü`;
    await converge(job(treeOf('').set(path, 'é\n')));
    expect((await machine.ssh.run(['cat', `/run/rolebake/tree/${path}`])).stdout).toBe('é\n');
  });

  test('a role that does not compile is refused with its place', async () => {
    const nonsense = { puppet: '\nfail("no luck")', chef: "\nraise 'no luck'" }[target];
    expect(await refusal(job(treeOf(nonsense)))).toMatch(/^role web: \((puppet|chef)\/\S+:[23]\): .*no luck/s);
  });
});

async function refusal(job: ConvergeJob): Promise<string> {
  const error = await converge(job).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Refusal);
  const [problem] = (error as Refusal).problems;
  expect(problem?.code).toBe('converge-failed');
  return problem?.message ?? '';
}
