import type { Action } from '../api/actions.ts';
import { TAG } from '../machine/tags.ts';
import type { Ec2Settings } from '../settings.ts';
import { frontStatements } from './front-policy.ts';
import { sessionStatements } from './session-policy.ts';
import { allow, type Statement } from './statement.ts';

/** A document to attach to a user or a role. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** What only looks: AWS knows no narrower right for it. */
const LOOKS: readonly Action[] = [
  'DescribeImages',
  'DescribeInstances',
  'DescribeSecurityGroups',
  'DescribeSnapshots',
  'DescribeSubnets',
  'DescribeVolumes',
  'DescribeVpcs',
];

/** What makes something, and gives it our tags in the same call. */
const MAKES: readonly Action[] = ['RunInstances', 'CreateImage', 'CopyImage', 'CreateSecurityGroup'];

/** What changes or removes a thing, which must have our tags. */
const CHANGES: readonly Action[] = [
  'AuthorizeSecurityGroupEgress',
  'AuthorizeSecurityGroupIngress',
  'DeleteSecurityGroup',
  'DeleteSnapshot',
  'DeleteVolume',
  'DeregisterImage',
  'EnableImageDeprecation',
  'GetConsoleOutput',
  'ModifyImageAttribute',
  'RevokeSecurityGroupEgress',
  'RevokeSecurityGroupIngress',
  'StopInstances',
  'TerminateInstances',
];

const ec2 = (actions: readonly string[]): string[] => actions.map((action) => `ec2:${action}`);
const things = (...kinds: readonly string[]): string[] => kinds.map((kind) => `arn:aws:ec2:*:*:${kind}/*`);
const images = ['arn:aws:ec2:*::image/*', 'arn:aws:ec2:*::snapshot/*'];

/**
 * The least rights that these settings need. Nothing without the area's tag can be changed or removed with them, no
 * machine without it can be made, and none that answers the old metadata service or has a disk in the clear.
 */
export function policyOf(settings: Ec2Settings): Policy {
  const ours = { StringEquals: { [`aws:ResourceTag/${TAG.area}`]: settings.area } };
  const asked = { StringEquals: { [`aws:RequestTag/${TAG.area}`]: settings.area } };
  const statements: Statement[] = [
    allow('Look', ec2(LOOKS), '*'),
    allow('MakeMachines', ['ec2:RunInstances'], things('instance'), {
      StringEquals: { ...asked.StringEquals, 'ec2:MetadataHttpTokens': 'required' },
    }),
    allow('MakeDisks', ['ec2:RunInstances'], things('volume'), { ...asked, Bool: { 'ec2:Encrypted': 'true' } }),
    allow('MakeInterfaces', ['ec2:RunInstances'], things('network-interface'), asked),
    allow('UseForMachines', ['ec2:RunInstances'], [...images, ...things('subnet', 'security-group')]),
    allow('MakeGroups', ['ec2:CreateSecurityGroup'], things('security-group'), asked),
    allow('UseForGroups', ['ec2:CreateSecurityGroup'], things('vpc')),
    allow('MakeImages', ['ec2:CreateImage', 'ec2:CopyImage'], images, asked),
    allow('UseForImages', ['ec2:CreateImage'], things('instance'), ours),
    allow(
      'TagWhatIsMade',
      ['ec2:CreateTags'],
      [...images, ...things('instance', 'volume', 'network-interface', 'security-group')],
      {
        StringEquals: { 'ec2:CreateAction': MAKES },
      },
    ),
    allow('ChangeOurs', ec2(CHANGES), [...images, ...things('instance', 'volume', 'security-group')], ours),
  ];
  return {
    Version: '2012-10-17',
    Statement: [...statements, ...frontStatements(settings), ...sessionStatements(settings), ...moreFor(settings)],
  };
}

function moreFor({ parent, instanceProfile, home, copies, account = '*' }: Ec2Settings): Statement[] {
  const keys = [home, ...copies].flatMap(({ kmsKey }) => kmsKey ?? []);
  const toEc2 = { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } };
  const forEbs = { StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com' } };
  const kms = ['Decrypt', 'DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncrypt*'];
  const byAws = { ...forEbs, Bool: { 'kms:GrantIsForAWSResource': 'true' } };
  const anyKey = `arn:aws:kms:*:${account}:key/*`;
  return [
    ...(parent.kind === 'parameter'
      ? [allow('FindParent', ['ssm:GetParameter'], `arn:aws:ssm:*:*:parameter${parent.name}`)]
      : []),
    ...(instanceProfile === undefined
      ? []
      : [allow('GiveRole', ['iam:PassRole'], `arn:aws:iam::${account}:role/*`, toEc2)]),
    ...(keys.length === 0
      ? []
      : [
          allow(
            'UseKey',
            kms.map((right) => `kms:${right}`),
            anyKey,
            forEbs,
          ),
          allow('GrantKey', ['kms:CreateGrant'], anyKey, byAws),
        ]),
  ];
}
