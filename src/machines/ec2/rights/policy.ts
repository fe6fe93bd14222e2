import type { Action } from '../api/actions.ts';
import { TAG } from '../machine/tags.ts';
import type { Ec2Settings } from '../settings.ts';
import { frontStatements } from './front-policy.ts';
import { keyStatements } from './key-policy.ts';
import { sessionStatements } from './session-policy.ts';
import { allow, arnsOf, type Statement, servicesOfAws } from './statement.ts';

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

/**
 * The least rights that these settings need. Nothing without the area's tag can be changed or removed with them, no
 * machine without it can be made, and none that answers the old metadata service or has a disk in the clear.
 */
export function policyOf(settings: Ec2Settings): Policy {
  const arn = arnsOf(settings);
  const things = (...kinds: readonly string[]): string[] => kinds.map((kind) => arn(`ec2:*:*:${kind}/*`));
  const images = [arn('ec2:*::image/*'), arn('ec2:*::snapshot/*')];
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
    allow('UseForCopies', ['ec2:CopyImage'], images, ours),
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

function moreFor(settings: Ec2Settings): Statement[] {
  const { parent, instanceProfile, home, account = '*' } = settings;
  const arn = arnsOf(settings);
  const toEc2 = { StringEquals: { 'iam:PassedToService': servicesOfAws(home.region, 'ec2') } };
  return [
    ...(parent.kind === 'parameter'
      ? [allow('FindParent', ['ssm:GetParameter'], arn(`ssm:*:*:parameter${parent.name}`))]
      : []),
    ...(instanceProfile === undefined
      ? []
      : [allow('GiveRole', ['iam:PassRole'], arn(`iam::${account}:role/*`), toEc2)]),
    ...keyStatements(settings),
  ];
}
