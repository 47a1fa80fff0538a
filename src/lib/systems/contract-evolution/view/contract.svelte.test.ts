import { screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { specOf } from '../nodes/reader';
import { encode } from '../nodes/codec';
import { truthOf } from '../nodes/truth';
import { makeRecipe, Run, type Message, type RecipeParts } from '../../../sim';
import { showView } from '../../../../../tests/fixtures/system-view';
import { system } from '..';
import Bytes from './Bytes.svelte';
import { lastPublished, neighbour, readAt, tell } from './message';
import { lanesOf, mixText, runsUpTo, stageAt } from './versions';

function play(parts: RecipeParts) {
  const run = new Run(system, makeRecipe(system, parts), { trace: 'full' });
  run.advance();
  const result = run.result();
  const { nodes } = system.topology(result.recipe.settings);
  return { run, result, nodes, trace: result.trace! };
}

describe('versions', () => {
  const { trace, nodes } = play({ scenario: 'fixed' });
  const lanes = lanesOf(trace, nodes);

  it('are those of ten writers and two readers, there and back', () => {
    expect(lanes.map((l) => l.id).slice(-2)).toEqual(['wallet', 'surveys']);
    for (const { id, runs } of lanes)
      expect(runs.map((r) => r.stage)).toEqual(
        id.startsWith('users-') ? ['old', 'both', 'new', 'both', 'new'] : ['old', 'both', 'new'],
      );
    expect(stageAt(lanes[0], 0)).toBe('old');
    expect(stageAt(lanes[0], 1e12)).toBe('new');
  });

  it('are drawn up to the moment, and no further', () => {
    expect(runsUpTo(lanes[0], -1)).toEqual([]);
    for (const lane of lanes)
      for (const t of [0, 9e6, 60e6]) {
        const runs = runsUpTo(lane, t);
        expect(runs.at(-1)).toMatchObject({ stage: stageAt(lane, t), to: t });
        runs.slice(1).forEach((run, i) => expect(run.from).toBe(runs[i].to));
      }
  });

  it('can be said', () => {
    expect(mixText(lanes, 9e6)).toBe(
      'Of 10 instances, 9 write the old form, 1 write both. Wallet reads either, Surveys reads either.',
    );
  });
});

describe('a message', () => {
  const contract = { format: 'numbers', change: 'reuse', inPlace: true } as const;
  const wallet = { contract, part: 'wallet', strict: true, defaults: false } as const;
  const surveys = { contract, part: 'surveys', strict: false, defaults: false } as const;

  it('is told by field: what was meant, and what each reader takes it for', () => {
    const bytes = encode(contract, 'new', truthOf(5));
    const told = tell(contract, [specOf(wallet, 'old'), specOf(surveys, 'old')], 5, bytes);
    expect(told.writtenBy).toBe('new');
    expect(told.fields.map((f) => [f.key, f.meant, ...f.taken.map((x) => x.how)])).toEqual([
      ['1', 'id 5', 'right', 'right'],
      ['2', 'name “John”', 'right', 'right'],
      ['3', '36 points', 'misread', 'ignored'],
    ]);
    expect(told.fields[2].taken[0].text).toBe('credit 0.36');
    expect(told.outcomes.map((o) => o.how)).toEqual(['misread', 'read']);
  });

  it('that is refused says why, and what could be read all the same', () => {
    const renamed = { format: 'names', change: 'rename', inPlace: true } as const;
    const bytes = encode(renamed, 'new', truthOf(5));
    const readers = [
      specOf({ ...wallet, contract: renamed }, 'old'),
      specOf({ ...surveys, contract: renamed }, 'old'),
    ];
    const told = tell(renamed, readers, 5, bytes);
    expect(told.fields[1].taken.map((x) => x.how)).toEqual(['missing', 'unknown']);
    expect(told.outcomes.map((o) => o.text)).toEqual([
      'refused: field full_name is not in its schema',
      'refused: no name',
    ]);
  });

  it('is found by time, and read when its copies arrive', () => {
    const { trace, nodes } = play({ scenario: 'reuse' });
    const first = lastPublished(trace, 1e6)!;
    expect(trace.names[trace.type[first]]).toBe('publish');
    expect(trace.sent[first]).toBeLessThanOrEqual(1e6);
    expect(trace.sent[neighbour(trace, first, 1)!]).toBeGreaterThan(1e6);
    const reader = nodes.findIndex((n) => n.id === 'surveys');
    expect(readAt(trace, first, reader) - trace.sent[first]).toBe(2000);
    expect(lastPublished(trace, 0)).toBeUndefined();
  });
});

describe('the view', () => {
  function show(parts: RecipeParts, t: number) {
    const { result, run } = play(parts);
    const inspect = async (envelope: number) => run.payload(envelope) as Message;
    return showView(Bytes, system, result, t, { inspect });
  }

  it('flags what is misread, and goes to the next message by keyboard', async () => {
    const { onseek, onselect } = show({ scenario: 'reuse' }, 30e6);
    await waitFor(() => expect(screen.getByText(/about user/)).toBeTruthy());
    screen.getByRole('button', { name: 'Message before' }).focus();
    await userEvent.keyboard('{Enter}');
    expect(onselect).toHaveBeenCalledTimes(1);
    expect(onseek).toHaveBeenCalledTimes(1);
  });

  it('shows a wrong credit in the middle of the deployment', async () => {
    show({ scenario: 'reuse' }, 23.9e6);
    await waitFor(() => expect(screen.getByText('misread, without an error: credit')).toBeTruthy());
  });
});
