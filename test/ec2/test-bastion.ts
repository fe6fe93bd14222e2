import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localMachines } from '../../src/machines/local/local-machines.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import type { NspawnMachines } from '../ec2-endpoint/machines/nspawn/nspawn-machines.ts';
import { login, testSpec } from '../fixtures/test-machines.ts';
import type { Way } from './cloud-team.ts';

/** A host in the network of an endpoint's machines, with Debian's sshd; `await using` it. */
export interface TestBastion extends Way {
  readonly address: string;
  readonly hostKey: string;
  /** `ec2.connect`, with other values in place of the right ones. */
  settings(other?: Readonly<Record<string, string | number | undefined>>): string;
  /** Runs a program in it, as root; gives its output. */
  run(...argv: [string, ...string[]]): Promise<string>;
  /** A private key that nobody knows, in a file. */
  readonly strangersKey: string;
  /** The key that it knows, in a file. */
  readonly key: string;
}

/** The first machine of the endpoint's network: no instance gets its address. */
export async function testBastion(machines: NspawnMachines): Promise<TestBastion> {
  const { privateIp } = machines.addresses('bastion');
  const spec = await testSpec('bastion');
  const machine = await localMachines(machines.settings).launch(spec);
  if (machine.address !== privateIp) throw new Error(`the bastion is at ${machine.address}, not ${privateIp}`);
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-bastion-'));
  const [key, strangersKey] = [join(folder, 'key'), join(folder, 'stranger')];
  writeFileSync(key, spec.user.privateKey, { mode: 0o600 });
  writeFileSync(strangersKey, generateKeyPair('stranger').privateKey, { mode: 0o600 });
  const right = { host: privateIp, user: 'root', key, host_key: spec.hostKey.publicKey };
  const settings = (other = {}) => JSON.stringify({ bastion: { ...right, ...other } });
  return {
    ...{ address: privateIp, hostKey: spec.hostKey.publicKey, key, strangersKey, settings },
    ...{ from: `${privateIp}/32`, connect: settings() },
    run: async (...argv) => {
      await using ssh = await login(machine, spec.user);
      const { code, stdout, stderr } = await ssh.run(argv);
      if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}`);
      return stdout;
    },
    [Symbol.asyncDispose]: async () => {
      await localMachines(machines.settings).terminate('bastion');
      rmSync(folder, { recursive: true });
    },
  };
}
