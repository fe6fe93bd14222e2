const PROFILES = 200;
const DEPTH = 4;
const VALUES = 10;
/** Traits below each other: a role extends one of the last, so that it is composed four deep. */
const TRAITS = [5, 20, 25];

/**
 * A made catalog, by path: 200 profiles of 5 to 30 parameters in chains four deep, traits that each use the end of one,
 * and roles that extend three traits below each other and override 30 values. The same count gives the same bytes.
 */
export function inventory(roles: number): Map<string, string> {
  const files = new Map([['catalog.yaml', 'catalog: inventory\nos: debian-12\n']]);
  for (let index = 0; index < PROFILES; index++) {
    files.set(`profiles/${profileName(index)}.yaml`, profile(index));
    files.set(`templates/${profileName(index)}.conf.hbs`, template(index));
  }
  for (const [level, count] of TRAITS.entries())
    for (const index of numbers(count)) files.set(`roles/${traitName(level, index)}.yaml`, trait(level, index));
  for (let index = 0; index < roles; index++) files.set(`roles/${roleName(index)}.yaml`, role(index));
  return files;
}

const roleName = (index: number): string => `role_${index}`;
const traitName = (level: number, index: number): string => `trait_${level}_${index}`;
const profileName = (index: number): string => `part_${index}`;
const isEnd = (index: number): boolean => index % DEPTH === DEPTH - 1;

/** 5 to 30; the ends of chains have enough for a role to give values to. */
const parameterCount = (index: number): number =>
  (isEnd(index) ? VALUES : 5) + ((index * 7) % (isEnd(index) ? 21 : 26));

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function profile(index: number): string {
  const name = profileName(index);
  const below = index % DEPTH === 0 ? '' : `uses: [${profileName(index - 1)}]\n`;
  return `profile: ${name}
summary: Part ${index} of a made inventory
${below}parameters:
${numbers(parameterCount(index)).map(parameter).join('')}resources:
  - package: ${name.replace('_', '-')}
  - directory: /etc/${name}
    mode: "0755"
  - file: /etc/${name}/${name}.conf
    template: ${name}.conf.hbs
    mode: "0640"
    notifies: [${name.replace('_', '-')}]
  - file: /etc/${name}/summary
    content: "first {{option_0}}, then {{option_1}}\\n"
  - service: ${name.replace('_', '-')}
`;
}

function parameter(index: number): string {
  const type = index % 2 === 0 ? 'string' : 'integer';
  const value = index % 2 === 0 ? `"it's 100% of \${value} ${index}"` : index * 10;
  return `  option_${index}: {type: ${type}, default: ${value}, description: Option ${index} of this part}\n`;
}

const template = (index: number): string =>
  `# Part ${index}\n${numbers(parameterCount(index))
    .map((option) => `option.${option} = {{option_${option}}}\n`)
    .join('')}`;

/** Each trait has an end of a chain for itself. */
const endOf = (level: number, index: number): string =>
  profileName((TRAITS.slice(0, level).reduce((sum, count) => sum + count, 0) + index) * DEPTH + DEPTH - 1);

const below = (level: number, index: number): number => index % (TRAITS[level - 1] ?? 1);

function trait(level: number, index: number): string {
  const head = `role: ${traitName(level, index)}\nsummary: Made trait ${index}\nabstract: true\n`;
  const extended = level === 0 ? '' : `extends: [${traitName(level - 1, below(level, index))}]\n`;
  return `${head}${extended}uses:\n  - ${values(endOf(level, index), index)}`;
}

function role(index: number): string {
  const name = roleName(index);
  const top = index % (TRAITS[2] ?? 1);
  const middle = below(2, top);
  const ends = [endOf(0, below(1, middle)), endOf(1, middle), endOf(2, top)];
  return `role: ${name}
summary: Made role ${index}
extends: [${traitName(2, top)}]
overrides:
${ends.map((end) => `    ${values(end, index)}`).join('')}logs:
  app: {path: /var/log/${name}/app.log, format: json}
`;
}

const values = (end: string, seed: number): string =>
  `${end}:\n${numbers(VALUES)
    .map((option) => `      option_${option}: ${chosenValue(seed, option)}\n`)
    .join('')}`;

const chosenValue = (seed: number, option: number): string =>
  option % 2 === 0 ? `"number ${seed} says #{this} for ${option}"` : String(seed * 100 + option);
