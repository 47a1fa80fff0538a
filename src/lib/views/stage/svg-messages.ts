import { CROSS_PATH, MESSAGE_MARKS, MESSAGE_STYLES, type TypeLook } from '../marks/messages';
import { LOST, DUPLICATE, type Frame } from './frame';
import { wordsBeside, type StageLabels } from './message-words';

const SVG = 'http://www.w3.org/2000/svg';

interface Item {
  /** Bare: it has nothing but its place, so that the browser has least to work out again when it moves. */
  readonly mover: SVGGElement;
  /** The place as the browser keeps it, without text to be parsed; `null` in a DOM that has no such thing. */
  readonly place: SVGTransform | null;
  readonly group: SVGGElement;
  readonly shape: SVGPathElement;
  readonly letter: SVGTextElement;
  readonly label: SVGTextElement;
  said: string;
  isLeft: boolean;
  type: number;
  /** `flags`, with a bit for the one that is pointed at. */
  state: number;
  alpha: number;
  seen: number;
}

const POINTED = 4;
/**
 * Messages as SVG, moved by the transform of a bare group each. What stood for a message that has gone stands for the
 * next of its type: in a steady flow no element is made, removed or hidden.
 */
export class SvgMessages {
  readonly #used = new Map<number, Item>();
  /** By type, so that they need not change their dress. */
  readonly #free = new Map<number, Item[]>();
  #round = 0;
  #looks: readonly TypeLook[] = [];

  constructor(private readonly parent: SVGElement) {}

  /**
   * @param pointed the envelope that the shared cursor is at; −1: none
   * @param labels what is written beside messages where it can be read
   */
  draw(
    frame: Frame,
    looks: readonly TypeLook[],
    pointed: number,
    labels: StageLabels | null = null,
  ): void {
    if (looks !== this.#looks) this.#undress(looks);
    const round = ++this.#round;
    const fresh: number[] = [];
    for (let i = 0; i < frame.count; i++) {
      const item = this.#used.get(frame.envelope[i]);
      if (item) item.seen = round;
      else fresh.push(i);
    }
    const gone = this.#release(round);
    for (const i of fresh) {
      const item = this.#take(frame.type[i]);
      if (item.type !== frame.type[i]) dress(item, frame.type[i], looks[frame.type[i]]);
      item.seen = round;
      this.#used.set(frame.envelope[i], item);
    }
    for (const item of gone) if (item.seen !== round) item.mover.setAttribute('display', 'none');
    const said = labels && wordsBeside(frame, labels);
    for (let i = 0; i < frame.count; i++) {
      const envelope = frame.envelope[i];
      const state = frame.flags[i] | (envelope === pointed ? POINTED : 0);
      const item = this.#used.get(envelope)!;
      show(item, frame.x[i], frame.y[i], frame.alpha[i], state);
      say(item, said?.[i]?.text ?? '', said?.[i]?.isLeft ?? false);
    }
  }

  clear(): void {
    for (const item of this.#release(-1)) item.mover.setAttribute('display', 'none');
  }

  /** Another run may number its types otherwise. */
  #undress(looks: readonly TypeLook[]): void {
    this.clear();
    const all = [...this.#free.values()].flat();
    for (const item of all) item.type = -1;
    this.#free.clear();
    this.#free.set(-1, all);
    this.#looks = looks;
  }

  #take(type: number): Item {
    const free = this.#free.get(type)?.pop() ?? this.#free.get(-1)?.pop();
    if (!free) return make(this.parent);
    free.mover.removeAttribute('display');
    return free;
  }

  #release(round: number): Item[] {
    const gone: Item[] = [];
    for (const [envelope, item] of this.#used) {
      if (item.seen === round) continue;
      this.#used.delete(envelope);
      gone.push(item);
      const free = this.#free.get(item.type);
      if (free) free.push(item);
      else this.#free.set(item.type, [item]);
    }
    return gone;
  }
}

function make(parent: SVGElement): Item {
  const element = <K extends 'g' | 'path' | 'text' | 'circle'>(name: K) =>
    document.createElementNS(SVG, name);
  const mover = element('g');
  mover.setAttribute('transform', 'translate(0,0)');
  const place = mover.transform?.baseVal.getItem(0) ?? null;
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
  const label = element('text');
  label.setAttribute('class', 'beside');
  label.setAttribute('x', '14');
  label.setAttribute('dy', '4');
  group.append(ring, shape, letter, label, cross);
  mover.append(group);
  parent.append(mover);
  const blank = { type: -1, state: -1, alpha: 1, seen: 0, said: '', isLeft: false };
  return { mover, place, group, shape, letter, label, ...blank };
}

function dress(item: Item, type: number, look: TypeLook): void {
  item.type = type;
  const { path, solid, tone } = MESSAGE_STYLES[MESSAGE_MARKS[look.mark]];
  item.shape.setAttribute('d', path);
  item.letter.textContent = look.letter;
  item.group.setAttribute('data-tone', tone);
  item.group.setAttribute('data-fill', solid ? 'solid' : 'open');
}

/** Beside its pill, on the left where there is no room on the right. */
function say(item: Item, text: string, isLeft: boolean): void {
  if (item.said !== text) item.label.textContent = item.said = text;
  if (text === '' || item.isLeft === isLeft) return;
  item.isLeft = isLeft;
  item.label.setAttribute('x', isLeft ? '-14' : '14');
  item.label.classList.toggle('left', isLeft);
}

function show(item: Item, x: number, y: number, alpha: number, state: number): void {
  if (item.place) item.place.setTranslate(x, y);
  else item.mover.setAttribute('transform', `translate(${x},${y})`);
  if (item.alpha !== alpha) {
    item.alpha = alpha;
    item.group.setAttribute('opacity', alpha.toFixed(2));
  }
  if (item.state === state) return;
  item.state = state;
  const words = [
    ['lost', state & LOST],
    ['duplicate', state & DUPLICATE],
    ['pointed', state & POINTED],
  ] as const;
  const names = words.filter(([, on]) => on).map(([name]) => name);
  item.group.setAttribute('class', ['message', ...names].join(' '));
}
