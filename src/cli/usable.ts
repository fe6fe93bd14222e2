import type { TagRecord } from '../ledger/ledger.ts';
import { refuseRevoked, whyRevoked } from '../ledger/refuse-revoked.ts';
import { visible } from './problems/visible.ts';
import type { Session } from './session.ts';
import type { OptionDeclaration, Options } from './verb.ts';

/** The option that lets a revoked image be used. */
export const REVOKED_TOO: OptionDeclaration = {
  flags: '--revoked-too',
  description: 'even if the tag, or one that it is built on, is revoked',
};

/** Refuses a revoked tag, unless it is wanted all the same; warns of one that is deprecated. */
export function refuseUnusable(session: Session, record: TagRecord, options: Options): void {
  const { deprecated } = record.standing;
  if (options['revokedToo'] !== true)
    refuseRevoked(
      record,
      `rolebake tags ${record.entry.stream}/${record.entry.name}; --revoked-too takes it all the same`,
    );
  const warnings = [whyRevoked(record), deprecated && `${record.tag} is deprecated: ${deprecated.text}`];
  for (const warning of warnings) if (warning !== undefined) session.progress.say(`  ${visible(warning)}`);
}
