import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from '../../../src/converge/connection.ts';

const SCRIPT = readFileSync(join(import.meta.dirname, 'facts.sh'), 'utf8');

/** What a machine shows that is no file: packages, accounts, units, ports, mounts and more, as `unit nginx.service`. */
export async function readFacts(ssh: Connection): Promise<Map<string, string>> {
  const { code, stdout, stderr } = await ssh.run(['sh', '-eu', '-s'], { input: SCRIPT });
  if (code !== 0 || stderr !== '') throw new Error(`the facts of a machine could not be read (${code}): ${stderr}`);
  const facts = new Map<string, string>();
  for (const line of stdout.split('\n').filter((one) => one !== '')) {
    const [kind = '', name = '', ...how] = line.split('\t');
    const before = facts.get(`${kind} ${name}`);
    const state = how.join(' ');
    facts.set(`${kind} ${name}`, before === undefined ? state : [before, state].sort().join('; '));
  }
  return facts;
}
