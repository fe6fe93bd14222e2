import type { Catalog, Role } from '../catalog/model.ts';
import { suggest } from '../catalog/nearest.ts';
import { type Tool, toolsOf } from '../catalog/resources/tools.ts';
import { Refusal } from '../problem/problem.ts';

/** The tool that is wanted, else the first that has all profiles of the role. */
export function chosenTool(role: Role, wanted: Tool | undefined): Tool {
  const tools = toolsOf(role.profiles);
  const tool = wanted ?? tools[0];
  if (tool !== undefined && tools.includes(tool)) return tool;
  const message = `role ${role.name} cannot be baked with ${tool}: a profile of it is not made for that`;
  throw new Refusal({ code: 'no-tool', message, hint: `--target ${tools.join(', ')}` });
}

/** The roles of these names. */
export function rolesNamed(catalog: Catalog, names: readonly string[]): readonly Role[] {
  return [...new Set(names)].map((name) => {
    const role = catalog.roles.find((one) => one.name === name);
    if (role) return role;
    throw new Refusal({
      code: 'unknown-role',
      message: `the catalog has no role ${name}`,
      hint: suggest(
        name,
        catalog.roles.map((one) => one.name),
      ),
    });
  });
}
