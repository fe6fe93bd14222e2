import type { AwsError } from './aws-error.ts';

/** What a reply holds. A list is written as one element for each member; what is undefined is left out. */
export type Value = string | number | boolean | Date | undefined | readonly Value[] | Structure;
export interface Structure {
  readonly [name: string]: Value;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** The document that EC2 answers a call with. */
export function ec2Reply(action: string, requestId: string, reply: Structure): string {
  const namespace = 'http://ec2.amazonaws.com/doc/2016-11-15/';
  return `${HEAD}<${action}Response xmlns="${namespace}">${members({ requestId, ...reply })}</${action}Response>`;
}

/** The document that STS answers a call with. */
export function stsReply(action: string, requestId: string, reply: Structure): string {
  const result = members({ [`${action}Result`]: reply, ResponseMetadata: { RequestId: requestId } });
  return `${HEAD}<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</${action}Response>`;
}

/** The document that Elastic Load Balancing answers a call with. */
export function elbReply(action: string, requestId: string, reply: Structure): string {
  const namespace = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
  const parts = { [`${action}Result`]: reply, ResponseMetadata: { RequestId: requestId } };
  const result = members(parts, () => 'member');
  return `${HEAD}<${action}Response xmlns="${namespace}">${result}</${action}Response>`;
}

/** The document that Route53 answers a call with. */
export function route53Reply(action: string, reply: Structure): string {
  const namespace = 'https://route53.amazonaws.com/doc/2013-04-01/';
  const parts = members(reply, (list) => list.replace(/s$/, ''));
  return `${HEAD}<${action}Response xmlns="${namespace}">${parts}</${action}Response>`;
}

export function ec2Error(error: AwsError, requestId: string): string {
  const { code: Code, message: Message } = error;
  return HEAD + members({ Response: { Errors: { Error: { Code, Message } }, RequestID: requestId } });
}

export function stsError(error: AwsError, requestId: string): string {
  const { code: Code, message: Message } = error;
  return HEAD + members({ ErrorResponse: { Error: { Type: 'Sender', Code, Message }, RequestId: requestId } });
}

/** How a service calls the members of a list: by the list's name. */
type Naming = (list: string) => string;

const items: Naming = () => 'item';

function members(structure: Structure, naming = items): string {
  return Object.entries(structure)
    .map(([name, value]) => element(name, value, naming))
    .join('');
}

function element(name: string, value: Value, naming: Naming): string {
  return value === undefined ? '' : `<${name}>${content(name, value, naming)}</${name}>`;
}

function content(name: string, value: Exclude<Value, undefined>, naming: Naming): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => element(naming(name), item, naming)).join('');
  if (typeof value === 'object') return members(value as Structure, naming);
  return escaped(String(value));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
