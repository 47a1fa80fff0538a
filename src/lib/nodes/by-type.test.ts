import { expect, test } from 'vitest';
import { asRef, type Message } from '../sim';
import { byName, byType } from './by-type';

interface Ask extends Message {
  readonly type: 'ask';
  readonly n: number;
}
interface Tell extends Message {
  readonly type: 'yes' | 'no';
}

const somebody = asRef(7);

test('each message goes to the row of its type, and each timer to that of its name', () => {
  const seen: unknown[] = [];
  const note = (row: string) => (node: string, what: unknown) => void seen.push([row, node, what]);
  const message = byType<string, Ask | Tell, null>({
    ask: (node, { n }, from) => void seen.push(['ask', node, n, from]),
    yes: note('yes'),
    no: note('no'),
  });
  const ask: Ask = { type: 'ask', n: 3 };
  for (const m of [ask, { type: 'no' }, { type: 'yes' }] satisfies (Ask | Tell)[])
    message('a', m, somebody, null);
  const timer = byName<string, { look: undefined; late: number }, null>({
    look: note('look'),
    late: note('late'),
  });
  timer('b', 'late', 4, null);
  timer('b', 'look', undefined, null);
  expect(seen).toEqual([
    ['ask', 'a', 3, 7],
    ['no', 'a', { type: 'no' }],
    ['yes', 'a', { type: 'yes' }],
    ['late', 'b', 4],
    ['look', 'b', undefined],
  ]);
});
