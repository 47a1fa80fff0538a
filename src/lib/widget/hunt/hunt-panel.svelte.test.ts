import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { hunt } from '../../hunt';
import { simulate, type Recipe, type System } from '../../sim';
import { loadSystem } from '../../systems';
import HuntPanel from './HuntPanel.svelte';
import { SlicedHunter, type Hunter } from './hunter';
import { huntInPool } from './pool';

const system: System = await loadSystem('load-balancer');
const open = (n: number) => (target: ConstructorParameters<typeof SlicedHunter>[0]) =>
  Promise.resolve(Array.from({ length: n }, () => new SlicedHunter(target)));
const button = (name: string) => screen.findByRole('button', { name }, { timeout: 30_000 });

describe('the hunt panel', () => {
  it('finds a planted bug, says what breaks and why, and hands over a recipe that does it', async () => {
    const user = userEvent.setup();
    const onplay = vi.fn<(recipe: Recipe) => void>();
    render(HuntPanel, { system, settings: {}, onplay, open: open(2) });
    await user.selectOptions(screen.getByLabelText('Hunt'), 'double-send');
    await user.click(await button('Find a failure'));
    await user.click(await button('Play it'));
    expect(screen.getByText('No request is served by two machines.')).toBeVisible();
    const [recipe] = onplay.mock.calls[0];
    expect(screen.getByText(/^At [\d.,]+ s: /)).toBeVisible();
    const [, first] = /: seed ([\d,]+), after/.exec(
      screen.getAllByText(/^A property failed: seed/)[0].textContent,
    )!;
    const minimised = Number(first.replaceAll(',', '')) !== recipe.seed;
    const words = `seed ${first}${minimised ? `, minimised to seed ${recipe.seed}` : ''}`;
    expect(screen.getByText(new RegExp(`^Found with ${words}\\. `))).toBeVisible();
    const verdicts = simulate(system, recipe).verdicts.filter((v) => !v.holds);
    expect(verdicts.map((v) => v.property)).toContain('served-once');
  }, 60_000);

  it('does not tell what a planted bug is before it is found', async () => {
    const user = userEvent.setup();
    render(HuntPanel, { system, settings: {}, onplay: vi.fn(), open: open(1) });
    const why = system.bugs.find((b) => b.id === 'double-send')!.why;
    for (const bug of system.bugs) expect(document.body).not.toHaveTextContent(bug.why);
    await user.selectOptions(screen.getByLabelText('Hunt'), 'double-send');
    await user.click(await button('Find a failure'));
    await button('Play it');
    expect(
      screen.getByRole('option', { name: `Planted bug B, in the balancer’s requests: ${why}` }),
    ).toBeInTheDocument();
  }, 60_000);

  it('says what is set', () => {
    const settings = { policy: 'random', requests: 400 };
    const { unmount } = render(HuntPanel, { system, settings, onplay: vi.fn(), open: open(1) });
    expect(screen.getByText(/^As set: .*policy random/)).toBeVisible();
    unmount();
  });

  it('stops when told to, and says how far it came', async () => {
    const user = userEvent.setup();
    const close = vi.fn();
    const endless: Hunter = {
      attempt: (_seeds, onprogress) =>
        new Promise(() => onprogress({ tried: 1234, failed: 0, first: null })),
      shrink: () => new Promise(() => {}),
      close,
    };
    const props = { system, settings: {}, onplay: vi.fn(), open: () => Promise.resolve([endless]) };
    render(HuntPanel, { ...props, seeds: 10_000 });
    await user.click(await button('Find a failure'));
    expect(await screen.findByText('1,234 of 10,000 seeds tried, 0 failed')).toBeVisible();
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '12');
    await user.click(await button('Stop'));
    expect(await screen.findAllByText('Stopped after 1,234 seeds.')).not.toHaveLength(0);
    expect(close).toHaveBeenCalledOnce();
    expect(await button('Find a failure')).toBeEnabled();
  }, 60_000);

  it('says so when no property failed, and offers the planted bugs', async () => {
    const user = userEvent.setup();
    render(HuntPanel, { system, settings: {}, onplay: vi.fn(), open: open(1), seeds: 3 });
    await user.click(await button('Find a failure'));
    expect(
      await screen.findAllByText(
        'No property failed in 3 seeds: this design keeps its promises at these settings.',
        {},
        { timeout: 30_000 },
      ),
    ).not.toHaveLength(0);
    for (const name of ['A, in the balancer’s choice', 'B, in the balancer’s requests'])
      expect(await button(`Planted bug ${name}`)).toBeEnabled();
  }, 60_000);
});

describe('a pool', () => {
  it('finds the same seed as a hunt alone, with any number of hunters', async () => {
    const target = { system, bug: 'blind' };
    const alone = hunt(system, { bug: 'blind', seeds: 60, all: false });
    for (const n of [1, 3]) {
      const pooled = await huntInPool(target, { seeds: 60, open: open(n) });
      expect(pooled?.first).toEqual(alone.first);
      expect(pooled?.counterexample).toEqual(alone.counterexample);
    }
  }, 90_000);
});
