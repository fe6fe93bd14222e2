import { existsSync } from 'node:fs';
import type { Effects } from '../../host/effects.ts';
import type { Command } from '../../host/processes.ts';
import { Refusal } from '../../problem/problem.ts';
import { RECIPE_DIR, SOURCE_DATE_EPOCH } from './recipe.ts';

/** A program to run inside the builder tree. */
export interface BuilderCommand {
  readonly argv: readonly [string, ...string[]];
  /** Host folders seen inside, writable, by their place inside. */
  readonly binds?: Readonly<Record<string, string>>;
  /** The same, read-only. */
  readonly bindsReadOnly?: Readonly<Record<string, string>>;
  /** The tree itself may be changed; nobody else can use it meanwhile. Default: read-only. */
  readonly writable?: boolean;
  /** Inside. */
  readonly cwd?: string;
  readonly onOutput?: (text: string) => void;
}

/** The host's network settings, there only while a command runs; in the tree itself stands what is harmless. */
export const HOST_FILES: Readonly<Record<string, string>> = {
  '/etc/resolv.conf': '',
  '/etc/ssl/certs/ca-certificates.crt': '',
  '/etc/gemrc': '{}\n',
  '/root/.gemrc': '{}\n',
};

/** Where a command inside finds the recipe. */
export const RECIPE_INSIDE = '/recipe';

/** A container over the tree with the host's network, for `effects.run`; its processes, /tmp and /run end with it. */
export function inBuilder(tree: string, command: BuilderCommand, effects: Pick<Effects, 'randomBytes'>): Command {
  const readOnly = { ...hostFiles(), [RECIPE_INSIDE]: RECIPE_DIR, ...command.bindsReadOnly };
  const argv = [
    ...['--quiet', '--pipe', '--register=no', '--keep-unit', '--resolv-conf=off', '--timezone=off'],
    ...['--link-journal=no', `--directory=${tree}`],
    `--machine=rolebake-builder-${effects.randomBytes(4).toString('hex')}`,
    ...(command.writable ? [] : ['--read-only']),
    ...Object.entries(command.binds ?? {}).map(([inside, host]) => `--bind=${host}:${inside}`),
    ...Object.entries(readOnly).map(([inside, host]) => `--bind-ro=${host}:${inside}`),
    ...(command.cwd ? [`--chdir=${command.cwd}`] : []),
    ...[`--setenv=SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH}`, '--setenv=DEBIAN_FRONTEND=noninteractive'],
    ...command.argv,
  ];
  return { argv: ['systemd-nspawn', ...argv], ...(command.onOutput && { onOutput: command.onOutput }) };
}

/** Runs a program that must succeed; a Refusal `converger-build-failed` with its last words otherwise. */
export async function mustInBuilder(
  tree: string,
  command: BuilderCommand,
  effects: Pick<Effects, 'run' | 'randomBytes'>,
): Promise<string> {
  const { code, stdout, stderr } = await effects.run(inBuilder(tree, command, effects));
  if (code === 0) return stdout;
  // systemd-nspawn says this where /run is no tmpfs; it means nothing.
  const words = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Attempted to remove disk file'));
  throw new Refusal({
    code: 'converger-build-failed',
    message: `${command.argv.join(' ')} ended with ${code} while building: ${words.slice(-5).join('\n')}`,
    hint: "does this host reach its apt and gem sources? 'apt-get update' and 'gem sources' show them",
  });
}

function hostFiles(): Record<string, string> {
  return Object.fromEntries(Object.keys(HOST_FILES).flatMap((path) => (existsSync(path) ? [[path, path]] : [])));
}
