import type { Resource } from '../catalog/model.ts';
import type { CoreResource } from '../catalog/resources/core-resource.ts';
import { type Text, textOf, wordsOf } from '../catalog/templates/text.ts';
import type { Lowered } from './lower.ts';

/** Has systemd read its files anew, once for all that changed, before the next service. */
export class Reload {
  readonly #profile: string;
  readonly #count: () => number;
  readonly #loop: Text | undefined;
  #pending: CoreResource | undefined;
  /** The first entry that notifies it. */
  #entry = 0;
  #last: CoreResource | undefined;

  constructor(profile: string, count: () => number, loop?: Text) {
    this.#profile = profile;
    this.#count = count;
    this.#loop = loop;
  }

  /** What the next file of systemd notifies. */
  notified({ index }: Resource): CoreResource {
    if (!this.#pending) this.#entry = index;
    this.#pending ??= this.#exec();
    return this.#pending;
  }

  flush(): Lowered[] {
    if (!this.#pending) return [];
    this.#last = this.#pending;
    this.#pending = undefined;
    const origin: Resource = { kind: 'exec', title: [], index: -1, parts: [this.#last], after: [], notifies: [] };
    const whole = { kind: 'resource', core: this.#last, origin, entry: this.#entry } as const;
    return [{ ...whole, requires: [], notifies: [], subscribes: [] }];
  }

  last = (): CoreResource[] => (this.#last ? [this.#last] : []);

  #exec(): CoreResource {
    const count = this.#count();
    const base = count === 1 ? `systemd reload for ${this.#profile}` : `systemd reload ${count} for ${this.#profile}`;
    return {
      type: 'exec',
      name: this.#loop ? textOf(`${base}: `, this.#loop) : textOf(base),
      command: wordsOf('/usr/bin/systemctl', 'daemon-reload'),
      guard: { kind: 'notified' },
      environment: [],
    };
  }
}
