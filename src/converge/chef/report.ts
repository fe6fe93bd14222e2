import { pathInTree } from '../places.ts';
import type { ResourceResult, ToolFailure, ToolReport } from '../report.ts';

/** What run_report.rb writes: a resource once for each of its actions. */
interface ChefReport {
  readonly resources: readonly (ChefPlace & {
    readonly name: string;
    readonly changed: boolean;
    readonly seconds: number;
  })[];
  readonly failure: (ChefPlace & { readonly resource?: string; readonly message: string }) | null;
}

interface ChefPlace {
  readonly file?: string;
  readonly line?: number;
}

/** Reads report.json. */
export function readChefReport(text: string): ToolReport {
  const report = JSON.parse(text) as ChefReport;
  const resources = new Map<string, ResourceResult>();
  for (const action of report.resources) {
    const place = placeInTree(action);
    if (!place) continue;
    const id = JSON.stringify([action.name, place]);
    const before = resources.get(id);
    const changed = action.changed || before?.changed === true;
    resources.set(id, { name: action.name, changed, seconds: action.seconds + (before?.seconds ?? 0), ...place });
  }
  return { resources: [...resources.values()], ...failureOf(report) };
}

function failureOf({ failure }: ChefReport): Pick<ToolReport, 'failure'> {
  if (!failure) return {};
  const { message, resource } = failure;
  return { failure: { ...withoutOutput(message), ...(resource && { resource }), ...placeInTree(failure) } };
}

/** How mixlib-shellout tells what a program has said and ended with. */
const RAN = /^---- Begin output of .*? ----\n(.*)\n---- End output of .*? ----\n(Ran .* returned \S+)$/ms;

function withoutOutput(message: string): Pick<ToolFailure, 'message' | 'said'> {
  const [all, output, ended] = RAN.exec(message) ?? [];
  if (all === undefined || output === undefined) return { message };
  const said = output.split('\n').map((line) => line.replace(/^STD(OUT|ERR): ?/, ''));
  return { message: `${message.replace(all, '').trim()}: ${ended}`, said: said.filter((line) => line !== '') };
}

function placeInTree({ file, line }: ChefPlace): { file: string; line?: number } | undefined {
  const path = pathInTree(file);
  return path === undefined ? undefined : { file: path, ...(line !== undefined && { line }) };
}

/** What Chef says if it ends before it reads a recipe. */
export function readChefOutput(lines: readonly string[]): ToolFailure | undefined {
  const message = lines.flatMap((line) => line.match(/FATAL: (.+)$/)?.[1] ?? []).at(-1);
  return message === undefined ? undefined : { message };
}
