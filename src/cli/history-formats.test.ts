import { describe, expect, test } from 'vitest';
import { scratch, sim } from '../../tests/fixtures/cli';

const file = scratch();
let files = 0;
async function check(content: string, model = 'register') {
  const path = await file(`${files++}`, content);
  const { code, stdout, stderr } = await sim('check-history', path, '--model', model, '--json');
  const { witness, operations } = JSON.parse(stdout || '{}');
  return { code, stderr, line: witness?.line, key: witness?.key, operations };
}

/** A write of 1 and a read. */
const events = (read: unknown, more: object = {}) => [
  { process: 1, type: 'invoke', f: 'write', value: 1, ...more },
  { process: 1, type: 'ok', f: 'write' },
  { process: 2, type: 'invoke', f: 'read', ...more },
  { process: 2, type: 'ok', f: 'read', value: read },
];
const lines = (all: object[]) => all.map((e) => JSON.stringify(e)).join('\n');

describe('JSON', () => {
  test('with a byte-order mark', async () => {
    expect((await check(`\uFEFF${lines(events(1))}`)).code).toBe(0);
    expect(await check(`\uFEFF${lines(events(2))}`)).toMatchObject({ code: 1, line: 4 });
  });

  test('as one array: lines are those of the file where each event has its own', async () => {
    expect((await check(JSON.stringify(events(1)))).code).toBe(0);
    const inOne = await check(JSON.stringify(events(2)));
    expect(inOne).toMatchObject({ code: 1, line: 4 });
    expect(inOne.stderr).toContain('"line" means the place among the events');
    const spread = await check(
      `[\n\n${events(2)
        .map((e) => JSON.stringify(e))
        .join(',\n')}\n]`,
    );
    expect(spread).toMatchObject({ code: 1, line: 6, stderr: '' });
    expect(await check(JSON.stringify(events(2), null, 2))).toMatchObject({ code: 1, stderr: '' });
  });

  test.each([
    ['[{"process":1},', 'line 1: `the end`'],
    ['[{"process":1}\n{}]', 'line 2: `{}]` is not JSON'],
    ['[{}] {}', 'stands behind the closing bracket'],
    ['[1]', 'is not an object'],
    ['{"process":', 'is not JSON'],
  ])('%s is refused', async (content, message) => {
    const { code, stderr } = await check(content);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test('with numbers as keys, which are kept apart from each other and from strings', async () => {
    expect((await check(lines(events(1, { key: 3 })))).code).toBe(0);
    expect(await check(lines(events(2, { key: 3 })))).toMatchObject({ code: 1, key: '3' });
    const big = [...events(1, { key: 1 })].map((e, i) =>
      JSON.stringify(e).replace('"key":1', `"key":900719925474099${i < 2 ? 2 : 3}`),
    );
    expect((await check(big.join('\n'))).code).toBe(1);
    const mixed = [...events(1, { key: 3 }), ...events(1, { key: '3' })];
    expect(await check(lines(mixed))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('line 5, "key"'),
    });
  });

  test('with events of a nemesis, which are left out and counted', async () => {
    const nemesis = { process: 'nemesis', type: 'info', f: 'start-partition', value: 'majority' };
    const { code, stderr, operations } = await check(lines([nemesis, ...events(1), nemesis]));
    expect({ code, operations }).toEqual({ code: 0, operations: 2 });
    expect(stderr).toContain('2 events of the nemesis were left out');
  });
});

describe('EDN, as Jepsen writes it', () => {
  const op = (process: unknown, type: string, f: string, value: string) =>
    `{:type :${type}, :f :${f}, :value ${value}, :process ${process}, :time 12345, :index 7}`;
  const run = (read: string, value: (v: string) => string = (v) => v) => [
    op(0, 'invoke', 'write', value('3')),
    op(':nemesis', 'info', 'start', ':majority'),
    op(0, 'ok', 'write', value('3')),
    op(1, 'invoke', 'cas', value('[3 4]')),
    op(1, 'ok', 'cas', value('[3 4]')),
    op(2, 'invoke', 'read', value('nil')),
    op(2, 'ok', 'read', value(read)),
  ];

  test('a map a line, with keywords, nil and a nemesis', async () => {
    expect(await check(run('4').join('\n'))).toMatchObject({ code: 0, operations: 3 });
    expect(await check(run('3').join('\n'))).toMatchObject({ code: 1, line: 7 });
  });

  test('a vector of maps, tagged maps, comments and discarded forms', async () => {
    expect((await check(`[${run('4').join(' ')}]`)).code).toBe(0);
    const tagged = run('3').map((text) => `#jepsen.history.Op${text} ; ok`);
    expect(await check(`;; history\n${tagged.join('\n#_{:a 1}\n')}`)).toMatchObject({
      code: 1,
      line: 14,
    });
  });

  test('values of independent keys: [key value]', async () => {
    const both = (a: string, b: string) =>
      [...run(a, (v) => `[1 ${v}]`), ...run(b, (v) => `[2 ${v}]`)].join('\n');
    expect(await check(both('4', '4'))).toMatchObject({ code: 0, operations: 6 });
    expect(await check(both('4', '3'))).toMatchObject({ code: 1, key: '2', line: 14 });
  });

  test('keywords, exact numbers, ratios, sets and strings differ as they are written', async () => {
    const judged = async (wrote: string, read: string) =>
      (
        await check(
          [
            op(0, 'invoke', 'write', wrote),
            op(0, 'ok', 'write', wrote),
            op(1, 'invoke', 'read', 'nil'),
            op(1, 'ok', 'read', read),
          ].join('\n'),
        )
      ).code;
    const texts = [
      ':a',
      '":a"',
      '"a"',
      'a',
      '1/2',
      '9007199254740993',
      '9007199254740992',
      '#{1 2}',
      '[1 2]',
      '{:a 1}',
      '\\a',
      '##Inf',
      '#inst "2020"',
    ];
    for (const a of texts)
      for (const b of texts) expect([a, b, await judged(a, b)]).toEqual([a, b, a === b ? 0 : 1]);
    expect(await judged('9007199254740993N', '9007199254740993')).toBe(0);
    expect(await judged('#{1 2}', '#{2, 1}')).toBe(0);
    expect(await judged('(1 2)', '[1,2]')).toBe(0);
    expect(await judged('{:a 1 :b 2}', '{:b 2, :a 1}')).toBe(0);
    expect(await judged('"a\nb"', '"a\\nb"')).toBe(0);
  });

  test.each([
    ['{:type :invoke, :f', 'is not EDN'],
    ['{:type :invoke :f}', 'has a key without a value'],
    ['{:type "invoke', 'has a string without an end'],
    [`{:type ${'['.repeat(100_000)}`, 'nested more than 500 deep'],
    ['[{:type :invoke}', 'has no closing bracket'],
    ['{:type :invoke, :f :txn, :process 0, :value [[:r 1 nil]]}', 'line 1, "f"'],
  ])('%s is refused', async (content, message) => {
    const { code, stderr } = await check(content);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
