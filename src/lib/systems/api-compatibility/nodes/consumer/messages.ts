import type { Message } from '../../../../sim';

/** What a consumer's program did with the answers that it got: what its own customers see of it. */
export interface Result extends Message {
  readonly type: 'result';
  readonly about: 'list' | 'profile' | 'members' | 'account' | 'export';
  /** The user whom it is about; 0 when about all. */
  readonly user: number;
  /** `late`: gave up at its deadline. `crashed`: the program could not read the answer. `failed`: it got an error. */
  readonly outcome: 'done' | 'late' | 'crashed' | 'failed';
  /** Users exported or shown, members removed, accounts opened. */
  readonly count: number;
  /** Of a list: how many users it held, how many different ones, and whether the program went on to its end. */
  readonly listed: number;
  readonly distinct: number;
  readonly toEnd: boolean;
  /** The releases that answered. */
  readonly versions: readonly number[];
}
