import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { build, type Rolldown } from 'vite';
import { knownBrowser } from '../../scripts/lib/browser.mjs';

type Digests = Record<string, string>;

const ASK = 'globalThis.faultlineDigests()';

/** The kernel and all systems as one plain script, as a browser gets them. */
export async function bundle(): Promise<string> {
  const [output] = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'faultline',
      },
    },
  })) as Rolldown.RolldownOutput[];
  return output.output[0].code;
}

export async function inChromium(script: string): Promise<Digests> {
  const { path, args } = knownBrowser()!;
  const browser = await chromium.launch({ executablePath: path, args });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    return await page.evaluate<Digests>(ASK);
  } finally {
    await browser.close();
  }
}

/** Where a Firefox is; `undefined` where none is found. `FIREFOX_BIN` comes first. */
export function firefoxPath(): string | undefined {
  const places = [process.env.FIREFOX_BIN, '/usr/bin/firefox-esr', '/usr/bin/firefox'];
  return places.find((path) => path && existsSync(path));
}

/** Over WebDriver BiDi, which Debian's Firefox speaks; Playwright would want a Firefox of its own. */
export async function inFirefox(script: string): Promise<Digests> {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxPath(),
    headless: true,
  });
  try {
    const page = await browser.newPage();
    await page.evaluate(script);
    return (await page.evaluate(ASK)) as Digests;
  } finally {
    await browser.close();
  }
}
