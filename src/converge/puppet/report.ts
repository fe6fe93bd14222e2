import { parse } from 'yaml';
import { pathInTree } from '../places.ts';
import type { ResourceResult, ToolFailure, ToolReport } from '../report.ts';

/** The part that we read of Puppet's report, format 12. */
interface PuppetReport {
  readonly resource_statuses?: Readonly<Record<string, PuppetStatus>>;
  readonly logs?: readonly PuppetLog[];
}

interface PuppetStatus {
  readonly file?: string | null;
  readonly line?: number | null;
  readonly evaluation_time?: number | null;
  readonly changed?: boolean;
  readonly out_of_sync?: boolean;
  readonly failed?: boolean;
}

interface PuppetLog {
  readonly level: string;
  readonly message: string;
  /** A path of resources, as `/Stage[main]/Role::Web/File[/etc/motd]/ensure`, or `Puppet`. */
  readonly source: string;
  readonly file?: string | null;
  readonly line?: number | null;
}

/** Reads last_run_report.yaml, whose tags name Ruby classes. */
export function readPuppetReport(text: string): ToolReport {
  const report = parse(text, { logLevel: 'silent', maxAliasCount: -1 }) as PuppetReport;
  const statuses = Object.entries(report.resource_statuses ?? {});
  const failure = failureIn(report.logs ?? [], statuses);
  return { resources: statuses.flatMap(resourceResult), ...(failure && { failure }) };
}

/** Out of sync without a change is what a dry run reports. */
function resourceResult([name, status]: [string, PuppetStatus]): ResourceResult[] {
  const file = pathInTree(status.file);
  if (file === undefined) return [];
  const changed = status.changed === true || (status.out_of_sync === true && status.failed !== true);
  return [{ name, changed, seconds: status.evaluation_time ?? 0, file, ...lineOf(status) }];
}

/** The first complaint: what comes after it is most often its consequence. */
function failureIn(logs: readonly PuppetLog[], statuses: [string, PuppetStatus][]): ToolFailure | undefined {
  const log = logs.find(({ level }) => ['err', 'alert', 'emerg', 'crit'].includes(level));
  if (!log) return undefined;
  const [resource, status] = statuses.find(([name]) => `${log.source}/`.includes(`/${name}/`)) ?? [];
  const at = status ?? log;
  const file = pathInTree(at.file);
  return { message: log.message, ...(resource && { resource }), ...(file && { file, ...lineOf(at) }) };
}

function lineOf({ line }: { line?: number | null }): { line: number } | undefined {
  return typeof line === 'number' ? { line } : undefined;
}
