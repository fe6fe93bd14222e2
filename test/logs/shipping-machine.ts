import type { Collector } from '../../scripts/demo/collector.ts';
import { compile, type Target, treeOf } from '../../src/compile/compile.ts';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { converge } from '../../src/converge/converge.ts';
import { realEffects } from '../../src/host/effects.ts';
import type { Argv, SshConnection } from '../../src/ssh/connection.ts';
import { catalogOf } from '../compile/catalogs.ts';
import { CACHE } from '../converge/machine.ts';
import { login, type TestMachines, testSpec } from '../fixtures/test-machines.ts';
import { loggingCatalog } from './catalog.ts';

/** A machine of the role front_page whose logs one shipper sends to a collector. */
export interface ShippingMachine {
  readonly shipper: string;
  /** The name under which its entries arrive. */
  readonly host: string;
  /** Runs a program, which must succeed; what it printed. */
  readonly run: (argv: Argv, input?: string | Buffer) => Promise<string>;
  /** Applies another text of the role, and starts the shipper anew. */
  readonly become: (role: string) => Promise<void>;
}

/** Makes one with Puppet or Chef and starts what an image starts at launch. */
export async function shippingMachine(
  area: TestMachines,
  shipper: string,
  target: Target,
  collector: Collector,
): Promise<ShippingMachine> {
  const { dir } = await buildConverger({ cacheDir: CACHE }, realEffects);
  const host = `ships-with-${shipper}`;
  const { user, ...spec } = await testSpec(host, {
    hostname: host,
    outbound: true,
    binds: [{ source: dir, target: '/run/rolebake/converger' }],
    credentials: { LOG_COLLECTOR: collector.address, LOG_COLLECTOR_PORT: String(collector.port) },
  });
  const ssh = await login(await area.machines.launch(spec), user);
  const run = runner(ssh);
  await run(['apt-get', '-qq', 'update']);
  const become = async (role?: string) => {
    const tree = treeOf(compile(catalogOf(loggingCatalog(shipper, role))), target);
    await converge({ connection: ssh, target, role: 'front_page', tree });
    await run(['systemd-tmpfiles', '--create', '/etc/tmpfiles.d/rolebake-logs.conf']);
    await run(['systemctl', 'restart', shipper]);
  };
  await become();
  await run(['systemctl', 'restart', 'systemd-journald', 'echo', 'echo-json', shipper]);
  return { shipper, host, run, become };
}

const runner =
  (ssh: SshConnection) =>
  async (argv: Argv, input?: string | Buffer): Promise<string> => {
    const { code, stdout, stderr } = await ssh.run(argv, input === undefined ? {} : { input });
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stdout}${stderr}`);
    return stdout;
  };
