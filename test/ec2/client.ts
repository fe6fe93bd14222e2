import { EC2Client } from '@aws-sdk/client-ec2';

/** The real client of an endpoint; it makes a failed request again only if told so. */
export function ec2Client(endpoint: { readonly url: string }, region = 'eu-central-1', maxAttempts = 1): EC2Client {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  return new EC2Client({ endpoint: endpoint.url, region, credentials, maxAttempts });
}
