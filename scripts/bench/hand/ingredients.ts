/** What a bake by hand starts from. */
export interface HandIngredients {
  readonly role: string;
  /** Tree of the operating system. */
  readonly lower: string;
  readonly converger: string;
  /** Folder of the application, and where it goes. */
  readonly application: string;
  readonly applicationTarget: string;
  /** Generated Puppet code, a control repo. */
  readonly tree: string;
}
