import { EXIT_HOST, EXIT_UNREAD } from './exit-code.ts';

/**
 * Ends the process as SIGPIPE would, which Node ignores, once nobody reads its answer. Nobody needs to read progress:
 * the work goes on.
 */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_UNREAD);
    process.stderr.write(`the answer cannot be written: ${error.message}\n`);
    process.exit(EXIT_HOST);
  });
  process.stderr.on('error', () => undefined);
}
