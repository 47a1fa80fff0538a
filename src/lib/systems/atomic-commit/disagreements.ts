import { tableIn } from '../../nodes/service/database';
import type { World } from '../../sim';
import type { settings } from './settings';
import type { topology } from './topology';

type CommitBase = World<typeof settings, typeof topology>;

/** Where the databases disagree for good: what a transaction under way will still put right does not count. */
export interface Disagreements {
  /** Wallets whose owner is no user. */
  readonly orphans: number;
  /** Users without a wallet. */
  readonly bare: number;
}

/** Users whose sign-up somebody is still busy with. */
function underWay({ at }: CommitBase): Set<number> {
  const busy = new Set<number>();
  for (const { durable } of at.participants)
    for (const { prepare } of durable.prepared.values()) busy.add(prepare.user);
  for (const { volatile: v } of at.instances)
    for (const { signUp } of v.calls.values()) busy.add(signUp.user);
  return busy;
}

/** Everything that the comparison depends on, in short: it is made anew only where this has changed. */
function signature({ at }: CommitBase): string {
  const databases = at.participants.map(({ durable: d }) => {
    const { rows, states } = tableIn(d, 'users');
    return `${rows.size} ${states.active} ${states.cancelled} ${d.owned.size} ${d.surplus} ${d.prepared.size}`;
  });
  return `${databases.join()} ${at.instances.map(({ volatile: v }) => v.calls.size).join()}`;
}

/** Compares users and wallets as an auditor would. `known` is what it came to last, and is kept up to date. */
export function disagreements(
  known: { of: string; found: Disagreements },
  world: CommitBase,
): Disagreements {
  const of = signature(world);
  if (of !== known.of) {
    known.of = of;
    known.found = compare(world);
  }
  return known.found;
}

function compare(world: CommitBase): Disagreements {
  const busy = underWay(world);
  const { rows } = tableIn(world.at.participants[0].durable, 'users');
  const owners = world.at.participants.map(({ durable }) => durable.owned);
  const isThere = (user: number) => {
    const state = rows.get(user)?.state;
    return state !== undefined && state !== 'cancelled';
  };
  let orphans = 0;
  for (const owned of owners)
    for (const [user, n] of owned) if (!isThere(user) && !busy.has(user)) orphans += n;
  let bare = 0;
  for (const [user, { state }] of rows) {
    if (state !== 'active' || busy.has(user)) continue;
    if (owners.every((owned) => (owned.get(user) ?? 0) === 0)) bare++;
  }
  return { orphans, bare };
}
