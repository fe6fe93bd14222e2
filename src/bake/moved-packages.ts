import type { Digest } from '../naming/digest.ts';
import { type Offer, offered, type Packages } from '../packages/packages.ts';
import { packagesInBill } from './bill.ts';

/** A package of an image that one state of the archive offers otherwise than another. */
export interface MovedPackage {
  readonly name: string;
  /** The version in the image. */
  readonly before: string;
  /** What is offered now that was not before; `gone` if that is nothing. */
  readonly now: string;
}

/** What differs between two states of the archive, a package at a time; images share most of their packages. */
export class ArchiveMove {
  readonly #before: readonly Offer[];
  readonly #now: readonly Offer[];
  readonly #known = new Map<string, string | undefined>();

  private constructor(before: readonly Offer[], now: readonly Offer[]) {
    this.#before = before;
    this.#now = now;
  }

  /** Undefined if a state is not here. */
  static async between(packages: Packages, before: Digest, now: Digest): Promise<ArchiveMove | undefined> {
    if (!packages.states.has(before) || !packages.states.has(now)) return undefined;
    return new ArchiveMove(await packages.offers(before), await packages.offers(now));
  }

  /** The packages of a bill of materials that are offered otherwise: with none, a bake from either state would install the same. */
  of(bill: string): MovedPackage[] {
    return packagesInBill(bill).flatMap(({ name, version }) => {
      const now = this.#moved(name);
      return now === undefined ? [] : [{ name, before: version, now }];
    });
  }

  #moved(name: string): string | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#compare(name));
    return this.#known.get(name);
  }

  #compare(name: string): string | undefined {
    const [was, is] = [offersOf(this.#before, name), offersOf(this.#now, name)];
    const fresh = [...is].filter(([offer]) => !was.has(offer)).map(([, version]) => version);
    if (fresh.length === 0 && was.size === is.size) return undefined;
    return [...new Set(fresh)].join(' or ') || 'gone';
  }
}

/** The versions of a package, each by all that tells one offer from another. */
const offersOf = (offers: readonly Offer[], name: string): Map<string, string> =>
  new Map(offered(offers, name).map((one) => [`${one.version} ${one.architecture} ${one.digest}`, one.version]));
