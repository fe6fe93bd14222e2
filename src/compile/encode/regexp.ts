import { parsePattern } from '../../catalog/types/pattern.ts';
import { type PatternDialect, patternText } from '../../catalog/types/pattern-text.ts';
import { type Code, encoded } from './code.ts';

/** A regular expression of Ruby that the whole text matches, as cookstyle wants it. */
export function rubyRegexp(pattern: string): Code {
  const text = anchored(pattern, RUBY);
  return encoded(text.includes('/') ? `%r{${text}}` : `/${text}/`);
}

/** The same for a line that may still have its end. */
export const rubyLineRegexp = (pattern: string): Code => encoded(rubyRegexp(pattern).replace(/\\z(?=.$)/, '\\n?\\z'));

/** A regular expression of Puppet that the whole text matches, of no more characters than that. */
export function puppetRegexp(pattern: string, length?: { readonly minimum: number; readonly maximum?: number }): Code {
  const long = length === undefined ? '' : `(?=[\\s\\S]{${length.minimum},${length.maximum ?? ''}}\\z)`;
  return encoded(`/${anchored(pattern, PUPPET).replace('\\A', `\\A${long}`)}/`);
}

function anchored(pattern: string, dialect: PatternDialect): string {
  const parsed = parsePattern(pattern);
  const text = patternText(parsed, dialect);
  return parsed.kind === 'choice' ? `\\A(${text})\\z` : `\\A${text}\\z`;
}

const hex = (character: string): string => `\\x${character.charCodeAt(0).toString(16)}`;

/** Braces in brackets would end a `%r{}`, and a second `&` would make an intersection; `#` could begin an interpolation. */
const RUBY: PatternDialect = {
  any: '.',
  alone: (character) => character.replace(/[#$()*+.?[\\\]^{|}]/, '\\$&'),
  inSet: (character) => character.replace(/[[\\\]^-]/, '\\$&').replace(/[{}&#]/, hex),
};

/** Puppet reads `\/` as `/` wherever it stands, after a backslash too; so a backslash is written by its number. */
const PUPPET: PatternDialect = {
  any: '.',
  alone: (character) => character.replace(/[$()*+./?[\]^{|}]/, '\\$&').replace(/^\\$/, hex),
  inSet: (character) => character.replace(/[[\]^/-]/, '\\$&').replace(/^[\\&]$/, hex),
};
