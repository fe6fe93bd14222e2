import type { Lineage } from '../../ledger/lineage.ts';
import { svgOf } from '../picture/drawing.ts';
import { lookOf } from './look.ts';

/** A lineage as a picture, from what it was made from at the left to what is built on it at the right. */
export function lineageSvg({ tag, records, edges }: Lineage): string {
  const boxes = records.map((record) => ({
    id: record.tag,
    name: record.tag,
    ...lookOf(record),
    isMeant: record.tag === tag,
  }));
  return svgOf({ boxes, arrows: edges }, { what: 'tags', hint: '--depth 1, or --format dot' });
}
