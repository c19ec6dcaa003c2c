import { readFileSync } from 'node:fs';
import { validateWorkflow } from '@action-validator/core';
import { expect, test } from 'vitest';

const script = (name: string) => readFileSync(new URL(`../../scripts/${name}`, import.meta.url), 'utf8');
const WORKFLOW = script('refresh.github-workflow.yml');

test('the GitHub workflow is one by the published schema, which tells one that is not', () => {
  expect(validateWorkflow(WORKFLOW).errors).toEqual([]);
  expect(validateWorkflow(WORKFLOW.replace('runs-on:', 'run-on:')).errors).not.toEqual([]);
  expect(validateWorkflow(WORKFLOW.replace('- cron:', '- crontab:')).errors).not.toEqual([]);
});

test('every schedule calls the command with options that it knows', () => {
  for (const name of ['refresh.cron', 'rolecs-refresh.service', 'refresh.github-workflow.yml']) {
    expect(script(name), name).toMatch(/npm run --silent refresh -- --dir \S+ --add \S+/);
  }
});
