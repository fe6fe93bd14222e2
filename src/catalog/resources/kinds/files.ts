import type {
  AbsentResource,
  DirectoryResource,
  EnvironmentResource,
  FileResource,
  LinkResource,
} from '../../profile-types.gen.ts';
import type { TemplateNode } from '../../templates/template.ts';
import { type Text, textOf, wordsOf } from '../../templates/text.ts';
import type { CoreExec, CoreFile, CoreResource, FileAttributes } from '../core-resource.ts';
import { type Fields, foldersAbove } from '../fields.ts';
import { FORMS } from '../forms.ts';

/** A file of root's that all can read. */
export const rootFile = (path: Text, body: readonly TemplateNode[]): CoreFile => ({
  type: 'file',
  path,
  ...ROOT,
  mode: textOf('0644'),
  body,
});

const ROOT: Pick<FileAttributes, 'owner' | 'group'> = { owner: textOf('root'), group: textOf('root') };

export function file(written: FileResource, fields: Fields): CoreResource[] {
  const validate = written.validate === undefined ? undefined : fields.words(written.validate, 'validate');
  if (validate && !validate.some((word) => isFile(word)))
    fields.fault('wrong-value', 'a word of validate must be %, which stands for the file', 'validate', '... %');
  if (
    validate?.some((word) => !isFile(word) && word.some((piece) => piece.kind === 'text' && piece.text.includes('%')))
  )
    fields.fault('unsafe-word', 'only a word of its own can be %, which stands for the file', 'validate');
  const path = fields.text(written.file, 'file', FORMS.path);
  const body = fields.body(written, `file ${written.file}`);
  return [
    {
      type: 'file',
      path,
      ...fields.attributes(written, '0644'),
      body,
      ...(validate === undefined ? {} : { validate }),
    },
  ];
}

const isFile = ([piece, ...more]: Text): boolean => more.length === 0 && piece?.kind === 'text' && piece.text === '%';

/** A folder, with a copy of one of the catalog in it where the author names one. */
export function directory(written: DirectoryResource, fields: Fields): CoreResource[] {
  const path = fields.text(written.directory, 'directory', FORMS.path);
  const attributes = fields.attributes(written, '0755');
  const top: CoreResource = { type: 'directory', path, ...attributes, parents: written.parents ?? false };
  if (written.source === undefined) {
    if (written.file_mode !== undefined) fields.fault('missing-key', 'file_mode goes with source', 'file_mode');
    return [top];
  }
  const tree = fields.tree(written.source);
  const folders = new Set(tree.flatMap(([name]) => foldersAbove(name)));
  const mode = fields.optional(written.file_mode, 'file_mode', FORMS.mode) ?? textOf('0644');
  return [
    top,
    ...[...folders].sort().map((name): CoreResource => {
      return { type: 'directory', path: textOf(path, `/${name}`), ...attributes, parents: false };
    }),
    ...tree.map(([name, text]): CoreResource => {
      return { type: 'file', path: textOf(path, `/${name}`), ...attributes, mode, body: textOf(text) };
    }),
  ];
}

export const link = (written: LinkResource, fields: Fields): CoreResource[] => [
  {
    type: 'link',
    path: fields.text(written.link, 'link', FORMS.path),
    target: fields.text(written.to, 'to', FORMS.path),
  },
];

/** Removes a path whatever it is; a link, not what it points to. */
export function absent(written: AbsentResource, fields: Fields): CoreResource[] {
  const path = fields.text(written.absent, 'absent', FORMS.path);
  const command = wordsOf('/bin/rm', '-rf', '--', path);
  const there = wordsOf('/bin/sh', '-c', 'test -e "$1" || test -L "$1"', 'sh', path);
  const exec: CoreExec = {
    type: 'exec',
    name: textOf('remove ', path),
    command,
    guard: { kind: 'only_if', command: there },
    environment: [],
    edits: path,
  };
  return [exec];
}

/** Assignments that a shell and systemd read alike, each value as it is (systemd.exec(5), EnvironmentFile). */
export function environment(written: EnvironmentResource, fields: Fields): CoreResource[] {
  const lines = Object.entries(written.variables).map(([name, value]) => {
    const text = fields.text(String(value), ['variables', name], FORMS.any);
    const escaped = text.map((piece) =>
      piece.kind === 'text' ? textOf(piece.text.replace(/[\\"$`]/g, '\\$&')) : [piece],
    );
    return textOf(`${name}="`, ...escaped, '"\n');
  });
  const path = fields.text(written.environment, 'environment', FORMS.path);
  return [{ type: 'file', path, ...fields.attributes(written, '0644'), body: textOf(...lines) }];
}
