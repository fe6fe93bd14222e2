import type { Connection } from '../../converge/connection.ts';
import { type ConvergeReport, converge } from '../../converge/converge.ts';
import { generatedPlace } from '../../converge/failure.ts';
import { chefProfileCookbook } from '../../naming/names.ts';
import { type Problem, Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { type Baking, output } from './baking.ts';
import { withArchive } from './with-archive.ts';

/** Applies the role. Refuses as `converge` does, also when that takes too long: a mirror may trickle for ever. */
export async function convergeRole(baking: Baking, ssh: SshConnection): Promise<ConvergeReport> {
  const { role, target, tree } = baking.input;
  using limit = limitOf(baking);
  const signal = AbortSignal.any([baking.context.signal, limit.signal]);
  const connection: Connection = { run: (argv, options) => ssh.run(argv, { ...options, signal }) };
  const job = { connection, target, role, tree: new Map(Object.entries(tree)) };
  return await withArchive(baking, ssh, (environment) =>
    converge({ ...job, environment }, (text) => output(baking, text)),
  );
}

function limitOf({ place, input: { role, target } }: Baking): Disposable & { readonly signal: AbortSignal } {
  const seconds = place.convergeLimit;
  const controller = new AbortController();
  const message = `role ${role}: ${target} has not ended after ${seconds} s`;
  const hint = 'jobs: {converge_limit: SECONDS} in rolebake.yaml gives it longer';
  const overdue = () => controller.abort(new Refusal({ code: 'converge-failed', message, hint }));
  const timer = setTimeout(overdue, seconds * 1_000);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}

/** Applies the role once more, which must change nothing. Refuses with `not-idempotent`. */
export async function convergeAgain(baking: Baking, ssh: SshConnection): Promise<void> {
  const { resources } = await convergeRole(baking, ssh);
  const changed = resources.filter((resource) => resource.changed && !isProfile(resource.name));
  if (changed.length === 0) return;
  throw new Refusal(changed.map((resource) => changedAgain(baking, resource)));
}

/** In Chef a profile is a resource too, which changes with what is in it. */
const isProfile = (name: string): boolean => name.startsWith(chefProfileCookbook(''));

function changedAgain({ input: { role, target } }: Baking, resource: ConvergeReport['resources'][number]): Problem {
  const place = generatedPlace(resource, target);
  const message = `role ${role}: ${resource.name} changes again when ${target} runs a second time`;
  const hint = 'what is right already must be left alone: give an exec a guard that then holds';
  return { code: 'not-idempotent', message, hint, ...(place ? { place } : {}) };
}
