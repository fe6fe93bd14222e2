import { parseDigest } from '../../naming/digest.ts';
import { aptConfig } from '../../packages/apt-config.ts';
import { Mirror } from '../../packages/mirror.ts';
import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { type Baking, output } from './baking.ts';

/** On the machine's /run, and meant by a variable of one command: no image holds it, and no later command means it. */
const CONFIG = '/run/rolebake/apt.conf';

/** Variables by which what is started with them has packages from the archive of the bake's parent. */
export type AptEnvironment = Readonly<Record<string, string>>;

/**
 * Does something in a machine whose apt has the archive as it was when the parent was made, packages from the store first.
 * Without a known state, or where the machine's sshd lets nobody reach us, apt goes its own way. Refuses with
 * `package-gone` if a package was wanted that nobody has any more.
 */
export async function withArchive<T>(
  baking: Baking,
  ssh: SshConnection,
  act: (environment: AptEnvironment) => Promise<T>,
): Promise<T> {
  const { place, context, input } = baking;
  if (input.archive === undefined) return await act({});
  const state = parseDigest(input.archive);
  const mirror = new Mirror(place.packages, state, place.effects, context.signal);
  const port = await ssh.listen((peer) => mirror.serve(peer)).catch(() => undefined);
  if (port === undefined) {
    output(baking, 'packages: the sshd of the machine forwards nothing: apt asks its mirrors\n');
    return await act({});
  }
  const { states } = place.packages;
  await ssh.upload(aptConfig(states.state(state), states.labels(state), port), CONFIG, 0o644);
  try {
    return await act({ APT_CONFIG: CONFIG });
  } catch (error) {
    throw reasonOf(baking, mirror) ?? error;
  } finally {
    tell(baking, mirror);
  }
}

/** Says in the log where packages came from, and what was wrong. */
function tell(baking: Baking, { record: { kept, fetched, bytes, errors } }: Mirror): void {
  const count = `${kept} from the store, ${fetched} downloaded (${(bytes / 1e6).toFixed(1)} MB)`;
  const lines = [...(kept + fetched > 0 ? [count] : []), ...errors.map(String)];
  if (lines.length > 0) output(baking, lines.map((line) => `packages: ${line}\n`).join(''));
}

/** What was wrong on our side of the mirror, which apt cannot know. */
function reasonOf({ input }: Baking, { record }: Mirror): Refusal | undefined {
  const gone = [...new Set(record.gone.map(({ what }) => what))];
  if (gone.length > 0)
    return new Refusal({
      code: 'package-gone',
      message: `role ${input.role}: the mirror of ${input.parent.tag} has no more, and the package store lacks: ${gone.join(', ')}`,
      hint: `rolebake os update ${input.parent.tag.replace(/^os\/|@.*$/g, '')}`,
    });
  return record.errors.find(
    (error): error is Refusal => error instanceof Refusal && error.problems.some(({ code }) => code === 'disk-full'),
  );
}
