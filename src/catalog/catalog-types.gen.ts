/* Generated from schemas/catalog.schema.json by `npm run types`; change the schema instead. */

/**
 * catalog/catalog.yaml: what holds for all roles
 */
export interface CatalogFile {
  /**
   * Where an editor finds the schema of this file; rolebake does not look at it
   */
  $schema?: string;
  /**
   * Name of the catalog: lower-case words joined by _, such as shop
   */
  catalog: string;
  /**
   * The stream of operating systems that roles are baked on
   */
  os: 'debian-12';
  /**
   * The program that sends logs to the collector, the same for all roles
   */
  shipper?: 'rsyslog' | 'syslog-ng' | 'fluent-bit' | 'vector';
  /**
   * Who answers for the generated code
   */
  maintainer?: string;
  /**
   * An address, such as shop@example.org
   */
  maintainer_email?: string;
  /**
   * Where the catalog is kept, such as https://git.example.org/shop
   */
  source?: string;
}
