import { Agent } from 'node:http';
import { connect } from 'node:net';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

/** Something that speaks as EC2 does, at an address or a socket of this host. */
interface Server {
  readonly url: string;
  readonly socketPath?: string;
}

/** The real client of a server; it makes a failed request again only if told so. */
export function ec2Client(server: Server, region = 'eu-central-1', maxAttempts = 1): EC2Client {
  return new EC2Client({ ...configOf(server, region), maxAttempts });
}

/** The same for load balancers. */
export const elbClient = (server: Server, region = 'eu-central-1'): ElasticLoadBalancingV2Client =>
  new ElasticLoadBalancingV2Client({ ...configOf(server, region), maxAttempts: 1 });

/** The same for names, which have no region. */
export const route53Client = (server: Server): Route53Client =>
  new Route53Client({ ...configOf(server, 'us-east-1'), maxAttempts: 1 });

/** The same for the Secrets Manager. */
export const secretsClient = (server: Server, region = 'eu-central-1'): SecretsManagerClient =>
  new SecretsManagerClient({ ...configOf(server, region), maxAttempts: 1 });

/** The same for SSM. */
export const ssmClient = (server: Server, region = 'eu-central-1'): SSMClient =>
  new SSMClient({ ...configOf(server, region), maxAttempts: 1 });

/** The same for STS. */
export const stsClient = (server: Server, region = 'eu-central-1'): STSClient =>
  new STSClient({ ...configOf(server, region), maxAttempts: 1 });

function configOf({ url, socketPath }: Server, region: string) {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  const way = socketPath === undefined ? {} : { requestHandler: { httpAgent: new SocketAgent(socketPath) } };
  return { endpoint: url, region, credentials, ...way };
}

/** Reaches a socket whatever address it is asked for. */
class SocketAgent extends Agent {
  private readonly path: string;

  constructor(path: string) {
    super();
    this.path = path;
  }

  override createConnection() {
    return connect(this.path);
  }
}
