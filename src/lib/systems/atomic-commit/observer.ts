import { observer as maker, type World } from '../../sim';
import { facts, noteLost, showStanding, type Observed } from './facts';
import type { settings } from './settings';
import type { topology } from './topology';

/** Knows what no caller does: whether a call that was not answered lost its request or its reply. */
export const observer = maker<World<typeof settings, typeof topology>>()({
  facts,
  begin: (): Observed => ({
    outstanding: new Map(),
    lost: new Map(),
    known: { of: '', found: { orphans: 0, bare: 0 } },
    isOff: false,
    shown: new Map(),
  }),
  sends: ['transact'],
  senders: ['instances'],
  send({ outstanding, lost }, world, from, to, { id }) {
    if (world.settings.mode !== 'naive' || to !== world.at.participants[1].index) return;
    // The same call again: whatever it sent before did not come to an answer.
    const before = outstanding.get(id);
    if (before) noteLost(lost, before);
    outstanding.delete(id);
    outstanding.set(id, { from, at: world.now, arrived: false });
  },
  delivers: ['transact', 'committed', 'conflict'],
  receivers: ['participants', 'instances'],
  deliver({ outstanding }, world, from, to, message) {
    const wallets = world.at.participants[1].index;
    if (message.type === 'transact') {
      const call = to === wallets ? outstanding.get(message.id) : undefined;
      if (call) call.arrived = true;
    } else if (from === wallets && (message.type === 'committed' || message.type === 'conflict'))
      outstanding.delete(message.id);
  },
  step(seen, world, show) {
    if (world.history !== null) showStanding(seen, world, show);
  },
});
