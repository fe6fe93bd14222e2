import { pathInTree } from '../places.ts';
import type { ResourceResult, ToolFailure, ToolReport } from '../report.ts';
import { PLACE } from './output.ts';

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
  readonly failed_to_restart?: boolean;
  readonly events?: readonly { readonly status: string; readonly message: string }[];
}

interface PuppetLog {
  readonly level: string;
  readonly message: string;
  /** A path of resources, as `/Stage[main]/Role::Web/File[/etc/motd]/ensure`, or `Puppet`. */
  readonly source: string;
  readonly file?: string | null;
  readonly line?: number | null;
}

/** Reads the report of a run. */
export function readPuppetReport(text: string): ToolReport {
  const report = JSON.parse(text) as PuppetReport;
  const statuses = Object.entries(report.resource_statuses ?? {});
  const failure = failureIn(report, statuses);
  return { resources: statuses.flatMap(resourceResult), ...(failure && { failure }) };
}

/** Out of sync without a change is what a dry run reports. */
function resourceResult([name, status]: [string, PuppetStatus]): ResourceResult[] {
  const file = pathInTree(status.file);
  if (file === undefined) return [];
  const changed = status.changed === true || (status.out_of_sync === true && status.failed !== true);
  return [{ name, changed, seconds: status.evaluation_time ?? 0, file, ...lineOf(status) }];
}

/** The first resource that failed, else the first complaint: what comes after is most often a consequence. */
function failureIn({ logs = [] }: PuppetReport, statuses: [string, PuppetStatus][]): ToolFailure | undefined {
  const [resource, status] = statuses.find(([, { failed, failed_to_restart }]) => failed || failed_to_restart) ?? [];
  const errors = logs.filter(({ level }) => ['err', 'crit', 'alert', 'emerg'].includes(level));
  const event = status?.events?.find((candidate) => candidate.status === 'failure');
  const isOf = ({ source }: PuppetLog) => `${source}/`.includes(`/${resource}/`);
  const log = errors.find(isOf) ?? errors[0];
  const message = event?.message ?? log?.message;
  if (message === undefined) return undefined;
  const at = status ?? log ?? {};
  const file = pathInTree(at.file);
  const said = logs.filter((one) => one.level === 'notice' && isOf(one)).map((one) => one.message);
  return {
    ...{ message: message.replace(PLACE, ''), said },
    ...(resource && { resource }),
    ...(file && { file, ...lineOf(at) }),
  };
}

function lineOf({ line }: { line?: number | null }): { line: number } | undefined {
  return typeof line === 'number' ? { line } : undefined;
}
