import type { Area } from '../area.ts';
import { FrontRecords } from '../front-records.ts';

/** That an environment has names in Route53, and what a hosted zone of its own is asked for with. */
export interface ZoneNote {
  readonly environment: string;
  /** As `test.shop.example`. */
  readonly zone: string;
  /** Tells one request for a hosted zone from another: the same twice makes one. */
  readonly reference: string;
}

const notesOf = ({ settings }: Area) => new FrontRecords<ZoneNote>(settings.state, 'zones');

/** Notes that an environment is to have names. Durable when it returns. */
export async function noteZone(area: Area, environment: string, zone: string): Promise<ZoneNote> {
  const known = await zoneNote(area, environment);
  if (known?.zone === zone) return known;
  const reference = `rolebake-${area.effects.host.randomBytes(12).toString('hex')}`;
  const note = { environment, zone, reference };
  await notesOf(area).write(environment, note);
  return note;
}

export const zoneNote = (area: Area, environment: string): Promise<ZoneNote | undefined> =>
  notesOf(area).read(environment);

export const zoneNotes = (area: Area): Promise<ZoneNote[]> => notesOf(area).list();

/** Nothing is left of an environment's names. */
export const forgetZone = (area: Area, environment: string): Promise<void> => notesOf(area).remove(environment);
