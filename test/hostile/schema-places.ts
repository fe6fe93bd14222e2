import { readFileSync } from 'node:fs';

/** A place of the language that takes a text which no list of choices limits. */
export interface TextPlace {
  /** Keys from the file on; of a resource and of a check from its kind on, as `exec/command/*`. An item is `*`, a name `KEY`. */
  readonly path: string;
  readonly pattern: string | undefined;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Every free-text place of one kind of file, in the order of its schema. */
export function textPlaces(name: 'profile' | 'role' | 'catalog'): TextPlace[] {
  const url = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  const root = JSON.parse(readFileSync(url, 'utf8')) as Schema;
  const places: TextPlace[] = [];
  const walk = (schema: Schema, path: string, inside: readonly string[]): void => {
    const reference = schema.$ref?.slice('#/definitions/'.length);
    if (reference !== undefined) {
      const target = { ...root.definitions?.[reference] };
      if (!inside.includes(reference)) walk(target, kindPath(path, target), [...inside, reference]);
      return;
    }
    if (isText(schema)) places.push({ path, pattern: schema.pattern });
    for (const [key, part] of partsOf(schema)) walk(part, key === '' ? path : below(path, key), inside);
  };
  walk(root, '', []);
  return places;
}

const isText = ({ type, enum: choices }: Schema): boolean => [type].flat().includes('string') && choices === undefined;

const below = (path: string, key: string): string => (path === '' ? key : `${path}/${key}`);

/** A resource and a check are told by the key that says what they are. */
function kindPath(path: string, { required: [kind = ''] = [] }: Schema): string {
  if (kind === '' || !/^(resources|checks)\/\*$/.test(path)) return path;
  return path.startsWith('checks') ? `checks/${kind}` : kind;
}

/** The schemas inside of one, each with the key under which it stands; none for another form of the same place. */
function partsOf(schema: Schema): (readonly [key: string, part: Schema])[] {
  const { additionalProperties: more } = schema;
  const isOpen = schema.type === 'object' && !schema.properties && more === undefined;
  return [
    ...[...(schema.oneOf ?? []), ...(schema.allOf ?? [])].map((part) => ['', part] as const),
    ...(schema.items ? [['*', schema.items] as const] : []),
    ...Object.entries(schema.properties ?? {}),
    ...(schema.propertyNames ? [['KEY', { type: 'string', ...schema.propertyNames }] as const] : []),
    ...(typeof more === 'object' ? [['*', more] as const] : []),
    ...(isOpen ? [['ANY', { type: 'string' }] as const] : []),
  ];
}
