import { toneOf, type Tone } from '../states/modes';
import { everOf } from './ever';
import type { Entry, Figure, Seen } from './types';

type Pair = readonly [number, number];

const keyWords = (state: string): string => state.replaceAll('-', ' ');

/** What faults did to the network, and what nodes make of each other at the ends of their lines. */
export function lineEntries(seen: Seen): Entry[] {
  const { index, picture } = seen;
  const ever = everOf(index);
  const { links, sides } = picture.network;
  const pairs = (is: (link: (typeof links)[number]) => boolean): Pair[] =>
    links.filter(is).map(({ from, to }) => [from, to]);
  const cut = pairs((link) => link.cut);
  const all: (Entry | false)[] = [
    ever.partition && {
      id: 'fault-line',
      figure: { kind: 'fault-line' },
      title: 'network partition',
      text: 'No message crosses the crack. Both sides go on.',
      now: sides === null ? 0 : 1,
      light: { lines: sides === null ? [] : cut },
    },
    ever.cut &&
      line(
        'cut',
        'cut line',
        'Every message on it is lost; with an arrow, only those that go its way.',
        cut,
      ),
    ever.unreliable &&
      line(
        'unreliable',
        'unreliable line',
        'Some messages are lost, delayed, duplicated or garbled.',
        pairs((link) => link.unreliable),
      ),
  ];
  return [...all.filter((entry) => entry !== false), ...portEntries(seen)];
}

function line(kind: 'cut' | 'unreliable', title: string, text: string, lines: Pair[]): Entry {
  const figure: Figure = { kind };
  const ends = new Set(lines.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`));
  return { id: kind, figure, title, text, now: ends.size, light: { lines } };
}

/** The dots at the ends of lines: a tone each, with the states that it stands for. */
function portEntries({ index, picture }: Seen): Entry[] {
  const states = new Map<Tone, Set<string>>();
  const lines = new Map<Tone, Pair[]>();
  index.nodes.forEach(({ parts, partTags }, self) => {
    for (const [part, steps] of parts) {
      const other = index.ids.indexOf(part);
      if (other < 0) continue;
      for (const state of steps.values) {
        const tone = toneOf(partTags[state] ?? []);
        states.set(tone, (states.get(tone) ?? new Set()).add(state));
      }
      const now = picture.nodes[self].parts.find(({ name }) => name === part);
      if (!now || picture.nodes[self].host === 'crashed') continue;
      const tone = toneOf(now.tags);
      lines.set(tone, [...(lines.get(tone) ?? []), [self, other]]);
    }
  });
  return [...states].map(([tone, of]): Entry => ({
    id: `port ${tone}`,
    figure: { kind: 'port', tone },
    title: [...of].map(keyWords).join(', '),
    text: 'What the node at this end makes of the node at the other.',
    now: lines.get(tone)?.length ?? 0,
    light: { lines: lines.get(tone) ?? [] },
  }));
}
