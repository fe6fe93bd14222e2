import type { Machine } from '../../machines/machines.ts';
import { Refusal } from '../../problem/problem.ts';
import { PROVIDER } from '../provider-option.ts';
import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';
import type { Workshop } from '../workshop.ts';

export const sshVerb: Verb = {
  name: 'ssh',
  summary: 'open a shell in a machine, or run a program in it',
  arguments: [
    { name: '<machine>', description: 'as rolebake machines lists it, or the job of a bake' },
    { name: '[command...]', description: 'a program and its arguments, after --; no shell reads them' },
  ],
  examples: [
    'rolebake ssh web-3k2f9x0a1b2c',
    'rolebake ssh web-3k2f9x0a1b2c -- journalctl --unit nginx',
    'rolebake ssh 90385981a6    # the machine of a bake that failed with --keep-on-failure',
  ],
  options: [PROVIDER],
  exitOne: 'or what the program ended with',
  run,
};

async function run(session: Session, [name = '', ...command]: readonly string[], options: Options): Promise<Answer> {
  const { openWorkshop } = await import('../workshop.ts');
  const { rootLogin } = await import('../../bake/root-login.ts');
  const { interruptSignal } = await import('../../engine/interrupts.ts');
  const { openSsh } = await import('../../ssh/open-ssh.ts');
  const workshop = await openWorkshop(session, 'undo', options);
  const machine = await machineNamed(workshop, name);
  if (machine.state !== 'running') throw await notRunning(workshop, machine);
  const target = rootLogin(workshop.machines, machine, workshop.place.keys.of(machine.id));
  // An interrupt reaches ssh too; this process ends after it, for it has a key to remove.
  using _ = interruptSignal();
  const { run } = session.effects;
  const { code, stdout, stderr } = await openSsh(target, command, options['json'] === true ? { run } : 'terminal');
  return { data: { machine: machine.id, code, stdout, stderr }, text: '', exitCode: code };
}

async function machineNamed({ machines }: Workshop, name: string): Promise<Machine> {
  const { machineOfJob } = await import('../kept-machines.ts');
  const { suggest } = await import('../../catalog/nearest.ts');
  const all = await machines.list();
  const found = all.find(({ id }) => id === name) ?? (await machineOfJob(machines, name));
  if (found) return found;
  const hint = suggest(
    name,
    all.map(({ id }) => id),
  );
  throw new Refusal({ code: 'unknown-machine', message: `there is no machine ${name}, and no job with one`, hint });
}

async function notRunning(workshop: Workshop, { id, state }: Machine): Promise<Refusal> {
  const isHere = workshop.provider === 'local' && state === 'stopped';
  const hint = isHere ? `its files: ${await workshop.machines.rootOf(id)}` : 'rolebake machines';
  return new Refusal({ code: 'ssh-failed', message: `machine ${id} is ${state}: nobody can log in`, hint });
}
