import { RunInstancesCommand } from '@aws-sdk/client-ec2';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { NspawnMachines } from '../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { ec2Client } from './client.ts';
import { inState, oneInstance } from './wishes.ts';

/** Runs one instance on a real machine, says where on this host it is, and waits to be killed. */
const machines = await NspawnMachines.make();
const client = ec2Client(await startEndpoint({ machines }));
const { Instances = [] } = await client.send(new RunInstancesCommand(await oneInstance(client)));
await inState(client, Instances[0]?.InstanceId, 'running', 30_000);
process.stdout.write(`${JSON.stringify(machines.settings)}\n`);
