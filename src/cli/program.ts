import { Argument, Command, CommanderError, Option } from 'commander';
import { Refusal } from '../problem/problem.ts';
import { EXIT_BUG, EXIT_INTERRUPTED, exitCodeOf } from './exit-code.ts';
import { hostFailure } from './host-failure.ts';
import { complaintText } from './problems/complaint.ts';
import { problemData } from './problems/problem-data.ts';
import { sourceLines } from './problems/source-lines.ts';
import type { Terminal } from './terminal.ts';
import { unknownCommand, usageProblem } from './usage-problem.ts';
import type { Answer, OptionDeclaration, Options, Verb } from './verb.ts';
import { VERBS } from './verbs/index.ts';
import { rolebakeVersion } from './version.ts';

/** Runs one command line to its end and gives its exit code. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  const outcome = { code: 0 };
  const program = declare(terminal, outcome);
  try {
    const [first, ...others] = argv;
    const named = others.slice(0, endOfOptions(others));
    await program.parseAsync(first === 'help' ? [...named, '--help'] : [...argv], { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return 0;
    if (error instanceof Refusal) return refused(error, { terminal, root: process.cwd(), json: asksForJson(argv) });
    return finish(error, argv, terminal);
  }
}

const asksForJson = (argv: readonly string[]): boolean => argv.slice(0, endOfOptions(argv)).includes('--json');

const endOfOptions = (argv: readonly string[]): number => (argv.includes('--') ? argv.indexOf('--') : argv.length);

function declare(terminal: Terminal, outcome: { code: number }): Command {
  const program = new Command('rolebake')
    .description(
      'Compiles a typed role catalog to Puppet and Chef, bakes roles into fresh machines, and remembers every image.',
    )
    .version(rolebakeVersion(), '-V, --version', 'show the version')
    .option('-C, --directory <folder>', 'work as if started in this folder')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .addHelpText('after', OVERVIEW);
  settle(program, terminal);
  for (const verb of VERBS) declareVerb(program, verb, terminal, outcome);
  return program;
}

const WIDEST_HELP = 100;

/** Commander throws instead of ending the process: itself once help is shown, a Refusal of what is wrong. */
function settle(command: Command, terminal: Terminal, verb?: Verb): void {
  command
    .exitOverride((error) => {
      const isHelp = error.exitCode === 0 || error.code === 'commander.help';
      throw isHelp ? error : new Refusal(usageProblem(error, command, verb));
    })
    .on('beforeHelp', () => {
      const unknown = unknownCommand(command);
      if (unknown !== undefined) throw new Refusal(unknown);
    })
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: terminal.out,
      // Help that nobody has asked for by name; errors go their own way.
      writeErr: terminal.out,
      getOutHelpWidth: () => Math.min(terminal.columns, WIDEST_HELP),
      getErrHelpWidth: () => Math.min(terminal.columns, WIDEST_HELP),
      outputError: () => undefined,
    });
}

const OVERVIEW = `
First steps:
  rolebake new catalog shop    start a catalog
  rolebake doctor              see what this host lacks
  rolebake compile             write the Puppet and Chef roles of the catalog
  rolebake os update           record the system that roles are baked on
  rolebake app tag shop ./app  record a release of an application
  rolebake plan                see what would be baked, and why
  rolebake bake --all          bake what has changed
  rolebake heads               see the newest tag of each stream
  rolebake launch role/web     start a machine from the newest tag
  rolebake release cut shop    lock the newest tags of a system's roles under one
  rolebake up shop --env test  start them together, as environments/test.yaml says

Every verb has --help with examples and exit codes, and --json.`;

function declareVerb(program: Command, verb: Verb, terminal: Terminal, outcome: { code: number }): void {
  const words = verb.name.split(' ');
  const parent = words.length === 1 ? program : groupOf(program, words[0] ?? '', terminal);
  const command = parent
    .command(words.at(-1) ?? '')
    .helpCommand(false)
    .summary(verb.summary)
    .description(`${verb.summary}.`);
  settle(command, terminal, verb);
  for (const argument of verb.arguments ?? []) command.addArgument(new Argument(argument.name, argument.description));
  for (const option of verb.options ?? []) command.addOption(optionOf(option));
  command.option('--json', 'answer as JSON on standard output, progress as JSON lines on standard error');
  command.addHelpText('after', helpTail(verb));
  command.action(async (...all) => {
    outcome.code = await runVerb(
      verb,
      command.args,
      command.optsWithGlobals(),
      program.opts()['directory'] ?? process.cwd(),
      terminal,
    );
    void all;
  });
}

const GROUPS: Readonly<Record<string, string>> = {
  new: 'start a catalog, a profile or a role',
  ledger: 'the record of tags itself',
  store: 'what is stored of the tags on this host',
  os: 'operating systems that roles are baked on',
  app: 'releases of applications',
  release: 'sets of tags that run together',
};

function groupOf(program: Command, name: string, terminal: Terminal): Command {
  const known = program.commands.find((command) => command.name() === name);
  if (known) return known;
  const group = program
    .command(name)
    .summary(GROUPS[name] ?? name)
    .description(`${GROUPS[name] ?? name}.`)
    .helpCommand(false);
  settle(group, terminal);
  return group;
}

function optionOf(declared: OptionDeclaration): Option {
  const option = new Option(declared.flags, declared.description);
  if (declared.default !== undefined) option.default(declared.default);
  if (declared.choices) option.choices([...declared.choices]);
  if (declared.repeated) option.argParser((value: string, all: string[] | undefined) => [...(all ?? []), value]);
  return option;
}

const helpTail = (verb: Verb): string =>
  `\nExamples:\n${verb.examples.map((line) => `  ${line}`).join('\n')}\n\nExit codes: 0 done, ${verb.exitOne === undefined ? '' : `1 ${verb.exitOne}, `}2 usage, 3 wrong input, 4 this host, 5 a machine, 6 damaged data, 7 no such thing, 8 stopped.`;

async function runVerb(
  verb: Verb,
  args: readonly string[],
  options: Options,
  cwd: string,
  terminal: Terminal,
): Promise<number> {
  const json = options['json'] === true;
  const { Session } = await import('./session.ts');
  await using session = new Session(terminal, cwd, json);
  try {
    const answer = await verb.run(session, args, options);
    const { data, text, exitCode = 0, problems } = answer;
    if (problems === undefined) terminal.out(json ? jsonOf(answer) : withLineEnd(text));
    else if (json) terminal.out(asJson({ problems: problems.map(problemData), done: data }));
    else {
      terminal.out(withLineEnd(text));
      terminal.err(complaintText(problems, sourceLines(session.root), terminal));
    }
    return problems === undefined ? exitCode : exitCodeOf(problems);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : hostFailure(error);
    if (!refusal) throw error;
    return refused(refusal, { terminal, root: session.root, json });
  }
}

interface Asked {
  readonly terminal: Terminal;
  /** The folder that places are relative to. */
  readonly root: string;
  readonly json: boolean;
}

/** Says why a command was refused, and gives its exit code. */
function refused({ problems }: Refusal, { terminal, root, json }: Asked): number {
  if (json) terminal.out(asJson({ problems: problems.map(problemData) }));
  else terminal.err(complaintText(problems, sourceLines(root), terminal));
  return exitCodeOf(problems);
}

const jsonOf = ({ data, jsonLine }: Answer): string => (jsonLine ? `${JSON.stringify(data)}\n` : asJson(data));

const asJson = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;

const withLineEnd = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** The one place where what nobody expected becomes a message. */
function finish(error: unknown, argv: readonly string[], terminal: Terminal): number {
  if (error instanceof Error && error.name === 'AbortError') {
    terminal.err('interrupted; what was begun has been cleaned up\n');
    return EXIT_INTERRUPTED;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(
    `rolebake ${rolebakeVersion()} failed in a way it should not: this is a bug. Please report it with this text.\n`,
  );
  terminal.err(`command: ${argv[0] ?? ''}\n${detail}\n`);
  return EXIT_BUG;
}
