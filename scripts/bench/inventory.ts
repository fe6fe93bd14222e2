const MOST_PROFILES = 200;
const DEPTH = 4;
const USES = 3;
const VALUES = 10;

/**
 * A made catalog, by path: 200 profiles of 5 to 30 parameters in chains four deep (fewer if the roles need fewer), and
 * roles that each use the ends of three chains and give 30 values. The same count gives the same bytes.
 */
export function inventory(roles: number): Map<string, string> {
  const files = new Map([['catalog.yaml', 'catalog: inventory\nos: debian-12\n']]);
  const profiles = Math.min(MOST_PROFILES, roles * USES * DEPTH);
  for (let index = 0; index < profiles; index++) {
    files.set(`profiles/${profileName(index)}.yaml`, profile(index));
    files.set(`templates/${profileName(index)}.conf.hbs`, template(index));
  }
  for (let index = 0; index < roles; index++) files.set(`roles/${roleName(index)}.yaml`, role(index));
  return files;
}

const roleName = (index: number): string => `role_${index}`;
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

function role(index: number): string {
  const name = roleName(index);
  return `role: ${name}
summary: Made role ${index}
uses:
${numbers(USES)
  .map((use) => useOf(index, use))
  .join('')}logs:
  app: {path: /var/log/${name}/app.log, format: json}
`;
}

/** The ends of chains are every fourth profile; which three depends on the role. */
function useOf(role: number, use: number): string {
  const end = ((role * USES + use) % (MOST_PROFILES / DEPTH)) * DEPTH + DEPTH - 1;
  const values = numbers(VALUES).map((option) => `      option_${option}: ${chosenValue(role, option)}\n`);
  return `  - ${profileName(end)}:\n${values.join('')}`;
}

const chosenValue = (role: number, option: number): string =>
  option % 2 === 0 ? `"role ${role} says #{this} for ${option}"` : String(role * 100 + option);
