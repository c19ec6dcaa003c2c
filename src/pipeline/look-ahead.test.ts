import { expect, test } from 'vitest';
import { LookAhead } from './look-ahead.js';

/** Jobs that end when they are told to. */
function controlledJobs(count: number) {
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const jobs = Array.from({ length: count }, (_, job) => () => {
    started.push(job);
    return new Promise<string[]>((resolve) => {
      finish[job] = () => resolve([`${job}a`, `${job}b`]);
    });
  });
  return { jobs, started, finish };
}

test('hands out items in order, however the jobs end', async () => {
  const { jobs, finish } = controlledJobs(3);
  const ahead = new LookAhead(jobs, { limit: 3, signal: new AbortController().signal });
  const first = ahead.next();
  finish[2]?.();
  finish[1]?.();
  finish[0]?.();
  const items = [await first];
  for (let item = await ahead.next(); item; item = await ahead.next()) items.push(item);
  expect(items).toEqual(['0a', '0b', '1a', '1b', '2a', '2b']);
});

test('never has more jobs under way or waiting than its limit', async () => {
  const { jobs, started, finish } = controlledJobs(5);
  const ahead = new LookAhead(jobs, { limit: 2, signal: new AbortController().signal });
  const first = ahead.next();
  finish[0]?.();
  finish[1]?.();
  await first;
  await ahead.next();
  expect(started).toEqual([0, 1]);
  await ahead.next();
  expect(started).toEqual([0, 1, 2]);
});

test('shows what has arrived behind the item handed out last', async () => {
  const { jobs, finish } = controlledJobs(3);
  const ahead = new LookAhead(jobs, { limit: 3, signal: new AbortController().signal });
  const first = ahead.next();
  finish[0]?.();
  finish[2]?.();
  await first;
  expect([...ahead.arrived()]).toEqual(['0b', '2a', '2b']);
});

test('after an abort still hands out what has arrived in order, then ends', async () => {
  const controller = new AbortController();
  const { jobs, started, finish } = controlledJobs(4);
  const ahead = new LookAhead(jobs, { limit: 3, signal: controller.signal });
  const first = ahead.next();
  finish[0]?.();
  finish[2]?.();
  await first;
  controller.abort();
  expect([await ahead.next(), await ahead.next()]).toEqual(['0b', null]);
  expect(started).toEqual([0, 1, 2]);
});

test('raises the failure of a job when its turn comes', async () => {
  const jobs = [async () => ['a'], () => Promise.reject(new Error('second job')), async () => ['c']];
  const ahead = new LookAhead(jobs, { limit: 3, signal: new AbortController().signal });
  expect(await ahead.next()).toBe('a');
  await expect(ahead.next()).rejects.toThrow('second job');
});
