import { basename } from 'node:path/posix';
import type { Parameter, Profile, Resource } from '../catalog/model.ts';
import type { Reference, TemplateNode } from '../catalog/template.ts';
import { unitText } from './unit.ts';

interface FileAttributes {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** A file with where its bytes come from: shipped as they are, or made from a template on the machine. */
export interface LoweredFile extends FileAttributes {
  /** File name of the source or template, unique in its profile. */
  readonly source: string;
  readonly body: readonly TemplateNode[];
  /** Parameters that the body uses, in the profile's order; none: a static file. */
  readonly parameters: readonly Parameter[];
  readonly notifies: readonly string[];
  /** Whether systemd has to read it. */
  readonly systemd: boolean;
}

export interface LoweredService {
  readonly name: string;
  /** Whether it runs while baking; else it is only enabled. */
  readonly running: boolean;
}

/** A profile as resources that Puppet and Chef both have, in the order in which they apply. */
export interface LoweredProfile {
  readonly profile: Profile;
  readonly packages: readonly string[];
  readonly users: readonly Extract<Resource, { kind: 'user' }>[];
  readonly directories: readonly FileAttributes[];
  readonly files: readonly LoweredFile[];
  readonly services: readonly LoweredService[];
}

/**
 * Sorts a profile's resources by what they build on: packages bring accounts and folders, accounts own folders,
 * folders hold files, services read files. So there is never a cycle.
 */
export function lower(profile: Profile): LoweredProfile {
  const of = <K extends Resource['kind']>(kind: K) =>
    profile.resources.filter((resource): resource is Extract<Resource, { kind: K }> => resource.kind === kind);
  const plain = of('file').map((file) => ({ ...file, systemd: file.path.startsWith('/etc/systemd/system/') }));
  const units = of('unit').map((unit) => ({
    path: `/etc/systemd/system/${unit.name}.service`,
    owner: 'root',
    group: 'root',
    mode: '0644',
    body: unitText(unit),
    notifies: [],
    systemd: true,
  }));
  const taken = new Set<string>();
  return {
    profile,
    packages: of('package').map((resource) => resource.name),
    users: of('user'),
    directories: of('directory').toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    files: [...plain, ...units].map((file) => ({
      ...file,
      source: sourceName(file.path, taken),
      parameters: usedParameters(file.body, profile),
    })),
    services: [
      ...of('service').map((service) => ({ name: service.name, running: service.starts === 'bake' })),
      ...of('unit').map((unit) => ({ name: unit.name, running: false })),
    ],
  };
}

/** The file's own name, or its whole path where two files of a profile have one name. */
function sourceName(path: string, taken: Set<string>): string {
  const short = basename(path);
  const name = taken.has(short) ? path.slice(1).replaceAll('/', '_') : short;
  taken.add(name);
  return name;
}

function usedParameters(nodes: readonly TemplateNode[], profile: Profile): Parameter[] {
  const names = new Set<string>();
  const see = (reference: Reference) => reference.scope === 'parameter' && names.add(reference.name);
  const walk = (node: TemplateNode): void => {
    if (node.kind === 'value') see(node.reference);
    if (node.kind === 'each') see(node.over);
    if (node.kind === 'if') see(node.test);
    if (node.kind === 'each' || node.kind === 'if') node.body.forEach(walk);
    if (node.kind === 'if') node.otherwise.forEach(walk);
  };
  nodes.forEach(walk);
  return [...profile.parameters.values()].filter((parameter) => names.has(parameter.name));
}
