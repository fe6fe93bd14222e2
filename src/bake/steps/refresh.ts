import { Refusal } from '../../problem/problem.ts';
import type { Argv, SshConnection } from '../../ssh/connection.ts';
import { type Baking, output } from './baking.ts';

/** apt tries nothing twice itself: a step that failed is tried again, which the user sees. */
const REFRESH = [
  ...['apt-get', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20', '-o', 'APT::Update::Error-Mode=any'],
  'update',
] as const satisfies Argv;

/** apt waits for ever for its own helpers when the disk is full. */
const REFRESH_MS = 300_000;

/** Fetches the package lists. Refuses with `mirror-failed`. */
export async function refresh(baking: Baking, ssh: SshConnection): Promise<void> {
  const result = await ssh.run(REFRESH, {
    signal: baking.context.signal,
    timeoutMs: REFRESH_MS,
    onOutput: (text) => output(baking, text),
  });
  if (result.code === 0) return;
  const message = `apt-get update in the machine of ${baking.input.role} ended with ${result.code}: ${lastLines(result.stderr)}`;
  throw new Refusal({
    code: 'mirror-failed',
    message,
    hint: 'is the Debian mirror reachable? apt-get update shows it for this host, rolebake doctor for its machines',
  });
}

const lastLines = (text: string): string => text.trim().split('\n').slice(-3).join(' / ');
