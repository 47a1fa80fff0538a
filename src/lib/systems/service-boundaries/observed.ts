import type { Deployment } from './nodes/endpoints';
import type { Noted } from './notes';

/** What an observer who sees every process notes. No node reads it. */
export interface Observed {
  /** By endpoint, requests that were sent while a process of their deployment was down, and those of them answered. */
  readonly begunDown: Readonly<Record<Deployment, number[]>>;
  readonly okDown: Readonly<Record<Deployment, number[]>>;
  /** For each request whether that was so. */
  readonly down: Readonly<Record<Deployment, Uint8Array>>;
  readonly noted: Noted;
}
