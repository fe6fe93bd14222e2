import semver from 'semver';
import { suggest } from '../nearest.ts';
import type { Complaints } from '../source/complaints.ts';
import type { ComponentRule, Member, Rule } from './release.ts';

/** The component that a rule is about: `app/shop`. */
export function subjectOf(rule: ComponentRule): string {
  if ('same' in rule) return rule.same;
  return 'at_least' in rule ? rule.at_least.slice(0, rule.at_least.lastIndexOf('@')) : rule.version;
}

/** A range as npm reads it. */
export const versionFits = (version: string, range: string): boolean => semver.satisfies(version, range);

/** Complains of rules that could never say anything. Systems of other names are left to the cut: bakes choose them. */
export function checkRules(rules: readonly Rule[], members: readonly Member[], complaints: Complaints): void {
  const names = members.map(({ role }) => `role/${role.name}`);
  const known = [...names, ...members.flatMap(({ role }) => (role.application ? [`app/${role.application}`] : []))];
  for (const [index, rule] of rules.entries()) {
    if ('channel' in rule) continue;
    const subject = subjectOf(rule);
    const key = Object.keys(rule)[0] ?? '';
    if (/^(app|role)\//.test(subject) && !known.includes(subject)) {
      const message = `no role of this release is made from ${subject}`;
      complaints.add('unknown-member', message, ['rules', index, key], suggest(subject, new Set(known)));
    }
    if ('version' in rule && semver.validRange(rule.is) === null) {
      const message = `${JSON.stringify(rule.is)} is no range of versions`;
      complaints.add('wrong-value', message, ['rules', index, 'is'], 'write it as npm does: ">=1.2.0 <2.0.0"');
    }
  }
}
