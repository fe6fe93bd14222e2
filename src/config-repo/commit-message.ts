/** What a commit to the config repo is about. */
export interface CommitContents {
  /** Tags that are new in the ledger, with a word on each: `{tag: 'role/web@1', about: 'baked with puppet in 41 s'}`. */
  readonly tags: readonly { readonly tag: string; readonly about?: string }[];
  /** What else the ledger says now, a line each: `role/web@1 promoted to stable`. */
  readonly facts?: readonly string[];
  /** Roles whose generated files changed, with what did: `changed generated/puppet/web.pp`. */
  readonly roles: readonly { readonly role: string; readonly changes: readonly string[] }[];
  /** Changes that belong to no role. */
  readonly other?: readonly string[];
}

const SUBJECT_MAX = 72;
const LINE_MAX = 200;
const LISTED_MAX = 50;
/** What a cut leaves of a character of two halves. */
const HALF_AT_END = /[\uD800-\uDBFF]$/;

/**
 * A commit message in words an operator would use: a subject of at most 72 characters, then the tags, then what changed
 * for each role. Names come from files that anyone may have written: each stays within its line, and every line of the
 * body begins with an asterisk or is indented, so that none can be a trailer (a dash can be the key of one).
 */
export function commitMessage({ tags, facts = [], roles, other = [] }: CommitContents): string {
  const paragraphs = [
    subjectOf(
      tags.map(({ tag }) => clean(tag)),
      roles.map(({ role }) => clean(role)),
      facts.map(clean),
    ),
    list(tags.map(({ tag, about }) => (about ? `${tag}: ${about}` : tag))),
    list(facts),
    ...roles.map(({ role, changes }) => [`* ${clean(role)}`, indented(changes)].filter(Boolean).join('\n')),
    list(other),
  ];
  return `${paragraphs.filter(Boolean).join('\n\n')}\n`;
}

function subjectOf(tags: readonly string[], changedRoles: readonly string[], facts: readonly string[]): string {
  const baked = tags.filter((tag) => tag.startsWith('role/'));
  const recorded = tags.filter((tag) => !tag.startsWith('role/'));
  if (baked.length > 0) {
    const roles = [...new Set(baked.map((tag) => tag.slice('role/'.length).replace(/@\d+$/, '')))];
    return shortest(
      `${roles.join(', ')}: baked ${baked.join(', ')}`,
      `baked ${baked.join(', ')}`,
      `baked ${count(baked, 'role')}`,
    );
  }
  if (changedRoles.length > 0) {
    return shortest(`${changedRoles.join(', ')}: compiled anew`, `${count(changedRoles, 'role')}: compiled anew`);
  }
  if (recorded.length > 0) return shortest(`recorded ${recorded.join(', ')}`, `recorded ${count(recorded, 'tag')}`);
  if (facts.length > 0) return shortest(facts.join('; '), `ledger: ${count(facts, 'fact')} about tags`);
  return 'rolebake: files brought up to date';
}

/** The first wording that fits; the last one always does. */
function shortest(...wordings: readonly string[]): string {
  return wordings.find((wording) => wording.length <= SUBJECT_MAX) ?? wordings.at(-1)?.slice(0, SUBJECT_MAX) ?? '';
}

function count(items: readonly unknown[], what: string): string {
  return `${items.length} ${what}${items.length === 1 ? '' : 's'}`;
}

function list(items: readonly string[]): string {
  return shown(items)
    .map((item) => `* ${item}`)
    .join('\n');
}

function indented(items: readonly string[]): string {
  return shown(items)
    .map((item) => `  ${item}`)
    .join('\n');
}

function shown(items: readonly string[]): string[] {
  const rest = items.length - LISTED_MAX;
  const listed = items.slice(0, LISTED_MAX).map(clean);
  return rest > 0 ? [...listed, `and ${rest} more`] : listed;
}

/** One line, without control or invisible characters, nor those that git would write as others. */
function clean(text: string): string {
  const plain = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{NChar}]+/gu, ' ')
    .trim();
  return plain.length > LINE_MAX ? `${plain.slice(0, LINE_MAX).replace(HALF_AT_END, '')}...` : plain;
}
