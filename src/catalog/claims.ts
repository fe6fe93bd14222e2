import type { Complaints } from './complaints.ts';
import type { ProfileUse, Resource, Role } from './model.ts';

/** Complains of two resources of one profile that are one thing. */
export function checkOwnClaims(resources: readonly Resource[], complaints: Complaints): void {
  const claims = new Set<string>();
  for (const [index, resource] of resources.entries()) {
    const twice = claimsOf(resource).find((what) => claims.has(what));
    if (twice !== undefined)
      complaints.add('duplicate-claim', `${twice} is there twice`, ['resources', index], 'take one of them out');
    for (const what of claimsOf(resource)) claims.add(what);
  }
}

/** Complains of two parts of one role that want the same thing of its machine. */
export function checkClaims(role: Role, complaints: Complaints): void {
  const claims = new Map<string, string>();
  const claim = (what: string, who: string, steps: readonly (string | number)[], hint: string) => {
    const other = claims.get(what);
    if (other === undefined) claims.set(what, who);
    else complaints.add('duplicate-claim', `${other} and ${who} both claim ${what}`, steps, hint);
  };
  for (const use of role.profiles) {
    const who = `profile ${use.profile.name}`;
    const isPlatform = use === role.profiles.at(-1) && role.logs.length > 0;
    const hint = isPlatform ? 'leave it out: it comes with the logs' : 'move it into a profile that both use';
    for (const what of new Set(use.profile.resources.flatMap(claimsOf))) claim(what, who, ['uses'], hint);
    for (const port of portsOf(use)) claim(`port ${port}`, who, ['uses'], 'give one of them another port');
  }
  for (const log of role.logs) claim(`file ${log.path}`, `log ${log.name}`, ['logs', log.name], 'one file, one writer');
  checkServes(role, complaints);
}

function claimsOf(resource: Resource): string[] {
  switch (resource.kind) {
    case 'file':
    case 'directory':
      return [`file ${resource.path}`];
    case 'unit':
      return [`service ${resource.name}`, `file /etc/systemd/system/${resource.name}.service`];
    default:
      return [`${resource.kind} ${resource.name}`];
  }
}

const portsOf = ({ profile, values }: ProfileUse): number[] =>
  profile.listens
    .map((name) => (Object.hasOwn(values, name) ? values[name] : profile.parameters.get(name)?.default))
    .filter((port) => typeof port === 'number');

/** What a role serves must be a port that one of its profiles opens. */
function checkServes(role: Role, complaints: Complaints): void {
  const open = role.profiles.flatMap(portsOf);
  for (const { name, port } of role.serves) {
    if (open.includes(port)) continue;
    const hint =
      open.length > 0 ? `they open: ${open.join(', ')}` : 'a profile says by listens: [PARAMETER] that it opens a port';
    complaints.add('wrong-value', `no profile of this role opens port ${port}`, ['serves', name, 'port'], hint);
  }
}
