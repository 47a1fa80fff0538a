import { ANY } from '../../sim';

/** What a form asks for. A link's ends may be any node; a split asks for a side for each node. */
export type Field =
  | { readonly id: 'node' | 'from' | 'to'; readonly label: string }
  | {
      readonly id: 'amount' | 'share' | 'by' | 'ppm';
      readonly label: string;
      readonly unit: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly at: number;
    }
  | { readonly id: 'sides'; readonly label: string };

/** What was filled in. Ends of links may be `*`; sides are 0, 1, 2 by node. */
export interface Filled {
  readonly node: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly share: number;
  readonly by: number;
  readonly ppm: number;
  readonly sides: Readonly<Record<string, number>>;
}

/** A fault as a form, and the line that it makes: the same line that the command line takes after a time. */
export interface FaultForm {
  readonly id: string;
  readonly title: string;
  /** The letter that chooses it where all are offered: the widget's own where that has one. */
  readonly key: string;
  /** What it does, in a sentence. */
  readonly help: string;
  readonly fields: readonly Field[];
  line(filled: Filled): string;
}

const NODE: Field = { id: 'node', label: 'Node' };
const ENDS: readonly Field[] = [
  { id: 'from', label: 'From' },
  { id: 'to', label: 'To' },
];
const SHARE: Field = { id: 'share', label: 'Share', unit: '%', min: 0, max: 100, step: 1, at: 20 };
const by = (label: string): Field => ({
  id: 'by',
  label,
  unit: 'ms',
  min: 1,
  max: 600_000,
  step: 1,
  at: 100,
});

const ofNode = (id: string, key: string, title: string, help: string): FaultForm => ({
  id,
  key,
  title,
  help,
  fields: [NODE],
  line: ({ node }) => `${id} ${node}`,
});

const ofShare = (id: string, key: string, title: string, help: string): FaultForm => ({
  id,
  key,
  title,
  help,
  fields: [...ENDS, SHARE],
  line: ({ from, to, share }) => `${id} ${from}->${to} ${share}%`,
});

const late = (id: string, key: string, title: string, help: string, label: string): FaultForm => ({
  id,
  key,
  title,
  help,
  fields: [...ENDS, by(label), SHARE],
  line: ({ from, to, by, share }) => `${id} ${from}->${to} ${by}ms ${share}%`,
});

/** All faults there are, in the order of the menu. */
export const FAULT_FORMS: readonly FaultForm[] = [
  ofNode('crash', 'c', 'Crash', 'The process ends: memory and timers are gone, its disk stays.'),
  ofNode('restart', 'r', 'Restart', 'A crashed process starts again from its disk.'),
  ofNode(
    'pause',
    'p',
    'Pause',
    'It stands still, as in a long garbage collection; what comes, waits.',
  ),
  ofNode('resume', 'u', 'Resume', 'It goes on, and believes what it believed.'),
  {
    id: 'slow',
    key: 's',
    title: 'Slow down',
    help: 'Its work takes so many times as long; ×1 is its own speed again.',
    fields: [
      NODE,
      { id: 'amount', label: 'Times as long', unit: '×', min: 1, max: 1000, step: 1, at: 3 },
    ],
    line: ({ node, amount }) => `slow ${node} x${amount}`,
  },
  ofNode(
    'fail-fast',
    'f',
    'Fail fast',
    'It answers at once, with an error, where it knows how to.',
  ),
  ofNode('recover', 'v', 'Recover', 'Works again, and at its own speed.'),
  {
    id: 'skew',
    key: 'k',
    title: 'Clock skew and drift',
    help: 'From now on its clock is off by so much, and runs fast or slow; 0 and 0 set it right.',
    fields: [
      NODE,
      { id: 'amount', label: 'Ahead by', unit: 'ms', min: -3.6e6, max: 3.6e6, step: 1, at: 500 },
      { id: 'ppm', label: 'Drift', unit: 'ppm', min: -500_000, max: 500_000, step: 1, at: 0 },
    ],
    line: ({ node, amount, ppm }) => `skew ${node} ${amount}ms ${ppm}ppm`,
  },
  ofNode('wipe', 'w', 'Wipe the disk', 'What was durable is gone, as after a disk was replaced.'),
  {
    id: 'cut',
    key: 'x',
    title: 'Cut, both ways',
    help: 'Nothing passes between two nodes; what is on its way is lost.',
    fields: ENDS,
    line: ({ from, to }) => `cut ${from}<->${to}`,
  },
  {
    id: 'cut-one-way',
    key: 'n',
    title: 'Cut, one way',
    help: 'Nothing passes from one to the other; the way back is open.',
    fields: ENDS,
    line: ({ from, to }) => `cut ${from}->${to}`,
  },
  {
    id: 'heal-link',
    key: 'j',
    title: 'Heal a cut',
    help: 'Messages pass between the two again.',
    fields: ENDS,
    line: ({ from, to }) => `heal ${from}<->${to}`,
  },
  {
    id: 'partition',
    key: 'l',
    title: 'Split the network',
    help: 'Groups that cannot hear each other; all go on by themselves.',
    fields: [{ id: 'sides', label: 'Side of each node' }],
    line: ({ sides }) => `partition ${groupsOf(sides).join('|')}`,
  },
  {
    id: 'heal',
    key: 'h',
    title: 'Heal the network',
    help: 'Ends every cut, loss, delay and doubling.',
    fields: [],
    line: () => 'heal',
  },
  ofShare('lose', 'm', 'Lose messages', 'So many of a hundred never arrive.'),
  ofShare('duplicate', 'd', 'Duplicate messages', 'So many of a hundred arrive twice.'),
  ofShare('corrupt', 't', 'Corrupt messages', 'So many of a hundred arrive unreadable.'),
  late('delay', 'e', 'Delay messages', 'So many of a hundred take so much longer.', 'Longer by'),
  late('reorder', 'o', 'Reorder messages', 'So many take up to so much longer, so that later ones overtake.', 'Up to'), // prettier-ignore
];

/** What can be done to one message on its way, with the key for it where the message is shown. */
export const MESSAGE_ACTS: readonly {
  readonly id: string;
  readonly title: string;
  readonly key: string;
  line(envelope: number): string;
}[] = [
  { id: 'drop', title: 'Drop', key: 'Delete', line: (e) => `drop message ${e}` },
  { id: 'duplicate', title: 'Duplicate', key: 't', line: (e) => `duplicate message ${e}` },
  { id: 'delay', title: 'Delay by 50 ms', key: 'w', line: (e) => `delay message ${e} 50ms` },
];

/** The nodes of each side, as a partition's line has them; sides without nodes are left out. */
function groupsOf(sides: Readonly<Record<string, number>>): string[] {
  const groups: string[][] = [];
  for (const [node, side] of Object.entries(sides)) (groups[side] ??= []).push(node);
  return groups.filter((group) => group?.length > 0).map((group) => group.join(','));
}

/** How a form stands when it is opened for a node: its link goes from there to anywhere; a split parts it from the rest. */
export function begin(form: FaultForm, node: string, all: readonly string[]): Filled {
  const number = (id: string, otherwise: number) => {
    const field = form.fields.find((f) => f.id === id);
    return field && 'at' in field ? field.at : otherwise;
  };
  const needsBoth = /^(cut|heal-link)/.test(form.id);
  return {
    node,
    from: node,
    to: needsBoth ? (all.find((id) => id !== node) ?? node) : ANY,
    amount: number('amount', 1),
    share: number('share', 100),
    by: number('by', 100),
    ppm: number('ppm', 0),
    sides: Object.fromEntries(all.map((id) => [id, id === node ? 1 : 0])),
  };
}
