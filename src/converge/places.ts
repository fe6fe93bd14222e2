/** Where things are in a machine during a converge: all below a tmpfs, so that nothing of it is in the image. */
export const PLACES = {
  root: '/run/rolebake',
  /** The bundle of Ruby, Puppet and Chef, mounted or unpacked by whoever launched the machine. */
  converger: '/run/rolebake/converger',
  /** The generated tree of one target. */
  tree: '/run/rolebake/tree',
  /** Modules or cookbooks of others that the role's profiles are bound to, a folder each. */
  pinned: '/run/rolebake/pinned',
  /** Held while the tool runs. */
  lock: '/run/rolebake/converge.lock',
  /** Whatever the tool writes for itself. */
  state: '/run/rolebake/converge',
} as const;

/** A path of the generated tree as its author knows it, or of pinned code; undefined for files of the tool itself. */
export function pathInTree(path: string | null | undefined): string | undefined {
  if (path?.startsWith(`${PLACES.pinned}/`)) return path.slice(PLACES.root.length + 1);
  return path?.startsWith(`${PLACES.tree}/`) ? path.slice(PLACES.tree.length + 1) : undefined;
}
