import { fireEvent, render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { system } from '../../../../tests/fixtures/toy';
import { makeRecipe } from '../../sim';
import FaultDialog from './FaultDialog.svelte';
import { begin, FAULT_FORMS } from './forms';

const { nodes } = system.topology(makeRecipe(system, {}).settings as never);
const all = nodes.map(({ id }) => id);
const target = all[1];

function open(form: string) {
  const [onact, onclose] = [vi.fn(), vi.fn()];
  const shown = render(FaultDialog, { props: { nodes, target, form, onact, onclose } });
  return { onact, onclose, unmount: shown.unmount };
}

describe('every fault', () => {
  beforeAll(() => {
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
  });

  it.each(FAULT_FORMS.map((form) => [form.id, form] as const))(
    '%s: its key and its button choose the same line',
    async (_, form) => {
      // Not the one that is chosen from the start.
      const first = form.id === 'slow' ? 'heal' : 'slow';
      const ways = [
        () => userEvent.keyboard(form.key),
        () => userEvent.click(screen.getByText(form.title, { selector: 'label span' })),
      ];
      for (const way of ways) {
        const { onact, onclose, unmount } = open(first);
        await way();
        expect(screen.getByRole('radio', { checked: true })).toHaveAttribute('value', form.id);
        await userEvent.click(screen.getByRole('button', { name: 'Do it now' }));
        expect(onact.mock.calls).toEqual([[form.line(begin(form, target, all))]]);
        expect(onclose).toHaveBeenCalledOnce();
        unmount();
      }
    },
  );

  it('a letter that is typed into a field, or picks an option, chooses no fault', async () => {
    const { onact } = open('slow');
    screen.getByRole('spinbutton', { name: /Times as long/ }).focus();
    await userEvent.keyboard('h');
    screen.getByRole('combobox', { name: 'Node' }).focus();
    await userEvent.keyboard('h');
    expect(screen.getByRole('radio', { checked: true })).toHaveAttribute('value', 'slow');
    expect(onact).not.toHaveBeenCalled();
  });

  it('what cannot be done says why, and Enter does nothing', async () => {
    const { onact } = open('partition');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: nodes[1].label }), '0');
    expect(screen.getByText('Put a node on another side.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Do it now' })).toBeDisabled();
    await fireEvent.submit(document.querySelector('form')!);
    expect(onact).not.toHaveBeenCalled();
  });
});
