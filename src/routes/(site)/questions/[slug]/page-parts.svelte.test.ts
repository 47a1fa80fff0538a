import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import type { WidgetController } from '$lib/widget/controller.svelte';
import type { RunSummary } from '$lib/widget/summary';
import { loadSystem } from '$lib/systems';
import Challenge from './Challenge.svelte';
import Experiment from './Experiment.svelte';
import { Lab } from './lab.svelte';
import Predict from './Predict.svelte';

type Loaded = Parameters<WidgetController['load']>[0];

/** A page's lab with a widget that answers from a table. */
function labWith(answer: (recipe: Loaded) => Record<string, number>) {
  let loaded: Loaded = {};
  const load = vi.fn((recipe: Loaded) => void (loaded = recipe));
  const lab = new Lab();
  lab.controller = {
    load,
    run: () =>
      Promise.resolve({
        metrics: answer(loaded),
        nodes: {},
        verdicts: [],
        digest: '',
      } satisfies RunSummary),
    play: vi.fn(),
    pause: vi.fn(),
    summary: null,
  } satisfies Partial<WidgetController> as unknown as WidgetController;
  return { lab, load };
}

const p99 = {
  label: 'p99',
  read: 'metrics.p99Ms',
  unit: 'ms',
  value: 58,
  tolerance: 5,
  kind: 'sim' as const,
};

describe('Predict', () => {
  const predict = {
    question: 'How long?',
    given: ['five machines'],
    options: [4, 18, 58].map((value) => ({ value, because: 'a reason' })),
    run: { settings: { policy: 'random' }, seed: 1, expect: p99 },
    reveal: 'Queues.',
  };

  it('wants a guess before it runs, and takes the answer from the run, not from the page', async () => {
    const { lab, load } = labWith(() => ({ p99Ms: 17.2 }));
    const ondone = vi.fn();
    render(Predict, { predict, lab, ondone });
    expect(screen.getByRole('button')).toBeDisabled();
    await userEvent.click(screen.getByRole('radio', { name: /^58 ms/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Run it' }));
    expect(load).toHaveBeenCalledWith(expect.objectContaining({ settings: { policy: 'random' } }));
    expect(screen.getByText('p99: 17.2 ms.')).toBeVisible();
    expect(screen.getByRole('radio', { name: /18 ms.*the run says/ })).toBeInTheDocument();
    expect(ondone).toHaveBeenCalledOnce();
  });

  it('says what went wrong, and can be run again', async () => {
    const { lab } = labWith(() => ({}));
    render(Predict, { predict, lab, ondone: () => {} });
    await userEvent.click(screen.getByRole('radio', { name: /^4 ms/ }));
    await userEvent.click(screen.getByRole('button', { name: 'Run it' }));
    expect(screen.getByText('the run has no metrics.p99Ms')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Run it' })).toBeEnabled();
  });
});

it('Experiment: tells what to expect once it was run; done when each of its runs was run; what is off is said to be off', async () => {
  const runs = ['one', 'two'].map((label) => ({
    label,
    settings: { label },
    seed: 1,
    expect: [p99],
  }));
  const experiment = {
    id: 'e',
    title: 'Try',
    do: 'Do.',
    watch: 'it',
    see: 'See.',
    why: 'Why.',
    runs,
  };
  const { lab } = labWith((recipe) => ({ p99Ms: recipe.settings?.label === 'one' ? 57 : 90 }));
  const ondone = vi.fn();
  render(Experiment, { experiment, no: 1, lab, predicted: true, done: () => false, ondone });
  const answers = () => screen.queryAllByText('58 ms').length;
  expect([answers(), screen.queryByText('See.')?.closest('details')?.open]).toEqual([0, false]);
  await userEvent.click(screen.getByRole('button', { name: 'one' }));
  expect(screen.getByText('57 ms ✓')).toBeVisible();
  expect(screen.getByText('within ±5 ms')).toBeVisible();
  expect(answers()).toBe(1);
  expect(ondone).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole('button', { name: 'two' }));
  expect(screen.getByText('90 ms ✕ off')).toBeVisible();
  expect(screen.getByText('allowed ±5 ms')).toBeVisible();
  expect(screen.getByText('See.')).toBeVisible();
  expect(ondone).toHaveBeenCalledExactlyOnceWith('e');
});

it('Experiment: holds back what to expect until the prediction is made, whoever opens it', async () => {
  const run = { label: 'one', settings: {}, seed: 1, expect: [p99] };
  const words = { id: 'e', title: 'Try', do: 'Do.', watch: 'it', see: 'See.', why: 'Why.' };
  const { lab } = labWith(() => ({ p99Ms: 57 }));
  const props = { experiment: { ...words, runs: [run] }, no: 1, lab, done: () => false };
  const { rerender } = render(Experiment, { ...props, predicted: false, ondone: () => {} });
  await userEvent.click(screen.getByText('What you should see, and why'));
  expect(screen.getByText('See.')).not.toBeVisible();
  expect(screen.getByRole('link', { name: 'made your prediction' })).toBeVisible();
  expect(screen.queryByText('58 ms')).toBeNull();
  await rerender({ predicted: true });
  expect(screen.getByText('See.')).toBeVisible();
  expect(screen.getByText('58 ms')).toBeVisible();
});

it('Challenge: says "none" where a run gives no number', async () => {
  const system = await loadSystem('load-balancer');
  const { lab } = labWith(() => ({ errorPercent: NaN, p99Ms: NaN, requests: 100 }));
  render(Challenge, { system, lab, ondone: () => {} });
  await userEvent.click(screen.getByRole('button', { name: 'Check it' }));
  expect((await screen.findAllByText('none')).length).toBeGreaterThan(0);
  expect(document.body).not.toHaveTextContent('NaN');
});

it('Challenge: stops at the seed that fails and offers it; passes only on all seeds', async () => {
  const system = await loadSystem('load-balancer');
  const good = {
    checksPerSecond: 0.5,
    errorPercent: 0,
    p99Ms: 50,
    rejected: 0,
    completed: 99.9,
    requests: 100,
  };
  const { lab } = labWith((recipe) =>
    recipe.settings?.policy === 'round-robin' && recipe.seed === 3
      ? { ...good, p99Ms: 1200 }
      : good,
  );
  const ondone = vi.fn();
  render(Challenge, { system, lab, ondone });
  await userEvent.click(screen.getByRole('button', { name: 'Check it' }));
  expect(await screen.findByRole('button', { name: 'Watch the failing seed 3' })).toBeVisible();
  expect(ondone).not.toHaveBeenCalled();
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'policy' }), 'two-choices');
  await userEvent.click(screen.getByRole('button', { name: 'Check it' }));
  await vi.waitFor(() => expect(ondone).toHaveBeenCalledOnce());
  expect(screen.getByText(/Fixed, on every seed/)).toBeVisible();
});

it('Challenge: settings that cannot be judged are refused where they are seen', async () => {
  const system = await loadSystem('voting');
  const { lab } = labWith(() => {
    throw new Error('no node server-3');
  });
  render(Challenge, { system, lab, ondone: vi.fn() });
  await userEvent.click(screen.getByRole('button', { name: 'Check it' }));
  expect(await screen.findByRole('alert')).toHaveTextContent('no node server-3');
});
