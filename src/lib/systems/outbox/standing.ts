import { heldUpIn, lagsIn } from '../../nodes/message-queue/partitioned-log';
import { tableIn } from '../../nodes/service/database';
import { TOPICS } from '../../nodes/service/messages';
import { ms, SECOND, type Show, type World } from '../../sim';
import { changes } from '../facts';
import { LANES, type Fact } from './facts';
import { countLost } from './losses';
import type { Observed } from './observed';
import type { settings } from './settings';
import type { topology } from './topology';

type OutboxBase = World<typeof settings, typeof topology>;

/** Deliveries younger than this are simply being worked on. */
const LATE = SECOND / 2;

/** Shows all facts that stand after an event and have changed. */
export function showStanding(seen: Observed, world: OutboxBase, show: Show<Fact>): void {
  const { visitors, users, usersDb, relay, broker, walletsDb, desk } = world.at;
  const tell = changes(seen.shown, show);
  const { rows, states } = tableIn(usersDb.durable, 'users');
  tell(users.index, 'lost', lostEvents(seen, world));
  tell(users.index, 'wrongly', seen.wrongly);
  tell(users.index, 'cancelled', states.cancelled ?? 0);
  tell(usersDb.index, 'outbox', tableIn(usersDb.durable, 'outbox').rows.size);
  tell(usersDb.index, 'pending', states.pending ?? 0);
  tell(usersDb.index, 'active', states.active ?? 0);
  if (relay) tell(relay.index, 'republished', seen.republished);
  tell(walletsDb.index, 'orphaned', orphaned(seen, world));
  tell(walletsDb.index, 'surplus', walletsDb.durable.surplus);
  tell(walletsDb.index, 'wallets', tableIn(walletsDb.durable, 'wallets').states.open ?? 0);
  const store = broker.durable.stores[TOPICS.users];
  if (Array.isArray(store)) {
    tell(broker.index, 'heldUp', heldUpIn(store));
    if (store.length <= LANES.length)
      lagsIn(store).forEach((lag, i) => tell(broker.index, LANES[i], lag));
  }
  tell(desk.index, 'abandoned', Number(world.settings.deadLetters === 'nobody'));
  tell(desk.index, 'handled', broker.durable.tallies[TOPICS.dead].acknowledged);
  const [oldest] = seen.pending;
  const row = rows.get(oldest);
  const waited = row ? world.since(row.inserted) : 0;
  tell(visitors.index, 'longest', Math.floor(waited / SECOND));
  showTimeOut(seen, world, { oldest, waited }, show);
  showRedelivery(seen, world, show);
}

function lostEvents({ losses }: Observed, { settings, at, now }: OutboxBase): number {
  // Elsewhere the event is in the outbox or in the database's log, where no process can lose it.
  if (settings.mode !== 'dual-write') losses.awaited.clear();
  return countLost(losses, at.users.volatile, now);
}

/** Wallets of users who are CANCELLED. Under the user's id a cancellation closes the very row of the wallet. */
function orphaned({ cancelled }: Observed, { settings, at }: OutboxBase): number {
  if (settings.dedupe === 'user') return 0;
  const { owned } = at.walletsDb.durable;
  let n = 0;
  for (const user of cancelled) if ((owned.get(user) ?? 0) > 0) n++;
  return n;
}

interface Oldest {
  readonly oldest: number | undefined;
  readonly waited: number;
}

/** The clock of the user who has been PENDING longest, where there is one. */
function showTimeOut(
  { clocks }: Observed,
  { settings, at }: OutboxBase,
  { oldest, waited }: Oldest,
  show: Show<Fact>,
): void {
  const patience = ms(settings.giveUpMs);
  const runs = oldest !== undefined && waited > Math.min(SECOND, patience / 2);
  const whose = runs && patience > waited ? oldest : 0;
  if (whose === clocks.pending) return;
  clocks.pending = whose;
  show(at.users.index, 'cancelIn', whose ? patience - waited : 0);
}

/** The clock of the delivery that has waited longest for its acknowledgement. */
function showRedelivery(
  { handedOut, clocks }: Observed,
  { settings, at, now }: OutboxBase,
  show: Show<Fact>,
): void {
  const visibility = ms(settings.visibilityMs);
  let oldest: { receipt: number; at: number } | null = null;
  for (const [id, delivery] of handedOut) {
    oldest = delivery;
    if (now - delivery.at < visibility) break;
    handedOut.delete(id);
    oldest = null;
  }
  const late = oldest !== null && now - oldest.at > LATE ? oldest : null;
  const whose = late?.receipt ?? 0;
  if (whose === clocks.delivery) return;
  clocks.delivery = whose;
  show(at.broker.index, 'redelivery', late ? visibility - (now - late.at) : 0);
}
