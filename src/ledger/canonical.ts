/**
 * A JSON value in the one form that RFC 8785 (JSON Canonicalization Scheme) gives it: keys sorted by UTF-16 code
 * unit, no spaces, numbers and strings as ECMAScript writes them. Properties that are undefined are left out.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`JSON has no ${value}`);
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : canonicalObject(value);
    default:
      throw new TypeError(`JSON has no ${typeof value}`);
  }
}

function canonicalString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('JSON text holds half a surrogate pair');
  return JSON.stringify(text);
}

function canonicalObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${canonicalString(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/** Whether the text is the canonical form of the value, which was parsed from it. */
export function isCanonical(text: string, value: unknown): boolean {
  // JSON.stringify writes all but the order of keys as RFC 8785 does, and half a surrogate pair as \ud and two digits.
  if (JSON.stringify(value) === text && !text.includes('\\ud')) return hasSortedKeys(value);
  return canonicalJson(value) === text;
}

function hasSortedKeys(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(hasSortedKeys);
  const object: Readonly<Record<string, unknown>> = value as Readonly<Record<string, unknown>>;
  let before = '';
  for (const key in object) {
    if (key < before) return false;
    before = key;
    const member = object[key];
    if (typeof member === 'object' && !hasSortedKeys(member)) return false;
  }
  return true;
}
