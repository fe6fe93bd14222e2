import type { Published } from '../../config-repo/publish.ts';
import { Refusal } from '../../problem/problem.ts';
import { BRANCH, configPlace } from '../config-repo.ts';
import { renamesText } from '../renames.ts';
import type { Session } from '../session.ts';
import { type Answer, listOption, type Options, textOption, type Verb } from '../verb.ts';

export const publishVerb: Verb = {
  name: 'publish',
  summary: 'commit the generated roles and the ledger to the config repo, and push',
  options: [
    BRANCH,
    {
      flags: '--environments',
      description:
        'the names and balancers of the environments of this state folder too, as files for DNS servers and HAProxy',
    },
    {
      flags: '--author <name-and-address>',
      description: 'as "Ann Lee <ann@example.org>"; default: what git is set to',
    },
    { flags: '--adopt', description: 'show what people edited there, and the lines of the catalog; publish nothing' },
    {
      flags: '--overwrite <file>',
      description: 'a file that someone edited there and that is to be as generated again',
      repeated: true,
    },
  ],
  examples: [
    'rolebake publish',
    'rolebake publish --branch staging',
    'rolebake publish --environments',
    'rolebake publish --adopt',
    'rolebake publish --overwrite puppet/data/role/web.yaml',
  ],
  exitOne: 'there are edits (--adopt)',
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  await settleLeftovers(session);
  if (options['adopt'] === true) return (await import('../adopt.ts')).showEdits(session, options);
  return publishNow(session, options);
}

/** Publishes, with the options of the verb. */
export async function publishNow(session: Session, options: Options): Promise<Answer> {
  const { publish } = await import('../../config-repo/publish.ts');
  const { publication } = await import('../publication.ts');
  const { where, place } = await configPlace(session, options);
  const author = authorOf(textOption(options, 'author'));
  const environments = options['environments'] === true ? await environmentsOf(session) : undefined;
  const { contents, renames } = await publication(session, listOption(options, 'overwrite'), environments);
  const result = await publish(
    { ...place, contents, ...(author ? { author } : {}), createIfMissing: true },
    session.effects,
  );
  const { repo, branch } = place;
  const text = [...renamesText(renames.all), ...outcomeText(result, where)].join('\n');
  return { data: { repo, branch, ...result, renamed: renames.all }, text };
}

async function environmentsOf(session: Session) {
  const { ourEnvironments } = await import('../our-environments.ts');
  return await ourEnvironments(session);
}

function outcomeText({ proposal, ...result }: Published, where: string): string[] {
  const files = `${result.changed.length} files changed`;
  if (proposal !== undefined) {
    return [
      `commit ${proposal.commit.slice(0, 12)} on the branch ${proposal.branch}: ${files}`,
      `${where} takes no push: ${proposal.why}`,
      `ask for it to be merged: ${proposal.url ?? proposal.command}`,
    ];
  }
  const done = result.unchanged
    ? `nothing new for ${where}`
    : `commit ${result.commit.slice(0, 12)} in ${where}: ${files}`;
  const tags = result.gitTags.length === 0 ? [] : [`git tags: ${result.gitTags.join(', ')}`];
  const refused = result.tagsRefused === undefined ? [] : [`the server takes no git tags: ${result.tagsRefused}`];
  return [done, ...tags, ...refused];
}

function authorOf(text: string | undefined): { name: string; email: string } | undefined {
  if (text === undefined) return undefined;
  const match = /^([^<>]+) <([^<>@\s]+@[^<>\s]+)>$/.exec(text);
  if (match) return { name: match[1] ?? '', email: match[2] ?? '' };
  throw new Refusal({
    code: 'usage',
    message: `${JSON.stringify(text)} is not an author`,
    hint: '--author "Ann Lee <ann@example.org>"',
  });
}
