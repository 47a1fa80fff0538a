const UNITS: readonly [RegExp, string][] = [
  [/[Pp]erSecond$|PerS$/, '/s'],
  [/Percent$/, '%'],
  [/Ms$/, 'ms'],
  [/Ppm$/, 'ppm'],
  [/(?<=[a-z])S$/, 's'],
];

/** Words of names as they are written elsewhere. */
const WRITTEN: Readonly<Record<string, string>> = {
  at60: 'at 60 s',
  db: 'DB',
  fail: 'failed',
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  quic: 'QUIC',
  rto: 'recovery time',
  servfail: 'SERVFAIL',
  tld: 'TLD',
};

/** A metric's name as words and its unit: "goodputPerSecond" is "goodput" in "/s", "successAPercent" "success A" in "%". */
export function labelOf(name: string): { label: string; unit: string } {
  const [end, unit] = UNITS.find(([pattern]) => pattern.test(name)) ?? [/$/, ''];
  const words = name
    .replace(end, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(' ')
    .map((word) => (word.length === 1 ? word : word.toLowerCase()));
  return { label: words.map((word) => WRITTEN[word] ?? word).join(' ') || 'rate', unit };
}
