import { readFileSync } from 'node:fs';
import { PROBLEM_CODES, type ProblemCode } from '../../problem/codes.ts';
import { exitCodeOf } from '../exit-code.ts';

/** What there is to know about a problem code: the page docs/errors/CODE.md. */
export interface ErrorPage {
  readonly code: ProblemCode;
  readonly exitCode: number;
  /** The first paragraph, on one line and without its links: what the code means. */
  readonly meaning: string;
  /** All of it, in Markdown. */
  readonly page: string;
}

/** Every code, in the order of the exit codes. */
export const ALL_CODES: readonly ProblemCode[] = Object.values(PROBLEM_CODES).flat();

/** Reads the page of a code; every code has one. */
export function errorPage(code: ProblemCode): ErrorPage {
  const page = readFileSync(new URL(`../../../docs/errors/${code}.md`, import.meta.url), 'utf8');
  const meaning = (page.split('\n\n')[1] ?? '')
    .trim()
    .replaceAll('\n', ' ')
    .replaceAll(/\[(.*?)\]\(.*?\)/g, '$1');
  return { code, exitCode: exitCodeOf([{ code, message: '' }]), meaning, page };
}

/** Markdown where links are their words: it is read where the other pages are not. */
export const withoutLinks = (markdown: string): string => markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
