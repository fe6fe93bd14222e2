import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Refusal } from '../../problem/problem.ts';
import type { Session } from '../session.ts';
import { tagNamed } from '../tag-named.ts';
import { REVOKED_TOO, refuseUnusable } from '../usable.ts';
import { type Answer, listOption, numberOption, type Options, type Verb } from '../verb.ts';

export const launchVerb: Verb = {
  name: 'launch',
  summary: 'start a fresh machine from a tag, with flags',
  arguments: [{ name: '<tag>', description: 'such as role/web@1, or role/web for the newest' }],
  options: [
    {
      flags: '--flag <NAME=value>',
      description: 'a value that the machine receives; @FILE as value reads a file',
      repeated: true,
    },
    REVOKED_TOO,
    { flags: '--wait <seconds>', description: 'how long to wait until what it serves is healthy', default: '30' },
  ],
  examples: [
    'rolebake launch role/web@1 --flag DATABASE_URL=postgres://db.example/shop --flag LOG_COLLECTOR=10.0.0.5',
    'rolebake launch role/web --flag DATABASE_URL=@/run/secrets/database_url --flag LOG_COLLECTOR=logs.example',
    'rolebake show role/web@1    # lists the flags of an image',
  ],
  run,
};

async function run(session: Session, [tag = '']: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { credentialsOf, launchTag, urlsOf, waitHealthy } = await import('../../release/launch.ts');
  const wait = numberOption(options, 'wait', { flag: '--wait', unit: 'seconds', most: 5, example: 30 });
  const { place } = await openWorkshop(session, 'undo');
  const record = await tagNamed(place.ledger, tag);
  refuseUnusable(session, record, options);
  const credentials = credentialsOf(
    record,
    listOption(options, 'flag').map((pair) => withFile(pair, session.cwd)),
  );
  const role = record.entry.name;
  const machine = await session.progress.during({ subject: role, step: 'launch' }, () =>
    launchTag(record, credentials, place),
  );
  session.progress.say(`  ${machine.id} is at ${machine.address}`);
  await session.progress.during({ subject: role, step: 'healthy' }, () =>
    waitHealthy(record, machine, wait, session.effects.now),
  );
  const urls = urlsOf(record, machine);
  const data = { id: machine.id, tag: record.tag, address: machine.address, urls };
  return {
    data,
    text: `${machine.id} runs ${record.tag} at ${machine.address}\n${urls.join('\n')}${urls.length > 0 ? '\n' : ''}end it: rolebake terminate ${machine.id}`,
  };
}

/** `NAME=@FILE` takes the value from a file, so that a secret stands in no command line. */
function withFile(pair: string, cwd: string): string {
  const match = /^([^=]+)=@(.+)$/s.exec(pair);
  return match ? `${match[1]}=${readValue(resolve(cwd, match[2] ?? ''))}` : pair;
}

function readValue(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path)).replace(/\n$/, '');
  } catch (error) {
    throw new Refusal({ code: 'unreadable-file', message: `${path} cannot be read: ${(error as Error).message}` });
  }
}
