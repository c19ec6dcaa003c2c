import { describe, expect, it } from 'vitest';
import { SPEAKERS } from '../domain/dialogue.js';
import type { RolecsError } from '../domain/errors.js';
import { exportOptions, exportSettings } from '../testing/an-export.js';
import { buildRecord, framework, withChanges } from '../testing/build-record.js';
import { createMask } from './mask.js';
import { samplesOf } from './samples.js';

const RECORD = buildRecord();
const SUPPORTER = RECORD.dialogue.filter(({ speaker }) => speaker === SPEAKERS.supporter);
const CUSTOMER = RECORD.dialogue.filter(({ speaker }) => speaker === SPEAKERS.customer);

describe('a whole dialogue', () => {
  it('opens with a user line of ours, so that the greeting is learned, and ends with the supporter', () => {
    const [sample, ...others] = samplesOf(RECORD, exportOptions());
    expect(others).toEqual([]);
    expect(sample).toEqual({
      topic: RECORD.topic,
      strategy: null,
      exchanges: SUPPORTER.map(({ text }, turn) => ({
        user: turn === 0 ? exportSettings.opening : CUSTOMER[turn - 1]?.text,
        assistant: text,
        learned: true,
      })),
    });
  });

  it.each([1, 2, 3, 4, 5, 100])(
    'is cut where the context may hold %d utterances; every supporter turn stays in exactly one row',
    (maxContext) => {
      const samples = samplesOf(RECORD, exportOptions({ maxContext }));
      expect(samples.flatMap(({ exchanges }) => exchanges.map(({ assistant }) => assistant))).toEqual(SUPPORTER.map(({ text }) => text));
      for (const { exchanges } of samples) {
        const utterances = exchanges.flatMap(({ user, assistant }) => [user, assistant]).filter((text) => text !== exportSettings.opening);
        expect(utterances.length - 1).toBeLessThanOrEqual(maxContext);
      }
    },
  );

  it('keeps masked turns as context and is left out where nothing is learned', () => {
    const overridden = withChanges({ 4: { advised_strategy: 'PS' } });
    const options = exportOptions({ mask: createMask(['overridden'], framework), masked: true });
    const [sample] = samplesOf(overridden, options);
    expect(sample?.exchanges.map(({ learned }) => learned)).toEqual(SUPPORTER.map((_, turn) => turn !== 2));
    const failed = buildRecord({ quality: { gates: { privacy: 'fail' }, judge: null } });
    for (const flag of ['gates', 'privacy']) {
      expect(samplesOf(failed, exportOptions({ mask: createMask([flag], framework), masked: true }))).toEqual([]);
    }
  });

  it('whose speakers do not alternate is refused by name', () => {
    const broken = { ...RECORD, dialogue: RECORD.dialogue.toSpliced(1, 1) };
    expect(() => samplesOf(broken, exportOptions())).toThrow(
      expect.objectContaining({ code: 'dataset-invalid', message: expect.stringContaining(RECORD.id) }) as RolecsError,
    );
  });
});

describe('a row for each supporter turn', () => {
  const samples = samplesOf(RECORD, exportOptions({ view: 'turn', strategy: 'json' }));

  it('answers the talk so far with the strategy first, then the reply', () => {
    expect(samples.map(({ strategy }) => strategy)).toEqual(SUPPORTER.map(({ strategy }) => strategy));
    expect(samples.map(({ exchanges: [{ assistant }] }) => assistant)).toEqual(
      SUPPORTER.map(({ strategy, text }) => `{"strategy":"${strategy}","response":"${text}"}`),
    );
    const { head, empty, ask } = exportSettings.transcript;
    const [greeting, question] = RECORD.dialogue;
    expect(samples.slice(0, 2).map(({ exchanges: [{ user }] }) => user)).toEqual([
      `${head}\n${empty}\n${ask}`,
      `${head}\n客服（${greeting?.strategy}）：${greeting?.text}\n客户：${question?.text}\n${ask}`,
    ]);
  });

  it('shows no more of the talk than asked for, and no strategies where none are wanted', () => {
    const short = samplesOf(RECORD, exportOptions({ view: 'turn', maxContext: 1 }));
    const { head, ask } = exportSettings.transcript;
    expect(short.slice(1).map(({ exchanges: [{ user }] }) => user)).toEqual(
      CUSTOMER.slice(0, -1).map(({ text }) => `${head}\n客户：${text}\n${ask}`),
    );
    expect(short[0]?.exchanges[0].assistant).toBe(SUPPORTER[0]?.text);
  });

  it('writes the strategy inline', () => {
    const [first] = samplesOf(RECORD, exportOptions({ view: 'turn', strategy: 'inline' }));
    expect(first?.exchanges[0].assistant).toBe(`[${SUPPORTER[0]?.strategy}] ${SUPPORTER[0]?.text}`);
  });

  it('leaves masked turns out', () => {
    const overridden = withChanges({ 4: { advised_strategy: 'PS' } });
    const rows = samplesOf(overridden, exportOptions({ view: 'turn', mask: createMask(['overridden'], framework), masked: true }));
    expect(rows.length).toBe(SUPPORTER.length - 1);
  });
});

it('a mask that no dialogue has is refused with those that there are', () => {
  const record = buildRecord({ quality: { gates: { privacy: 'pass' }, judge: null } });
  expect(() => samplesOf(record, exportOptions({ mask: createMask(['privcy'], framework), masked: true }))).toThrow(
    expect.objectContaining({ code: 'mask-unknown', hint: expect.stringContaining('privacy') }) as RolecsError,
  );
});
