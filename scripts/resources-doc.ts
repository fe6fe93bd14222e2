import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/resources.md');
const SCHEMA = join(ROOT, 'schemas/profile.schema.json');
const BEGIN = '<!-- The kinds: made by node scripts/resources-doc.ts, changed in schemas/profile.schema.json -->';
const END = '<!-- The end of the kinds -->';
const SHARED = ['when', 'each', 'after', 'notifies'];

/** What this page tells of a part of a JSON Schema. */
interface Part {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly items?: Part;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Part>>;
}

const definitions = (JSON.parse(readFileSync(SCHEMA, 'utf8')) as { definitions: Readonly<Record<string, Part>> })
  .definitions;

const named = ({ $ref }: Part): string | undefined => $ref?.slice('#/definitions/'.length);

/** A type in a word or two. */
function typeOf(part: Part): string {
  const name = named(part);
  if (name === 'words') return 'command';
  if (name !== undefined) return name;
  if (part.enum) return part.enum.map((one) => `\`${one}\``).join(', ');
  if (part.type === 'array') return `list of ${typeOf(part.items ?? {})}s`;
  if (part.properties) return `{${Object.keys(part.properties).join(', ')}}`;
  const types = { string: 'text', integer: 'number', boolean: '`true`, `false`' } as Readonly<Record<string, string>>;
  return [part.type ?? []]
    .flat()
    .map((one) => types[one] ?? one)
    .join(' or ');
}

function row(key: string, part: Part, required: readonly string[]): string {
  const about = part.description ?? definitions[named(part) ?? '']?.description ?? '';
  const fallback = part.default === undefined ? '' : `\`${String(part.default)}\``;
  const cell = (text: string) => text.replaceAll('|', '\\|');
  return `| \`${key}\` | ${cell(typeOf(part))} | ${required.includes(key) ? 'required' : fallback} | ${cell(about)} |`;
}

function section(name: string): string {
  const kind = definitions[name] ?? {};
  const rows = Object.entries(kind.properties ?? {}).filter(([key]) => !SHARED.includes(key));
  const inner = rows.flatMap(([key, part]) =>
    Object.entries(part.items?.properties ?? part.properties ?? {}).map(([one, deep]) =>
      row(`${key}: ${one}`, deep, []),
    ),
  );
  const table = [...rows.map(([key, part]) => row(key, part, kind.required ?? [])), ...inner];
  return `### ${name.replace('_resource', '')}\n\n${kind.description}.\n\n| key | type | default | meaning |\n|---|---|---|---|\n${table.join('\n')}\n`;
}

/** The page with a table of every kind between its markers. */
function current(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/resources.md lacks ${BEGIN} or ${END}`);
  const kinds = (definitions['resource'] as { oneOf: readonly Part[] }).oneOf.map((part) => named(part) ?? '');
  return `${before}${BEGIN}\n\n${kinds.map(section).join('\n')}\n${END}${after}`;
}

/** `node scripts/resources-doc.ts` brings docs/resources.md up to date; with `--check` it only says whether it is. */
function main(check: boolean): number {
  const before = readFileSync(PAGE, 'utf8');
  const after = current(before);
  if (before === after) return 0;
  if (!check) writeFileSync(PAGE, after);
  process.stdout.write(
    check ? 'not current: docs/resources.md (node scripts/resources-doc.ts)\n' : 'wrote docs/resources.md\n',
  );
  return check ? 1 : 0;
}

process.exitCode = main(process.argv.includes('--check'));
