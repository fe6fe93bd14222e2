/** What kinds of values are where in a reply: by path, as `Images[].ImageId`. A list's members are one. */
export type Form = ReadonlyMap<string, string>;

export function formOf(reply: object): Form {
  const form = new Map<string, string>();
  for (const [name, value] of Object.entries(reply)) if (name !== '$metadata') add(form, name, value);
  return form;
}

/** Paths of one form that another lacks or has with another kind, each as `path: kind, not kind`. */
export function strangeIn(form: Form, other: Form): string[] {
  return [...form].flatMap(([path, kind]) => {
    const theirs = other.get(path);
    if (theirs === kind || isUnderAbsent(path, form, other)) return [];
    return [theirs === undefined ? `${path}: ${kind}` : `${path}: ${kind}, not ${theirs}`];
  });
}

/** What is absent is told once, at its top. */
function isUnderAbsent(path: string, form: Form, other: Form): boolean {
  const isAbove = (one: string) => path.startsWith(`${one}.`) || path.startsWith(`${one}[]`);
  return [...form.keys()].some((one) => one !== path && isAbove(one) && !other.has(one));
}

function add(form: Map<string, string>, path: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (Array.isArray(value)) {
    form.set(path, 'list');
    for (const member of value) add(form, `${path}[]`, member);
  } else if (value instanceof Date) {
    form.set(path, 'date');
  } else if (typeof value === 'object') {
    form.set(path, 'structure');
    for (const [name, below] of Object.entries(value)) add(form, `${path}.${name}`, below);
  } else {
    form.set(path, typeof value);
  }
}
