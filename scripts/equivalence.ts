import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCases } from '../test/equivalence/case.ts';
import { findingText } from '../test/equivalence/finding.ts';
import { runMatrix } from '../test/equivalence/matrix.ts';
import { pageText } from '../test/equivalence/page.ts';

/** `npm run equivalence -- [--write] [NAME...]`: all cases, or those whose name holds a NAME; `--write` writes the page. */
const words = process.argv.slice(2);
const names = words.filter((word) => word !== '--write');
const cases = readCases().filter(({ name }) => names.length === 0 || names.some((part) => name.includes(part)));
const examined = await runMatrix(cases, (text) => process.stderr.write(`${text}\n`));
const findings = examined.flatMap((one) => one.findings);
for (const finding of findings) process.stdout.write(`${findingText(finding)}\n`);
if (words.includes('--write') && names.length === 0)
  writeFileSync(join(import.meta.dirname, '../docs/equivalence.md'), pageText(examined));
process.exitCode = findings.length > 0 ? 1 : 0;
