import type { Loop, Resource } from '../model.ts';
import type { Resource as WrittenResource } from '../profile-types.gen.ts';
import type { Step } from '../source/source-file.ts';
import { parseTemplate, type Scope } from '../templates/template.ts';
import { written as asWritten, literalOf } from '../templates/text.ts';
import type { ParameterType } from '../types/parameter-type.ts';
import { type Condition, ConditionReader } from './condition.ts';
import { type CoreResource, isNotified } from './core-resource.ts';
import { type FieldSources, Fields } from './fields.ts';
import { FORMS } from './forms.ts';
import { KINDS, type Kind } from './kinds/kinds.ts';
import { type Addressed, addressees } from './resource-address.ts';
import { inOrder } from './resource-order.ts';

/** Reads the resources of one profile, in the order in which they apply. */
export function readResources(written: readonly WrittenResource[], sources: FieldSources): Resource[] {
  const titled = written.map((one) => ({ kind: kindOf(one), title: titleOf(one) }));
  const resources = written.map((one, index) => readResource(one, index, titled, sources));
  resources.forEach((resource) => void checkNotified(resource, resources, sources));
  return inOrder(resources, sources.complaints);
}

/** The key that tells what kind of resource it is. */
export function kindOf(written: WrittenResource): Kind {
  const found = Object.keys(KINDS).find((key) => key in written);
  if (found === undefined) throw new Error(`a resource of no known kind: ${JSON.stringify(written)}`);
  return found as Kind;
}

const titleOf = (written: WrittenResource): string =>
  String((written as unknown as Readonly<Record<string, unknown>>)[kindOf(written)]);

function readResource(
  written: WrittenResource,
  index: number,
  titled: readonly Addressed[],
  sources: FieldSources,
): Resource {
  const steps: Step[] = ['resources', index];
  const kind = kindOf(written);
  const each = written.each === undefined ? undefined : readLoop(written.each, [...steps, 'each'], sources);
  const scope: Scope = each ? [each] : [];
  const fields = new Fields(sources, steps, scope);
  const title = fields.silently().text(titleOf(written), kind, FORMS.any);
  if (each && literalOf(title) !== undefined)
    fields.fault(
      'duplicate-claim',
      `each item makes the same ${kind}`,
      kind,
      'name it by {{this}}, {{KEY}} or {{@key}}',
    );
  return {
    kind,
    title,
    index,
    parts: KINDS[kind](written, fields),
    ...(written.when === undefined ? {} : { when: readCondition(written.when, [...steps, 'when'], scope, sources) }),
    ...(each ? { each } : {}),
    after: addressees(written.after ?? [], titled, [...steps, 'after'], 'unknown-resource', sources.complaints),
    notifies: addressees(written.notifies ?? [], titled, [...steps, 'notifies'], 'unknown-service', sources.complaints),
  };
}

const readCondition = (
  written: NonNullable<WrittenResource['when']>,
  steps: readonly Step[],
  scope: Scope,
  { parameters, complaints }: FieldSources,
): Condition => new ConditionReader(parameters, complaints, scope).read(written, steps);

/** What a loop goes over; undefined, with a complaint, if it is nothing that has items. */
function readLoop(name: string, steps: readonly Step[], { parameters, complaints }: FieldSources): Loop | undefined {
  const { nodes, faults } = parseTemplate(`{{#each ${name}}}.{{/each}}`, parameters);
  for (const { code, message, hint } of faults)
    complaints.add(code, message.replaceAll(/\{\{#|\}\}/g, ''), steps, hint);
  const [node] = nodes;
  if (node?.kind !== 'each' || node.over.scope !== 'parameter') return undefined;
  const type = node.over.keys.reduce<ParameterType | undefined>(
    (inner, key) => inner?.properties?.[key],
    parameters.get(node.over.name)?.type,
  );
  const item = type?.items ?? type?.values;
  return item && { over: node.over, keyed: node.keyed, item, key: type?.keys ?? { type: 'string' } };
}

/** What a resource notifies must be able to act, and be there whenever the resource is. */
function checkNotified(resource: Resource, all: readonly Resource[], { complaints }: FieldSources): void {
  for (const [place, index] of resource.notifies.entries()) {
    const target = all[index];
    const steps = ['resources', resource.index, 'notifies', place];
    if (!target || isSame(target, resource)) continue;
    const name = `${target.kind} ${asWritten(target.title)}`;
    if (!target.parts.some(canAct))
      complaints.add(
        'unknown-service',
        `${name} is nothing that can be notified`,
        steps,
        'a service, a unit or an exec',
      );
    else if (target.each ?? (target.when && resource.when))
      complaints.add('unknown-service', `${name} is not always there`, steps, 'give both the same when:, or none');
  }
}

const canAct = (part: CoreResource): boolean => part.type === 'service' || isNotified(part);

/** Whether both are there under the same condition, once. */
const isSame = (one: Resource, other: Resource): boolean =>
  !one.each && !other.each && one.parts.some(canAct) && JSON.stringify(one.when) === JSON.stringify(other.when);
