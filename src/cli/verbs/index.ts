import type { Verb } from '../verb.ts';
import { appTagVerb } from './app-tag.ts';
import { bakeVerb } from './bake.ts';
import { compileVerb } from './compile.ts';
import { completionVerb } from './completion.ts';
import { demoteVerb } from './demote.ts';
import { deprecateVerb } from './deprecate.ts';
import { diffVerb } from './diff.ts';
import { docVerb } from './doc.ts';
import { doctorVerb } from './doctor.ts';
import { downVerb } from './down.ts';
import { errorVerb } from './error.ts';
import { explainVerb } from './explain.ts';
import { exportVerb } from './export.ts';
import { headsVerb } from './heads.ts';
import { historyVerb } from './history.ts';
import { jobsVerb } from './jobs.ts';
import { jobsCancelVerb } from './jobs-cancel.ts';
import { jobsFollowVerb } from './jobs-follow.ts';
import { jobsRetryVerb } from './jobs-retry.ts';
import { jobsShowVerb } from './jobs-show.ts';
import { jobsTimelineVerb } from './jobs-timeline.ts';
import { launchVerb } from './launch.ts';
import { ledgerAcceptVerb } from './ledger-accept.ts';
import { ledgerRepairVerb } from './ledger-repair.ts';
import { ledgerSignVerb } from './ledger-sign.ts';
import { ledgerVerifyVerb } from './ledger-verify.ts';
import { lineageVerb } from './lineage.ts';
import { machinesVerb } from './machines.ts';
import { newCatalogVerb } from './new-catalog.ts';
import { newProfileVerb } from './new-profile.ts';
import { newRoleVerb } from './new-role.ts';
import { noteVerb } from './note.ts';
import { osUpdateVerb } from './os-update.ts';
import { pinsVerb } from './pins.ts';
import { pinsLockVerb } from './pins-lock.ts';
import { planVerb } from './plan.ts';
import { promoteVerb } from './promote.ts';
import { publishVerb } from './publish.ts';
import { pullVerb } from './pull.ts';
import { recoverVerb } from './recover.ts';
import { releaseCutVerb } from './release-cut.ts';
import { releaseDiffVerb } from './release-diff.ts';
import { reproduceVerb } from './reproduce.ts';
import { revokeVerb } from './revoke.ts';
import { rollbackVerb } from './rollback.ts';
import { sbomVerb } from './sbom.ts';
import { schemaVerb } from './schema.ts';
import { showVerb } from './show.ts';
import { sshVerb } from './ssh.ts';
import { statusVerb } from './status.ts';
import { storePruneVerb } from './store-prune.ts';
import { storeRepairVerb } from './store-repair.ts';
import { storeVerifyVerb } from './store-verify.ts';
import { tagsVerb } from './tags.ts';
import { terminateVerb } from './terminate.ts';
import { traceVerb } from './trace.ts';
import { upVerb } from './up.ts';

/** All verbs, in the order in which help shows them. */
export const VERBS: readonly Verb[] = [
  newCatalogVerb,
  newProfileVerb,
  newRoleVerb,
  compileVerb,
  explainVerb,
  traceVerb,
  docVerb,
  osUpdateVerb,
  appTagVerb,
  pinsVerb,
  pinsLockVerb,
  planVerb,
  bakeVerb,
  jobsVerb,
  jobsShowVerb,
  jobsTimelineVerb,
  jobsFollowVerb,
  jobsCancelVerb,
  jobsRetryVerb,
  tagsVerb,
  headsVerb,
  historyVerb,
  lineageVerb,
  diffVerb,
  showVerb,
  promoteVerb,
  demoteVerb,
  deprecateVerb,
  revokeVerb,
  noteVerb,
  sbomVerb,
  reproduceVerb,
  releaseCutVerb,
  releaseDiffVerb,
  upVerb,
  statusVerb,
  rollbackVerb,
  downVerb,
  launchVerb,
  machinesVerb,
  sshVerb,
  terminateVerb,
  recoverVerb,
  exportVerb,
  storeVerifyVerb,
  storeRepairVerb,
  storePruneVerb,
  publishVerb,
  pullVerb,
  ledgerVerifyVerb,
  ledgerRepairVerb,
  ledgerSignVerb,
  ledgerAcceptVerb,
  errorVerb,
  schemaVerb,
  doctorVerb,
  completionVerb,
];
