import type { Readable } from 'node:stream';

/** What a converge needs of a machine: running programs as root. `src/ssh` gives it; so may anything else. */
export interface Connection {
  run(
    argv: readonly [string, ...string[]],
    options?: {
      readonly input?: string | Buffer | Readable;
      /** Called with each piece of output, of either stream, as it comes. */
      readonly onOutput?: (text: string) => void;
    },
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;
}
