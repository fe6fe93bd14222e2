import { partitionOf } from '../partition.ts';
import type { Ec2Settings } from '../settings.ts';

/** One right, as IAM writes it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An ARN of the partition that these settings are for, from what follows its name. */
export type ArnOf = (rest: string) => string;

export const arnsOf =
  ({ home }: Ec2Settings): ArnOf =>
  (rest) =>
    `arn:${partitionOf(home.region)}:${rest}`;

/** What AWS's own services are called in a region's partition. In China they have two names. */
export const servicesOfAws = (region: string, service: string): string | readonly string[] => {
  const name = `${service}.amazonaws.com`;
  return partitionOf(region) === 'aws-cn' ? [name, `${name}.cn`] : name;
};

export const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: Statement['Resource'],
  Condition?: Statement['Condition'],
): Statement => ({ Sid, Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) });
