import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Parameter } from '../../src/catalog/model.ts';
import type { PlaceReference, Reference, TemplateNode } from '../../src/catalog/templates/template.ts';
import { epp } from '../../src/compile/templates/epp.ts';
import { erb } from '../../src/compile/templates/erb.ts';
import { unreachable } from '../../src/problem/unreachable.ts';
import { chef, puppet, type Rendering } from './real-tools.ts';
import { hostile, SEED, sample } from './strings.ts';

/** No template holds NUL: Handlebars cannot read it. */
const text = hostile.map((one) => one.replaceAll('\0', ''));
const STRING = { type: 'string' } as const;
const parameter = (name: string, type: Parameter['type']): Parameter => ({ name, type, description: '' });
const PARAMETERS = [
  parameter('one', STRING),
  parameter('compared', STRING),
  parameter('yes', { type: 'boolean' }),
  parameter('no', { type: 'boolean' }),
  parameter('list', { type: 'array', items: STRING }),
  parameter('table', { type: 'object', values: STRING }),
  parameter('deep', { type: 'object', properties: { a: { type: 'object', properties: { '%>': STRING } } } }),
];
const ofParameter = (name: string, ...keys: string[]): Reference => ({ scope: 'parameter', name, keys });

type Test = Extract<TemplateNode, { kind: 'if' }>;
type Each = Extract<TemplateNode, { kind: 'each' }>;
type Nodes = readonly TemplateNode[];

/** Whether each loop around goes over a map, the outermost first. */
type Loops = readonly boolean[];

/** Templates as the reader of the language could give them, around texts that look like code; `loops` are around. */
const nodesIn = (loops: Loops, levels: number): fc.Arbitrary<Nodes> =>
  fc.array(
    levels === 0
      ? leaf(loops)
      : fc.oneof({ weight: 3, arbitrary: leaf(loops) }, loop(loops, levels - 1), choice(loops, levels - 1)),
    { maxLength: 5 },
  );

const leaf = (loops: Loops): fc.Arbitrary<TemplateNode> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.oneof(text, blanks).map((one): TemplateNode => ({ kind: 'text', text: one })) },
    fc
      .constantFrom(...references(loops))
      .map((reference): TemplateNode => ({ kind: 'value', reference, type: STRING })),
  );

const blanks = fc.constantFrom('\n', '  ', '\n  ', ' \n', '\t', 'x\n', '\r\n');

const references = (loops: Loops): Reference[] => [
  ofParameter('one'),
  ofParameter('deep', 'a', '%>'),
  ofParameter('deep', 'lacking', 'b'),
  ...loops.map((_, index): Reference => ({ scope: 'item', depth: index + 1, keys: [] })),
  ...places(loops),
];

const places = (loops: Loops): PlaceReference[] =>
  loops.flatMap((keyed, index) => {
    const all = keyed ? (['first', 'last'] as const) : (['first', 'last', 'index'] as const);
    return all.map((which) => ({ scope: 'place', which, depth: index + 1, over: overOf(keyed), keyed }) as const);
  });

const overOf = (keyed: boolean): Reference => ofParameter(keyed ? 'table' : 'list');

const loop = (loops: Loops, levels: number): fc.Arbitrary<TemplateNode> =>
  fc
    .boolean()
    .chain((keyed) => fc.tuple(fc.constant(keyed), nodesIn([...loops, keyed], levels)))
    .map(([keyed, body]): Each => {
      const depth = loops.length + 1;
      return { kind: 'each', over: overOf(keyed), keyed, indexed: !keyed && asksPlace(body, depth), depth, body };
    });

const asksPlace = (part: unknown, depth: number): boolean =>
  typeof part === 'object' &&
  part !== null &&
  (('scope' in part && part.scope === 'place' && (part as PlaceReference).depth === depth) ||
    Object.values(part).some((inner) => asksPlace(inner, depth)));

const choice = (loops: Loops, levels: number): fc.Arbitrary<TemplateNode> =>
  fc.tuple(anyTest(loops), nodesIn(loops, levels), nodesIn(loops, levels)).map(
    ([{ test, ...rest }, body, otherwise]): TemplateNode => ({
      kind: 'if',
      test,
      ...rest,
      body,
      otherwise,
    }),
  );

/** Something that is true or not, or a text that is compared with others, some of which it is. */
const anyTest = (loops: Loops): fc.Arbitrary<Pick<Test, 'test' | 'type' | 'equals'>> =>
  fc.oneof(
    fc.constantFrom(...tests(loops)).map((test) => ({ test, type: { type: 'boolean' as const } })),
    fc
      .oneof(hostile, fc.constantFrom(...COMPARED))
      .map((equals) => ({ test: ofParameter('compared'), type: STRING, equals })),
  );

const COMPARED = ["A 'quoted' %> <%= `id` %> #{x} $x\n", "a 'quoted' %> <%= `id` %> #{x} $x\n"] as const;

const tests = (loops: Loops): Reference[] => [
  ofParameter('yes'),
  ofParameter('no'),
  ...places(loops).filter(({ which }) => which !== 'index'),
];

type Values = Readonly<Record<string, unknown>>;

/** What a template means. */
function meaning(nodes: Nodes, values: Values, items: readonly Item[] = []): string {
  return nodes.map((node) => meaningOf(node, values, items)).join('');
}

interface Item {
  readonly value: unknown;
  readonly first: boolean;
  readonly last: boolean;
  readonly index: number;
}

function meaningOf(node: TemplateNode, values: Values, items: readonly Item[]): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'value':
      return String(valueAt(node.reference, values, items) ?? '');
    case 'if':
      return meaning(isMet(node, valueAt(node.test, values, items)) ? node.body : node.otherwise, values, items);
    case 'each':
      return Object.values(valueAt(node.over, values, items) as object)
        .map((value, index, all) => {
          const item = { value, first: index === 0, last: index === all.length - 1, index };
          return meaning(node.body, values, [...items, item]);
        })
        .join('');
    default:
      return unreachable(node);
  }
}

const isMet = ({ equals }: Test, value: unknown): boolean => (equals === undefined ? value === true : value === equals);

function valueAt(reference: Reference, values: Values, items: readonly Item[]): unknown {
  if (reference.scope === 'key') return undefined;
  if (reference.scope === 'place') return items[reference.depth - 1]?.[reference.which];
  const base = reference.scope === 'parameter' ? values[reference.name] : items[reference.depth - 1]?.value;
  return reference.keys.reduce<unknown>((inner, key) => (inner as Values | undefined)?.[key], base);
}

const valuesWith = fc
  .tuple(hostile, fc.array(hostile, { maxLength: 3 }), fc.dictionary(hostile, hostile, { maxKeys: 3 }))
  .map(
    ([one, list, table]): Values => ({
      one,
      compared: COMPARED[0],
      yes: true,
      no: false,
      list,
      table,
      deep: { a: { '%>': one } },
    }),
  );

test('EPP, Chef and ERB give the bytes that a template means', async () => {
  const templates = sample(fc.tuple(nodesIn([], 3), valuesWith));
  const expected = templates.map(([nodes, values]) => meaning(nodes, values));
  const inputOf = (path: (index: number) => string, name: (index: number) => string, write: (nodes: Nodes) => string) =>
    new Map([
      ...templates.map(([nodes], index) => [path(index), write(nodes)] as const),
      ['templates.json', JSON.stringify(templates.map(([, values], index): Rendering => [name(index), values]))],
    ]);
  const eppInput = inputOf(
    (index) => `site-modules/x/templates/${index}.epp`,
    (index) => `x/${index}.epp`,
    (nodes) => epp(nodes, PARAMETERS),
  );
  const erbName = (index: number) => `${index}.erb`;
  const [byPuppet, byChef] = await Promise.all([puppet(eppInput), chef(inputOf(erbName, erbName, erb))]);
  const tellsAt = (index: number) => `ROLEBAKE_SEED=${SEED} template ${index}: ${JSON.stringify(templates[index])}`;
  for (const [index, bytes] of expected.entries()) {
    expect(byPuppet.templates[index], `EPP ${tellsAt(index)}`).toBe(bytes);
    expect(byChef.chef[index], `Chef ${tellsAt(index)}`).toBe(bytes);
    expect(byChef.erb[index], `ERB ${tellsAt(index)}`).toBe(bytes);
  }
}, 300_000);
