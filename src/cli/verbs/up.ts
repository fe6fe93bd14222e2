import { Refusal } from '../../problem/problem.ts';
import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import { type Answer, numberOption, type OptionDeclaration, type Options, textOption, type Verb } from '../verb.ts';

/** What every verb that moves an environment takes. */
export const MOVE_OPTIONS: readonly OptionDeclaration[] = [
  { flags: '--env <name>', description: 'the environment, of environments/NAME.yaml' },
  PROVIDER,
  { flags: '--wait <seconds>', description: 'how long new machines may take until they are well', default: '60' },
  { flags: '--drain <seconds>', description: 'how long old machines may finish what they serve', default: '30' },
  { flags: '--allow-removal', description: 'let many machines go that none replaces' },
  { flags: '--dry-run', description: 'start nothing; show what would be done' },
];

export const upVerb: Verb = {
  name: 'up',
  summary:
    'bring an environment to a release: new machines beside the old, then balancers, names, and the end of the old',
  arguments: [{ name: '<release>', description: 'such as shop@17, or shop for the newest' }],
  options: [
    ...MOVE_OPTIONS,
    {
      flags: '--weight <percent>',
      description: 'share of the connections for the new machines; the old ones stay',
      default: '100',
    },
    {
      flags: '--for <duration>',
      description: 'end by itself after this time from now, such as 2h; later ones keep to it, or give more or less',
    },
  ],
  examples: [
    'rolebake up shop --env test --dry-run',
    'rolebake up shop@17 --env production --weight 10',
    'rolebake up shop --env test-alice --for 2h    # the same again gives it 2 h from then on',
  ],
  run,
};

async function run(session: Session, [name = '']: readonly string[], options: Options): Promise<Answer> {
  const { moveTo } = await import('../move-environment.ts');
  const { secondsOf } = await import('../../catalog/types/duration.ts');
  const { releaseTag } = await import('../releases.ts');
  const weight = numberOption(options, 'weight', { flag: '--weight', unit: 'per cent', most: 3, example: 10 });
  if (weight < 1 || weight > 100)
    throw new Refusal({ code: 'usage', message: `--weight ${weight} is not from 1 to 100`, hint: '--weight 10' });
  const life = textOption(options, 'for');
  return await moveTo(session, options, ({ place, provider }) => releaseTag(place.ledger, name, provider), {
    weight,
    ...(life === undefined ? {} : endOf(session, secondsOf(life, '--for'))),
  });
}

const endOf = (session: Session, lifeSeconds: number) => ({
  lifeSeconds,
  endsAt: new Date(session.effects.now().getTime() + lifeSeconds * 1000).toISOString(),
});
