import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { LedgerView } from '../../ledger/ledger-view.ts';
import type { Session } from '../session.ts';
import { SHELLS } from './scripts.ts';
import type { ValueKind } from './value-kinds.ts';

/**
 * What there is of a kind where the command runs. Nothing is settled, started or written for it. Of tags, the components
 * until `begun` says of which one, since a ledger may have a million.
 */
export async function knownValues(session: Session, kind: ValueKind, begun: string): Promise<readonly string[]> {
  switch (kind) {
    case 'channel':
      return (await viewOf(session)).channels();
    case 'code':
      return (await import('../problems/error-page.ts')).ALL_CODES;
    case 'component':
      return await components(session);
    case 'condition':
      return (await import('../../ledger/where.ts')).WHERE_FORMS;
    case 'environment':
      return namesIn(session.settings.environments);
    case 'job':
      return await jobs(session);
    case 'machine':
      return await machines(session);
    case 'profile':
      return [...namesIn(`${session.settings.catalog}/profiles`), ...(await platformProfiles())];
    case 'region':
      return regions(session);
    case 'release':
      return await releases(session, begun);
    case 'role':
      return namesIn(`${session.settings.catalog}/roles`);
    case 'schema':
      return (await import('../../catalog/source/schemas.ts')).SCHEMA_NAMES;
    case 'shell':
      return SHELLS;
    case 'tag':
      return begun.includes('@') ? await tagsOf(session, begun) : await components(session);
  }
}

/** Names of the YAML files in a folder. */
const namesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((file) => (file.endsWith('.yaml') ? basename(file, '.yaml') : []))
    : [];

async function platformProfiles(): Promise<string[]> {
  const { platformFiles } = await import('../session.ts');
  return [...platformFiles().texts.keys()].flatMap((path) => /^profiles\/(.+)\.yaml$/.exec(path)?.[1] ?? []);
}

async function components({ settings }: Session): Promise<readonly string[]> {
  const { componentsIn } = await import('../../ledger/components.ts');
  return await componentsIn(settings.ledger);
}

/** Whoever uses what it names will see whether it is signed, and what this machine remembers of it. */
async function viewOf({ settings, effects }: Session): Promise<LedgerView> {
  const { openLedger } = await import('../../ledger/ledger.ts');
  return await openLedger(settings.ledger, effects, { isOnlyRead: true }).view();
}

async function tagsOf(session: Session, begun: string): Promise<string[]> {
  const { parseComponent } = await import('../../ledger/tag.ts');
  const view = await viewOf(session);
  return view.tagsOf(parseComponent(begun.replace(/@.*/s, ''))).map(({ tag }) => tag);
}

/** Those of the catalog, and those that were cut; tags of one as soon as it is said of which. */
async function releases(session: Session, begun: string): Promise<string[]> {
  if (begun.includes('@')) {
    const tags = await tagsOf(session, `release/${begun}`);
    return tags.map((tag) => tag.replace('release/', ''));
  }
  const cut = (await components(session)).flatMap((one) => /^release\/(.+)$/.exec(one)?.[1] ?? []);
  return [...new Set([...namesIn(`${session.settings.catalog}/releases`), ...cut])];
}

async function jobs(session: Session): Promise<string[]> {
  if (!existsSync(session.journalFile)) return [];
  using journal = await session.journal();
  return journal.jobs().map(({ id }) => id);
}

/** Of this host alone: to ask AWS would take longer than somebody waits for. */
async function machines(session: Session): Promise<string[]> {
  const { state, network, provider } = session.settings;
  if (provider !== 'local') return [];
  const { localMachines } = await import('../../machines/local/local-machines.ts');
  return (await localMachines({ state, subnet: network }, session.effects).list()).map(({ id }) => id);
}

function regions({ settings: { ec2 } }: Session): string[] {
  return ec2 === undefined ? [] : [ec2.home, ...ec2.copies].map(({ region }) => region);
}
