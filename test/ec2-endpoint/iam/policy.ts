/** A document of IAM's, as far as it is understood here: what it allows. */
export interface Policy {
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Something that a call is about: all of them must be allowed. */
export interface Subject {
  /** As `ec2:StopInstances`. */
  readonly action: string;
  readonly arn: string;
  /** What conditions can ask of it, by their keys: `aws:ResourceTag/team`. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Whether some statement allows it. */
export const allows = ({ Statement }: Policy, subject: Subject): boolean =>
  Statement.some(
    ({ Action, Resource, Condition = {} }) =>
      Action.some((action) => isLike(action, subject.action)) &&
      [Resource].flat().some((resource) => isLike(resource, subject.arn)) &&
      Object.entries(Condition).every(([operator, wanted]) => holds(operator, wanted, subject)),
  );

const OPERATORS = ['StringEquals', 'StringLike', 'Bool', 'ForAllValues:StringEquals'];

/** Of a key with several values, parted by commas: each is wanted, if there is any. */
const holdsForAll = (wanted: Readonly<Record<string, string | readonly string[]>>, keys: Subject['keys']): boolean =>
  Object.entries(wanted).every(([key, values]) =>
    (keys[key]?.split(',') ?? []).every((value) => [values].flat().includes(value)),
  );

/** A key that the subject has not is like nothing. */
function holds(operator: string, wanted: Readonly<Record<string, string | readonly string[]>>, { keys }: Subject) {
  if (!OPERATORS.includes(operator)) throw new Error(`no operator ${operator} is known`);
  if (operator.startsWith('ForAllValues:')) return holdsForAll(wanted, keys);
  return Object.entries(wanted).every(([key, values]) => {
    const has = keys[key];
    const fits = (value: string) => (operator === 'StringLike' ? isLike(value, has ?? '') : value === has);
    return has !== undefined && [values].flat().some(fits);
  });
}

/** Whether a text fits a pattern of IAM's, in which `*` stands for anything. */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
