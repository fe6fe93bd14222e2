import type { Catalog } from '../catalog/model.ts';
import { Refusal } from '../problem/problem.ts';
import { configPlace } from './config-repo.ts';
import { currentCode } from './publication.ts';
import type { Session } from './session.ts';
import type { Answer } from './verb.ts';
import { publishNow } from './verbs/publish.ts';

/** Refuses before any bake what a publish after it would refuse, as far as that can be told. */
export async function refuseUnpublishable(session: Session, catalog: Catalog): Promise<void> {
  await configPlace(session, {});
  currentCode(session, catalog);
}

/** The answer of bakes, and of the publish of those that are done; what fails in that is beside them. */
export async function thenPublish(session: Session, baked: Answer): Promise<Answer> {
  try {
    const { data, text } = await publishNow(session, {});
    return { ...baked, data: { bakes: baked.data, publish: data }, text: `${baked.text}\n${text}` };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...baked, data: { bakes: baked.data }, problems: [...(baked.problems ?? []), ...error.problems] };
  }
}
