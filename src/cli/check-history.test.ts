import { describe, expect, test } from 'vitest';
import { scratch, sim } from '../../tests/fixtures/cli';

const file = scratch();
let files = 0;
async function check(content: string, ...args: string[]) {
  const path = await file(`${files++}`, content);
  return sim('check-history', path, ...args);
}

const register = ['--model', 'register'];
const json = [...register, '--json'];
type Event = [process: unknown, type: string, f: string, value?: string, key?: string];
/** Values and keys are written as they are. */
const line = ([process, type, f, value, key]: Event) =>
  `{"process":${JSON.stringify(process)},"type":"${type}","f":"${f}"${value === undefined ? '' : `,"value":${value}`}${key === undefined ? '' : `,"key":${key}`}}`;
const lines = (...events: Event[]) => events.map(line).join('\n');
const wroteAndRead = (wrote: string, read: string, key?: string) =>
  lines(
    [1, 'invoke', 'write', wrote, key],
    [1, 'ok', 'write'],
    [2, 'invoke', 'read', undefined, key],
    [2, 'ok', 'read', read],
  );

describe('what cannot be decided', () => {
  const long = Array.from({ length: 3000 }, (_, i) => wroteAndRead(`${i}`, `${i}`)).join('\n');

  test('within --limit: null, exit 4, and how far it came', async () => {
    const { code, stdout, stderr } = await check(long, ...json, '--limit', '1us');
    const { linearizable, operations, why, witness } = JSON.parse(stdout);
    expect([code, linearizable, operations, witness, stderr]).toEqual([
      4,
      null,
      6000,
      undefined,
      '',
    ]);
    expect(why).toMatch(/limit of 1us was reached.* before line \d+.*--limit/);
    expect((await check(long, ...register, '--limit', '1MB')).stdout).toContain('1 MB of memory');
    expect((await check(long, ...json)).code).toBe(0);
  });

  test('a limit that is none is refused', async () => {
    const { code, stderr } = await check(long, ...json, '--limit', 'soon');
    expect([code, stderr]).toEqual([2, expect.stringContaining('--limit: must be a duration')]);
  });

  test.each([
    '',
    '\n\n',
    '[]',
    line([1, 'invoke', 'write', '1']) + '\n' + line([1, 'fail', 'write']),
  ])('an empty history: %j', async (content) => {
    const { code, stdout } = await check(content, ...json);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ linearizable: null, operations: 0 });
    expect(JSON.parse(stdout).why).toContain('nothing to judge');
  });
});

describe('values', () => {
  test.each([
    ['9007199254740993', '9007199254740992'],
    ['[{"a":123456789012345678901}]', '[{"a":123456789012345678902}]'],
    ['0.1234567890123456789', '0.1234567890123456788'],
    ['1e400', 'null'],
    ['1e400', '1e401'],
    ['"9007199254740993"', '9007199254740993'],
  ])('%s and %s differ', async (a, b) => {
    expect((await check(wroteAndRead(a, b), ...json)).code).toBe(1);
    expect((await check(wroteAndRead(a, a), ...json)).code).toBe(0);
  });

  test.each([
    ['1.0', '1'],
    ['100000000000000000000', '1e20'],
    ['-0', '0'],
    ['9007199254740993.0', '9007199254740993'],
    ['1e400', '10.0e399'],
  ])('%s and %s are equal', async (a, b) => {
    expect((await check(wroteAndRead(a, b), ...json)).code).toBe(0);
  });

  test('one nested too deep is refused with its line', async () => {
    for (const deep of ['['.repeat(100_000) + ']'.repeat(100_000), '{"a":'.repeat(50_000)]) {
      const { code, stdout, stderr } = await check(`\n${wroteAndRead(deep, '1')}`, ...json);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^line 2: .*nested more than 500 deep.*\n$/);
    }
  });

  test('--initial says what a register holds at first', async () => {
    const read = (value: string) => lines([1, 'invoke', 'read'], [1, 'ok', 'read', value]);
    expect((await check(read('0'), ...json)).code).toBe(1);
    expect((await check(read('0'), ...json, '--initial', '0')).code).toBe(0);
    expect((await check(read('[1]'), ...json, '--initial', '[1]')).code).toBe(0);
    expect((await check(read('-1'), ...json, '--initial', '-1')).code).toBe(0);
    expect((await check(read('null'), ...json, '--initial', '0')).code).toBe(1);
    expect((await check(read('0'), ...json, '--initial', 'zero')).stderr).toContain(
      'must be a JSON value',
    );
    const get = lines([1, 'invoke', 'get', undefined, '"x"'], [1, 'ok', 'get', '"seed"']);
    expect((await check(get, '--model', 'kv', '--initial', 'seed')).code).toBe(0);
    expect((await check(get, '--model', 'kv', '--initial', '"seed"')).code).toBe(0);
  });
});

describe('the witness', () => {
  test('says that a read shows a failed write, with its line', async () => {
    const { stdout } = await check(
      lines(
        [1, 'invoke', 'write', '5'],
        [1, 'fail', 'write'],
        [2, 'invoke', 'read'],
        [2, 'ok', 'read', '5'],
      ),
      ...json,
    );
    expect(JSON.parse(stdout).witness).toMatchObject({
      line: 4,
      why: expect.stringContaining('It shows the write of 5 in line 1, which failed (line 2).'),
    });
  });

  test('says it of a failed append, and not where somebody else may have done it', async () => {
    const store = (type: string, other: string) =>
      lines(
        [1, 'invoke', 'append', '"a"', '"x"'],
        [1, type, 'append'],
        [3, 'invoke', 'append', `"${other}"`, '"x"'],
        [3, 'ok', 'append'],
        [2, 'invoke', 'get', undefined, '"x"'],
        [2, 'ok', 'get', `"a${other}"`],
      );
    const { code, stdout } = await check(store('fail', 'b'), '--model', 'kv');
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining('append of "a" in line 1, which failed'),
    ]);
    expect((await check(store('fail', 'a'), '--model', 'kv')).stdout).not.toContain('failed');
    expect((await check(store('ok', 'b'), '--model', 'kv')).code).toBe(0);
  });

  test('says that nothing set what was read', async () => {
    const { stdout } = await check(wroteAndRead('1', '7'), ...register);
    expect(stdout).toContain('Nothing that was invoked by then sets 7.');
  });

  test('keeps the end of a long order, since the whole would be too much for a document', async () => {
    const content = Array.from({ length: 12_000 }, (_, i) =>
      lines([1, 'invoke', 'write', `${i}`], [1, 'ok', 'write']),
    );
    const wrong = lines([1, 'invoke', 'read'], [1, 'ok', 'read', '3']);
    const { witness } = JSON.parse((await check([...content, wrong].join('\n'), ...json)).stdout);
    expect(witness).toMatchObject({ line: 24_002, leftOut: 11_800 });
    expect(witness.order).toHaveLength(200);
    expect(witness.order.at(-1)).toMatchObject({ value: 11_999 });
  });
});
