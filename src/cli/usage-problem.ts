import type { Command, CommanderError } from 'commander';
import { suggest } from '../catalog/nearest.ts';
import { shellCommand } from '../compile/encode/shell.ts';
import type { Problem } from '../problem/problem.ts';
import type { Verb } from './verb.ts';

/** What commander finds wrong with a command line, as a problem; `verb` is the one that was meant, if it got so far. */
export function usageProblem({ code, message }: CommanderError, command: Command, verb: Verb | undefined): Problem {
  const [, text = message, near] = /^error: (.*?)\.?(?:\n\(Did you mean (.*)\?\))?$/s.exec(message) ?? [];
  const isCommand = code === 'commander.unknownCommand' || code === 'commander.excessArguments';
  const unknown = isCommand ? unknownCommand(command) : undefined;
  if (unknown !== undefined) return unknown;
  if (near !== undefined) return usage(text, `did you mean ${near}?`);
  return usage(text, hintFor(code, command, verb) ?? `${nameOf(command)} --help`);
}

/** The word that stands where a command is to be, if it is none. */
export function unknownCommand(command: Command): Problem | undefined {
  const [word = ''] = command.args;
  const known = command.commands.map((one) => one.name());
  if (known.length === 0 || word === '' || word.startsWith('-') || known.includes(word)) return undefined;
  const hint = suggest(word, known);
  const isLong = command.parent === null && hint.startsWith('known:');
  const group = command.parent === null ? '' : `${command.name()} `;
  return usage(`unknown command '${group}${word}'`, isLong ? `${nameOf(command)} --help` : hint);
}

const usage = (message: string, hint: string): Problem => ({ code: 'usage', message, hint });

/** `rolebake ledger verify`. */
const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

function hintFor(code: string, command: Command, verb: Verb | undefined): string | undefined {
  if (code === 'commander.missingArgument') return verb?.examples[0]?.replace(/ +#.*$/, '');
  const [first = '', ...rest] = command.args;
  const runs = command.registeredArguments.at(-1)?.name() === 'command';
  if (code !== 'commander.unknownOption' || !runs || first.startsWith('-') || rest[0]?.startsWith('-') !== false)
    return undefined;
  return `${nameOf(command)} ${shellCommand([first, '--', ...rest])}`;
}
