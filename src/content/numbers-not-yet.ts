const CALC = 'follows from settings: list it under facts, with source "calc" and how';
const SEEN = 'of a run that the page does not check: give it an expectation';

/** Numbers of today's texts with nothing behind them yet, by question, as they are written, and what each needs. */
export const NOT_YET: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  microservices: {
    '52': CALC,
    '36': CALC,
    '0.995': CALC,
    '16': CALC,
    '0.45': CALC,
    '35 %': SEEN,
  },
  communication: {
    '10': 'the number of instances, in a formula: a fact with source calc',
  },
  'message-transports': {
    '55 ms': SEEN,
  },
  'parallel-vs-distributed': {
    '1,001 ms': CALC,
    '1,001': CALC,
    '2,007 ms': CALC,
    '3,008 ms': CALC,
    '1,800': SEEN,
    '7,000': SEEN,
    '7,900': SEEN,
    '20 µs': CALC,
    '100 ms': CALC,
  },
  'distributed-transaction': {
    '4.75 %': CALC,
    '300': 'a threshold of the caption: the number of sign-ups by then',
  },
  'eventual-consistency': {
    '3.1 %': CALC,
    '3 ms': CALC,
    '10 %': CALC,
    '0.3 s': SEEN,
    '30 ms': SEEN,
    '300 ms': SEEN,
    '1,200': 'a threshold of the caption: the number of sign-ups by then',
  },
  'load-balancer': {
    '160': CALC,
    '12 ms': CALC,
    '1.9 seconds': CALC,
    '106 %': CALC,
    '60 %': CALC,
    '4.25': CALC,
    '75 %': CALC,
    '200,000':
      'the scenario is the run "Round robin" of the first experiment, told by its settings',
  },
  'network-partition': {
    '1,800': CALC,
  },
  'team-productivity': {
    '333': SEEN,
    '900': CALC,
    '200': SEEN,
  },
  'data-replication': {
    '25': CALC,
    '3.5 ms': CALC,
    '6 ms': CALC,
  },
};
