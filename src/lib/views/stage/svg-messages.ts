import { CROSS_PATH, MESSAGE_MARKS, MESSAGE_STYLES, type TypeLook } from '../marks/messages';
import { LOST, TWIN, type Frame } from './frame';

const SVG = 'http://www.w3.org/2000/svg';

interface Item {
  readonly group: SVGGElement;
  readonly shape: SVGPathElement;
  readonly letter: SVGTextElement;
  type: number;
  /** `flags`, with a bit for the one that is pointed at. */
  state: number;
  alpha: number;
  seen: number;
}

const POINTED = 4;

/**
 * Messages as SVG, one group each, moved by their `transform` alone. Groups of messages that have gone are used again:
 * in a steady flow no element is made or removed.
 */
export class SvgMessages {
  readonly #used = new Map<number, Item>();
  readonly #free: Item[] = [];
  #round = 0;

  constructor(private readonly parent: SVGElement) {}

  /** `pointed`: the envelope that the shared cursor is at; −1: none. */
  draw(frame: Frame, looks: readonly TypeLook[], pointed: number): void {
    const round = ++this.#round;
    for (let i = 0; i < frame.count; i++) {
      const envelope = frame.envelope[i];
      const item = this.#used.get(envelope) ?? this.#take(envelope);
      item.seen = round;
      if (item.type !== frame.type[i]) dress(item, frame.type[i], looks[frame.type[i]]);
      const state = frame.flags[i] | (envelope === pointed ? POINTED : 0);
      if (item.state !== state) mark(item, state);
      if (item.alpha !== frame.alpha[i]) {
        item.alpha = frame.alpha[i];
        item.group.setAttribute('opacity', item.alpha === 1 ? '1' : item.alpha.toFixed(2));
      }
      item.group.setAttribute(
        'transform',
        `translate(${frame.x[i].toFixed(1)},${frame.y[i].toFixed(1)})`,
      );
    }
    if (this.#used.size > frame.count) this.#release(round);
  }

  clear(): void {
    this.#release(-1);
  }

  #take(envelope: number): Item {
    const item = this.#free.pop() ?? make(this.parent);
    item.group.removeAttribute('display');
    this.#used.set(envelope, item);
    return item;
  }

  #release(round: number): void {
    for (const [envelope, item] of this.#used) {
      if (item.seen === round) continue;
      item.group.setAttribute('display', 'none');
      this.#used.delete(envelope);
      this.#free.push(item);
    }
  }
}

function make(parent: SVGElement): Item {
  const element = <K extends 'g' | 'path' | 'text' | 'circle'>(name: K) =>
    document.createElementNS(SVG, name);
  const group = element('g');
  const ring = element('circle');
  ring.setAttribute('class', 'ring');
  ring.setAttribute('r', '15');
  const shape = element('path');
  const letter = element('text');
  letter.setAttribute('dy', '4.3');
  const cross = element('path');
  cross.setAttribute('class', 'cross');
  cross.setAttribute('d', CROSS_PATH);
  group.append(ring, shape, letter, cross);
  parent.append(group);
  return { group, shape, letter, type: -1, state: -1, alpha: -1, seen: 0 };
}

function dress(item: Item, type: number, look: TypeLook): void {
  item.type = type;
  const { path, solid, tone } = MESSAGE_STYLES[MESSAGE_MARKS[look.mark]];
  item.shape.setAttribute('d', path);
  item.letter.textContent = look.letter;
  item.group.setAttribute('data-tone', tone);
  item.group.setAttribute('data-fill', solid ? 'solid' : 'open');
}

function mark(item: Item, state: number): void {
  item.state = state;
  const words = [
    ['lost', state & LOST],
    ['twin', state & TWIN],
    ['pointed', state & POINTED],
  ] as const;
  const names = words.filter(([, on]) => on).map(([name]) => name);
  item.group.setAttribute('class', ['message', ...names].join(' '));
}
