import { PassThrough } from 'node:stream';
import { COMPILED, type Converger } from '../../converge/bundle/converger.ts';
import { PLACES } from '../../converge/places.ts';
import { type Run, runChecked } from '../../host/processes.ts';
import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';

const PLACE = PLACES.converger;

/** Made before anything is changed in the machine. */
export const BEGUN = `${PLACES.root}/begun`;

/** A file system in memory of its own: /run may forbid programs, and no image holds what is there. */
const MAKE_PLACE = `mkdir -p ${PLACE}
test -e ${BEGUN} || : > ${BEGUN}
mountpoint -q ${PLACE} || mount -t tmpfs -o mode=755,nosuid,nodev tmpfs ${PLACE}`;

/**
 * Brings the converger to a machine, to where converging looks for it. May be done twice. What is
 * compiled of it would take longer on its way than it spares.
 */
export async function bringConverger(ssh: SshConnection, { dir }: Converger, run: Run): Promise<void> {
  const { code, stderr } = await ssh.run(['sh', '-euc', MAKE_PLACE]);
  if (code !== 0)
    throw new Refusal({ code: 'command-failed', message: `no place for the converger: ${stderr.trim()}` });
  const output = new PassThrough();
  const packed = runChecked(run, {
    argv: ['tar', '--numeric-owner', `--exclude=${COMPILED}`, '-cf', '-', '.'],
    cwd: dir,
    output,
  });
  packed.catch((error) => output.destroy(error));
  await ssh.unpack(output, PLACE);
  await packed;
}
