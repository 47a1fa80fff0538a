import type { FactView } from '$lib/views/marks/facts';
import type { MarkView } from '$lib/views/marks/view';
import type { Place } from '$lib/views/stage/layout';
import { layoutStage } from '$lib/views/stage/layout';
import { factSize, LABEL_HEIGHT, LABEL_SPACE, markSize, type Size } from '$lib/views/stage/sizes';
import type { StageNode } from '$lib/views/picture';

type Shape = StageNode['shape'];

const HEALTHY: MarkView = {
  badges: [],
  crashed: false,
  paused: false,
  absent: false,
  failing: false,
  aside: false,
  leads: false,
  violated: false,
  skewed: false,
  queue: { length: 5, held: 0 },
  arc: { mean: 0.8, now: true },
  number: null,
  lanes: [],
  cells: null,
};

/** Every state that a mark can show. */
export const STATES: readonly { readonly name: string; readonly view: Partial<MarkView> }[] = [
  { name: 'healthy', view: {} },
  { name: 'long queue', view: { queue: { length: 87, held: 0 }, arc: { mean: 1, now: true } } },
  {
    name: 'crashed',
    view: {
      crashed: true,
      badges: [{ kind: 'crashed', word: 'crashed' }],
      queue: { length: 0, held: 0 },
      arc: { mean: 0, now: false },
    },
  },
  {
    name: 'paused',
    view: {
      paused: true,
      badges: [{ kind: 'paused', word: 'paused' }],
      queue: { length: 4, held: 30 },
    },
  },
  { name: 'slow', view: { badges: [{ kind: 'slow', word: 'slow ×3' }] } },
  { name: 'skewed', view: { skewed: true, badges: [{ kind: 'clock', word: 'clock +100 ms' }] } },
  {
    name: 'fails fast',
    view: {
      failing: true,
      badges: [{ kind: 'failing', word: 'fails fast' }],
      queue: { length: 0, held: 0 },
      arc: { mean: 0, now: false },
    },
  },
  { name: 'draining', view: { aside: true, badges: [{ kind: 'aside', word: 'draining' }] } },
  {
    name: 'ejected',
    view: {
      aside: true,
      badges: [{ kind: 'ejected', word: 'ejected' }],
      queue: { length: 0, held: 0 },
    },
  },
  { name: 'cut off', view: { badges: [{ kind: 'cut', word: 'cut off' }] } },
  { name: 'off', view: { absent: true, badges: [{ kind: 'off', word: 'off' }] } },
  { name: 'booting', view: { absent: true, badges: [{ kind: 'aside', word: 'booting' }] } },
  { name: 'leads', view: { leads: true } },
  { name: 'violation', view: { violated: true } },
  {
    name: 'crashed, ejected, cut off',
    view: {
      crashed: true,
      aside: true,
      badges: [
        { kind: 'crashed', word: 'crashed' },
        { kind: 'cut', word: 'cut off' },
        { kind: 'ejected', word: 'ejected' },
      ],
    },
  },
];

const fact = (name: string, text: string, rest: Partial<FactView> = {}): FactView => ({
  name,
  mark: 'badge',
  text,
  tag: null,
  share: null,
  says: text,
  ...rest,
});

/** Facts in each of their looks. */
export const FACTS: readonly FactView[] = [
  fact('robbed', 'robbed: 1', { tag: 'fault' }),
  fact('lease', 'lease 2.4 s', { tag: 'well', mark: 'countdown', share: 0.6 }),
  fact('pending', '3 pending', { tag: 'waiting', mark: 'count' }),
];

export const SHAPES: readonly { readonly shape: Shape; readonly label: string }[] = [
  { shape: 'client', label: 'client 1' },
  { shape: 'server', label: 'machine 1' },
  { shape: 'balancer', label: 'load balancer' },
  { shape: 'coordinator', label: 'coordinator' },
  { shape: 'replica', label: 'replica 1' },
  { shape: 'queue', label: 'partition 1' },
  { shape: 'observer', label: 'observer' },
];

const OWN: Partial<Record<Shape, Partial<MarkView>>> = {
  client: { number: { text: '12', title: 'waiting' } },
  balancer: { number: { text: '37', title: 'outstanding' } },
  replica: { cells: { length: 6, committed: 4 } },
};

/** What the mark of a shape shows in a state. */
export function viewOf(shape: Shape, state: Partial<MarkView>): MarkView {
  const none = shape === 'server' || shape === 'queue' ? {} : { queue: null };
  const arc = shape === 'server' ? {} : { arc: null };
  return { ...HEALTHY, ...OWN[shape], ...state, ...none, ...arc };
}

/** A mark alone, with room around it. */
export function alone(
  shape: Shape,
  label: string,
  size: Size,
): { place: Place; width: number; height: number } {
  const node = { id: shape, label, shape, layer: 0, facts: { lines: 3, width: 100 } };
  const { w, h, label: where } = markSize(node, size, 'across');
  const width = Math.max(w, 100) + 28;
  const name = where === 'below' ? LABEL_HEIGHT + LABEL_SPACE : 0;
  const room = factSize(node, size, where);
  const height = h + 34 + name + room.h;
  const [only] = layoutStage([node], 800, 600).places;
  const box = { x: (width - w) / 2, y: 20, w, h };
  const shift = { x: box.x - only.box.x, y: box.y - only.box.y };
  const inside = {
    ...only.label.box,
    x: only.label.box.x + shift.x,
    y: only.label.box.y + shift.y,
  };
  const below = { x: box.x, y: box.y + h + LABEL_SPACE, w, h: LABEL_HEIGHT };
  const text = size === 'tiny' || size === 'small' ? label.split(' ').at(-1)! : label;
  const at =
    size === 'large'
      ? inside
      : {
          ...below,
          x: box.x + (size === 'medium' ? 38 : 8),
          y: box.y + (size === 'small' ? 5 : 8),
        };
  return {
    place: {
      ...only,
      size,
      box,
      label: { text, where, box: where === 'below' ? below : at },
      facts: room.h > 0 ? { ...room, x: (width - room.w) / 2, y: box.y + h + name + 2 } : null,
    },
    width,
    height,
  };
}
