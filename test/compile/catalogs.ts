import { join } from 'node:path';
import { type CatalogFiles, readCatalogFiles } from '../../src/catalog/files.ts';
import { loadCatalog } from '../../src/catalog/load.ts';
import type { Catalog } from '../../src/catalog/model.ts';

export const ROOT = join(import.meta.dirname, '../..');

const platform = (): CatalogFiles => readCatalogFiles(join(ROOT, 'role-templates/platform'), 'rolebake:');

/** The example that is shown to people. */
export const shopFiles = (): CatalogFiles => readCatalogFiles(join(ROOT, 'examples/shop/catalog'), 'catalog/');

/** The larger example: roles composed of traits. */
export const estateFiles = (): CatalogFiles => readCatalogFiles(join(ROOT, 'examples/estate/catalog'), 'catalog/');

/** Every feature of the language, with text that would be code in some language or other. */
export const nastyFiles = (): CatalogFiles => readCatalogFiles(join(import.meta.dirname, 'nasty/catalog'), 'catalog/');

/** A catalog that must be right. */
export function catalogOf(files: CatalogFiles): Catalog {
  const checked = loadCatalog(files, platform());
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, null, 2));
  return checked.value;
}
