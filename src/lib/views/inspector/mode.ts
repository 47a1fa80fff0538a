import type { Mode } from '../../sim';
import { sourceOf } from '../states/machines';
import { leavesOf, regionsOf } from '../states/structure';
import { keyWords } from './values';

/** A node's mode for people: "follower", and what its statechart says of it in a sentence; "" where it says nothing. */
export interface ModeWords {
  readonly host: Mode['host'];
  readonly role: string;
  readonly description: string;
}

/** @param machine the statechart that the node's modes follow */
export function modeWords(mode: Mode, machine: object | undefined): ModeWords {
  const source = sourceOf(machine);
  const leaves = source ? regionsOf(source).flatMap(({ box }) => leavesOf(box)) : [];
  const description = leaves.find(({ key }) => key === mode.role)?.description ?? '';
  return { host: mode.host, role: keyWords(mode.role), description };
}
