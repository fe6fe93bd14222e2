import type { Tool } from '../../catalog/resources/tools.ts';
import type { Stamp } from '../stamp.ts';
import type { InputTable } from './input-table.ts';
import type { Kept } from './kept.ts';
import type { KnownGround } from './known-ground.ts';
import type { OutputStamps } from './output-stamps.ts';
import type { OutputColumns } from './output-table.ts';

/** A role that the last compile gave files for, from `roles/NAME.yaml`. */
export interface CompiledRole {
  readonly name: string;
  readonly profiles: readonly string[];
  /** The one tool that all of its profiles are made for; absent: both. */
  readonly only?: Tool;
}

/** What a compile that went well leaves for the next one. */
export interface LastCompile {
  /** Of rolebake itself: another one may compile otherwise. */
  readonly build: string;
  readonly inputs: InputTable;
  /** In the order of their names. */
  readonly roles: readonly CompiledRole[];
  /** When inputs were looked at: milliseconds since 1970. */
  readonly looked: number;
  /** Of the manifest. */
  readonly manifest: Stamp;
  readonly columns: Kept<OutputColumns>;
  readonly stamps: Kept<OutputStamps>;
  readonly ground: Kept<KnownGround>;
}
