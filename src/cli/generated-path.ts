/** The role that a generated file is about; paths as in the config repo. */
export const roleOfPath = (path: string): string | undefined =>
  /^(?:puppet\/data\/role|puppet\/site-modules\/role\/manifests|chef\/policyfiles|chef\/roles)\/([a-z0-9_]+)\.\w+$/.exec(
    path,
  )?.[1] ?? /^chef\/cookbooks\/role_([a-z0-9_]+)\//.exec(path)?.[1];

/** The profile that a generated file is about. */
export const profileOfPath = (path: string): string | undefined =>
  /^puppet\/site-modules\/profile\/(?:manifests|templates|files)\/([a-z0-9_]+)/.exec(path)?.[1] ??
  /^chef\/cookbooks\/profile_([a-z0-9_]+)\//.exec(path)?.[1];
