import { dirname } from 'node:path/posix';
import { accountName, applicationFolders, logId, shipperProfile } from '../../naming/names.ts';
import type { Log, LogFile, LogJournal } from '../model.ts';
import { suggest } from '../nearest.ts';
import type { LogDetails, RoleFile } from '../role-types.gen.ts';
import type { Complaints } from '../source/complaints.ts';
import type { Value } from '../types/value.ts';
import { quotedPattern, startPatternFault } from './start-pattern.ts';

/** Folders of the system itself: a log folder is made with an owner of its own, so it needs one of its own. */
const SHARED_FOLDERS = new Set(['/', '/var', '/var/log', '/etc', '/opt', '/srv', '/tmp', '/home', '/usr', '/run']);

const DEFAULT_DAYS = 14;
const MOST_DAYS = 3_650;

/** The logs that a role declares, with all that its author left out filled in. */
export function roleLogs(data: RoleFile, complaints: Complaints): Log[] {
  const logs = Object.entries(data.logs ?? {}).map(([name, written]): Log => {
    const details: LogDetails = typeof written === 'string' ? { path: written } : written;
    checkDetails(name, details, complaints);
    const common = { name, format: details.format ?? 'lines', keepDays: daysOf(name, details, complaints) };
    if (details.path === undefined) return { ...common, unit: (details.unit ?? '').replace(/\.service$/, '') };
    const owner = details.owner ?? (data.application === undefined ? 'root' : accountName(data.application));
    const isSound = details.starts !== undefined && startPatternFault(details.starts) === undefined;
    return { ...common, path: details.path, owner, ...(isSound ? { starts: details.starts } : {}) };
  });
  const files = logs.filter(isFile);
  checkTwins(logs, complaints);
  checkFolders(files, data, complaints);
  return logs;
}

const isFile = (log: Log): log is LogFile => 'path' in log;
const isJournal = (log: Log): log is LogJournal => 'unit' in log;

/** Complains of what does not go together in one log. */
function checkDetails(name: string, details: LogDetails, complaints: Complaints): void {
  const steps = ['logs', name];
  if (details.path === undefined && details.unit === undefined)
    complaints.add('missing-key', `log ${name} needs a path or a unit`, steps, `path: /var/log/NAME/${name}.log`);
  if (details.path !== undefined && details.unit !== undefined)
    complaints.add(
      'wrong-value',
      'a log is a file or the journal of a unit, not both',
      [...steps, 'unit'],
      'take one out',
    );
  if (details.unit !== undefined && details.owner !== undefined)
    complaints.add('wrong-value', 'the journal of a unit has no owner of its own', [...steps, 'owner'], 'leave it out');
  if (details.unit !== undefined && details.format === 'multiline') {
    const message = 'the journal keeps each line as an entry of its own';
    complaints.add('wrong-value', message, [...steps, 'format'], 'format: lines, or let the program write a file');
  } else if (details.format === 'multiline' && details.starts === undefined) {
    complaints.add('missing-key', `log ${name} does not say where an entry begins`, steps, "starts: '\\d{4}-'");
  }
  if (details.starts === undefined) return;
  const fault = startPatternFault(details.starts);
  if (details.format !== 'multiline')
    complaints.add('wrong-value', 'starts goes with format: multiline', [...steps, 'starts'], 'format: multiline');
  else if (fault) complaints.add('wrong-value', fault.message, [...steps, 'starts'], fault.hint);
}

function daysOf(name: string, { keep }: LogDetails, complaints: Complaints): number {
  const [, count = '', word = ''] = /^([0-9]+) (day|week)s?$/.exec(keep ?? '') ?? [];
  if (keep === undefined) return DEFAULT_DAYS;
  const days = Number(count) * (word === 'week' ? 7 : 1);
  if (days < 1 || days > MOST_DAYS)
    complaints.add('wrong-value', `${keep} is not from 1 to ${MOST_DAYS} days`, ['logs', name, 'keep'], '14 days');
  return days;
}

/** Each log is a place of its own, else its entries would arrive twice. */
function checkTwins(logs: readonly Log[], complaints: Complaints): void {
  for (const [index, log] of logs.entries()) {
    const twin = logs.slice(0, index).find((other) => placeOf(other) === placeOf(log));
    if (!twin) continue;
    const [verb, hint] = isFile(log) ? ['write', 'one log, one file'] : ['are the journal of', 'one log, one unit'];
    complaints.add(
      'duplicate-claim',
      `logs ${twin.name} and ${log.name} both ${verb} ${placeOf(log)}`,
      ['logs', log.name],
      hint,
    );
  }
}

/** Where a log is: the path of a file, or the unit whose journal it is. */
const placeOf = (log: Log): string => (isFile(log) ? log.path : log.unit);

function checkFolders(logs: readonly LogFile[], data: RoleFile, complaints: Complaints): void {
  for (const [index, log] of logs.entries()) {
    const steps = ['logs', log.name];
    const folder = dirname(log.path);
    if (SHARED_FOLDERS.has(folder)) {
      const hint = `${applicationFolders(data.application ?? data.role).logs}/${log.name}.log`;
      complaints.add('wrong-value', `${log.path} has no folder of its own`, steps, hint);
    }
    if (log.path.includes('/..'))
      complaints.add('wrong-value', 'syslog-ng reads no path with a name that begins with ..', steps, 'rename it');
    const other = logs.slice(0, index).find((one) => dirname(one.path) === folder && cannotShare(one, log));
    if (!other) continue;
    const message = `${other.owner} and ${log.owner} both own logs in ${folder}, which only one of them can write to`;
    complaints.add('wrong-value', message, steps, `${folder}-${log.owner}/${log.name}.log`);
  }
}

/** root writes anywhere. */
const cannotShare = (one: LogFile, other: LogFile): boolean =>
  one.owner !== other.owner && one.owner !== 'root' && other.owner !== 'root';

/** Complains of a log whose unit is none of the role's, as far as these are known. What a timer runs has its name. */
export function checkLogUnits(
  logs: readonly Log[],
  units: readonly string[] | undefined,
  complaints: Complaints,
): void {
  const known = units?.flatMap((unit) => (unit.endsWith('.mount') ? [] : unit.replace(/\.(service|timer)$/, '')));
  for (const { name, unit } of logs.filter(isJournal)) {
    if (!known || known.includes(unit)) continue;
    const message = `no profile of this role brings a unit ${unit}`;
    complaints.add('unknown-service', message, ['logs', name, 'unit'], suggest(unit, known));
  }
}

/** What may write the logs of a role. */
export interface Writers {
  /** Units of its profiles. */
  readonly units: readonly string[];
  /** Services that packages bring. */
  readonly services: readonly string[];
}

/** Values for the parameters of the platform's logging profile of this name. */
export function shipperValues(
  role: string,
  logs: readonly Log[],
  { units, services }: Writers,
  profile: string,
): Readonly<Record<string, Value>> {
  const shipper = profile === shipperProfile('fluent-bit') ? 'fluent-bit' : '';
  const journals = logs.filter(isJournal);
  return {
    logs: Object.fromEntries(logs.map((log) => [log.name, logValues(role, log, shipper)])),
    folders: folderOwners(logs.filter(isFile)),
    units: [...units],
    services: [...services],
    reads_journal: journals.length > 0,
    journal_days: journals.length > 0 ? Math.max(...journals.map((log) => log.keepDays)) : DEFAULT_DAYS,
  };
}

function logValues(role: string, log: Log, shipper: string): Value {
  const common = { tag: logId(role, log.name), format: log.format, json: log.format === 'json' };
  if (isJournal(log)) return { unit: log.unit, ...common };
  const starts = log.starts === undefined ? {} : { starts: quotedPattern(shipper, log.starts) };
  return { path: log.path, owner: log.owner, keep_days: log.keepDays, ...common, ...starts };
}

/** Folders by path; one that root shares with another account is the other's. */
function folderOwners(logs: readonly LogFile[]): Value {
  const owners = new Map<string, { owner: string }>();
  for (const { path, owner } of logs)
    if (owner !== 'root' || !owners.has(dirname(path))) owners.set(dirname(path), { owner });
  return Object.fromEntries(owners);
}
