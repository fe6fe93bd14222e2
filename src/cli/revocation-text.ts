import type { Revocation } from '../ledger/revocation.ts';
import { componentOf, splitTag } from '../ledger/tag.ts';

const MOST_SHOWN = 20;

/** What a revocation means and what to do next, line by line. */
export function revocationText(revocation: Revocation): string {
  const { builtOnIt, headsOnIt } = revocation;
  const on = builtOnIt.slice(0, MOST_SHOWN).map((one) => {
    return `  ${one.tag} is built on it${headsOnIt.includes(one) ? ', and a head' : ''}`;
  });
  const more = builtOnIt.length - on.length;
  const lines = [...headLines(revocation), ...on, ...(more > 0 ? [`  and ${more} more: --json lists them`] : [])];
  return [...lines, ...nextSteps(revocation)].map((line) => `${line}\n`).join('');
}

function headLines({ tag, head, channels }: Revocation): string[] {
  const component = componentOf(tag);
  const all = [...(head ? [{ of: component as string, now: head.now }] : [])];
  for (const { channel, now } of channels) all.push({ of: `${component} in ${channel}`, now });
  return all.map(({ of, now }) => `  ${of}: ${now === undefined ? 'no head any more' : `the head is ${now} again`}`);
}

/** How to get a good tag in its place. */
function nextSteps({ tag, head, headsOnIt }: Revocation): string[] {
  const { stream, name } = splitTag(tag);
  const roles = headsOnIt.flatMap(({ entry }) => (entry.stream === 'role' ? [entry.name] : []));
  const bake = roles.length > 0 ? [`next: rolebake bake ${roles.join(' ')}`] : [];
  if (head === undefined) return bake;
  if (stream === 'os') return [`next: rolebake os update ${name}`, ...bake];
  if (stream === 'app') return [`next: rolebake app tag ${name} FOLDER`, ...bake];
  return stream === 'role' ? [`next: mend what was wrong, then rolebake bake ${name}`] : bake;
}
