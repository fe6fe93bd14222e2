import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CopyImageCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  EC2Client,
  EnableImageDeprecationCommand,
  GetConsoleOutputCommand,
  ModifyImageAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/** The clients of AWS. This module is loaded with the first call: only what is named here is in the built program. */
export const CLIENTS = { ec2: EC2Client, ssm: SSMClient, sts: STSClient, secrets: SecretsManagerClient };

/** What is called, by the name that AWS gives it. */
export const COMMANDS = {
  RunInstances: RunInstancesCommand,
  StopInstances: StopInstancesCommand,
  TerminateInstances: TerminateInstancesCommand,
  DescribeInstances: DescribeInstancesCommand,
  GetConsoleOutput: GetConsoleOutputCommand,
  CreateImage: CreateImageCommand,
  CopyImage: CopyImageCommand,
  DeregisterImage: DeregisterImageCommand,
  DescribeImages: DescribeImagesCommand,
  ModifyImageAttribute: ModifyImageAttributeCommand,
  EnableImageDeprecation: EnableImageDeprecationCommand,
  DescribeSnapshots: DescribeSnapshotsCommand,
  DeleteSnapshot: DeleteSnapshotCommand,
  DescribeVolumes: DescribeVolumesCommand,
  DeleteVolume: DeleteVolumeCommand,
  DescribeVpcs: DescribeVpcsCommand,
  DescribeSubnets: DescribeSubnetsCommand,
  DescribeSecurityGroups: DescribeSecurityGroupsCommand,
  CreateSecurityGroup: CreateSecurityGroupCommand,
  AuthorizeSecurityGroupIngress: AuthorizeSecurityGroupIngressCommand,
  AuthorizeSecurityGroupEgress: AuthorizeSecurityGroupEgressCommand,
  RevokeSecurityGroupEgress: RevokeSecurityGroupEgressCommand,
  DeleteSecurityGroup: DeleteSecurityGroupCommand,
  GetParameter: GetParameterCommand,
  GetSecretValue: GetSecretValueCommand,
  GetCallerIdentity: GetCallerIdentityCommand,
};
