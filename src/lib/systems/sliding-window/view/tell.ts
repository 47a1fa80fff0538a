import { firstState, type Model, type Step } from '../checker/model';
import { take } from '../checker/steps';
import { mod } from '../protocol/protocol';

const numbered = (index: number, numbers: number): string =>
  numbers > 1 ? `packet ${index} (number ${mod(index, numbers)})` : `packet ${index}`;

/** What an acknowledgement says. */
function said(seq: number | null, upTo: number | null): string {
  const parts = [seq === null ? [] : [`number ${seq}`], upTo === null ? [] : [`up to ${upTo}`]];
  return `the acknowledgement of ${parts.flat().join(' and ')}`;
}

function what(model: Model, state: ReturnType<typeof firstState>, step: Step): string {
  if (!('what' in step)) return '';
  if (step.what === 'data') return numbered(state.data[step.at].payload, model.protocol.numbers);
  const { seq, upTo } = state.acks[step.at];
  return said(seq, upTo);
}

function sentence(model: Model, state: ReturnType<typeof firstState>, step: Step): string {
  const { numbers } = model.protocol;
  if (step.do === 'send') return `The sender sends ${numbered(state.sender.next, numbers)}.`;
  if (step.do === 'timeout')
    return model.protocol.resend === 'all'
      ? 'The timer runs out: all outstanding packets are sent again.'
      : `A timer runs out: ${numbered(step.index, numbers)} is sent again.`;
  const it = what(model, state, step);
  if (step.do === 'lose') return `The channel loses ${it}.`;
  if (step.do === 'copy') return `The channel duplicates ${it}.`;
  const overtakes = step.at > 0 ? `, ahead of ${step.at} sent before` : '';
  return step.what === 'data'
    ? `The receiver gets ${it}${overtakes}.`
    : `The sender gets ${it}${overtakes}.`;
}

/** The steps of a counterexample in words, one a line, with packets by the sender's own count. */
export function tell(model: Model, steps: readonly Step[]): string[] {
  let state = firstState();
  return steps.map((step) => {
    const text = sentence(model, state, step);
    state = take(model, state, step).state;
    return text;
  });
}
