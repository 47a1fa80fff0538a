/** What we found about the source's answer. The scale is fixed; pages say why in one line. */
export const VERDICTS = [
  'RIGHT',
  'RIGHT BUT THIN',
  'WEAK',
  'OUTDATED',
  'PARTLY WRONG',
  'WRONG',
  'OURS',
] as const;

export type Verdict = (typeof VERDICTS)[number];

interface Look {
  label: string;
  tone: 'healthy' | 'waiting' | 'fault' | 'message';
  mark: string;
  means: string;
}

/** How a verdict is shown: a tone, and a mark that carries it where colour cannot. */
export const VERDICT_LOOK: Record<Verdict, Look> = {
  RIGHT: { label: 'Right', tone: 'healthy', mark: '✓', means: 'Would pass as it stands.' },
  'RIGHT BUT THIN': {
    label: 'Right but thin',
    tone: 'healthy',
    mark: '✓',
    means: 'True, and would not pass a senior interview.',
  },
  WEAK: {
    label: 'Weak',
    tone: 'waiting',
    mark: '≈',
    means: 'The emphasis misleads, or the point is missing.',
  },
  OUTDATED: { label: 'Outdated', tone: 'waiting', mark: '≈', means: 'Was a fair answer once.' },
  'PARTLY WRONG': {
    label: 'Partly wrong',
    tone: 'fault',
    mark: '◑',
    means: 'Some of it is true; some would be corrected on the spot.',
  },
  WRONG: { label: 'Wrong', tone: 'fault', mark: '✕', means: 'Saying this costs the interview.' },
  OURS: {
    label: 'Our question',
    tone: 'message',
    mark: '+',
    means: 'The source skips this number; the question is ours.',
  },
};
