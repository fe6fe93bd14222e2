import { expect, test } from 'vitest';
import { openJournal } from '../../src/engine/journal.ts';
import { realEffects } from '../../src/host/effects.ts';
import { Team } from './team.ts';

const role = (name: string) => ({ [`catalog/roles/${name}.yaml`]: `role: ${name}\nuses: [note]\n` });
const CATALOG = {
  'catalog/catalog.yaml': 'catalog: two\nos: debian-12\n',
  'catalog/profiles/note.yaml': 'profile: note\nresources:\n  - file: /etc/note\n    content: "note\\n"\n',
  ...role('first'),
  ...role('second'),
};

/** When steps began and ended, in milliseconds. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** The spans of the steps of each bake, in the order in which they began. */
function bakes(team: Team): ((from: string, to?: string) => Span)[] {
  using journal = openJournal(team.path('state/journal.sqlite'), realEffects);
  return journal.jobs('done').map(({ id }) => {
    const steps = new Map(journal.steps(id).map((step) => [step.name, step]));
    return (from, to = from) => ({
      start: Date.parse(steps.get(from)?.startedAt ?? ''),
      end: Date.parse(steps.get(to)?.endedAt ?? ''),
    });
  });
}

const overlap = (one: Span, other: Span): boolean => one.start < other.end && other.start < one.end;

test('with one machine at a time, the next one works while the image of the last is stored', async () => {
  await using team = await Team.of(CATALOG);
  await team.run('os', 'update');
  await team.run('bake', '--all', '--at-once', '1');
  const [one, other] = bakes(team);
  if (!one || !other) throw new Error('two bakes were asked for');
  expect(overlap(one('seal', 'snapshot'), other('launch', 'stop'))).toBe(true);
  const machines = [one, other].flatMap((bake) => [bake('launch', 'stop'), bake('launch image', 'terminate')]);
  const pairs = machines.flatMap((span, index) => machines.slice(index + 1).map((later) => overlap(span, later)));
  expect(pairs).toEqual(pairs.map(() => false));
}, 120_000);
