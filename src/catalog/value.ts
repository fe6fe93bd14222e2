/** What a catalog value can be once it is checked: JSON without fractions. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
