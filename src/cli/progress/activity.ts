/** Something that takes a while: a step of a bake, the making of a base tree. */
export interface Activity {
  /** Whose it is, such as the role that is baked. */
  readonly subject: string;
  readonly step: string;
}

/** The next try of an activity that has failed. */
export interface NextTry {
  readonly attempt: number;
  readonly of: number;
  readonly pauseSeconds: number;
  readonly why: string;
}

/** How an activity ended; replayed: it was done by an earlier try. */
export type Outcome = 'done' | 'failed' | 'replayed';

/** How all that was to be done for a subject ended. */
export type End = 'done' | 'failed';
