import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { type InstalledPackage, LIST_PACKAGES, readPackages } from '../../streams/packages.ts';
import type { Baking } from './baking.ts';

/** What is installed, in the order of the names. Refuses with `command-failed`. */
export async function listPackages({ input }: Baking, ssh: SshConnection): Promise<InstalledPackage[]> {
  const { code, stdout, stderr } = await ssh.run(['dpkg-query', ...LIST_PACKAGES]);
  if (code === 0) return readPackages(stdout);
  const message = `dpkg-query in the machine of ${input.role} ended with ${code}: ${stderr.trim()}`;
  throw new Refusal({ code: 'command-failed', message });
}
