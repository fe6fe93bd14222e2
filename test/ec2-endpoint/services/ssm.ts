import { arnIn } from '../iam/arn.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { Params } from '../protocol/params.ts';
import type { Structure } from '../protocol/xml.ts';
import { ACCOUNT, type Cloud } from '../state/cloud.ts';
import { mayRead } from './may-read.ts';
import type { Service, ServiceRequest } from './service.ts';
import { SESSION_CALLS } from './ssm-sessions.ts';

/** SSM: public parameters that name images, the account's own, and sessions. JSON in, JSON out. */
export const ssm: Service = {
  contentType: 'application/x-amz-json-1.1',
  read: (headers, body) => {
    const action = (headers['x-amz-target'] ?? '').replace(/^AmazonSSM\./, '');
    return { action, params: Params.ofJson(body) };
  },
  answer: async (cloud, request) => {
    if (request.action === 'GetParameter') return getParameter(cloud, request);
    if (request.action === 'PutParameter') return putParameter(cloud, request);
    const session = Object.hasOwn(SESSION_CALLS, request.action) ? SESSION_CALLS[request.action] : undefined;
    if (session) return session(cloud, request);
    throw new AwsError('UnknownOperationException', request.action);
  },
  write: (_, __, reply) => JSON.stringify(reply),
  writeError: ({ code, message }) => JSON.stringify({ __type: code, message }),
};

/** What a SecureString is without WithDecryption. */
const SEALED = 'AQICAHexample==';

function getParameter(cloud: Cloud, request: ServiceRequest): Structure {
  const { region, params } = request;
  const asked = params.required('Name').replace(/^arn:[^:]*:ssm:[^:]*:\d*:parameter(?=\/)/, '');
  const { parameters, ownParameters } = cloud.region(region);
  const publicValue = parameters.get(asked);
  const owner = publicValue === undefined ? ACCOUNT : '';
  const ARN = arnIn(region, 'ssm', `parameter${asked.startsWith('/') ? '' : '/'}${asked}`, `${region}:${owner}`);
  if (publicValue === undefined) mayRead(cloud, request, 'ssm:GetParameter', ARN);
  const versions = ownParameters.get(asked) ?? [];
  const own = versions.at(-1);
  if (publicValue === undefined && own === undefined) throw new AwsError('ParameterNotFound', '');
  const isSealed = own?.type === 'SecureString' && params.flag('WithDecryption') !== true;
  return {
    Parameter: {
      ...{ Name: asked, Type: own?.type ?? 'String', Value: isSealed ? SEALED : (own?.value ?? publicValue) },
      ...{ Version: Math.max(1, versions.length), ARN, DataType: 'text' },
      LastModifiedDate: cloud.clock.now() / 1000,
    },
  };
}

function putParameter(cloud: Cloud, { region, params }: ServiceRequest): Structure {
  const { ownParameters } = cloud.region(region);
  const [name, value, type = 'String'] = [params.required('Name'), params.required('Value'), params.text('Type')];
  const versions = ownParameters.get(name) ?? [];
  if (versions.length > 0 && params.flag('Overwrite') !== true) {
    const words =
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.';
    throw new AwsError('ParameterAlreadyExists', words);
  }
  ownParameters.set(name, [...versions, { value, type }]);
  return { Version: versions.length + 1, Tier: 'Standard' };
}
