import type { Behaviour, Micros, NodeRef } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import type { AskTime, TellTime } from './messages';

const machine = oneRole('time-server', { answering: 'tells the time to whoever asks' });

interface TimeServerKind {
  machine: typeof machine;
  options: { readonly work: Micros };
  takes: AskTime;
  sends: TellTime;
  timers: { answer: { readonly to: NodeRef; readonly id: number; readonly received: Micros } };
}

/** Stamps a request when it comes in and its answer when that leaves, by its own clock. */
export const timeServer: Behaviour<TimeServerKind> = {
  kind: 'time-server',
  machine,
  durable: () => null,
  roles: {
    answering: {
      message({ options }, { id }, from, out) {
        out.work(options.work, 'answer', { to: from, id, received: out.clock() });
      },
      timer(_node, _name, { to, id, received }, out) {
        out.send(to, { type: 'time', id, received, sent: out.clock() });
      },
    },
  },
};
