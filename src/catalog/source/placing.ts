import type { SourceFile } from './source-file.ts';

/** What tells where the parts of some data stand: a file, or a role that is made of several files. */
export type Placing = Pick<SourceFile, 'path' | 'placeOf' | 'placeOfKey' | 'placeIn' | 'writtenAt'>;
