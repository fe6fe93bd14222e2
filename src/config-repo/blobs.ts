import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitOptions, git } from './git.ts';

const LINE_FEED = 0x0a;

/** The bytes of blobs by id, as they are, untouched by any filter; read by one git. `scratch` is a folder for a while. */
export async function readBlobs(
  options: GitOptions,
  oids: Iterable<string>,
  scratch: string,
): Promise<Map<string, Buffer>> {
  const asked = [...new Set(oids)];
  if (asked.length === 0) return new Map();
  const outputFile = join(scratch, 'blobs');
  await git(options, { args: ['cat-file', '--batch'], input: `${asked.join('\n')}\n`, outputFile });
  const output = await readFile(outputFile);
  await rm(outputFile);
  return splitBatch(output);
}

/** What `git cat-file --batch` writes: a line `OID TYPE SIZE`, the bytes, and a line feed, for each object. */
function splitBatch(output: Buffer): Map<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(LINE_FEED, at);
    const [oid = '', type, size] = output.toString('utf8', at, end).split(' ');
    if (type !== 'blob') throw new Error(`git cat-file gave no blob: ${oid} ${type}`);
    blobs.set(oid, output.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return blobs;
}

/** Writes files into the object store, as they are, by one git; gives the id of each in their order. */
export async function writeBlobs(options: GitOptions, contents: readonly Buffer[], scratch: string): Promise<string[]> {
  if (contents.length === 0) return [];
  const folder = join(scratch, 'written');
  await mkdir(folder);
  const paths = contents.map((_, index) => join(folder, String(index)));
  for (const [index, path] of paths.entries()) await writeFile(path, contents[index] ?? '');
  const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
  const oids = (await git(options, { args, input: `${paths.join('\n')}\n` })).trim().split('\n');
  await rm(folder, { recursive: true });
  return oids;
}
