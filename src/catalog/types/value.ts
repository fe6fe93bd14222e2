/** What a catalog value can be once it is checked: JSON. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
