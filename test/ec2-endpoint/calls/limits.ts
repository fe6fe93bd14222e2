import { AwsError } from '../protocol/aws-error.ts';
import type { Params } from '../protocol/params.ts';

const MOST_TAGS = 50;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

/** Refuses a tag that AWS would not take. */
export function checkTag(key: string, value: string): void {
  if (key.startsWith('aws:')) {
    throw invalid('Tag keys starting with aws: are reserved for internal use');
  }
  if (key.length > LONGEST_KEY) throw invalid(`Tag key exceeds the maximum length of ${LONGEST_KEY} characters`);
  if (value.length > LONGEST_VALUE)
    throw invalid(`Tag value exceeds the maximum length of ${LONGEST_VALUE} characters`);
}

/** Refuses more tags than a thing can have, and the same key twice. */
export function checkTags(tags: readonly (readonly [string, string])[]): void {
  if (tags.length > MOST_TAGS) {
    throw new AwsError('TagLimitExceeded', `The maximum number of Tags for a resource has been reached: ${MOST_TAGS}.`);
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length) throw invalid('Tag keys must be unique');
}

/** A word of a security group: up to 255 of the characters that it may have. */
export function checkGroupWord(parameter: string, word: string): void {
  if (/^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/.test(word) && !word.startsWith('sg-')) return;
  throw invalid(
    `Value (${word}) for parameter ${parameter} is invalid. Character sets beyond ASCII are not supported.`,
  );
}

/** At most 255 characters. */
export function checkDescription(text: string): void {
  if (text.length > 255) throw invalid('Value for parameter description is invalid. Length exceeds maximum of 255.');
}

/** Refuses what RunInstances does not take together. */
export function checkRunParameters(params: Params): void {
  if ((params.text('ClientToken') ?? '').length > 64) {
    throw invalid('Value for parameter clientToken is invalid. The client token exceeds 64 ASCII characters.');
  }
  if (params.has('NetworkInterface') && (params.has('SecurityGroupId') || params.has('SubnetId'))) {
    const words =
      'Network interfaces and an instance-level security groups or subnet ID may not be specified on the same request';
    throw new AwsError('InvalidParameterCombination', words);
  }
  for (const device of params.items('BlockDeviceMapping')) checkDisk(device.part('Ebs'));
}

function checkDisk(ebs: Params): void {
  if (ebs.has('KmsKeyId') && ebs.flag('Encrypted') !== true) {
    throw new AwsError(
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    );
  }
  const [type, throughput, iops = 3_000] = [ebs.text('VolumeType'), ebs.number('Throughput'), ebs.number('Iops')];
  if (throughput !== undefined && type !== 'gp3') {
    throw new AwsError('InvalidParameterCombination', `The parameter throughput is not supported for ${type} volumes.`);
  }
  if (iops < 3_000 || iops > 80_000) throw invalid(`Volume iops of ${iops} is out of range; minimum is 3000.`);
  if ((throughput ?? 125) > iops / 4) {
    throw invalid(
      `Throughput (MiBps) to iops ratio of ${(throughput ?? 0) / iops} is too high; maximum is 0.250000 MiBps per iops.`,
    );
  }
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);
