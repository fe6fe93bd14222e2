import { arnIn } from '../iam/arn.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { Params } from '../protocol/params.ts';
import type { Structure } from '../protocol/xml.ts';
import type { Cloud } from '../state/cloud.ts';
import { mayRead } from './may-read.ts';
import type { Service, ServiceRequest } from './service.ts';

/** The Secrets Manager: JSON in, JSON out. */
export const secretsManager: Service = {
  contentType: 'application/x-amz-json-1.1',
  read: (headers, body) => {
    const action = (headers['x-amz-target'] ?? '').replace(/^secretsmanager\./, '');
    return { action, params: Params.ofJson(body) };
  },
  answer: async (cloud, request) => {
    if (request.action === 'GetSecretValue') return getSecretValue(cloud, request);
    if (request.action === 'CreateSecret') return putSecret(cloud, request, request.params.required('Name'));
    if (request.action === 'PutSecretValue') {
      const name = nameIn(request.params.required('SecretId'));
      return { ...putSecret(cloud, request, name), VersionStages: ['AWSCURRENT'] };
    }
    throw new AwsError('InvalidAction', request.action);
  },
  write: (_, __, reply) => JSON.stringify(reply),
  writeError: ({ code, message }) => JSON.stringify({ __type: code, Message: message }),
};

/** Of an ARN the name, without the six letters that AWS adds. */
const nameIn = (id: string): string => id.replace(/^arn:.*:secret:(.*)-\w{6}$/, '$1');
const arnOf = (region: string, name: string): string => arnIn(region, 'secretsmanager', `secret:${name}-AbCdEf`);
const versionId = (count: number): string => `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;

function getSecretValue(cloud: Cloud, request: ServiceRequest): Structure {
  const { region, params } = request;
  const Name = nameIn(params.required('SecretId'));
  const ARN = arnOf(region, Name);
  mayRead(cloud, request, 'secretsmanager:GetSecretValue', ARN);
  const versions = cloud.region(region).secrets.get(Name) ?? [];
  const now = versions.at(-1);
  if (!now) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  const VersionId = versionId(versions.length);
  return { ARN, Name, VersionId, ...now, VersionStages: ['AWSCURRENT'], CreatedDate: cloud.clock.now() / 1000 };
}

function putSecret(cloud: Cloud, { action, region, params }: ServiceRequest, Name: string): Record<string, string> {
  const { secrets } = cloud.region(region);
  const versions = secrets.get(Name) ?? [];
  if (action === 'CreateSecret' && versions.length > 0) {
    const words = `The operation failed because the secret ${Name} already exists.`;
    throw new AwsError('ResourceExistsException', words);
  }
  const [text, bytes] = [params.text('SecretString'), params.text('SecretBinary')];
  secrets.set(Name, [
    ...versions,
    {
      ...(text === undefined ? {} : { SecretString: text }),
      ...(bytes === undefined ? {} : { SecretBinary: bytes }),
    },
  ]);
  return { ARN: arnOf(region, Name), Name, VersionId: versionId(versions.length + 1) };
}
