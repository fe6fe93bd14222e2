import { pathOf, pinsInCatalog } from '../pins-in-catalog.ts';
import { lockIn } from '../pins-lock.ts';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const pinsVerb: Verb = {
  name: 'pins',
  summary: 'list the modules and cookbooks of others that profiles are bound to, and what they are locked to',
  examples: ['rolebake pins', 'rolebake pins --json'],
  exitOne: 'a pin is not locked',
  run,
};

async function run(session: Session): Promise<Answer> {
  const { table } = await import('../table.ts');
  const { lockedAs } = await import('../../pins/lock.ts');
  const { pinText } = await import('../../pins/pinned.ts');
  const lock = lockIn(session.settings.root);
  const data = pinsInCatalog(await session.catalog()).map((pinned) => {
    const locked = lockedAs(lock, pinned);
    const { kind, name, pin } = pinned;
    return { kind, name, pin, ...(locked ? { digest: locked.digest, commit: locked.commit } : {}), at: pathOf(pinned) };
  });
  const rows = data.map(({ kind, name, pin, digest, at }) => [
    ...[kind, name, pinText(pin), digest === undefined ? 'not locked' : digest.slice(0, 19), at],
  ]);
  const exitCode = data.some(({ digest }) => digest === undefined) ? 1 : 0;
  return { data, text: rows.length === 0 ? 'no profile is bound to a module or cookbook' : table(rows), exitCode };
}
