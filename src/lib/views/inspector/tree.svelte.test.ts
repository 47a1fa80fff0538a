import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import Tree from './Tree.svelte';

const value = { term: 3, log: [{ index: 1 }, { index: 2 }], peers: new Map([['a', { n: 1 }]]) };

const items = () => screen.getAllByRole('treeitem');
const names = () => items().map((item) => item.textContent.replace(/\s+/g, ' ').trim());

describe('a tree of data', () => {
  it('is gone through by keys: down, open, into, out, close, ends', async () => {
    const user = userEvent.setup();
    render(Tree, { label: 'On disk', value });
    expect(screen.getByRole('tree', { name: 'On disk' })).toBeVisible();
    expect(names()).toEqual(['term 3', '▸ log 2 entries', '▸ peers 1 entry']);
    await user.tab();
    expect(items()[0]).toHaveFocus();
    await user.keyboard('{ArrowDown}{ArrowRight}');
    expect(items()[1]).toHaveAttribute('aria-expanded', 'true');
    expect(names()).toEqual([
      'term 3',
      '▾ log 2 entries',
      '▸ 0 index 1',
      '▸ 1 index 2',
      '▸ peers 1 entry',
    ]);
    await user.keyboard('{ArrowRight}{ArrowDown}{Enter}{ArrowDown}');
    expect(items()[4]).toHaveFocus();
    expect(items()[4]).toHaveAttribute('aria-level', '3');
    expect([items()[3].ariaPosInSet, items()[3].ariaSetSize]).toEqual(['2', '2']);
    await user.keyboard('{ArrowLeft}{ArrowLeft}{ArrowLeft}');
    expect(items()[1]).toHaveFocus();
    await user.keyboard('{ArrowLeft}');
    expect(names()).toHaveLength(3);
    await user.keyboard('{End}');
    expect(items()[2]).toHaveFocus();
    await user.keyboard('{Home}');
    expect(items()[0]).toHaveFocus();
    await user.tab();
    expect(document.body).toHaveFocus();
  });

  it('stays open at another moment, and marks what changed in words too', async () => {
    const user = userEvent.setup();
    const { rerender } = render(Tree, { label: 'On disk', value });
    await user.click(items()[1]);
    await rerender({
      value: { ...value, term: 4, log: [{ index: 1 }, { index: 9 }] },
      before: value,
    });
    expect(names()).toEqual([
      'term 4 changed was 3',
      '▾ log 2 entries changed',
      '▸ 0 index 1',
      '▸ 1 index 9 changed',
      '▸ peers 1 entry',
    ]);
  });
});
