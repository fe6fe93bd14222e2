import { caseOfThing } from './attribution.ts';
import type { Case } from './case.ts';
import { heldBy } from './coverage.ts';
import type { Examined } from './examine.ts';
import { type Finding, QUESTIONS, type Question } from './finding.ts';

const ASKED = Object.keys(QUESTIONS) as Question[];

const HEAD = `# The same machine from Puppet and from Chef

Each row is a case of \`test/equivalence/cases\`: a profile that both tools converge, each on a fresh machine. This page is
written by the run that asked:

${ASKED.map((question) => `- **${question}**: ${QUESTIONS[question]}.`).join('\n')}

Compared are all paths on the disk (type, owner, mode, bytes, target, extended attributes), packages with versions, holds
and marks, users, groups and passwords, unit files and units with their states, listening ports, alternatives, mounts
and firewall rules. Not compared is what a seal takes out of an image (\`src/bake/seal-rules.ts\` says why of each path),
and times of change.
`;

/** The part of a row that follows from the case alone. */
export const rowStart = (one: Case): string => `| \`${one.name}\` | ${one.summary} | ${holds(one)} |`;

/** What the case is for, a head with its details at a time. */
function holds(one: Case): string {
  const details = new Map<string, string[]>();
  for (const word of heldBy(one).sort()) {
    const [head = '', detail = ''] = word.split(': ');
    details.set(head, [...(details.get(head) ?? []), ...(head === detail ? [] : [detail])]);
  }
  return [...details].map(([head, all]) => (all.length === 0 ? head : `${head} (${all.join(', ')})`)).join('; ');
}

/** docs/equivalence.md, as a run found it. */
export function pageText(examined: readonly Examined[]): string {
  const rows = examined.flatMap((one) => one.group.cases.map((each) => [each.name, row(one, each)] as const));
  const columns = ['case', 'what', 'holds', ...ASKED, 'seen'];
  const lines = [columns, columns.map(() => '---')].map((cells) => `| ${cells.join(' | ')} |`);
  const sorted = rows.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
  return `${HEAD}\n${totals(examined)}\n\n${[...lines, ...sorted].join('\n')}\n`;
}

/** The last cell counts what the case names and the tools made. */
function row({ group, findings, made }: Examined, one: Case): string {
  const own = findings.filter((finding) => finding.case === one.name);
  const seen = made.filter((thing) => caseOfThing(group, thing) === one.name);
  return `${rowStart(one)} ${ASKED.map((question) => answer(question, own)).join(' | ')} | ${seen.length} |`;
}

const answer = (question: Question, findings: readonly Finding[]): string =>
  findings.some((one) => one.question === question) ? '**no**' : 'yes';

function totals(examined: readonly Examined[]): string {
  const sum = (of: (one: Examined) => number) => examined.reduce((total, one) => total + of(one), 0);
  const seconds = sum((one) => Object.values(one.seconds).reduce((total, time) => total + time, 0));
  const cases = sum(({ group }) => group.cases.length);
  const things = `${sum(({ made }) => made.length)} things made or changed, ${sum(({ compared }) => compared)} compared`;
  return `${cases} cases on ${2 * examined.length} machines: ${things}, ${sum(({ findings }) => findings.length)} findings, ${Math.round(seconds)} s.`;
}
