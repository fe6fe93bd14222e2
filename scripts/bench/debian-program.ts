import { findProgram } from '../../src/cli/host-needs.ts';
import { realEffects } from '../../src/host/effects.ts';
import { runChecked } from '../../src/host/processes.ts';
import type { Lab } from './lab.ts';

/** Installs the Debian package of a program that only one bench runs, where it is missing. */
export async function needProgram(lab: Lab, program: string, debianPackage = program): Promise<void> {
  if (findProgram(program) !== undefined) return;
  lab.say(`installing the Debian package ${debianPackage}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', debianPackage] as const;
  await runChecked(realEffects.run, { argv: ['apt-get', 'update', '-qq'], env });
  await runChecked(realEffects.run, { argv: install, env });
}
