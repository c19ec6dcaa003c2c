import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DialogueRecord, RejectedRecord, Utterance } from '../domain/dialogue.js';
import { STRATEGY_CODES } from '../domain/strategy.js';
import { DatasetCopy } from '../testing/dataset-copy.js';
import { runCompiled } from '../testing/run-process.js';
import type { FindingGroup, Kind } from '../verification/findings.js';

/** `npm run verify` as a process, over a run of 200 dialogues and spoiled copies of it. */
const workspace = mkdtempSync(join(tmpdir(), 'rolecs-verify-'));
const run = join(workspace, 'run');
let copies = 0;

beforeAll(async () => {
  await runCompiled('generate', ['--count', '200', '--out', run]);
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

function copy(): DatasetCopy {
  return new DatasetCopy(run, join(workspace, `copy-${++copies}`));
}

/** What is wrong with the copy by kind; the exit status has to say the same. */
async function groupsOf({ directory }: DatasetCopy, ...args: string[]): Promise<Map<Kind, FindingGroup>> {
  const { status, stdout, stderr } = await runCompiled('verify', ['--dir', directory, '--json', ...args]);
  const { sound, groups } = JSON.parse(stdout) as { sound: boolean; groups: FindingGroup[] };
  expect({ status, sound, stderr }).toEqual({ status: groups.length > 0 ? 1 : 0, sound: groups.length === 0, stderr: '' });
  return new Map(groups.map((group) => [group.kind, group]));
}

const kindsOf = async (dataset: DatasetCopy) => [...(await groupsOf(dataset)).keys()];

describe('a run as generate left it', () => {
  test('has nothing wrong with it', async () => {
    const { status, stdout, stderr } = await runCompiled('verify', ['--dir', run]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim().split('\n').at(-1)).toMatch(/run: 2 files, 200 dialogues, \d+ rejects: nothing is wrong$/);
  });

  test('repeats every row of an earlier dataset that is itself', async () => {
    const groups = await groupsOf(copy(), '--against', run, '--limit', '1');
    expect([...groups.keys()]).toEqual(['§3.10 duplicates']);
    expect(groups.get('§3.10 duplicates')).toMatchObject({
      count: 200,
      findings: [{ line: 1, what: 'has the same text as rcs-42-000000' }],
    });
  });
});

describe('files', () => {
  test('a flipped byte', async () => {
    const dataset = copy().editBytes('dialogues.jsonl', (bytes) => {
      const middle = bytes.indexOf('"text":"', bytes.length / 2) + '"text":"'.length;
      bytes[middle + 2] = (bytes[middle + 2] as number) ^ 1;
      return bytes;
    });
    const groups = await groupsOf(dataset);
    expect(groups.get('file-changed')).toMatchObject({
      count: 1,
      findings: [{ file: 'dialogues.jsonl', what: expect.stringContaining('sha256') }],
    });
  });

  test('a file that is gone, with what it told', async () => {
    const dataset = copy();
    rmSync(dataset.path('dialogues.jsonl'));
    const groups = await groupsOf(dataset);
    expect(groups.get('file-missing')?.findings).toMatchObject([{ file: 'dialogues.jsonl' }]);
    expect(groups.has('figure-wrong')).toBe(true);
  });

  test('a file nobody listed', async () => {
    const dataset = copy();
    writeFileSync(dataset.path('dialogues-2.jsonl'), '');
    expect(await kindsOf(dataset)).toEqual(['file-unlisted']);
  });

  test('a torn last line', async () => {
    const groups = await groupsOf(copy().editBytes('dialogues.jsonl', (bytes) => bytes.subarray(0, bytes.length - 100)));
    expect(groups.get('file-changed')?.count).toBe(3);
    expect(groups.get('row-unreadable')?.findings.map(({ line }) => line)).toEqual([200, 200]);
  });
});

describe('the manifest', () => {
  test.each<[string, (text: string) => string]>([
    ['a figure that rows tell', (text) => text.replace(/"satisfied": \d+/, '"satisfied": 7')],
    ['a figure that no row tells', (text) => text.replace('"requested": 0.078', '"requested": 0.079')],
    ['a hash of a resource', (text) => text.replace(/"strategies.yaml": "[0-9a-f]/, '"strategies.yaml": "g')],
    ['no more than a blank', (text) => text.replace('{', '{ ')],
    ['what is no JSON', (text) => text.slice(0, -3)],
  ])('edited: %s', async (_what, edit) => {
    const dataset = copy().editBytes('manifest.json', (bytes) => Buffer.from(edit(bytes.toString())));
    expect(await kindsOf(dataset)).toContain('manifest-edited');
  });

  test.each<[string, Parameters<DatasetCopy['editManifest']>[0], string]>([
    ['accepted', ({ counts }) => Object.assign(counts as object, { accepted: 199 }), 'counts.accepted: 199, the rows give 200'],
    [
      'rejects by reason',
      ({ counts }) => Object.assign(counts as object, { rejected_by_reason: { other: 1 } }),
      'counts.rejected_by_reason.other: 1, the rows give none',
    ],
    [
      'strategy mix',
      (manifest) => Object.assign((manifest.strategy_mix as { GT: object }).GT, { delivered: 0.5 }),
      'strategy_mix.GT.delivered: 0.5, the rows give 0.',
    ],
    [
      'a topic more',
      (manifest) => Object.assign(manifest.topics as object, { gossip: { requested: 3, delivered: 3 } }),
      'topics.gossip: {"requested":3,"delivered":3}, the rows give none',
    ],
    ['open indices', ({ counts }) => Object.assign(counts as object, { open: 2 }), 'counts.open: 2, the rows leave 0'],
  ])('with a hash that fits, and a wrong figure: %s', async (_what, edit, message) => {
    const groups = await groupsOf(copy().editManifest(edit));
    expect([...groups.keys()]).toEqual(['figure-wrong']);
    expect(groups.get('figure-wrong')?.findings.map(({ what }) => what)).toContainEqual(expect.stringContaining(message));
  });

  test('of another seed is that of other rows', async () => {
    const dataset = copy().editManifest(({ identity }) => Object.assign(identity as object, { seed: 43 }));
    const groups = await groupsOf(dataset);
    expect(groups.get('row-inconsistent')?.count).toBe(400);
    expect(groups.get('row-inconsistent')?.hint).toContain('contradicts the manifest');
  });
});

describe('rows that hashes vouch for', () => {
  const edited = (edit: (rows: DialogueRecord[]) => DialogueRecord[]) => copy().editRows('dialogues.jsonl', edit);

  test('a row twice', async () => {
    const groups = await groupsOf(edited((rows) => rows.toSpliced(6, 0, rows[5] as DialogueRecord)));
    expect(groups.get('row-repeated')?.findings).toEqual([
      { file: 'dialogues.jsonl', line: 7, id: 'rcs-42-000005', what: 'index 5 stands there already' },
    ]);
    expect(groups.get('§3.10 duplicates')?.findings).toMatchObject([{ line: 7, what: 'has the same text as rcs-42-000005' }]);
    expect(groups.has('figure-wrong')).toBe(true);
  });

  test('the text of a row under another id, exact and nearly', async () => {
    const groups = await groupsOf(
      edited((rows) => {
        const { dialogue } = rows[3] as DialogueRecord;
        const nearly = dialogue.map((utterance, place) => (place === 1 ? { ...utterance, text: '喂，你好，问个事。' } : utterance));
        return rows.with(17, { ...(rows[17] as DialogueRecord), dialogue }).with(40, { ...(rows[40] as DialogueRecord), dialogue: nearly });
      }),
    );
    expect(groups.get('§3.10 duplicates')?.findings).toMatchObject([
      { id: 'rcs-42-000017', what: 'has the same text as rcs-42-000003' },
      { id: 'rcs-42-000040', what: expect.stringMatching(/^is nearly rcs-42-0000(03|17): Jaccard 0\.[89]/) },
    ]);
  });

  test('two rows that changed places', async () => {
    const swapped = edited((rows) => rows.with(10, rows[50] as DialogueRecord).with(50, rows[10] as DialogueRecord));
    const groups = await groupsOf(swapped);
    expect([...groups.keys()]).toEqual(['row-misplaced']);
    expect(groups.get('row-misplaced')).toMatchObject({
      count: 40,
      findings: expect.arrayContaining([expect.objectContaining({ line: 12 })]),
    });
  });

  test('a row that is gone', async () => {
    const groups = await groupsOf(edited((rows) => rows.toSpliced(9, 1)));
    expect(groups.get('figure-wrong')?.findings.map(({ what }) => what)).toContain('counts.accepted: 200, the rows give 199');
  });

  test('rejects that are gone', async () => {
    const groups = await groupsOf(
      copy().editRows<RejectedRecord>('rejected.jsonl', (rows) => rows.filter(({ index }) => index !== rows[0]?.index)),
    );
    expect(groups.get('rejects-inconsistent')?.findings[0]?.what).toMatch(
      /^attempt \d+ was accepted, and rejected.jsonl holds \d+ rejects/,
    );
  });

  test('keys in another order, a field that nobody knows', async () => {
    const groups = await groupsOf(
      edited((rows) => {
        const { id, ...rest } = rows[0] as DialogueRecord;
        return rows.with(0, { ...rest, id }).with(1, { ...(rows[1] as DialogueRecord), mood: 'fine' } as DialogueRecord);
      }),
    );
    expect(groups.get('row-unreadable')?.findings.map(({ line }) => line)).toEqual([1, 2]);
  });
});

describe('clauses of the contract that rows break while every hash fits', () => {
  type Change = (row: DialogueRecord) => Partial<DialogueRecord>;
  const said =
    (change: (dialogue: Utterance[]) => Utterance[]): Change =>
    ({ dialogue }) => ({ dialogue: change(dialogue) });
  /** The utterances at these places get other values. */
  const put = (places: readonly number[], values: object): Change =>
    said((dialogue) => dialogue.map((line, place) => (places.includes(place) ? ({ ...line, ...values } as Utterance) : line)));
  const soothing = { strategy: '策略5 情感管理' };
  const absent = ({ dialogue }: DialogueRecord) =>
    STRATEGY_CODES.filter((_, place) => !dialogue.some(({ strategy }) => strategy.startsWith(`策略${place + 1} `)));

  const cases: [Kind, string, Change][] = [
    ['§3.1 speakers', 'a speaker twice in a row', said((dialogue) => dialogue.toSpliced(3, 1))],
    ['§3.1 speakers', 'two more lines after the goodbye', said((dialogue) => [...dialogue, ...dialogue.slice(1, 3)])],
    ['§3.1 speakers', 'the customer opens', said((dialogue) => dialogue.slice(1))],
    ['§3.1 speakers', 'too short', said((dialogue) => [...dialogue.slice(0, 4), ...dialogue.slice(-4)])],
    ['§3.2 labels', 'a thirteenth label', put([2], { strategy: '策略13 闲聊' })],
    ['§3.2 labels', 'a label spelled otherwise', put([0], { strategy: '策略1  礼貌问候' })],
    ['§3.3 required strategies', 'a second greeting', put([4], { strategy: '策略1 礼貌问候' })],
    [
      '§3.3 required strategies',
      'no identity check',
      said((dialogue) => dialogue.map((line) => (line.strategy === '策略2 确认身份' ? ({ ...line, ...soothing } as Utterance) : line))),
    ],
    ['§3.4 strategy runs', 'a strategy three times in a row', put([6, 8, 10], soothing)],
    ['§3.5 combination and stages', 'a stage that a strategy does not allow', put([0], { stage: '维护' })],
    ['§3.5 combination and stages', 'no set in code order', () => ({ strategy_combination: ['AC', 'GT'] })],
    ['§3.5 combination and stages', 'a member that does not occur', (row) => ({ strategy_combination: absent(row) })],
    ['§3.6 clean text', 'round brackets', put([3], { text: '我姓王（就是那个王）。' })],
    ['§3.6 clean text', 'two marks side by side', put([3], { text: '我姓王。，对吧？' })],
    ['§3.6 clean text', 'a speaker in front', put([3], { text: '客户：我姓王。' })],
    ['§3.6 clean text', 'brackets around no placeholder', put([3], { text: '我姓[x]。' })],
    ['§3.7 privacy', 'a phone number', put([3], { text: '我手机是13800138000。' })],
    ['§3.7 privacy', 'a phone number in groups', put([3], { text: '我手机是138-0013-8000。' })],
    ['§3.7 privacy', 'an e-mail address', put([3], { text: '发到wang@example.com。' })],
    ['§3.7 privacy', 'a company', put([3], { text: '我在支付宝上付的。' })],
    ['§3.8 repetition', 'a line said twice', put([3, 5], { text: '这件事我前后打了好几回电话。' })],
    ['§3.9 numbers', 'a number of nobody', put([6], { text: '查到了，这笔扣了您76543.21元。' })],
  ];
  const FIRST = 20;
  let groups: Map<Kind, FindingGroup>;

  beforeAll(async () => {
    const dataset = copy().editRows<DialogueRecord>('dialogues.jsonl', (rows) =>
      rows.map((row, place) => ({ ...row, ...cases[place - FIRST]?.[2](row) })),
    );
    groups = await groupsOf(dataset, '--limit', '200');
  });

  test.each(cases.map(([kind, what], place) => [kind, what, FIRST + place] as const))('%s: %s', (kind, _what, place) => {
    const lines = groups.get(kind)?.findings.map(({ file, line, id }) => ({ file, line, id }));
    expect(lines).toContainEqual({ file: 'dialogues.jsonl', line: place + 1, id: `rcs-42-${String(place).padStart(6, '0')}` });
  });

  test('and no other row', () => {
    const lines = [...groups.values()].flatMap(({ kind, findings }) =>
      kind.startsWith('§3.') ? findings.map(({ line }) => line ?? 0) : [],
    );
    expect([Math.min(...lines), Math.max(...lines)]).toEqual([FIRST + 1, FIRST + cases.length]);
  });
});

describe('usage', () => {
  test.each([
    [[], /--dir/],
    [['--dir', 'nowhere'], /cannot read nowhere.manifest\.json/],
    [['--dir', run, '--limit', '0'], /--limit 0/],
    [['--dir', run, '--against', 'nowhere'], /nowhere.dialogues\.jsonl/],
  ])('%j is refused with status 2', async (args, message) => {
    const { status, stdout, stderr } = await runCompiled('verify', [...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  });

  test('a run that is not finished is not verified', async () => {
    const dataset = copy().editBytes('manifest.json', (bytes) => Buffer.from(bytes.toString().replace('"complete"', '"running"')));
    const { status, stderr } = await runCompiled('verify', ['--dir', dataset.directory]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('--resume') });
  });

  test('tells the first findings of a kind and counts the others', async () => {
    const dataset = copy().editManifest(({ identity }) => Object.assign(identity as object, { seed: 43 }));
    const { stdout } = await runCompiled('verify', ['--dir', dataset.directory, '--limit', '2']);
    const lines = stdout.split('\n');
    const at = lines.indexOf('row-inconsistent: 400');
    expect(lines.slice(at + 1, at + 5)).toEqual([
      "  dialogues.jsonl:1 rcs-42-000000 provenance.seed is 42, the run's is 43",
      "  dialogues.jsonl:1 rcs-42-000000 index 0 and the run's seed make the id rcs-43-000000",
      '  … and 398 more',
      '  → restore the file from a copy: the row contradicts the manifest or itself',
    ]);
  });
});
