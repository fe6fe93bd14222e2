import type { TextMatch } from '../../catalog/checks/check.ts';
import { javascriptPattern } from '../../catalog/types/pattern-text.ts';
import type { Shortfall } from './checked-machine.ts';

/** What keeps a text from being as it must; `name` is what it is, such as `the body`. */
export function textShortfall(name: string, text: string, match: TextMatch | undefined): Shortfall {
  if (match === undefined || isMatch(text, match)) return undefined;
  return `${name} ${wish(match)}, but is ${excerpt(text)}`;
}

function isMatch(text: string, match: TextMatch): boolean {
  switch (match.how) {
    case 'contains':
      return text.includes(match.text);
    case 'equals':
      return text === match.text;
    case 'line': {
      const pattern = new RegExp(javascriptPattern(match.pattern), 'u');
      return text.split('\n').some((line) => pattern.test(line));
    }
  }
}

function wish(match: TextMatch): string {
  switch (match.how) {
    case 'contains':
      return `must contain ${JSON.stringify(match.text)}`;
    case 'equals':
      return `must be ${JSON.stringify(match.text)}`;
    case 'line':
      return `must have a line that matches ${match.pattern}`;
  }
}

const MOST_SHOWN = 200;

const excerpt = (text: string): string => {
  if (text === '') return 'empty';
  return text.length <= MOST_SHOWN
    ? JSON.stringify(text)
    : `${JSON.stringify(text.slice(0, MOST_SHOWN))} and ${text.length - MOST_SHOWN} more characters`;
};
