import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { blocksOf, page, ROOT } from './page.ts';

const PAGES = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })];

test('docs/cli.md holds the help of every verb', () => {
  execFileSync(process.execPath, ['scripts/cli-doc.ts', '--check'], { cwd: ROOT });
  execFileSync(process.execPath, ['scripts/resources-doc.ts', '--check'], { cwd: ROOT });
});

test('the role in the README is the one of the example', () => {
  const block = blocksOf(page('README.md')).find(({ language }) => language === 'yaml');
  expect(block?.text).toBe(page('examples/shop/catalog/roles/web.yaml'));
});

/** GitHub's name of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => anchorOf(title));

/** What is wrong with a link of a page; undefined if it leads somewhere. */
function brokenLink(path: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : join(dirname(path), file);
  if (!existsSync(join(ROOT, target))) return `${link}: no such file`;
  if (anchor === undefined || anchorsOf(page(target)).includes(anchor)) return undefined;
  return `${link}: no such heading`;
}

test.each(PAGES)('every link of %s leads somewhere', (path) => {
  const links = [...page(path).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
  expect(links.flatMap((link) => brokenLink(path, link) ?? [])).toEqual([]);
});
