import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const pinsLockVerb: Verb = {
  name: 'pins lock',
  summary: 'fetch the modules and cookbooks that profiles are bound to, and write down in rolebake.lock what they are',
  options: [
    { flags: '--again', description: 'fetch those that are locked too, and take over what has changed behind a tag' },
  ],
  examples: ['rolebake pins lock', 'rolebake pins lock --again'],
  run,
};

async function run(session: Session, _: readonly string[], options: Options): Promise<Answer> {
  const { lockPins } = await import('../lock-pins.ts');
  const { pinKey, pinText } = await import('../../pins/pinned.ts');
  const locked = await lockPins(session, await session.catalog(), options['again'] === true);
  const data = locked.map(({ kind, name, pin, locked: { digest, commit }, change }) => ({
    ...{ kind, name, pin, digest, change },
    ...(commit === undefined ? {} : { commit }),
  }));
  const fresh = locked.filter(({ change }) => change !== 'same');
  const lines = fresh.map((one) => `${pinKey(one)} ${pinText(one.pin)} is ${one.locked.digest}`);
  return { data, text: lines.length === 0 ? `all ${locked.length} are locked already` : lines.join('\n') };
}
