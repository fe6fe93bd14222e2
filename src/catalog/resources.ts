import { unreachable } from '../problem/unreachable.ts';
import type { Complaints } from './complaints.ts';
import type { Parameter, Resource } from './model.ts';
import { suggest } from './nearest.ts';
import { isPlainWord } from './parameter-type.ts';
import type { FileResource, ProfileFile, UnitResource, Resource as WrittenResource } from './profile-types.gen.ts';
import type { Step } from './source-file.ts';
import { parseTemplate, type Reference, type TemplateNode } from './template.ts';

/** Reads the resources of one profile, filling in what its author left out. */
export class ResourceReader {
  readonly #data: ProfileFile;
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #templates: ReadonlyMap<string, string>;
  readonly #complaints: Complaints;

  constructor(
    data: ProfileFile,
    parameters: ReadonlyMap<string, Parameter>,
    templates: ReadonlyMap<string, string>,
    complaints: Complaints,
  ) {
    this.#data = data;
    this.#parameters = parameters;
    this.#templates = templates;
    this.#complaints = complaints;
  }

  all(): Resource[] {
    return this.#data.resources.map((written, index) => this.#resource(written, ['resources', index]));
  }

  #resource(written: WrittenResource, steps: Step[]): Resource {
    if ('package' in written) return { kind: 'package', name: written.package };
    if ('user' in written && !('unit' in written)) {
      return {
        kind: 'user',
        name: written.user,
        system: written.system ?? false,
        home: written.home ?? '/nonexistent',
        shell: written.shell ?? '/usr/sbin/nologin',
      };
    }
    if ('directory' in written) return { kind: 'directory', path: written.directory, ...attributes(written, '0755') };
    if ('file' in written) return this.#file(written, steps);
    if ('unit' in written) return this.#unit(written, steps);
    if ('service' in written) return { kind: 'service', name: written.service, starts: written.starts ?? 'bake' };
    return unreachable(written);
  }

  #file(written: FileResource, steps: Step[]): Resource {
    if ((written.content === undefined) === (written.template === undefined)) {
      this.#complaints.add('missing-key', `file ${written.file} needs either content or template`, steps);
    }
    const services = this.#data.resources.flatMap((one) => ('service' in one ? [one.service] : []));
    for (const [index, name] of (written.notifies ?? []).entries()) {
      if (services.includes(name)) continue;
      this.#complaints.add(
        'unknown-service',
        `this profile has no service ${name}`,
        [...steps, 'notifies', index],
        suggest(name, services),
      );
    }
    return {
      kind: 'file',
      path: written.file,
      body: this.#body(written, steps),
      notifies: written.notifies ?? [],
      ...attributes(written, '0644'),
    };
  }

  #body(written: FileResource, steps: Step[]): readonly TemplateNode[] {
    if (written.template === undefined) return this.#inline(written.content ?? '', [...steps, 'content']);
    const text = this.#templates.get(written.template);
    if (text !== undefined) return this.#template(text, this.#templatePath(written.template));
    const hint = suggest(written.template, this.#templates.keys());
    this.#complaints.add('unknown-template', `there is no templates/${written.template}`, [...steps, 'template'], hint);
    return [];
  }

  #templatePath = (name: string): string => this.#complaints.file.path.replace(/profiles\/[^/]+$/, `templates/${name}`);

  #template(text: string, path: string): readonly TemplateNode[] {
    const { nodes, faults } = parseTemplate(text, this.#parameters);
    for (const { line, column, ...fault } of faults)
      this.#complaints.problems.push({ ...fault, place: { file: path, line, column } });
    return nodes;
  }

  #inline(text: string, steps: Step[]): readonly TemplateNode[] {
    const { nodes, faults } = parseTemplate(text, this.#parameters);
    for (const { line, column, ...fault } of faults)
      this.#complaints.problems.push({ ...fault, place: this.#complaints.file.placeIn(steps, line, column) });
    return nodes;
  }

  #unit(written: UnitResource, steps: Step[]): Resource {
    return {
      kind: 'unit',
      name: written.unit.replace(/\.service$/, ''),
      description: written.description ?? `${written.unit} of ${this.#data.profile}`,
      words: this.#words(written.exec, [...steps, 'exec']),
      user: written.user,
      ...(written.reload_signal === undefined ? {} : { reloadSignal: written.reload_signal }),
    };
  }

  /** A command line as its words, which the blanks of its text part; a value is never parted. */
  #words(exec: string, steps: Step[]): (readonly TemplateNode[])[] {
    const words: TemplateNode[][] = [[]];
    for (const node of this.#inline(exec, steps)) {
      if (node.kind !== 'text') {
        words.at(-1)?.push(this.#checked(node, steps));
        continue;
      }
      for (const [index, part] of node.text.split(/ +/).entries()) {
        if (index > 0) words.push([]);
        if (part !== '') words.at(-1)?.push({ kind: 'text', text: part });
      }
    }
    return words.filter((word) => word.length > 0);
  }

  #checked(node: TemplateNode, steps: Step[]): TemplateNode {
    if (node.kind !== 'value') {
      const hint = 'declare a unit for each form of it';
      this.#complaints.add('unsafe-word', 'a command line takes values only, no blocks', steps, hint);
    } else if (!isPlainWord(node.type)) {
      const message = `${nameOf(node.reference)} is a ${node.type.type}, which could break the command line apart`;
      const hint = 'give it an enum, or type port, integer, path or hostname; or pass it as a flag';
      this.#complaints.add('unsafe-word', message, steps, hint);
    }
    return node;
  }
}

const nameOf = (reference: Reference): string => (reference.scope === 'parameter' ? reference.name : 'the item');

const attributes = (written: { owner?: string; group?: string; mode?: string }, mode: string) => ({
  owner: written.owner ?? 'root',
  group: written.group ?? written.owner ?? 'root',
  mode: written.mode ?? mode,
});
