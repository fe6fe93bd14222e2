// A process of its own that launches machines, to be killed or to run beside others:
// argv: the settings as JSON, then the specs as JSON. Says "launched" and, told to, terminates them.

import type { LocalSpec } from '../../src/machines/local/local-machine.ts';
import { localMachines } from '../../src/machines/local/local-machines.ts';

const [settings = '', specs = '', afterwards = 'terminate'] = process.argv.slice(2);
const machines = localMachines(JSON.parse(settings));
await Promise.all((JSON.parse(specs) as LocalSpec[]).map((spec) => launchOne(spec)));

async function launchOne(spec: LocalSpec): Promise<void> {
  process.stdout.write('launching\n');
  await machines.launch(spec);
  process.stdout.write('launched\n');
  if (afterwards === 'terminate') await machines.terminate(spec.id);
}
