import type { RunResult, Scenario, System } from '../../sim';
import { Flights } from './flights';
import { LONGEST_STORY, readingTime, sceneOf, storyOf, type Scene, type Story } from '.';

/** From Play to the first moment, and from one moment to the next, at most. Wall seconds. */
const FIRST = 8;
const NEXT = 15;
/** From the end of a caption to the next moment, at most. Wall seconds. */
const GAP = 2;
/** How long a message is seen to travel at a moment, at least. Wall seconds. */
const FLIGHT = 0.5;
const ROUNDING = 1e-6;

const seconds = (x: number): string => `${x.toFixed(1)} s`;

/**
 * What is wrong with the story of a scenario's run (made with a full trace and the scenario's captions): a sentence for
 * each limit that it misses. None: it can be told.
 */
export function storyProblems(run: RunResult, system: System, scenario: Scenario): string[] {
  const scene = sceneOf(system, run.recipe, scenario.captions);
  const story = storyOf(run, scene);
  return [
    ...reading(scenario),
    ...limits(story),
    ...untold(story, run),
    ...tooFast(story, run, scene),
  ];
}

function reading({ captions }: Scenario): string[] {
  const all = captions.reduce((sum, c) => sum + readingTime(c.text), 0);
  const slow = captions.filter((c) => readingTime(c.text) > NEXT - GAP);
  return [
    ...(all > LONGEST_STORY - captions.length
      ? [`its captions alone take ${seconds(all)} to read; a story has ${LONGEST_STORY} s`]
      : []),
    ...slow.map((c) => `the caption “${c.text}” takes ${seconds(readingTime(c.text))} to read`),
  ];
}

function limits({ moments, pieces, wallEnd }: Story): string[] {
  const problems: string[] = [];
  if (moments.length === 0) problems.push('nothing in it is worth a moment: it needs a caption');
  const first = moments.at(0)?.wall ?? 0;
  if (first > FIRST)
    problems.push(`the first moment comes after ${seconds(first)}; at most ${FIRST} s`);
  if (wallEnd > LONGEST_STORY)
    problems.push(`the whole story takes ${seconds(wallEnd)}; at most ${LONGEST_STORY} s`);
  moments.forEach((m, i) => {
    const next = i + 1 < moments.length ? moments[i + 1].wall : wallEnd;
    const name = `“${m.text}” at ${seconds(m.at / 1e6)}`;
    if (next - m.wall > NEXT)
      problems.push(`${name}: the next moment is ${seconds(next - m.wall)} away`);
    if (m.until - m.wall < readingTime(m.text) - ROUNDING || m.until > next + ROUNDING)
      problems.push(`${name} is not up for its reading time of ${seconds(readingTime(m.text))}`);
    if (next - m.until > GAP + ROUNDING)
      problems.push(
        `${name}: ${seconds(next - m.until)} pass between its caption and the next moment`,
      );
  });
  const lapse = pieces.find((p) => p.isLapse && p.until - p.wall > GAP + ROUNDING);
  if (lapse)
    problems.push(`a time lapse takes ${seconds(lapse.until - lapse.wall)}; at most ${GAP} s`);
  return problems;
}

/** Captions, acts and violations that the story leaves out. */
function untold({ moments }: Story, run: RunResult): string[] {
  const parts = moments.flatMap((m) => m.parts);
  const has = (kind: string, at: number) => parts.some((p) => p.kind === kind && p.at === at);
  const captions = run.moments.filter((m) => !has('caption', m.at));
  const acts = run.recipe.interventions.filter(
    (a) => !has('act', a.at) && a.at <= run.virtualMs * 1000,
  );
  const violations = run.verdicts.filter(
    (v) => v.kind !== 'sometimes' && !v.holds && v.at !== undefined && !has('violation', v.at),
  );
  return [
    ...captions.map((m) => `caption ${m.caption} is left out`),
    ...acts.map((a) => `the ${a.do} at ${seconds(a.at / 1e6)} is left out`),
    ...violations.map((v) => `the violation of ${v.property} is left out`),
  ];
}

/** Moments at which the messages that they are about cannot be seen to travel. */
function tooFast({ moments, pieces }: Story, run: RunResult, scene: Scene): string[] {
  const flights = new Flights(run, scene);
  return moments.flatMap((m) => {
    const piece = pieces.find((p) => p.wall >= m.wall);
    if (!piece) return [];
    const flight =
      (flights.at(m.at, m.about) / (piece.to - piece.from)) * (piece.until - piece.wall);
    return piece.isLapse || flight < FLIGHT - ROUNDING
      ? [`“${m.text}” is passed so fast that a message is seen for ${flight.toFixed(2)} s`]
      : [];
  });
}
