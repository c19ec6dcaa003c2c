import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { generate } from './generate-main.js';

let directory: string;
let stderr: string;
let stdout: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rolecs-cli-'));
  writeFileSync(join(directory, 'file'), '');
  stderr = '';
  stdout = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  vi.spyOn(process, 'cwd').mockReturnValue(directory);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

function run(args: string[]): Promise<number> {
  return generate(args, { dataDir: directory, version: '0.0.0', makerModule: 'file:///nowhere.js' });
}

describe('bad usage is refused with 2, in at most three lines, and nothing is written', () => {
  test.each([
    ['--count 0', '--count 0: must be an integer from 1 to 10000000, in plain decimal digits'],
    ['--count -5', '--count -5: must be an integer'],
    ['--count abc', '--count abc: must be an integer'],
    ['--count 1e9', '--count 1e9: must be an integer'],
    ['--count 1.5', '--count 1.5: must be an integer'],
    ['--count 0x10', '--count 0x10: must be an integer'],
    ['--count +7', '--count +7: must be an integer'],
    ['--count １２', '--count １２: must be an integer'],
    ['--count 10000001', '--count 10000001: must be an integer'],
    ['--count', "option '--count <n>' argument missing"],
    ['--seed -1', '--seed -1: must be an integer from 0 to 4294967295'],
    ['--seed 4294967296', '--seed 4294967296: must be an integer'],
    ['--max-utterances 15', '--max-utterances 15: must be an integer from 16 to 50'],
    ['--max-utterances 51', '--max-utterances 51: must be an integer from 16 to 50'],
    ['--concurrency 0', '--concurrency 0: must be an integer from 1 to 256'],
    ['--topics other,nope', '--topics other,nope: there is no topic "nope"\n  known: account-transactions, product-inquiry'],
    ['--topics=', '--topics "": there is no topic ""'],
    ['--gates none', '--gates none: must be contract or full'],
    ['--engine magic', '--engine magic: must be offline or llm'],
    ['--engine llm', '--engine llm needs a model'],
    ['--engine llm --model m', '--engine llm without --base-url calls OpenAI, and there is no key'],
    ['--engine llm --model m --base-url nowhere', '--base-url "nowhere": this is no URL'],
    ['--judge some --engine llm --model m', '--judge some: must be'],
    ['--max-cost -1', '--max-cost -1: must be'],
    ['--max-tokens 0', '--max-tokens 0: must be an integer from 1'],
    ['--judge all', '--judge belongs to the llm engine'],
    ['--max-cost 5', '--max-cost belongs to the llm engine'],
    ['--max-tokens 5', '--max-tokens belongs to the llm engine'],
    ['--dry-run', '--dry-run belongs to the llm engine'],
    ['--keep-reasoning', '--keep-reasoning belongs to the llm engine'],
    ['--llm-config mine.yaml', '--llm-config belongs to the llm engine'],
    ['--checkpoints off', '--checkpoints belongs to the llm engine'],
    ['--checkpoints redis', '--checkpoints redis: must be sqlite or off'],
    ['--set age=0.4', '--set age=0.4: must be field.value=share'],
    ['--set age_band.60plus=40', '--set age_band.60plus=40: must be field.value=share'],
    ['--set age_band.60plus=0.4 --set age_band.60plus=0.5', 'age_band.60plus is set twice'],
    ['--resume --force', '--resume and --force exclude each other'],
    ['--colour red', "unknown option '--colour'"],
    ['extra', 'too many arguments'],
    ['--out=', '--out "": must not be empty'],
    ['--personas nowhere.yaml', 'cannot read the persona distribution'],
  ])('%s', async (args, message) => {
    const status = await run(['--out', join(directory, 'out'), ...args.split(' ')]);
    expect(stderr).toContain(`error: ${message.includes('twice') ? '--set age_band.60plus=0.5: ' : ''}${message}`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
    expect(readdirSync(directory)).toEqual(['file']);
  });

  test.each([
    ['a file', 'file', 'it is a file, not a folder'],
    ['below a file', 'file/x/y', 'file is a file, not a folder'],
  ])('an output folder that is %s', async (_, out, message) => {
    expect(await run(['--out', join(directory, out)])).toBe(2);
    expect(stderr).toContain(message);
    expect(readdirSync(directory)).toEqual(['file']);
  });

  test('with --verbose, the stack follows', async () => {
    expect(await run(['--count', '0', '--verbose'])).toBe(2);
    expect(stderr).toMatch(/^error: --count 0: .*\n {2}--help .*\nRolecsError: .*\n +at /);
  });
});

test('--help goes to stdout and ends with 0', async () => {
  expect(await run(['--help'])).toBe(0);
  expect(stdout).toMatch(/^Usage: generate -- \[options\]\n/);
  for (const flag of ['count', 'seed', 'out', 'engine', 'model', 'base-url', 'concurrency', 'topics', 'personas', 'set', 'gates']) {
    expect(stdout).toContain(`--${flag} <`);
  }
  expect(stderr).toBe('');
});

test('a configured key without --engine gives one line that says there is --engine llm', async () => {
  writeFileSync(join(directory, '.env'), 'OPENAI_API_KEY=sk-test\n');
  await run(['--out', join(directory, 'file')]);
  expect(stderr.match(/^.*--engine llm.*$/gm)).toHaveLength(1);
  stderr = '';
  await run(['--out', join(directory, 'file'), '--engine', 'offline']);
  expect(stderr).not.toContain('--engine llm');
});
