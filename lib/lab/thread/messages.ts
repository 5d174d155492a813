import type { RegionLinkOptions } from '../link/region-link';

/** What can run in a thread of its own, and what each is opened with. */
export interface ThreadOptions {
  readonly link: RegionLinkOptions;
  readonly witness: { readonly folder: string; readonly host: string };
}

export type ThreadKind = keyof ThreadOptions;

/** Calls a method of what runs there, or reads a property. */
export interface Question {
  readonly id: number;
  readonly method: string;
  readonly args: unknown[];
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  /** What was thrown. */
  readonly failure?: unknown;
}
