import { main } from '../../src/cli/program.ts';
import { processTerminal, type Terminal } from '../../src/cli/terminal.ts';

/** Runs rolebake's verbs on examples/shop as a person would, showing each command. */
export class Shop {
  readonly #folder: string;
  readonly #terminal: Terminal = processTerminal();

  #isStopped = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** From now on no command is begun. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Throws where the demo was interrupted. */
  refuseStopped(): void {
    if (this.#isStopped) throw new DemoFailure('demo', 130, 'it was interrupted');
  }

  heading(text: string): void {
    this.#terminal.err(`\n${this.#terminal.paint('strong', text)}\n`);
  }

  say(text: string): void {
    this.#terminal.err(`${text}\n`);
  }

  /** Shows a command, runs it, and ends the demo if it fails. */
  async run(...argv: readonly string[]): Promise<void> {
    this.refuseStopped();
    this.say(this.#terminal.paint('quiet', `$ rolebake ${argv.map(quoted).join(' ')}`));
    const code = await main(['-C', this.#folder, ...argv], this.#terminal);
    if (code !== 0) throw new DemoFailure(argv[0] ?? '', code);
  }

  /** Runs a command with `--json` and gives what it answers; progress is shown as always. */
  async ask<T>(...argv: readonly string[]): Promise<T> {
    this.refuseStopped();
    let text = '';
    const quiet: Terminal = { ...this.#terminal, out: (piece) => (text += piece), err: () => undefined };
    const code = await main(['-C', this.#folder, ...argv, '--json'], quiet);
    if (code !== 0) throw new DemoFailure(argv[0] ?? '', code, text);
    return JSON.parse(text) as T;
  }
}

/** A command of the demo ended with another exit code than 0; it has said why. */
export class DemoFailure extends Error {
  readonly exitCode: number;

  constructor(verb: string, exitCode: number, detail = '') {
    super(`rolebake ${verb} ended with ${exitCode}${detail === '' ? '' : `: ${detail}`}`);
    this.exitCode = exitCode;
  }
}

const quoted = (word: string): string => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
