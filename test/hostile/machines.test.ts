import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostile, SEED, sample } from '../encode/strings.ts';
import { type Lab, openLab, ROLE, script } from './lab.ts';
import { accepted, type Seen } from './probe.ts';
import { BOUND, PROBES, RECORDER } from './probes.ts';

const sent = sample(hostile);

/** Each place with the texts that it takes. */
const sending = PROBES.map((probe, index) => {
  const fitted = [...new Set(probe.fit ? sent.map(probe.fit) : sent)];
  return { probe, name: `place_${index}`, ...accepted(probe, fitted) };
});

function catalogTexts(): Map<string, string> {
  const texts = new Map([['catalog.yaml', JSON.stringify({ catalog: 'hostile', os: 'debian-12' })]]);
  for (const { probe, name, taken } of sending) {
    texts.set(`profiles/${name}.yaml`, JSON.stringify({ profile: name, ...probe.profile(taken) }));
    for (const [path, text] of probe.files?.(taken) ?? []) texts.set(path, text);
  }
  return texts.set(
    `roles/${ROLE}.yaml`,
    JSON.stringify({
      role: ROLE,
      uses: sending.map(({ probe, name, taken }) => ({ [name]: probe.values?.(taken) ?? {} })),
    }),
  );
}

const FOLDERS = ['content', 'source', 'template', 'line', 'block', 'script', 'keys', 'value'];
const BEFORE = `mkdir -p ${FOLDERS.map((name) => `/srv/h/${name}`).join(' ')}
cat > /usr/local/bin/words <<'END OF PROGRAM'
${RECORDER}END OF PROGRAM
chmod 0755 /usr/local/bin/words
i=0; while [ $i -lt ${sent.length} ]; do mkdir /srv/h/keys/$i; i=$((i + 1)); done
`;

/** Has a shell read the environment file, and systemd start the units. */
const AFTER = `(set -a; . /srv/h/env; env -0 > /srv/h/env-sh)
for unit in /etc/systemd/system/h*.service; do systemctl start "\${unit##*/}"; done
`;

let lab: Lab;
let seen: readonly Seen[];
beforeAll(async () => {
  lab = await openLab(catalogTexts(), BEFORE, BOUND);
  await Promise.all(lab.machines.map((machine) => machine.converge()));
  await Promise.all(lab.machines.map(({ ssh }) => script(ssh, AFTER)));
  seen = await Promise.all(lab.machines.map((machine) => machine.seen()));
}, 3_000 * sent.length);
afterAll(() => lab?.[Symbol.asyncDispose]());

describe.each(sending)('$probe.place', ({ probe, taken, refusals }) => {
  test('takes most of what is written', () => {
    expect(taken.length, refusals.join('\n')).toBeGreaterThan(taken.length / 2 + refusals.length);
  });
  test('gives each machine every text as it was written', () => {
    const meant = taken.map(probe.meaning ?? ((text) => text));
    for (const [index, one] of seen.entries())
      expect(probe.read(one, taken.length), `${lab.machines[index]?.target}, ROLEBAKE_SEED=${SEED}`).toEqual(meant);
  });
});

test(
  'a second run finds every text in place',
  async () => {
    const reports = await Promise.all(lab.machines.map((machine) => machine.converge()));
    for (const { target, resources } of reports)
      expect(
        resources.filter(({ changed }) => changed).map(({ name }) => name),
        target,
      ).toEqual([]);
  },
  3_000 * sent.length,
);
