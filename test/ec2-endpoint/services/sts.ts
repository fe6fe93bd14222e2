import { arnIn } from '../iam/arn.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { Params } from '../protocol/params.ts';
import { stsError, stsReply } from '../protocol/xml.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { Service } from './service.ts';

/** STS, to tell who calls. */
export const sts: Service = {
  contentType: 'text/xml',
  read: (_, body) => {
    const params = Params.parse(body);
    return { action: params.required('Action'), params };
  },
  answer: async (_, { action, region }) => {
    if (action !== 'GetCallerIdentity') throw new AwsError('InvalidAction', `Could not find operation ${action}`);
    return {
      Arn: arnIn(region, 'iam', 'user/baker', `:${ACCOUNT}`),
      UserId: 'AIDAEXAMPLEBAKER00001',
      Account: ACCOUNT,
    };
  },
  write: stsReply,
  writeError: stsError,
};
