import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import { componentOf, parseComponent } from '../ledger/tag.ts';
import { Refusal } from '../problem/problem.ts';

/** The tag that a person names: `role/web@1`, or `role/web` for its head. Refuses what is not there or has no head. */
export async function tagNamed(ledger: Ledger, text: string): Promise<TagRecord> {
  if (text.includes('@')) return await ledger.show(text);
  const component = parseComponent(text);
  const head = (await ledger.heads()).find((record) => componentOf(record.tag) === component);
  if (head) return head;
  const hint = `rolebake tags ${text}`;
  if ((await ledger.components()).includes(component))
    throw new Refusal({ code: 'revoked-tag', message: `every tag of ${text} is revoked`, hint });
  throw new Refusal({
    code: 'unknown-tag',
    message: `${text} has no tag yet`,
    hint: 'rolebake heads lists what there is',
  });
}
