import type { AwsError } from './aws-error.ts';

/** What a reply holds. A list is written as `<item>` elements; what is undefined is left out. */
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

export function ec2Error(error: AwsError, requestId: string): string {
  const { code: Code, message: Message } = error;
  return HEAD + members({ Response: { Errors: { Error: { Code, Message } }, RequestID: requestId } });
}

export function stsError(error: AwsError, requestId: string): string {
  const { code: Code, message: Message } = error;
  return HEAD + members({ ErrorResponse: { Error: { Type: 'Sender', Code, Message }, RequestId: requestId } });
}

function members(structure: Structure): string {
  return Object.entries(structure)
    .map(([name, value]) => element(name, value))
    .join('');
}

function element(name: string, value: Value): string {
  return value === undefined ? '' : `<${name}>${content(value)}</${name}>`;
}

function content(value: Exclude<Value, undefined>): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => element('item', item)).join('');
  if (typeof value === 'object') return members(value as Structure);
  return escaped(String(value));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
