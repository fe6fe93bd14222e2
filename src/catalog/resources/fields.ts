import type { ProblemCode } from '../../problem/codes.ts';
import type { Parameter } from '../model.ts';
import { suggest } from '../nearest.ts';
import { Complaints } from '../source/complaints.ts';
import type { Step } from '../source/source-file.ts';
import { parseTemplate, type Scope, type TemplateFault, type TemplateNode } from '../templates/template.ts';
import { referenceName, type Text, type TextPiece, textOf } from '../templates/text.ts';
import { isPlainWord, type ParameterType } from '../types/parameter-type.ts';
import type { Count, FileAttributes } from './core-resource.ts';
import { FORMS, type Form, samplesOf } from './forms.ts';

/** What the texts of a resource can draw on. */
export interface FieldSources {
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** Texts of catalog/templates and of catalog/files, by name. */
  readonly templates: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, string>;
  readonly complaints: Complaints;
}

/** Reads the texts of one resource; what is wrong with them goes into complaints. */
export class Fields {
  readonly #sources: FieldSources;
  readonly #steps: readonly Step[];
  readonly #scope: Scope;

  constructor(sources: FieldSources, steps: readonly Step[], scope: Scope) {
    this.#sources = sources;
    this.#steps = steps;
    this.#scope = scope;
  }

  /** How many loops are around the resource. */
  get loops(): number {
    return this.#scope.length;
  }

  /** The same reader, with nobody to hear its complaints: for what is read twice. */
  silently(): Fields {
    const complaints = new Complaints(this.#sources.complaints.file);
    return new Fields({ ...this.#sources, complaints }, this.#steps, this.#scope);
  }

  /** A short text of this form, under a key of the resource; its values must be plain words. */
  text(value: string, key: Step | readonly Step[], form: Form): Text {
    const steps = this.#at(key);
    const text = this.#pieces(this.#inline(value, steps), steps, form);
    if (!samplesOf(text).every((sample) => form.pattern.test(sample)))
      this.#sources.complaints.add('wrong-value', `${value} is not ${form.words}`, steps);
    return text;
  }

  /** The same where the author may leave it out. */
  optional(value: string | undefined, key: Step | readonly Step[], form: Form): Text | undefined {
    return value === undefined ? undefined : this.text(value, key, form);
  }

  /** A number, or a text that is just the value of an integer. */
  count(written: number | string | undefined, key: string): Count | undefined {
    if (typeof written !== 'string') return written;
    const [value, ...more] = this.#inline(written, this.#at(key));
    const isCount = value?.kind === 'value' && more.length === 0 && value.type.type === 'integer';
    if (isCount) return value.reference;
    if (value !== undefined) this.fault('wrong-type', `${written} is no integer`, key, 'a number, or "{{PARAMETER}}"');
    return undefined;
  }

  /** Owner, group and mode; root's, and readable by all, where the author says nothing. */
  attributes(written: { owner?: string; group?: string; mode?: string }, mode: string): FileAttributes {
    const owner = this.optional(written.owner, 'owner', FORMS.account) ?? textOf('root');
    return {
      owner,
      group: this.optional(written.group, 'group', FORMS.account) ?? owner,
      mode: this.optional(written.mode, 'mode', FORMS.mode) ?? textOf(mode),
    };
  }

  /** A command line as its words: a list gives them, the blanks of a text part it; a value is never parted. */
  words(written: string | readonly string[], key: Step | readonly Step[]): Text[] {
    const steps = this.#at(key);
    if (typeof written !== 'string')
      return written.map((word, index) => this.#pieces(this.#inline(word, [...steps, index]), [...steps, index]));
    const words: TextPiece[][] = [[]];
    for (const piece of this.#pieces(this.#inline(written, steps), steps)) {
      const [first = '', ...rest] = piece.kind === 'text' ? piece.text.split(/ +/) : [];
      if (piece.kind === 'value') words.at(-1)?.push(piece);
      else words.at(-1)?.push({ kind: 'text', text: first });
      words.push(...rest.map((text): TextPiece[] => [{ kind: 'text', text }]));
    }
    return words.map((word) => textOf(word)).filter((word) => word.length > 0);
  }

  /** The text of a file, in which any scalar may stand: written in place, or named in catalog/templates or files. */
  body(written: { content?: string; template?: string; source?: string }, what: string): readonly TemplateNode[] {
    const given = (['content', 'template', 'source'] as const).filter((key) => written[key] !== undefined);
    if (given.length !== 1)
      this.#sources.complaints.add('missing-key', `${what} needs one of content, template and source`, this.#steps);
    if (written.content !== undefined) return this.content(written.content, 'content');
    if (written.template !== undefined) return this.#template(written.template);
    return written.source === undefined ? [] : this.#source(written.source);
  }

  /** A text with blocks and values of any scalar type. */
  content(value: string, key: Step | readonly Step[]): readonly TemplateNode[] {
    return this.#inline(value, this.#at(key));
  }

  fault(code: ProblemCode, message: string, key: Step | readonly Step[], hint?: string): void {
    this.#sources.complaints.add(code, message, this.#at(key), hint);
  }

  #at = (key: Step | readonly Step[]): readonly Step[] => [...this.#steps, ...(Array.isArray(key) ? key : [key])];

  #inline(text: string, steps: readonly Step[]): readonly TemplateNode[] {
    return this.#parse(text, (line, column) => this.#sources.complaints.file.placeIn(steps, line, column));
  }

  #template(name: string): readonly TemplateNode[] {
    const { templates, complaints } = this.#sources;
    const text = templates.get(name);
    const file = complaints.file.path.replace(/profiles\/[^/]+$/, `templates/${name}`);
    if (text !== undefined) return this.#parse(text, (line, column) => ({ file, line, column }));
    const hint = suggest(name, templates.keys());
    this.fault('unknown-template', `there is no templates/${name}`, 'template', hint);
    return [];
  }

  #source(name: string): readonly TemplateNode[] {
    const text = this.#sources.files.get(name);
    if (text !== undefined) return textOf(text);
    const hint = suggest(name, this.#sources.files.keys());
    this.fault('unknown-template', `there is no files/${name}`, 'source', hint);
    return [];
  }

  /** The files below a folder of catalog/files, by their paths there. */
  tree(folder: string): [name: string, text: string][] {
    const { files } = this.#sources;
    const found = [...files].flatMap(([name, text]): [string, string][] =>
      name.startsWith(`${folder}/`) ? [[name.slice(folder.length + 1), text]] : [],
    );
    if (found.length === 0) {
      const folders = new Set([...files.keys()].flatMap(foldersAbove));
      this.fault('unknown-template', `there is no folder files/${folder}`, 'source', suggest(folder, folders));
    }
    return found;
  }

  #parse(text: string, placeAt: (line: number, column: number) => Place): readonly TemplateNode[] {
    const { nodes, faults } = parseTemplate(text, this.#sources.parameters, this.#scope);
    const problem = ({ line, column, ...fault }: TemplateFault) => ({ ...fault, place: placeAt(line, column) });
    this.#sources.complaints.problems.push(...faults.map(problem));
    return nodes;
  }

  /** Without blocks, and values only that cannot break out of where they stand. */
  #pieces(nodes: readonly TemplateNode[], steps: readonly Step[], form: Form = FORMS.any): TextPiece[] {
    return nodes.flatMap((node): TextPiece[] => {
      if (node.kind === 'text') return [node];
      if (node.kind !== 'value') {
        this.#sources.complaints.add('unsafe-word', 'values only can stand here, no blocks', steps, BLOCKS);
        return [];
      }
      if (!mayStand(node.type, form)) {
        const message = `${referenceName(node.reference)} is a ${node.type.type}, which could hold anything`;
        this.#sources.complaints.add('unsafe-word', message, steps, PLAIN);
      }
      return [node];
    });
  }
}

/** Whether no value of a type can break out of a text of this form. */
const mayStand = (type: ParameterType, { formats, characters }: Form): boolean =>
  (!type.optional && formats?.some((format) => format === type.type)) || isPlainWord(type, characters);

/** `a` and `a/b` of `a/b/c`. */
export function foldersAbove(name: string): string[] {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

type Place = Complaints['problems'][number]['place'] & object;

const BLOCKS = 'say it with when: or each:, or declare a resource for each form of it';
const PLAIN = 'give it an enum, or a type of one word such as port, integer, path or hostname; or pass it as a flag';
