import { describe, expect, it, vi } from 'vitest';
import type { Message, MessageKind } from '../sim';
import { labelsOf } from './picture-labels';

interface Order extends Message {
  readonly type: 'order';
  readonly id: number;
}

const plain: MessageKind = { title: 'ok', letter: 'K', mark: 'reply' };
const order = {
  title: 'order',
  letter: 'O',
  mark: 'request',
  label: ({ id }: Order) => (id < 0 ? '' : `#${id} of a long name`),
} as MessageKind;

const trace = { names: ['start', 'order', 'ok'], type: Int32Array.of(1, 2, 1, 1, 1) };
const ids = [7, 0, 8, 7, -1];
const payload = (e: number): Order => ({ type: 'order', id: ids[e] });

describe('the labels of messages', () => {
  it('are those that their kind gives them, cut short, each text kept once', () => {
    const { of, texts } = labelsOf(trace, { order, ok: plain }, payload)!;
    expect(texts).toEqual(['#7 of a long', '#8 of a long']);
    expect([...of]).toEqual([0, -1, 1, 0, -1]);
  });

  it('cost nothing where no kind has any', () => {
    const never = vi.fn();
    expect(labelsOf(trace, { ok: plain }, never)).toBeNull();
    expect(labelsOf({ ...trace, names: [] }, { order }, never)).toBeNull();
    expect(never).not.toHaveBeenCalled();
  });
});
