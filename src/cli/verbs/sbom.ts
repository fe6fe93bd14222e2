import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { tagNamed } from '../tag-named.ts';
import type { Answer, Verb } from '../verb.ts';

export const sbomVerb: Verb = {
  name: 'sbom',
  summary: 'print the bill of materials of an image, as CycloneDX JSON',
  arguments: [{ name: '<tag>', description: 'such as role/web@1, or role/web for the newest' }],
  examples: ['rolebake sbom role/web@1', 'rolebake sbom role/web > web.cdx.json'],
  run,
};

async function run(session: Session, [name = '']: readonly string[]): Promise<Answer> {
  const ledger = await session.ledger();
  const { tag, entry } = await tagNamed(ledger, name);
  const digest = entry.objects?.['sbom'];
  if (digest === undefined) {
    const hint = entry.stream === 'role' ? `rolebake bake ${entry.name}` : 'rolebake tags role';
    throw new Refusal({ code: 'unknown-tag', message: `${tag} has no bill of materials`, hint });
  }
  const text = (await ledger.object(digest)).toString('utf8');
  return { data: JSON.parse(text), text };
}
