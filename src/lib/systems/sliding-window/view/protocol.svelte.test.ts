import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { makeRecipe, simulate, type Recipe, type RecipeParts } from '../../../sim';
import { play, showView } from '../../../../../tests/fixtures/system-view';
import type { SystemViewProps } from '../../../views/system-view';
import { system } from '..';
import { checkNow } from '../checker/check';
import { modelOf } from '../checker/model-of';
import type { WindowSettings } from '../settings';
import { arcPath, clashes, labelled, pointAt } from './circle';
import { isMisread, lastRules, progressAt, rungs, rungText, windowsOver } from './ladder';
import Protocol from './Protocol.svelte';
import { PRESETS } from './rule-words';
import { tell } from './tell';

describe('rungs, as the trace has them', () => {
  const bad = play(system, { scenario: 'fixed' });
  const all = rungs(bad.trace, 32);
  const data = all.filter((r) => r.kind === 'data');

  it('are one for each packet sent and each copy that arrived, with the fates that the run counted', () => {
    const arrived = data.filter((r) => r.fate === 'arrived').length;
    expect(arrived).toBe(bad.result.metrics.delivered + bad.result.metrics.discarded);
    expect(all.filter((r) => r.fate === 'lost').length).toBe(bad.result.metrics.lost);
    expect(data.filter((r) => !r.again).length).toBe(200);
    // Every packet that is taken in is answered, and none that is lost or under way.
    expect(all.filter((r) => r.kind === 'ack').length).toBe(arrived);
  });

  it('say at a moment only what is known by then', () => {
    const lost = data.find((r) => r.fate === 'lost')!;
    expect(rungText(lost, lost.to - 1)).toMatch(/under way$/);
    expect(rungText(lost, lost.to)).toMatch(/lost$/);
    expect(progressAt(lost, lost.to, 50_000)).toBe(0.5);
    const first = data[0];
    expect(rungText(first, first.to)).toBe('packet 0, number 0: delivered');
    expect(progressAt(first, (first.from + first.to) / 2, 50_000)).toBeCloseTo(0.5);
  });

  it('find the packet that is taken for another one', () => {
    const broken = play(system, { scenario: 'broken' });
    const wrong = rungs(broken.trace, 2).filter(isMisread);
    expect(wrong.map((r) => [r.payload, r.place])).toEqual([[0, 2]]);
    expect(rungText(wrong[0], broken.end)).toMatch(/taken for packet 2$/);
    expect(all.some(isMisread)).toBe(false);
  });

  it('windows end where the run does, and the last rules are those of both ends', () => {
    const over = windowsOver(bad.trace);
    expect(over[over.length - 1].windows).toEqual({ base: 200, next: 200, expects: 200 });
    expect(lastRules(bad.trace, 50_000)).toEqual(new Set(['send', 'expected']));
    // An acknowledgement that comes lets the next packet go.
    expect(lastRules(bad.trace, 100_000)).toEqual(new Set(['acknowledged', 'send', 'ahead']));
  });
});

describe('the circle of numbers', () => {
  it('has every number once, the first at the top', () => {
    expect(pointAt(0, 8, 10)[1]).toBeCloseTo(-10);
    expect(pointAt(2, 8, 10)[0]).toBeCloseTo(10);
    expect(labelled(4)).toEqual([0, 1, 2, 3]);
    expect(labelled(256).length).toBe(16);
    expect(arcPath({ from: 0, count: 9 }, 8, 10)).toMatch(/^M0,-10A/);
    expect(arcPath({ from: 1, count: 2 }, 8, 10)).not.toMatch(/ 1 1 /);
  });

  it.each([
    [0, 3, 3, 4, [0, 1]],
    [0, 2, 2, 4, []],
    [0, 3, 1, 4, []],
    [0, 4, 1, 4, [0]],
    [5, 8, 3, 6, []],
  ])(
    'base %i, expects %i, room for %i of %i numbers: %j',
    (base, expects, takes, numbers, risky) => {
      expect(clashes(base, expects, takes, numbers)).toEqual(risky);
    },
  );
});

describe('the view', () => {
  const open = (parts: RecipeParts, t: number, more: Partial<SystemViewProps> = {}) =>
    showView(Protocol, system, play(system, parts).result, t, more);

  it('marks the rules that applied last, and changes a rule by its setting', async () => {
    const { onset } = open({ scenario: 'broken' }, 200_000);
    const marked = document.querySelectorAll('tr[aria-current="step"]');
    expect([...marked].map((row) => row.textContent)).toEqual([
      expect.stringContaining('send that packet again'),
      expect.stringContaining('throw it away'),
    ]);
    const user = userEvent.setup();
    await user.selectOptions(screen.getByLabelText('acknowledgements'), 'both');
    expect(onset).toHaveBeenCalledWith('ack', 'both');
    onset.mockClear();
    await user.click(screen.getByRole('button', { name: 'Go-back-N' }));
    expect(onset.mock.calls.map(([name]) => name as string).sort()).toEqual(
      ['ack', 'bits', 'keep', 'resend', 'window'].sort(),
    );
  });

  it('says where an old packet would pass for a new one', () => {
    open({ scenario: 'broken' }, 410_000);
    expect(screen.getByRole('img').getAttribute('aria-label')).toMatch(/2 sequence numbers/);
  });

  it('checks the rules, tells the shortest failure step by step, and plays it', async () => {
    const onplay = vi.fn<(recipe: Recipe) => void>();
    open({ settings: { window: 1, bits: 1, reorderMs: 40 } }, 0, { onplay });
    const user = userEvent.setup();
    const panel = within(screen.getByRole('region', { name: 'Model checker' }));
    await user.click(panel.getByRole('button', { name: 'Check the rules' }));
    const steps = await panel.findAllByRole('listitem');
    expect(steps.length).toBe(7);
    expect(steps[6].textContent).toBe('The receiver gets packet 0 (number 0).');
    await user.click(panel.getByRole('button', { name: /Play it/ }));
    const { verdicts } = simulate(system, onplay.mock.calls[0][0]);
    expect(verdicts.find((v) => v.property === 'prefix')?.holds).toBe(false);
  });

  it('lets the channel do what it does in the run, and what the reader adds', async () => {
    open({ scenario: 'broken' }, 0);
    const panel = within(screen.getByRole('region', { name: 'Model checker' }));
    const user = userEvent.setup();
    const overtakes = panel.getByLabelText('let them overtake each other');
    expect((overtakes as HTMLInputElement).checked).toBe(true);
    await user.click(panel.getByRole('button', { name: 'Check the rules' }));
    expect((await panel.findAllByRole('listitem')).length).toBe(7);
    await user.click(overtakes);
    expect(panel.queryAllByRole('listitem')).toEqual([]);
    await user.click(panel.getByRole('button', { name: 'Check the rules' }));
    expect((await panel.findAllByText(/No failure: all/)).length).toBeGreaterThan(0);
  });

  it('says that rules are safe where every state was looked at', async () => {
    open({ settings: { window: 1, bits: 1 } }, 0);
    const panel = within(screen.getByRole('region', { name: 'Model checker' }));
    await userEvent.setup().click(panel.getByRole('button', { name: 'Check the rules' }));
    expect((await panel.findAllByText(/No failure: all \d+ states/)).length).toBeGreaterThan(0);
    expect(panel.getByText(/at least two packets/).textContent).toMatch(/^Goal:/);
  });

  it('says when rules with a window survive all that a channel can do', async () => {
    open({ settings: { window: 2, bits: 3 } }, 0);
    const panel = within(screen.getByRole('region', { name: 'Model checker' }));
    const user = userEvent.setup();
    for (const box of panel.getAllByRole<HTMLInputElement>('checkbox'))
      if (!box.checked) await user.click(box);
    expect(panel.queryByText(/Done:/)).toBeNull();
    await user.click(panel.getByRole('button', { name: 'Check the rules' }));
    expect(await panel.findByText(/Done:/)).toBeTruthy();
  });
});

describe('steps in words', () => {
  it.each(PRESETS.map(({ title, set }) => [title, set] as const))('%s', (_title, set) => {
    const { settings } = makeRecipe(system, {
      settings: { ...set, bits: 1, window: 2, lossPercent: 20, duplicatePercent: 10 },
    });
    const model = modelOf(settings as WindowSettings);
    const { counterexample } = checkNow(model);
    const lines = tell(model, counterexample!.steps);
    expect(lines.length).toBe(counterexample!.steps.length);
    expect(
      lines.every((line) => /^(The (sender|receiver|channel)|A timer|The timer) .+\.$/.test(line)),
    ).toBe(true);
  });
});
