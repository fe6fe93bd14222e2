import { AwsError } from '../protocol/aws-error.ts';
import { Params } from '../protocol/params.ts';
import type { Service } from './service.ts';

/** SSM, for public parameters that name images: JSON in, JSON out. */
export const ssm: Service = {
  contentType: 'application/x-amz-json-1.1',
  read: (headers, body) => {
    const action = (headers['x-amz-target'] ?? '').replace(/^AmazonSSM\./, '');
    return { action, params: new Params(JSON.parse(body)) };
  },
  answer: async (cloud, { region, action, params }) => {
    if (action !== 'GetParameter') throw new AwsError('UnknownOperationException', action);
    const name = params.required('Name');
    const value = cloud.region(region).parameters.get(name);
    if (value === undefined) throw new AwsError('ParameterNotFound', '');
    const ARN = `arn:aws:ssm:${region}::parameter${name}`;
    return {
      Parameter: {
        ...{ Name: name, Type: 'String', Value: value, Version: 1, ARN, DataType: 'text' },
        LastModifiedDate: cloud.clock.now() / 1000,
      },
    };
  },
  write: (_, __, reply) => JSON.stringify(reply),
  writeError: ({ code, message }) => JSON.stringify({ __type: code, message }),
};
