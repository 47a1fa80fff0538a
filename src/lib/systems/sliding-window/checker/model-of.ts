import type { Intervention } from '../../../sim';
import { protocolOf } from '../protocol/protocol';
import { rulesOf } from '../protocol/rules';
import type { WindowSettings } from '../settings';
import type { Bounds, Model } from './model';

/** What a channel does to packets. */
export interface ChannelModel {
  readonly loses: boolean;
  readonly duplicates: boolean;
  /** Later packets may overtake one: up to half a window of them. */
  readonly overtakes: boolean;
}

/** What can happen in the channel of a run: by its settings, and by what is done to it. */
export function channelOf(
  s: WindowSettings,
  interventions: readonly Pick<Intervention, 'do'>[] = [],
): ChannelModel {
  const does = (...acts: Intervention['do'][]) => interventions.some((i) => acts.includes(i.do));
  return {
    loses: s.lossPercent > 0 || does('lose', 'drop', 'cut', 'partition'),
    duplicates: s.duplicatePercent > 0 || does('duplicate', 'duplicate-message'),
    overtakes: s.reorderMs > 0 || does('reorder', 'delay', 'delay-message'),
  };
}

/**
 * The window and the numbers that are checked for these settings. Windows larger than `largest` are scaled down with their
 * numbers, rounded down: the limits on windows are proportions, or a proportion and one number more, so that nothing
 * unsafe is let pass.
 */
export function scaled(
  window: number,
  numbers: number,
  largest: number,
): { readonly window: number; readonly numbers: number } {
  if (window <= largest) return { window, numbers };
  return { window: 2, numbers: Math.max(1, Math.floor((numbers * 2) / window)) };
}

/** Where the channel mixes packets up there are far more states, so only smaller windows are checked as they are. */
const largestOf = ({ overtakes, duplicates }: ChannelModel): number =>
  overtakes || duplicates ? 2 : 3;

function boundsOf(channel: ChannelModel, window: number, states: number): Bounds {
  return {
    inFlight: Math.max(2, window),
    overtaking: channel.overtakes ? Math.ceil(window / 2) : 0,
    loses: channel.loses,
    duplicates: channel.duplicates,
    states,
  };
}

interface Search {
  readonly channel?: ChannelModel;
  readonly largest?: number;
  readonly states?: number;
}

/** The rules of these settings and a channel, small enough to look at every state. */
export function modelOf(
  s: WindowSettings,
  { channel = channelOf(s), largest = largestOf(channel), states = 1_000_000 }: Search = {},
): Model {
  const whole = protocolOf(s);
  const protocol = { ...whole, ...scaled(s.window, whole.numbers, largest) };
  return { protocol, rules: rulesOf(protocol), bounds: boundsOf(channel, protocol.window, states) };
}
