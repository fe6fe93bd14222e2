import { PROBES } from './probes.ts';

/** How a free-text place is proved that takes more than plain characters. */
type Proof =
  /** Every text is found on machines that both tools made (machines.test.ts). */
  | 'machines'
  /** The text is written by an encoder whose texts the real tools read back (test/encode), or read by the tool itself. */
  | 'encoders'
  /** It stands in a comment or says what something is for (told.test.ts). */
  | 'told'
  /** The real shippers begin an entry where the pattern says (test/logs). */
  | 'shippers'
  /** Only what names something else of the catalog, or what a stricter form matches, is taken (places.test.ts). */
  | 'refused'
  /** rolebake alone reads it; it is in no generated file. */
  | 'unused'
  /** The one door for code. */
  | 'code';

const RESOURCE: Readonly<Record<string, Proof>> = {
  when: 'refused',
  'when/os': 'refused',
  'when/os/*': 'refused',
  'when/*': 'encoders',
  'after/*': 'refused',
  'notifies/*': 'refused',
};

const CHECKS: Readonly<Record<string, Proof>> = {
  'checks/package/package': 'refused',
  'checks/unit/unit': 'refused',
  'checks/file/file': 'refused',
  'checks/file/owner': 'refused',
  'checks/file/group': 'refused',
  'checks/file/content': 'encoders',
  'checks/file/content/equals': 'encoders',
  'checks/file/content/line': 'encoders',
  'checks/port/port': 'refused',
  'checks/http/http': 'encoders',
  'checks/http/body': 'encoders',
  'checks/http/body/equals': 'encoders',
  'checks/http/body/line': 'encoders',
  'checks/command/command/*': 'encoders',
  'checks/command/output': 'encoders',
  'checks/command/output/equals': 'encoders',
  'checks/command/output/line': 'encoders',
};

const OWN: Readonly<Record<string, Proof>> = {
  ...Object.fromEntries(PROBES.map(({ place }) => [place, 'machines' as const])),
  // Made of the same parts as a place that is probed: a timer's service is a unit's, a drop-in's settings are a unit's.
  // systemd tells them (unit-texts.test.ts).
  'unit/description': 'machines',
  'mount/device': 'machines',
  'mount/options': 'machines',
  'timer/exec': 'machines',
  'timer/environment/*': 'machines',
  'timer/description': 'machines',
  'timer/settings/*/*': 'machines',
  'timer/settings/*/*/*': 'machines',
  'drop_in/settings/*/*': 'machines',
  'drop_in/settings/*/*/*': 'machines',
  'unit/settings/*/*': 'machines',
  'exec/unless': 'machines',
  'exec/only_if': 'machines',
  'file/validate': 'machines',
  // A word of a command, as exec/command/* is.
  'archive/url': 'machines',
  'bindings/chef/attributes/ANY': 'machines',
  'overrides/*/ANY': 'machines',
  'adds/*/ANY': 'machines',
  'timer/calendar': 'refused',
  // A number, or a parameter by its name.
  'user/uid': 'refused',
  'group/gid': 'refused',
  'apt_repository/url': 'encoders',
  'ssh_key/key': 'encoders',
  'bindings/puppet/modules/*/git': 'encoders',
  'bindings/chef/cookbooks/*/git': 'encoders',
  'parameters/*/enum/*': 'encoders',
  'parameters/*/pattern': 'encoders',
  'parameters/*/properties/KEY': 'encoders',
  'parameters/*/required/*': 'refused',
  summary: 'told',
  maintainer: 'told',
  maintainer_email: 'told',
  source: 'encoders',
  $schema: 'unused',
  'code/puppet': 'code',
  'code/chef': 'code',
  'logs/*/starts': 'shippers',
  'flags/*/enum/*': 'unused',
  'flags/*/pattern': 'unused',
  'flags/*/default': 'unused',
  'flags/*/example': 'unused',
  'flags/*/description': 'unused',
  'serves/*/health': 'encoders',
  ...CHECKS,
};

/** How a place is proved; undefined for one that nobody has thought of. */
export const proofOf = (path: string): Proof | undefined => OWN[path] ?? RESOURCE[path.replace(/^[a-z_]+\//, '')];

/** Of any type, or part of a place. */
const NO_TEXT = new Set(['parameters/*/default', 'a key in a value']);

/** Every place of a schema that is spelled out. */
export const SPELLED_OUT: readonly string[] = Object.keys(OWN).filter((path) => !NO_TEXT.has(path));
