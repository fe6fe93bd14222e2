import type { Duplex } from 'node:stream';
import type { SshConnection } from '../../ssh/connection.ts';

/** What checks need of a machine: programs that run as root, and connections as the machine itself makes them. */
export interface CheckedMachine {
  readonly run: SshConnection['run'];
  forward(host: string, port: number): Promise<Duplex>;
}

/** What of an expectation a machine does not show, in words; undefined if it shows all. */
export type Shortfall = string | undefined;
