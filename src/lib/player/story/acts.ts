import {
  ANY,
  showSetting,
  type Act,
  type Intervention,
  type RunResult,
  type SettingValue,
} from '../../sim';
import { capital, listed, spanText, type Names } from './words';
import type { Scene } from './types';

/** Puts an end to a fault, or has nothing to do with one. */
export function isMend(act: Act): boolean {
  if (act.do === 'slow') return act.factor === 1;
  if (act.do === 'skew') return act.offset === 0 && act.ppm === 0;
  if ('share' in act) return act.share === 0;
  return ['restart', 'resume', 'recover', 'heal-link', 'heal'].includes(act.do);
}

/** What was done: as in "without the crash", and where that differs, as in "4.0 s after the losses began". */
const NOUNS: Record<Act['do'], readonly [noun: string, since?: string]> = {
  crash: ['the crash'],
  restart: ['the restart'],
  pause: ['the pause', 'the pause began'],
  resume: ['the end of the pause'],
  wipe: ['the wipe of the disk', 'the disk was wiped'],
  'fail-fast': ['the failure', 'the failure began'],
  recover: ['the recovery'],
  slow: ['the slowdown', 'the slowdown began'],
  skew: ['the clock’s error', 'the clock was set'],
  cut: ['the cut'],
  'heal-link': ['the repair of the link', 'the link was restored'],
  partition: ['the network split'],
  heal: ['the repair of the network', 'the network healed'],
  lose: ['the losses', 'the losses began'],
  duplicate: ['the duplicates', 'the duplicates began'],
  corrupt: ['the corruption', 'the corruption began'],
  delay: ['the delays', 'the delays began'],
  reorder: ['the reordering', 'the reordering began'],
  drop: ['the loss of the message', 'the message was dropped'],
  'duplicate-message': ['the second copy', 'the message was duplicated'],
  'delay-message': ['the delay', 'the message was held back'],
  set: ['the change'],
  operate: ['the command'],
};

export const nounOf = ({ do: what }: Pick<Act, 'do'>): string => NOUNS[what][0];
export const sinceOf = ({ do: what }: Pick<Act, 'do'>): string => NOUNS[what][1] ?? NOUNS[what][0];

/** Nodes that an act is done to; of a whole network all. */
export function nodesOf(act: Act, names: Names, { trace }: RunResult, scene: Scene): string[] {
  const ids = (...some: string[]) => [...new Set(some.flatMap((id) => names.members(id)))];
  if ('node' in act) return ids(act.node);
  if (act.do === 'partition') return ids(...act.groups.flat());
  if ('from' in act) return ids(act.from, act.to);
  if ('message' in act && trace && act.message < trace.from.length) {
    const { nodes } = scene.topology;
    return [trace.from, trace.to].map((ends) => nodes[ends[act.message]].id);
  }
  return [];
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} % of messages`;
const some = (share: number): string => (share < 1 ? percent(share) : 'Messages');

/** Acts of one kind at one time are told together, where they are done to nodes and take no argument. */
const TOGETHER: readonly Act['do'][] = ['crash', 'restart', 'pause', 'resume', 'recover'];

export const isAlike = (a: Intervention, b: Intervention): boolean =>
  a.at === b.at && a.do === b.do && TOGETHER.includes(a.do);

/** Acts that are alike, in a sentence: "Node 1, node 4 and node 7 restart." */
export function actsText(
  acts: readonly Intervention[],
  names: Names,
  run: RunResult,
  scene: Scene,
): string {
  if (acts.length === 1) return actText(acts[0], names, run, scene);
  const who = listed(acts.flatMap((act) => ('node' in act ? names.of(act.node) : [])));
  return `${capital(who)} ${acts[0].do}.`;
}

/** An act in a sentence, in the present: "Server 3 crashes." */
function actText(act: Intervention, names: Names, run: RunResult, scene: Scene): string {
  if ('node' in act) return nodeText(act, names, scene);
  if ('message' in act) return messageText(act, names, run, scene);
  if ('from' in act) return linkText(act, names);
  switch (act.do) {
    case 'partition': {
      const sides = act.groups.map((side) => listed(side.map((id) => names.of(id))));
      return `The network splits: ${sides.join(' | ')}.`;
    }
    case 'set':
      return settingText(act, run, scene);
    default:
      return 'The network heals.';
  }
}

/** The value that a setting has before the act that changes it. */
function valueBefore(act: Intervention & SetAct, { recipe }: RunResult): SettingValue | undefined {
  const { interventions, settings } = recipe;
  const before = [...interventions]
    .sort((a, b) => a.at - b.at)
    .filter((a): a is Intervention & SetAct => a.do === 'set' && a.setting === act.setting);
  const i = before.indexOf(act);
  return i > 0 ? before[i - 1].value : settings[act.setting];
}

type SetAct = Extract<Act, { do: 'set' }>;

function settingText(act: Intervention & SetAct, run: RunResult, { fields }: Scene): string {
  const { setting, value } = act;
  const before = valueBefore(act, run);
  if (!Object.hasOwn(fields, setting)) return `“${setting}” is set to ${value}.`;
  const field = fields[setting];
  if (field.type === 'boolean')
    return `“${field.title}” is switched ${value === 'true' ? 'on' : 'off'}.`;
  const quoted = (some: SettingValue): string => {
    const shown = showSetting(field, some);
    return field.type === 'choice' ? `“${shown}”` : shown;
  };
  const from = before === undefined ? '' : ` from ${quoted(before)}`;
  return `“${field.title}” is changed${from} to ${quoted(value)}.`;
}

type NodeAct = Extract<Act, { node: string }>;

function nodeText(act: NodeAct, names: Names, { topology }: Scene): string {
  const who = capital(names.of(act.node));
  const isMany = names.isMany(act.node);
  const does = (verb: string) => (isMany ? verb : /sh$/.test(verb) ? `${verb}es` : `${verb}s`);
  switch (act.do) {
    case 'wipe':
      return `The disk of ${names.of(act.node)} is wiped.`;
    case 'fail-fast':
      return `${who} ${does('answer')} every request with an error.`;
    case 'slow':
      if (act.factor === 1) return `${who} ${does('work')} at normal speed again.`;
      return `${who} ${does('take')} ${act.factor} times as long for any work.`;
    case 'skew': {
      if (act.offset === 0 && act.ppm === 0)
        return `The clock of ${names.of(act.node)} is right again.`;
      const off = `${spanText(Math.abs(act.offset))} ${act.offset < 0 ? 'slow' : 'fast'}`;
      const drift = act.ppm === 0 ? '' : ` and drifts by ${act.ppm} ppm`;
      return `The clock of ${names.of(act.node)} is ${off}${drift}.`;
    }
    case 'operate': {
      const node = topology.nodes.find((n) => n.id === act.node);
      const operation = node?.behaviour.operations?.find((o) => o.id === act.operation);
      const what = operation?.title ?? act.operation;
      return `${who}: ${what}${argumentText(what, act.argument, topology, names)}.`;
    }
    default:
      return `${who} ${does(act.do)}.`;
  }
}

/** What an operation is told to do it with: "Send news to B", "Add backends (2)". */
function argumentText(what: string, argument: string, { nodes }: Scene['topology'], names: Names) {
  if (!argument) return '';
  const called = nodes.some(({ id }) => id === argument) ? names.of(argument) : argument;
  return / (to|of|from|for|with)$/.test(what) ? ` ${called}` : ` (${called})`;
}

type LinkAct = Extract<Act, { from: string }>;

function linkText(act: LinkAct, names: Names): string {
  const [from, to] = [names.of(act.from), names.of(act.to)];
  if ('both' in act) {
    const link = `The link ${act.both ? `between ${from} and ${to}` : `from ${from} to ${to}`}`;
    return `${link} is ${act.do === 'cut' ? 'cut' : 'restored'}.`;
  }
  const way = act.from === ANY && act.to === ANY ? '' : ` from ${from} to ${to}`;
  const share = act.share;
  if (share === 0) return `Messages${way} travel undisturbed again.`;
  switch (act.do) {
    case 'delay':
      return `${some(share)}${way} take ${spanText(act.by)} longer.`;
    case 'reorder':
      return `${some(share)}${way} are held up by as much as ${spanText(act.by)} and overtake each other.`;
    default: {
      const done = { lose: 'lost', duplicate: 'duplicated', corrupt: 'corrupted' }[act.do];
      return `${some(share)}${way} are ${done}.`;
    }
  }
}

type MessageAct = Extract<Act, { message: number }>;

function messageText(act: MessageAct, names: Names, { trace }: RunResult, scene: Scene): string {
  const { nodes } = scene.topology;
  const known = trace && act.message < trace.from.length ? trace : null;
  const label = (i: number) => names.of(nodes[i].id);
  const what = known
    ? `The message “${known.names[known.type[act.message]]}” from ${label(known.from[act.message])} to ${label(known.to[act.message])}`
    : `Message ${act.message}`;
  if (act.do === 'delay-message') return `${what} is held back for ${spanText(act.by)}.`;
  return `${what} is ${act.do === 'drop' ? 'dropped' : 'duplicated'}.`;
}
