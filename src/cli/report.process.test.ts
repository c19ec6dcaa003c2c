/// <reference lib="dom" />
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DialogueRecord } from '../domain/dialogue.js';
import { findChromium } from '../testing/chromium.js';
import { readJsonLines } from '../testing/generate-process.js';
import { compiledCommand, runCompiled, startNode } from '../testing/run-process.js';

const COUNT = 130;
const SCREENS = [1280, 390].flatMap((width) => (['light', 'dark'] as const).map((scheme) => [width, scheme] as const));

let folder: string;
/** What the command said of its page. */
let written: string;
let browser: Browser;
const at = (name: string) => join(folder, name);

const run = (name: string, ...args: string[]) => runCompiled(name, args);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolecs-report-'));
  for (const seed of ['1', '2']) await run('generate', '--count', String(COUNT), '--seed', seed, '--concurrency', '1', '--out', at(seed));
  written = (await run('report', '--from', at('1'))).stdout;
  await run('report', '--from', at('1'), '--against', at('2'), '--out', at('against.html'));
  writeFileSync(at('preview.html'), (await run('personas', 'preview', '--count', '300', '--set', 'risk_appetite.C5=0.1', '--html')).stdout);
  browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

interface Shown {
  page: Page;
  /** What the console and the page complained of. */
  complaints: string[];
}

async function show(file: string, [width, colorScheme]: (typeof SCREENS)[number] = [1280, 'light']): Promise<Shown> {
  const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme, locale: 'en-US' });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('request', (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  if (file !== at('preview.html')) await page.waitForSelector('html[data-ready]');
  return { page, complaints };
}

/** Of all text that is shown, that in charts as large as it is drawn. CSS pixels, to a tenth. */
const smallestText = (page: Page) =>
  page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let smallest = Number.POSITIVE_INFINITY;
    while (texts.nextNode()) {
      const element = texts.currentNode.parentElement;
      if (!texts.currentNode.textContent?.trim() || !element?.getClientRects().length) continue;
      const chart = element.closest('svg');
      const scale = chart ? chart.getBoundingClientRect().width / chart.viewBox.baseVal.width : 1;
      smallest = Math.min(smallest, Number.parseFloat(getComputedStyle(element).fontSize) * scale);
    }
    return Math.round(10 * smallest) / 10;
  });

const countShown = async (page: Page) => Number((await page.textContent('#found'))?.match(/^[\d,]+/)?.[0] ?? 0);

describe('the page in a browser', () => {
  it.each(SCREENS)('at %i pixels, %s: no complaint, no overflow, paper and ink of the scheme', async (...screen) => {
    for (const file of [at('1.report.html'), at('against.html'), at('preview.html')]) {
      const { page, complaints } = await show(file, screen);
      const seen = await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        const lightness = (color: string) => (color.match(/\d+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
        const { color, backgroundColor } = getComputedStyle(document.body);
        return {
          overflow: document.documentElement.scrollWidth - innerWidth,
          charts: [...document.querySelectorAll('.chart svg, article svg')].filter((svg) => svg.getBoundingClientRect().width > 0).length,
          isDark: lightness(backgroundColor) < lightness(color),
        };
      });
      expect({ ...seen, complaints }).toEqual({ overflow: 0, charts: expect.any(Number), isDark: screen[1] === 'dark', complaints: [] });
      expect(seen.charts).toBeGreaterThan(15);
      expect(await smallestText(page)).toBeGreaterThanOrEqual(11);
      await page.close();
    }
  });

  it('is painted within two seconds, and is as large as was said, with every dialogue in it', async () => {
    const { page } = await show(at('1.report.html'));
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
    expect(paint).toBeLessThan(2000);
    const { size } = statSync(at('1.report.html'));
    expect(written).toBe(`${at('1.report.html')}\t${size}\t${COUNT}\n`);
    expect(size).toBeLessThan(2_000_000);
    await page.close();
  });

  it('filters by topic, scenario, outcome, strategy and persona field, as the rows say', async () => {
    const rows = readJsonLines<DialogueRecord>(at('1/dialogues.jsonl'));
    const { page } = await show(at('1.report.html'));
    expect(await countShown(page)).toBe(COUNT);
    const [first] = rows as [DialogueRecord];
    const by = async (choices: Record<string, string>, holds: (row: DialogueRecord) => boolean) => {
      await page.reload();
      await page.waitForSelector('html[data-ready]');
      for (const [name, label] of Object.entries(choices)) await page.selectOption(`#filter-${name}`, { label });
      expect(await countShown(page), JSON.stringify(choices)).toBe(rows.filter(holds).length);
    };
    await by({ topic: 'risk and security' }, ({ topic }) => topic === 'risk-security');
    await by({ scenario: first.scenario.id }, ({ scenario }) => scenario.id === first.scenario.id);
    await by({ outcome: 'escalated' }, ({ outcome }) => outcome === 'escalated');
    await by({ strategy: 'OT Others' }, ({ dialogue }) => dialogue.some(({ strategy }) => strategy === '策略12 其它'));
    await by(
      { field: 'age band', value: '60plus', outcome: 'solved' },
      ({ persona, outcome }) => persona.age_band === '60plus' && outcome === 'solved',
    );
    await page.close();
  });

  it('finds words in the lines, and opens a dialogue with its turns coloured by strategy', async () => {
    const rows = readJsonLines<DialogueRecord>(at('1/dialogues.jsonl'));
    const wanted = rows.at(-1) as DialogueRecord;
    const line = wanted.dialogue[3]?.text as string;
    const { page } = await show(at('1.report.html'));
    await page.fill('#search', `${wanted.id} ${line}`);
    await page.waitForFunction(() => document.getElementById('found')?.textContent?.startsWith('1 '));
    await page.click('#results button');
    await page.waitForSelector('.turn');
    const turns = await page.$$eval('.turn', (all) =>
      all.map((turn) =>
        [...turn.childNodes]
          .slice(1)
          .map((node) => node.textContent)
          .join(''),
      ),
    );
    expect(turns).toEqual(wanted.dialogue.map(({ text }) => text));
    expect(await page.textContent('mark')).toBe(line);
    const greeting = await page.$eval('.turn', (turn) => getComputedStyle(turn).borderLeftColor);
    const farewell = await page.$$eval('.turn:not(.customer)', (all) => getComputedStyle(all.at(-1) as Element).borderLeftColor);
    expect(greeting).not.toBe(farewell);
    await page.close();
  });

  it('switches language and colours', async () => {
    const { page } = await show(at('against.html'));
    const heading = () => page.$eval('h1', (h1) => (h1 as HTMLElement).innerText);
    const english = await heading();
    await page.click('#language');
    expect({ english, chinese: await heading() }).toEqual({ english: 'A dataset of support dialogues', chinese: '客服对话数据集报告' });
    await page.click('#scheme');
    expect(await page.getAttribute('html', 'data-scheme')).toBe('dark');
    await page.close();
  });

  it('shows the change of every figure beside another dataset', async () => {
    const { page } = await show(at('against.html'));
    const without = await page.$$eval('table', (tables) =>
      tables.filter((table) => !/change|Δ/.test(table.textContent ?? '')).map((table) => table.closest('section')?.id),
    );
    expect(without).toEqual(['sources']); // the default distribution is the same for both
    await page.close();
  });

  it('draws the change of shares by place, stage, outcome, emotion and transition, where there is another dataset', async () => {
    const changed = async (file: string) => {
      const { page } = await show(at(file));
      const sections = await page.$$eval('h3', (headings) =>
        headings
          .filter((heading) => heading.innerText === 'Change, in points' && heading.nextElementSibling?.querySelector('svg text'))
          .map((heading) => heading.closest('section')?.id),
      );
      await page.close();
      return sections;
    };
    expect(await changed('against.html')).toEqual(['positions', 'transitions', 'stages', 'outcomes', 'emotions']);
    expect(await changed('1.report.html')).toEqual([]);
  });

  it('holds the default distribution against its sources, each deviation with a reason', async () => {
    const { page } = await show(at('1.report.html'));
    const rows = await page.$$eval('#sources tbody tr', (all) =>
      all.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText.trim())),
    );
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((cells) => cells.length !== 6 || cells.includes(''))).toEqual([]);
    await page.close();
  });
});

const leftovers = () => readdirSync(folder).filter((name) => name.includes('.partial-'));

describe('npm run report', () => {
  it('refuses what it cannot show with one message and status 2, and leaves a page that is there as it is', async () => {
    const broken = at('broken');
    mkdirSync(broken);
    for (const name of ['dialogues.jsonl', 'manifest.json']) copyFileSync(join(at('1'), name), join(broken, name));
    const page = at('kept.html');
    await run('report', '--from', at('1'), '--out', page);
    const whole = readFileSync(page, 'utf8');
    writeFileSync(at('notes.html'), 'kept');
    const refusals: [string[], RegExp][] = [
      [['--from', at('nowhere')], /nowhere\/dialogues\.jsonl: there is no such file/],
      [['--from', at('1'), '--against', at('nowhere')], /nowhere/],
      [['--from', at('1'), '--personas', 'mine.yaml'], /--personas mine\.yaml: it is not the file/],
      [['--from', at('1'), '--out', at('none/there.html')], /cannot write .*none\/there\.html/],
      [['--from', at('1'), '--out', folder], /cannot write .*: it is a folder or a device, not a file/],
      [['--from', at('1'), '--out', at('notes.html')], /notes\.html: there is another file, which is no report/],
    ];
    appendFileSync(join(broken, 'dialogues.jsonl'), '{"id":');
    refusals.push([['--from', broken, '--out', page], /broken\/dialogues\.jsonl: line 131 is no JSON/]);
    for (const [args, message] of refusals) {
      const { status, stdout, stderr } = await run('report', ...args);
      expect({ status, stdout }, args.join(' ')).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
    }
    expect(readFileSync(page, 'utf8')).toBe(whole);
    expect(readFileSync(at('notes.html'), 'utf8')).toBe('kept');
    expect(leftovers()).toEqual([]);
  });

  it('leaves the dataset as its manifest says', async () => {
    expect((await run('verify', '--dir', at('1'))).status).toBe(0);
  });

  it('says that the disk is full with status 1, and leaves nothing behind', async () => {
    const wrap = ['bash', '-c', 'ulimit -f 200; trap "" XFSZ; exec "$@"', 'sh'];
    const failed = await runCompiled('report', ['--from', at('1'), '--out', at('large.html')], { wrap });
    expect(failed).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/writing .*large\.html failed: EFBIG/) });
    expect(failed.stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
    expect(readdirSync(folder).filter((name) => name.includes('large'))).toEqual([]);
  });

  it('removes what it has written when it is stopped', async () => {
    const { child, result } = startNode([compiledCommand('report'), '--from', at('1'), '--out', at('stopped.html')]);
    await vi.waitUntil(() => leftovers().length > 0, { timeout: 600_000, interval: 5 });
    child.kill('SIGTERM');
    expect((await result).status).toBe(143);
    expect(readdirSync(folder).filter((name) => name.includes('stopped'))).toEqual([]);
  });
});
