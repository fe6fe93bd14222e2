import type { Profile, Role } from '../../catalog/model.ts';

/** GitHub draws no picture with more lines. */
const MOST_LINES = 300;

/** Roles and the profiles that they use, which use others in turn, as a Mermaid flowchart; nothing if it were too large. */
export function picture(roles: readonly Role[]): string {
  const uses = roles.flatMap(({ name, profiles }) =>
    directOf(profiles.map(({ profile }) => profile)).map((to) => [name, to]),
  );
  const used = new Set(roles.flatMap(({ profiles }) => profiles.map(({ profile }) => profile)));
  const inner = [...used].flatMap(({ name, uses: others }) => others.map((to) => [name, to]));
  const lines = [
    ...roles.map(({ name }) => `  role_${name}(["${name}"])`),
    ...[...used].map(({ name }) => `  profile_${name}["${name}"]`),
    ...uses.map(([from, to]) => `  role_${from} --> profile_${to}`),
    ...inner.map(([from, to]) => `  profile_${from} --> profile_${to}`),
  ];
  return lines.length > MOST_LINES ? '' : `\`\`\`mermaid\nflowchart LR\n${lines.join('\n')}\n\`\`\`\n`;
}

/** Of these profiles, those that none of the others brings. */
function directOf(profiles: readonly Profile[]): string[] {
  const brought = new Set(profiles.flatMap(({ uses }) => uses));
  return profiles.map(({ name }) => name).filter((name) => !brought.has(name));
}
