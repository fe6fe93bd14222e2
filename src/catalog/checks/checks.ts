import type { Endpoint, ProfileUse, Resource, Role } from '../model.ts';
import type { CoreService } from '../resources/core-resource.ts';
import { copiesOn, type Meaning, meaningOf, textOn } from '../resources/evaluate.ts';
import type { Complaints } from '../source/complaints.ts';
import type { Check } from './check.ts';
import { type DeclaredCheck, filledCheck } from './declared-checks.ts';
import { expectationOf } from './expectation.ts';

/**
 * What a machine of a role must show: what its profiles say, in their order, then what the role serves and says
 * itself. Each is told once.
 */
export function roleChecks(role: Role, os: string): Check[] {
  const all = [
    ...role.profiles.flatMap((use) => profileChecks(use, os)),
    ...role.serves.flatMap((endpoint) => servedChecks(endpoint, role)),
    ...filledChecks(role.checks, { os, values: {} }),
  ];
  const told = new Map<string, Check>();
  for (const check of all) {
    const key = JSON.stringify([check.expects, check.from]);
    if (!told.has(key)) told.set(key, check);
  }
  return [...told.values()];
}

/** Complains of checks of profiles that the values of a role turn into none. */
export function checkFilledChecks(role: Role, os: string, complaints: Complaints): void {
  for (const use of role.profiles) {
    const open = use.profile.checks.filter(({ texts }) => texts.size > 0);
    if (open.length === 0) continue;
    const meaning = meaningOf(use, os);
    for (const declared of open) {
      const expects = expectationOf(filledCheck(declared, meaning));
      if (!('message' in expects)) continue;
      const which = `check ${declared.index + 1} of ${declared.source}`;
      const message = `${which}, with the values of this role: ${expects.message}`;
      complaints.add('wrong-value', message, ['uses'], expects.hint);
    }
  }
}

function profileChecks(use: ProfileUse, os: string): Check[] {
  const meaning = meaningOf(use, os);
  return [
    ...use.profile.resources.flatMap((resource) => impliedChecks(resource, meaning, saidBy(use, resource))),
    ...filledChecks(use.profile.checks, meaning),
  ];
}

/** Who says it and where. */
type Said = Pick<Check, 'source' | 'place'>;

const saidBy = ({ profile: { name, file } }: ProfileUse, { index }: Resource): Said => ({
  source: `profile ${name}`,
  place: () => file.placeOf(['resources', index]),
});

const filledChecks = (declared: readonly DeclaredCheck[], meaning: Meaning): Check[] =>
  declared.flatMap((one) => {
    const expects = expectationOf(filledCheck(one, meaning));
    const place = () => one.file.placeOf(['checks', one.index]);
    return 'message' in expects ? [] : [{ expects, from: one.written.from ?? 'bake', source: one.source, place }];
  });

/** A service is enabled; one that runs while baking is active. A unit of the profile's own is active from launch on. */
function impliedChecks(resource: Resource, meaning: Meaning, said: Said): Check[] {
  const services = resource.parts.filter((part) => part.type === 'service');
  if (services.length === 0) return [];
  return copiesOn(resource, meaning).flatMap((copy) =>
    services.flatMap((service) => serviceChecks(service, resource.kind, copy, said)),
  );
}

function serviceChecks(service: CoreService, kind: Resource['kind'], meaning: Meaning, said: Said): Check[] {
  const unit = textOn(service.name, meaning) ?? '';
  const enabled: Check = { expects: { kind: 'unit', unit, state: 'enabled' }, from: 'bake', ...said };
  const active: Check['expects'] = { kind: 'unit', unit, state: 'active' };
  if (service.state === 'running')
    return [...(service.enabled ? [enabled] : []), { expects: active, from: 'bake', ...said }];
  if (!service.enabled) return [];
  return kind === 'unit' ? [enabled, { expects: active, from: 'launch', ...said }] : [enabled];
}

/** A port that is served answers, and its health path says 200, once the machine is launched. */
function servedChecks({ name, port, health }: Endpoint, { file }: Role): Check[] {
  const place = () => file.placeOfKey(['serves', name]);
  const says = { from: 'launch', source: `what is served as ${name}`, place } as const;
  const answers: Check = { expects: { kind: 'port', port, protocol: 'tcp' }, ...says };
  if (health === undefined) return [answers];
  return [answers, { expects: { kind: 'http', url: `http://127.0.0.1:${port}${health}`, status: 200 }, ...says }];
}
