import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const revokeVerb: Verb = {
  name: 'revoke',
  summary:
    'say for good that a tag must not be used any more: it is no head, and nothing is baked on it or launched of it',
  arguments: [{ name: '<tag>', description: 'in full, such as os/debian-12@3' }],
  options: [
    { flags: '--why <reason>', description: 'one line for whoever meets the tag later; never a secret' },
    { flags: '--dry-run', description: 'show what it would mean; write nothing' },
  ],
  examples: [
    'rolebake revoke os/debian-12@3 --why "CVE-2026-1234 in openssl" --dry-run',
    'rolebake revoke role/web@42 --why "serves stale pages"',
  ],
  run,
};

async function run(session: Session, [text = '']: readonly string[], options: Options): Promise<Answer> {
  const { reasonIn, sayFact, subjectOf } = await import('../say-fact.ts');
  const { revocationOf } = await import('../../ledger/revocation.ts');
  const { revocationText } = await import('../revocation-text.ts');
  const { componentOf } = await import('../../ledger/tag.ts');
  const { marksOf } = await import('../tag-marks.ts');
  const why = reasonIn(options);
  const { record, view } = await subjectOf(session, text);
  const { tag, standing } = record;
  if (standing.revoked) {
    const [mark = ''] = marksOf(standing);
    return { data: { tag, done: false, revoked: standing.revoked }, text: `${tag} is ${mark} already` };
  }
  const dryRun = options['dryRun'] === true;
  const entry = await sayFact(session, record, { kind: 'revoked', why }, dryRun);
  const revocation = revocationOf(tag, view, view.with(componentOf(tag), entry));
  const data = {
    ...{ tag, done: !dryRun, revoked: { text: why, who: entry.who, at: entry.at } },
    ...{ head: revocation.head, channels: revocation.channels },
    builtOnIt: revocation.builtOnIt.map((one) => one.tag),
    headsOnIt: revocation.headsOnIt.map((one) => one.tag),
  };
  return { data, text: `${tag} ${dryRun ? 'would be' : 'is'} revoked (${why})\n${revocationText(revocation)}` };
}
