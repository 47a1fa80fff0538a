import { mod, type Ack, type Data, type Protocol, type ReceiverState } from './protocol';
import type { ReceiverRule } from './rules';

interface ReceiverEffects {
  /** Hands a payload to the application. */
  deliver(payload: number): void;
  send(ack: Ack): void;
}

/** How far after the expected packet this one is, as far as a number can say. */
const distance = (p: Protocol, r: ReceiverState, { seq }: Data): number =>
  mod(seq - r.next, p.numbers);

const CONDITIONS: Readonly<
  Record<ReceiverRule['when'], (p: Protocol, r: ReceiverState, data: Data) => boolean>
> = {
  expected: (p, r, data) => distance(p, r, data) === 0,
  ahead: (p, r, data) => distance(p, r, data) < p.window,
  otherwise: () => true,
};

/** What the receiver says: `seq` about one packet, where it names single ones, and how far it has come. */
function acknowledge(
  p: Protocol,
  upTo: number,
  { seq, payload }: Data,
  single: boolean,
  fx: ReceiverEffects,
): void {
  const named = single && (p.ack === 'each' || p.ack === 'both') ? seq : null;
  const all = p.ack === 'cumulative' || p.ack === 'both' ? mod(upTo, p.numbers) : null;
  if (named !== null || all !== null) fx.send({ type: 'ack', seq: named, upTo: all, of: payload });
}

type Does = (p: Protocol, r: ReceiverState, data: Data, fx: ReceiverEffects) => void;

const ACTIONS: Readonly<Record<ReceiverRule['does'][number], Does>> = {
  deliver(_p, r, data, fx) {
    fx.deliver(data.payload);
    r.next++;
  },
  'deliver-held'(_p, r, _data, fx) {
    // The packet that was expected has just come; what stands first now is the one after it.
    while (r.held.length > 0) {
      const payload = r.held.shift()!;
      if (payload === null) break;
      fx.deliver(payload);
      r.next++;
    }
  },
  keep(p, r, data) {
    const slot = distance(p, r, data) - 1;
    while (r.held.length <= slot) r.held.push(null);
    r.held[slot] ??= data.payload;
  },
  discard: () => undefined,
  acknowledge: (p, r, data, fx) => acknowledge(p, r.next - 1, data, true, fx),
  'repeat-ack': (p, r, data, fx) => acknowledge(p, r.next - 1, data, false, fx),
  'acknowledge-discarded': (p, _r, data, fx) => acknowledge(p, data.seq, data, true, fx),
};

/** Applies the rule that fits; returns its id. Changes `r`. */
export function receiverReacts(
  rules: readonly ReceiverRule[],
  p: Protocol,
  r: ReceiverState,
  data: Data,
  fx: ReceiverEffects,
): string {
  const rule = rules.find(({ when }) => CONDITIONS[when](p, r, data))!;
  for (const does of rule.does) ACTIONS[does](p, r, data, fx);
  return rule.id;
}
