import { describe, expect, it } from 'vitest';
import { InputError } from '../../sim';
import { checkLinearizable, readHistory, type ModelId } from './index';

const judge = (model: ModelId, ...lines: (object | string)[]) =>
  checkLinearizable(
    readHistory(lines.map((l) => (typeof l === 'string' ? l : JSON.stringify(l))).join('\n')),
    model,
  );
const invoke = (rest: object) => ({
  process: 1,
  type: 'invoke',
  f: 'write',
  key: 'x',
  value: 1,
  ...rest,
});
const ok = (rest: object) => ({ process: 1, type: 'ok', f: 'write', ...rest });

describe('a history in JSON Lines', () => {
  it('may have empty lines, times and fields of others; the line numbers stay those of the file', () => {
    const { linearizable, operations, witness } = judge(
      'register',
      { ...invoke({}), time: 12, index: 0 },
      '',
      ok({ value: 1, time: 3 }),
      '  ',
      invoke({ f: 'read', value: undefined }),
      ok({ f: 'read', value: 7 }),
      '',
    );
    expect({ linearizable, operations, line: witness?.line }).toEqual({
      linearizable: false,
      operations: 2,
      line: 6,
    });
  });

  it('may be empty, and may do without keys for a single register', () => {
    expect(judge('kv', '').linearizable).toBe(true);
    expect(judge('register', invoke({ key: undefined }), ok({})).linearizable).toBe(true);
  });

  const read = { f: 'read', value: undefined };
  const kv = { f: 'put', value: 'a' };
  const wrong: [what: string, message: string, model: ModelId, ...lines: (object | string)[]][] = [
    ['no JSON', 'line 2', 'register', invoke({}), '{"process":'],
    ['no object', 'line 1', 'register', '[1]'],
    ['a time that is none', 'line 1, "time"', 'register', invoke({ time: 'noon' })],
    ['a process that is none', 'line 1, "process"', 'register', invoke({ process: 'one' })],
    ['an unknown type', 'line 1, "type"', 'register', invoke({ type: 'begin' })],
    ['an operation of another model', 'line 1, "f"', 'register', invoke({ f: 'append' })],
    ['a key that is none', 'line 1, "key"', 'register', invoke({ key: [3] })],
    ['no key where one is needed', 'line 1, "key"', 'kv', invoke({ ...kv, key: undefined })],
    ['a write of nothing', 'line 1, "value"', 'register', invoke({ value: undefined })],
    ['a put of a number', 'line 1, "value"', 'kv', invoke({ f: 'put', value: 3 })],
    ['a cas without its pair', 'line 1, "value"', 'register', invoke({ f: 'cas', value: 3 })],
    ['a read that saw nothing', 'line 2, "value"', 'register', invoke(read), ok(read)],
    [
      'a get that saw null',
      'line 2, "value"',
      'kv',
      invoke({ f: 'get' }),
      ok({ f: 'get', value: null }),
    ],
    ['an answer without a question', 'line 1, "process"', 'register', ok({})],
    ['two at once by one process', 'line 2, "process"', 'register', invoke({}), invoke({})],
    ['an answer to something else', 'line 2, "f"', 'register', invoke({}), ok({ f: 'cas' })],
    ['an answer for another key', 'line 2, "key"', 'register', invoke({}), ok({ key: 'y' })],
    ['an answer with another value', 'line 2, "value"', 'register', invoke({}), ok({ value: 2 })],
  ];
  it.each(wrong)('refuses %s, naming %s', (_what, message, model, ...lines) => {
    expect(() => judge(model, ...lines)).toThrow(InputError);
    expect(() => judge(model, ...lines)).toThrow(message);
  });

  it('lets a process go on after an unknown outcome', () => {
    const unknown = { process: 1, type: 'info', f: 'write' };
    expect(judge('register', invoke({}), unknown, invoke({ value: 2 }), ok({}))).toEqual({
      linearizable: true,
      operations: 2,
    });
  });
});
