import { counted, properties as makers, type Property } from '../../sim';
import type { WindowWorld } from './world';

const { always, eventually, sometimes } = makers<WindowWorld>();

const prefix = always({
  id: 'prefix',
  title: 'The application gets the messages in order, each once.',
  step(_state, { observed: { wrong }, at }, report) {
    if (wrong === null) return;
    const { place, payload } = wrong;
    report(`message ${payload} is delivered in the place of message ${place}`, at.receiver.index);
  },
});

const received = always({
  id: 'acknowledged',
  title: 'What the sender counts as delivered has been delivered.',
  step(_state, { observed: { lostForGood }, settings, at }, report) {
    if (lostForGood === null || settings.ack === 'none') return;
    report(`packet ${lostForGood} is acknowledged and was never delivered`, at.sender.index);
  },
});

const complete = eventually({
  id: 'complete',
  title: 'Every message is delivered in the end.',
  end(_state, { observed, settings, at }, report) {
    const left = settings.messages - observed.had.size;
    // What happens by hand ends when the reader stops.
    if (settings.schedule === 'clock' && left > 0)
      report(`${counted(left, 'message is', 'messages are')} not delivered`, at.receiver.index);
  },
});

const spotted = sometimes({
  id: 'copy-spotted',
  title: 'The receiver recognises a copy by its number and throws it away.',
  step(_state, { at }, report) {
    if (at.receiver.durable.copies > 0) report('a copy is thrown away');
  },
});

const waits = sometimes({
  id: 'gap',
  title: 'Packets wait at the receiver for one before them.',
  step(_state, { at }, report) {
    if (at.receiver.mode.role === 'gap')
      report(`packet ${at.receiver.durable.state.next} is missing, and later ones wait`);
  },
});

const twice = sometimes({
  id: 'delivered-twice',
  title: 'A message is delivered twice.',
  step(_state, { observed }, report) {
    if (observed.duplicates > 0) report('the application gets a message a second time');
  },
});

const skipped = sometimes({
  id: 'never-delivered',
  title: 'A packet is acknowledged although it was never delivered.',
  step(_state, { observed: { lostForGood } }, report) {
    if (lostForGood !== null) report(`the sender will never send packet ${lostForGood} again`);
  },
});

export const properties: readonly Property<WindowWorld>[] = [
  prefix,
  received,
  complete,
  spotted,
  waits,
  twice,
  skipped,
];
