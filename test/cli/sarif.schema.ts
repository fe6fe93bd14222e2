/**
 * The parts of SARIF 2.1.0 that rolebake writes, as the standard's own schema (sarif-schema-2.1.0.json, errata 01)
 * constrains them, with what GitHub code scanning asks besides: a rule for each result, and a place in a file.
 */
const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };

const physicalLocation = closed({
  artifactLocation: closed({
    uri: { type: 'string', pattern: "^(?!/|\\.\\.|file:)[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$" },
    uriBaseId: { const: '%SRCROOT%' },
  }),
  region: closed(
    {
      startLine: { type: 'integer', minimum: 1 },
      startColumn: { type: 'integer', minimum: 1 },
      endColumn: { type: 'integer', minimum: 2 },
      snippet: text,
    },
    ['startLine', 'startColumn'],
  ),
});

const rule = closed({
  id: { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$' },
  shortDescription: { ...text, properties: { text: { type: 'string', minLength: 1, maxLength: 1024 } } },
  fullDescription: { ...text, properties: { text: { type: 'string', minLength: 1, maxLength: 1024 } } },
  help: closed({ text: { type: 'string' }, markdown: { type: 'string', pattern: '^# ' } }),
  defaultConfiguration: closed({ level: { enum: ['none', 'note', 'warning', 'error'] } }),
});

const result = closed(
  {
    ruleId: { type: 'string' },
    ruleIndex: { type: 'integer', minimum: 0 },
    level: { enum: ['none', 'note', 'warning', 'error'] },
    message: text,
    locations: { type: 'array', minItems: 1, items: closed({ physicalLocation }) },
    relatedLocations: {
      type: 'array',
      uniqueItems: true,
      items: closed({ id: { type: 'integer', minimum: 0 }, message: text, physicalLocation }),
    },
  },
  ['ruleId', 'ruleIndex', 'level', 'message', 'locations'],
);

const run = closed({
  tool: closed({
    driver: closed({
      name: { const: 'rolebake' },
      version: { type: 'string' },
      semanticVersion: { type: 'string' },
      rules: { type: 'array', uniqueItems: true, items: rule },
    }),
  }),
  columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
  originalUriBaseIds: { type: 'object' },
  results: { type: 'array', items: result },
});

export const SARIF = closed({
  $schema: { type: 'string' },
  version: { const: '2.1.0' },
  runs: { type: 'array', minItems: 1, maxItems: 1, items: run },
});

/** An object with these keys alone, all of them required unless it is said which. */
function closed(properties: Readonly<Record<string, object>>, required = Object.keys(properties)): object {
  return { type: 'object', additionalProperties: false, required, properties };
}
