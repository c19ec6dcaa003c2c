import { describe, expect, it } from 'vitest';
import { Persona } from '../domain/persona.js';
import { runCompiled } from '../testing/run-process.js';

const personas = (...args: string[]) => runCompiled('personas', args);

describe('npm run personas', () => {
  it('samples personas as JSON lines that the schema accepts, and the same ones as CSV', async () => {
    const [lines, table] = await Promise.all([personas('sample', '--count', '20'), personas('sample', '--count', '20', '--format', 'csv')]);
    const rows = lines.stdout
      .trim()
      .split('\n')
      .map((line) => Persona.parse(JSON.parse(line)));
    expect(rows).toHaveLength(20);
    const [head, ...cells] = table.stdout.trim().split('\n');
    expect(head?.split(',').slice(0, 3)).toEqual(['id', 'surname', 'gender']);
    expect(cells.map((row) => row.split(',')[0])).toEqual(rows.map(({ id }) => id));
  });

  it('previews shares, as a table and as JSON', async () => {
    const [shown, parsed] = await Promise.all([personas('preview', '--count', '100'), personas('preview', '--count', '100', '--json')]);
    expect(shown.stdout).toContain('100 personas, seed 42');
    expect(JSON.parse(parsed.stdout)).toMatchObject({ count: 100, seed: 42 });
  });

  it('tells what moved between two distributions', async () => {
    const { stdout } = await personas('diff', 'default', 'default', '--count', '100', '--json');
    expect(JSON.parse(stdout)).toEqual({ moved: [], numbers: [], gone: [], added: [] });
  });

  it('previews as a page that loads nothing and runs nothing, in the colours of the reader', async () => {
    const { status, stdout } = await personas('preview', '--count', '100', '--set', 'risk_appetite.C5=0.1', '--html');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).not.toMatch(/<script|<link|src=|url\(|#00000[1-4]/);
    expect(stdout.match(/<svg /g)?.length).toBeGreaterThan(15);
    expect(stdout).toContain('Effective sample size');
  });

  it.each([
    [['bogus'], /bogus/],
    [['diff', 'default'], /diff compares two distributions, 1 are named/],
    [['preview', 'mine.yaml'], /preview takes no files, "mine.yaml" is one/],
    [['sample', '--count', '0'], /--count 0/],
    [['preview', '--personas', 'nowhere.yaml'], /nowhere\.yaml/],
    [['preview', '--set', 'age_band.120plus=0.4'], /120plus/],
  ])('refuses %j with one message and status 2', async (args, message) => {
    const { status, stdout, stderr } = await personas(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
  });
});
