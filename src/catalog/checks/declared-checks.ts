import type { Parameter } from '../model.ts';
import type { Check as WrittenCheck } from '../profile-types.gen.ts';
import { type Meaning, valueAt } from '../resources/evaluate.ts';
import type { Complaints } from '../source/complaints.ts';
import type { Placing } from '../source/placing.ts';
import type { Step } from '../source/source-file.ts';
import { parseTemplate, type TemplateNode } from '../templates/template.ts';
import { expectationOf } from './expectation.ts';

/** A check as a profile or role declares it: its texts may hold values that only a role knows. */
export interface DeclaredCheck {
  readonly written: WrittenCheck;
  /** Who says so, such as `profile nginx_front`. */
  readonly source: string;
  /** Its place in the list, from 0. */
  readonly index: number;
  /** The file that declares it. */
  readonly file: Placing;
  /** The texts of it that hold values, by how they are written. */
  readonly texts: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Reads the checks of a file but for those that are wrong, which go into complaints. */
export function declaredChecks(
  written: readonly WrittenCheck[],
  source: string,
  parameters: ReadonlyMap<string, Parameter>,
  complaints: Complaints,
): DeclaredCheck[] {
  const { file } = complaints;
  return written.flatMap((check, index) => {
    const steps = ['checks', index];
    const before = complaints.problems.length;
    const texts = new Map<string, readonly TemplateNode[]>();
    for (const [path, text] of textsIn(check, steps))
      if (text.includes('{{')) texts.set(text, inline(text, path, parameters, complaints));
    if ('port' in check) checkPort(texts.get(String(check.port)) ?? [], complaints, [...steps, 'port']);
    const expects = texts.size > 0 ? undefined : expectationOf(check);
    if (expects && 'message' in expects)
      complaints.add('wrong-value', expects.message, [...steps, expects.key], expects.hint);
    return complaints.problems.length > before ? [] : [{ written: check, source, index, file, texts }];
  });
}

function checkPort(nodes: readonly TemplateNode[], complaints: Complaints, steps: readonly Step[]): void {
  for (const node of nodes)
    if (node.kind === 'value' && node.type.type !== 'port' && node.type.type !== 'integer')
      complaints.add('wrong-type', `a ${node.type.type} cannot be a port`, steps, 'a parameter of type port');
}

/** The check with the values of a role in it; what has no value is empty. */
export const filledCheck = ({ written, texts }: DeclaredCheck, meaning: Meaning): WrittenCheck =>
  texts.size === 0 ? written : (filled(written, texts, meaning) as WrittenCheck);

function textsIn(value: unknown, steps: readonly Step[]): [steps: readonly Step[], text: string][] {
  if (typeof value === 'string') return [[steps, value]];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  if ('line' in value) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...steps, isList ? Number(key) : key]));
}

function inline(
  text: string,
  steps: readonly Step[],
  parameters: ReadonlyMap<string, Parameter>,
  complaints: Complaints,
): readonly TemplateNode[] {
  const { nodes, faults } = parseTemplate(text, parameters);
  for (const { line, column, ...fault } of faults)
    complaints.problems.push({ ...fault, place: complaints.file.placeIn(steps, line, column) });
  if (nodes.some((node) => node.kind === 'each' || node.kind === 'if'))
    complaints.add('invalid-template', 'a check takes values only, no blocks', steps, 'a check for each form of it');
  return nodes;
}

function filled(value: unknown, texts: DeclaredCheck['texts'], meaning: Meaning): unknown {
  if (typeof value === 'string')
    return (
      texts
        .get(value)
        ?.map((node) => pieceOf(node, meaning))
        .join('') ?? value
    );
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => filled(inner, texts, meaning));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, texts, meaning)]));
}

function pieceOf(node: TemplateNode, meaning: Meaning): string {
  if (node.kind === 'text') return node.text;
  return node.kind === 'value' ? String(valueAt(node.reference, meaning) ?? '') : '';
}
