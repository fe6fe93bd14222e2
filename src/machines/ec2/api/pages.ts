/** AWS's longest page; with a page's size given, a call counts as one that asks for part of what there is. */
const PAGE = 1_000;

/** All pages of a Describe, one after the other. */
export async function allPages<Page extends { readonly NextToken?: string | undefined }, T>(
  ask: (page: { readonly MaxResults: number; readonly NextToken?: string }) => Promise<Page>,
  items: (page: Page) => readonly T[] | undefined,
): Promise<T[]> {
  const all: T[] = [];
  for (let token: string | undefined; ; ) {
    const page = await ask({ MaxResults: PAGE, ...(token ? { NextToken: token } : {}) });
    all.push(...(items(page) ?? []));
    token = page.NextToken;
    if (!token) return all;
  }
}
