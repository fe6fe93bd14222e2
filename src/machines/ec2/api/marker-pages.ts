/** The longest page of Elastic Load Balancing. */
const PAGE = 400;

/** All pages of a Describe of Elastic Load Balancing, one after the other. */
export async function allMarkerPages<Page extends { readonly NextMarker?: string | undefined }, T>(
  ask: (page: { readonly PageSize: number; readonly Marker?: string }) => Promise<Page>,
  items: (page: Page) => readonly T[] | undefined,
): Promise<T[]> {
  const all: T[] = [];
  for (let marker: string | undefined; ; ) {
    const page = await ask({ PageSize: PAGE, ...(marker ? { Marker: marker } : {}) });
    all.push(...(items(page) ?? []));
    marker = page.NextMarker;
    if (!marker) return all;
  }
}
