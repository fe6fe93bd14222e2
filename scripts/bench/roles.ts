import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunBench } from './bench.ts';
import { figure } from './figure.ts';
import { makePackage } from './package.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

/** Small roles with a package, a file and a unit each, baked in three ways. */
export const benchRoles: RunBench = async ({ lab, counts }) => {
  lab.say('build, os update, converger');
  const workspace = await makeWorkspace(lab, await makePackage(lab));
  const names = Array.from({ length: counts.roles }, (_, index) => `small_${index}`);
  await writeRoles(workspace, names, 'first');
  await workspace.rolebake('os', 'update');
  await workspace.rolebake('plan', ...names);
  const cores = availableParallelism();
  lab.say('one after another');
  const alone = await secondsOf(workspace, names, 'alone', async () => {
    for (const name of names) await workspace.rolebake('bake', name);
  });
  lab.say('one command, one machine at a time');
  const inLine = await secondsOf(workspace, names, 'line', () => bakeAll(workspace, names, 1));
  lab.say(`one command, ${cores} machines at a time`);
  const beside = await secondsOf(workspace, names, 'beside', () => bakeAll(workspace, names, cores));
  return [
    figure(`${names.length} roles, a command each`, alone, 's'),
    figure(`${names.length} roles, --at-once 1`, inLine, 's'),
    figure(`${names.length} roles, --at-once ${cores}`, beside, 's'),
    figure('--at-once 1 beside a command each', inLine / alone, 'times', 1),
    figure(`--at-once ${cores} beside a command each`, beside / alone, 'times', 1),
  ];
};

const bakeAll = ({ rolebake }: Workspace, names: readonly string[], atOnce: number) =>
  rolebake('bake', ...names, '--at-once', String(atOnce));

/** All of them are baked anew: each time their file says something else. */
async function secondsOf(
  workspace: Workspace,
  names: readonly string[],
  note: string,
  bake: () => Promise<unknown>,
): Promise<number> {
  await writeRoles(workspace, names, note);
  const began = performance.now();
  await bake();
  return (performance.now() - began) / 1000;
}

async function writeRoles({ folder }: Workspace, names: readonly string[], note: string): Promise<void> {
  for (const name of names) {
    await write(join(folder, 'catalog', 'roles', `${name}.yaml`), `role: ${name}\nuses: [small]\n`);
  }
  await write(join(folder, 'catalog', 'profiles', 'small.yaml'), profile(note));
}

const profile = (note: string): string => `profile: small
resources:
  - package: tree
  - file: /etc/note
    content: "${note}\\n"
  - unit: note
    exec: /usr/bin/sleep infinity
    user: root
`;

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
