import { spawnSync } from 'node:child_process';
import { chromium } from '@playwright/test';
import { findBrowser, CHROMIUM_ARGS } from '../lib/browser.mjs';
import { median, ratio, type Bench, type Measure } from './bench';
import { bundle } from './bundle';
import type { Round } from './workload';

const REQUESTS = 1_000_000;
const ROUNDS = 7;
/** Rounds before those that count, for the compiler to warm up. */
const WARM = 2;

const PLAY = `
  const rounds = [];
  for (let i = 0; i < ${WARM + ROUNDS}; i++) rounds.push(workload.round(${REQUESTS}));
  const result = rounds.slice(${WARM});`;

const REMEMBER = `
  const used = () => {
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return (heapUsed + arrayBuffers) / 1e6;
  };
  workload.memory(${REQUESTS}, used);
  const result = [1, 2].map((n) => workload.memory(n * ${REQUESTS}, used));`;

/** Runs a script in a Node of its own, without loaders. */
function inNode<T>(script: string, work: string): T {
  const code = `${script};${work};console.log(JSON.stringify(result))`;
  const child = spawnSync(process.execPath, ['--expose-gc', '-'], {
    input: code,
    encoding: 'utf8',
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as T;
}

async function inWorker<T>(script: string, work: string): Promise<T> {
  const path = findBrowser((line) => console.error(line));
  const browser = await chromium.launch({ executablePath: path, args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage();
    return await page.evaluate<T, string>((code) => {
      const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
      return new Promise((done, fail) => {
        const worker = new Worker(url);
        worker.onmessage = (event) => done(event.data);
        worker.onerror = (event) => fail(new Error(event.message));
      });
    }, `${script};${work};postMessage(result)`);
  } finally {
    await browser.close();
  }
}

const ms = (name: string, value: number): Measure => ({ name, value: `${value.toFixed(0)} ms` });

function compare(where: string, rounds: readonly Round[]) {
  const floor = median(rounds.map((r) => r.floorMs));
  const ours = median(rounds.map((r) => r.oursMs));
  const times = median(rounds.map((r) => r.oursMs / r.floorMs));
  const lines = [
    ms(`${where}: the floor`, floor),
    ms(`${where}: ours`, ours),
    ratio(`${where}: ours to the floor`, times, 3, 2),
  ];
  return { ours, lines };
}

export const kernel: Bench = {
  name: 'kernel',
  title: `${REQUESTS.toLocaleString('en-US')} requests through three clients, a balancer and five servers, medians of ${ROUNDS} rounds`,
  async run() {
    const script = await bundle('workload.ts');
    const node = compare('Node', inNode<Round[]>(script, PLAY));
    const worker = compare('Chromium worker', await inWorker<Round[]>(script, PLAY));
    const [one, two] = inNode<number[]>(script, REMEMBER);
    return [
      ...node.lines,
      ...worker.lines,
      ratio('Chromium worker to Node', worker.ours / node.ours, 1.5),
      {
        name: 'Chromium worker, a million',
        value: `${worker.ours.toFixed(0)} ms`,
        limit: 'under 1000 ms on a quiet machine',
        within: worker.ours < 1000,
      },
      {
        name: 'memory, 1 and 2 million requests',
        value: `${one.toFixed(1)} and ${two.toFixed(1)} MB`,
        limit: 'no more for the second million',
        within: two < one + 2,
      },
    ];
  },
};
