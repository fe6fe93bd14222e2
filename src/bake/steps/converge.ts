import type { Connection } from '../../converge/connection.ts';
import { type ConvergeReport, converge } from '../../converge/converge.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { type Baking, output } from './baking.ts';

/** Applies the role. Refuses as `converge` does. */
export async function convergeRole(baking: Baking, ssh: SshConnection): Promise<ConvergeReport> {
  const { role, target, tree } = baking.input;
  const { signal } = baking.context;
  const connection: Connection = { run: (argv, options) => ssh.run(argv, { ...options, signal }) };
  const job = { connection, target, role, tree: new Map(Object.entries(tree)) };
  return await converge(job, (text) => output(baking, text));
}
