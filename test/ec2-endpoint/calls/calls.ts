import type { Call } from './call.ts';
import { getConsoleOutput } from './console.ts';
import { copyImage } from './copy-image.ts';
import { createImage } from './create-image.ts';
import { describeImageAttribute, describeImages } from './describe-images.ts';
import { describeInstanceStatus, describeInstances } from './describe-instances.ts';
import { deleteSnapshot, deleteVolume, describeSnapshots, describeVolumes } from './disks.ts';
import { rebootInstances, stopInstances, terminateInstances } from './end-instances.ts';
import {
  authorizeSecurityGroupEgress,
  authorizeSecurityGroupIngress,
  revokeSecurityGroupEgress,
  revokeSecurityGroupIngress,
} from './group-rules.ts';
import { deregisterImage, disableImageDeprecation, enableImageDeprecation, modifyImageAttribute } from './images.ts';
import { describeInstanceTypeOfferings, describeInstanceTypes } from './instance-types.ts';
import { describeAddresses, describeNetworkInterfaces, describeSubnets, describeVpcs } from './networks.ts';
import { runInstances } from './run-instances.ts';
import { createSecurityGroup, deleteSecurityGroup, describeSecurityGroups } from './security-groups.ts';
import { createTags, deleteTags } from './tags.ts';

/** Every action of EC2 that the endpoint knows. */
export const CALLS: Readonly<Record<string, Call>> = {
  AuthorizeSecurityGroupEgress: authorizeSecurityGroupEgress,
  AuthorizeSecurityGroupIngress: authorizeSecurityGroupIngress,
  CopyImage: copyImage,
  CreateImage: createImage,
  CreateSecurityGroup: createSecurityGroup,
  CreateTags: createTags,
  DeleteSecurityGroup: deleteSecurityGroup,
  DeleteSnapshot: deleteSnapshot,
  DeleteTags: deleteTags,
  DeleteVolume: deleteVolume,
  DeregisterImage: deregisterImage,
  DescribeAddresses: describeAddresses,
  DescribeImageAttribute: describeImageAttribute,
  DescribeImages: describeImages,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeInstanceTypeOfferings: describeInstanceTypeOfferings,
  DescribeInstanceTypes: describeInstanceTypes,
  DescribeInstances: describeInstances,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSnapshots: describeSnapshots,
  DescribeSubnets: describeSubnets,
  DescribeVolumes: describeVolumes,
  DescribeVpcs: describeVpcs,
  DisableImageDeprecation: disableImageDeprecation,
  EnableImageDeprecation: enableImageDeprecation,
  GetConsoleOutput: getConsoleOutput,
  ModifyImageAttribute: modifyImageAttribute,
  RebootInstances: rebootInstances,
  RevokeSecurityGroupEgress: revokeSecurityGroupEgress,
  RevokeSecurityGroupIngress: revokeSecurityGroupIngress,
  RunInstances: runInstances,
  StopInstances: stopInstances,
  TerminateInstances: terminateInstances,
};
