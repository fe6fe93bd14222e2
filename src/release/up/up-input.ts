import type { Provider } from '../../machines/provider.ts';
import type { ReleaseLock } from '../lock.ts';
import type { UpPlan } from './plan.ts';

/** Everything that a job of `up` needs to know; plain data, kept in the journal. No flag's value is in it. */
export interface UpInput {
  /** Whose machines; default: this host's. */
  readonly provider?: Provider;
  readonly environment: string;
  readonly zone: string;
  /** Tag of the release. */
  readonly release: string;
  readonly lock: ReleaseLock;
  /** What the environment runs now: the release that serves, and perhaps a canary. */
  readonly before?: readonly ReleaseLock[];
  readonly plan: UpPlan;
  /** What stands for image and flags of each role, for the labels of its machines. */
  readonly wishes: Readonly<Record<string, string>>;
  /** The share of connections that the new machines get, in per cent; below 100 the old ones stay. */
  readonly weight: number;
  /** RFC 3339; the environment ends itself then. */
  readonly endsAt?: string;
  /** Whether that is another end than what is there already has been told. */
  readonly isRetimed?: boolean;
  /** How long machines that are launched now live then. */
  readonly lifeSeconds?: number;
  /** How long to wait until a new machine is well, and until an old one has no connection, in seconds. */
  readonly patience: { readonly healthy: number; readonly drain: number };
}
