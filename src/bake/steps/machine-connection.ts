import { fenced } from '../../engine/fenced.ts';
import { keepAlive, liveOn } from '../../machines/life.ts';
import type { Machine } from '../../machines/machines.ts';
import { Refusal } from '../../problem/problem.ts';
import { connect } from '../../ssh/connect.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { rootLogin } from '../root-login.ts';
import type { Baking } from './baking.ts';

/**
 * The connection to a machine of a bake, which lives on as long as it is open: one for all steps that need the machine,
 * made when it is first used and anew after something has failed.
 */
export class MachineConnection implements AsyncDisposable {
  readonly #baking: Baking;
  readonly #id: string;
  #open: { readonly ssh: SshConnection; readonly life: Disposable } | undefined;

  constructor(baking: Baking, id: string) {
    this.#baking = baking;
    this.#id = id;
  }

  /** Does something over ssh in the machine. Refuses with `machine-ended`. */
  async use<T>(act: (ssh: SshConnection) => Promise<T>): Promise<T> {
    const machine = await runningMachine(this.#baking, this.#id);
    try {
      this.#open ??= await open(this.#baking, machine);
      return await act(fenced(this.#open.ssh, this.#baking.context.assertHeld));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    const { ssh, life } = this.#open ?? {};
    this.#open = undefined;
    life?.[Symbol.dispose]();
    await ssh?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

async function open(baking: Baking, machine: Machine): Promise<{ ssh: SshConnection; life: Disposable }> {
  const ssh = await login(baking, machine);
  return { ssh, life: keepAlive(ssh, baking.place.machineLife) };
}

/** Lets a machine of this bake live on without it. */
export async function leaveAlive(baking: Baking, id: string): Promise<void> {
  await using ssh = await login(baking, await runningMachine(baking, id));
  await liveOn(ssh);
}

const login = ({ place, context }: Baking, machine: Machine): Promise<SshConnection> =>
  connect(rootLogin(place.machines, machine, place.keys.of(machine.id)), { signal: context.signal });

async function runningMachine({ place, input: { role } }: Baking, id: string): Promise<Machine> {
  const machine = await place.machines.get(id);
  if (machine?.state === 'running') return machine;
  const message = `role ${role}: the machine ${id} ${machine ? 'has ended' : 'is gone'}, in mid-bake`;
  throw new Refusal({ code: 'machine-ended', message, hint: `rolebake bake ${role}` });
}
