import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { type InstalledPackage, readPackages } from '../sbom.ts';
import type { Baking } from './baking.ts';

const FORMAT = ['$', '{Package} $', '{Version} $', '{Architecture} $', '{db:Status-Status}\n'].join('');

/** What is installed, in the order of the names. Refuses with `command-failed`. */
export async function listPackages({ input }: Baking, ssh: SshConnection): Promise<InstalledPackage[]> {
  const { code, stdout, stderr } = await ssh.run(['dpkg-query', '--show', `--showformat=${FORMAT}`]);
  if (code === 0) return readPackages(stdout);
  const message = `dpkg-query in the machine of ${input.role} ended with ${code}: ${stderr.trim()}`;
  throw new Refusal({ code: 'command-failed', message });
}
