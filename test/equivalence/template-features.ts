import { comparisonIn } from '../../src/catalog/templates/comparison.ts';
import { parseHandlebars } from '../../src/catalog/templates/template-syntax.ts';

/** What a template can do, each of which a case does. */
export const TEMPLATE_FEATURES = [
  'value',
  'key of a value',
  'item of a list',
  'key and item of a map',
  'loop in a loop',
  'value from outside the loop',
  'parameter in a loop',
  'if',
  'unless',
  'comparison',
  'first and last item',
  'number of an item',
  'else',
  'else if',
  'comment',
  'blanks taken away',
  'braces that are text',
] as const;
export type TemplateFeature = (typeof TEMPLATE_FEATURES)[number];

/** The features that a template uses. */
export function templateFeatures(text: string): Set<TemplateFeature> {
  const parsed = parseHandlebars(text);
  const found = new Set<TemplateFeature>();
  if ('program' in parsed) block(parsed.program.body, 0, found);
  return found;
}

type StripFlags = { readonly open: boolean; readonly close: boolean } | undefined;

/** Where the parser notes each `~`. */
interface StripOf {
  readonly openStrip?: StripFlags;
  readonly closeStrip?: StripFlags;
  readonly strip?: StripFlags;
}

const takesBlanks = ({ openStrip, closeStrip, strip }: StripOf): boolean =>
  [openStrip, closeStrip, strip].some((one) => one?.open || one?.close);

function block(statements: readonly hbs.AST.Statement[], depth: number, found: Set<TemplateFeature>): void {
  for (const statement of statements) {
    if (takesBlanks(statement as StripOf)) found.add('blanks taken away');
    if (statement.type === 'CommentStatement') found.add('comment');
    if (statement.type === 'ContentStatement' && (statement as hbs.AST.ContentStatement).value.includes('{{'))
      found.add('braces that are text');
    if (statement.type === 'MustacheStatement') path((statement as hbs.AST.MustacheStatement).path, depth, found);
    if (statement.type === 'BlockStatement') compound(statement as hbs.AST.BlockStatement, depth, found);
  }
}

function compound(statement: hbs.AST.BlockStatement, depth: number, found: Set<TemplateFeature>): void {
  const loops = String(statement.path.original) === 'each';
  const inner = loops ? depth + 1 : depth;
  for (const argument of statement.params) {
    const compared = comparisonIn(argument);
    if (compared) found.add('comparison');
    path(compared?.subject ?? argument, depth, found);
  }
  if (inner > 1 && loops) found.add('loop in a loop');
  if (!loops) found.add(String(statement.path.original) === 'unless' ? 'unless' : 'if');
  block(statement.program.body, inner, found);
  if (!statement.inverse) return;
  found.add((statement.inverse as { chained?: boolean }).chained ? 'else if' : 'else');
  block(statement.inverse.body, inner, found);
}

const SPECIAL: Readonly<Record<string, TemplateFeature>> = {
  key: 'key and item of a map',
  index: 'number of an item',
  first: 'first and last item',
  last: 'first and last item',
};

function path(expression: hbs.AST.Expression, depth: number, found: Set<TemplateFeature>): void {
  const { data, parts, depth: up, original } = expression as hbs.AST.PathExpression;
  if (data) found.add(SPECIAL[parts[0] ?? ''] ?? 'parameter in a loop');
  else if (depth > 0 && up > 0) found.add('value from outside the loop');
  else if (depth > 0 && String(original) === 'this') found.add('item of a list');
  else found.add(parts.length > 1 || depth > 0 ? 'key of a value' : 'value');
}
